"""A live service with everything around it: its hub, its developer, its receiver of webhooks, a settled day."""

import contextlib
import datetime

from selenium.webdriver.common.by import By

from fintech import KST, new_order
from going_live import Applicant, Operators, go_live, program
from hook_receiver import HookReceiver
from hub_process import HubProcess, maru, wait_until
from site_browser import fresh_address

WORDS = {
    "ko": {"add": "웹훅 만들기", "make": "만들기", "go": "웹훅 보기", "live": "실서비스", "test": "시험", "delivered": "전달", "invoices": "청구서"},
    "en": {"add": "Add a webhook", "make": "Add it", "go": "Go to the webhooks", "live": "Live", "test": "Test", "delivered": "Delivered",
           "invoices": "Invoices"},
}  # fmt: skip


class LiveService:
    """Made in one browser, whose developer stays logged in."""

    def __init__(self, hub, driver, certificates, language="ko"):
        self.hub, self.language = hub, language
        self.receiver = HookReceiver(tls=(certificates / "bank-004.pem", certificates / "bank-004.key"))
        applicant, operators = Applicant(driver, hub, language), Operators(driver, hub, language)
        self.site = applicant.site
        self.site.use("desktop")
        self.site.forget()
        names = {part: f"{part}-{language}" for part in ("screener", "officer", "first", "second")}
        for part, role in {"screener": "screening", "officer": "security", "first": "operations", "second": "operations"}.items():
            operators.add(names[part], role)
        applicant.begin(fresh_address())
        self.test_keys = applicant.client
        self.keys = go_live(applicant, operators, names)
        self.app = f"/developers/apps/{applicant.client['client_id']}"
        self.program = program(hub, self.keys)

    def add_webhook(self, live):
        """By the developer, on the page; answers the signing secret."""
        words = WORDS[self.language]
        self.site.open(f"{self.app}/webhooks", self.language)
        self.site.push(words["add"])
        self.site.fill("url", f"https://localhost:{self.receiver.port}/{'live' if live else 'test'}")
        box = self.site.driver.find_element(By.CSS_SELECTOR, "input[value=live]")
        if live != box.is_selected():
            box.find_element(By.XPATH, "./..").click()
        self.site.push(words["make"])
        secret = self.site.driver.find_element(By.CSS_SELECTOR, ".keys code").text
        self.site.push(words["go"])
        return secret

    def move_money(self, person, amounts):
        """Withdrawals of somebody who agreed to the live service; answers what the hub said."""
        self.user = self.program.link(person)
        number = self.user.accounts[0]["fintech_use_num"]
        return [self.user.withdraw(number, amount, new_order()) for amount in amounts]

    def settle(self):
        """Closes the day by the last whole minute, as if it were its cut-off, once all that was done is before it; answers the month."""
        done = datetime.datetime.now(KST)
        wait_until(lambda: datetime.datetime.now(KST).strftime("%H%M") != done.strftime("%H%M"), 70, "the minute to be over")
        cut_off = datetime.datetime.now(KST)
        settled = maru("settle", "--data", self.hub.data, "--cut-off", cut_off.strftime("%H%M"))
        assert settled.returncode == 0, settled.stderr
        day = cut_off if cut_off.hour >= 12 else cut_off - datetime.timedelta(days=1)
        return day.strftime("%Y%m")


@contextlib.contextmanager
def live_service(directory, driver, language="ko"):
    """A hub that trusts the receiver's authority, with a live service."""
    certificates = directory / "certificates"
    assert maru("certs", "--out", certificates, "--code", "004").returncode == 0
    hub = HubProcess(directory / "hub", "--webhook-ca", certificates / "ca.pem").start()
    service = LiveService(hub, driver, certificates, language)
    yield service
    service.receiver.stop()
    assert hub.stop() == 0, hub.log[-2000:]
