"""The developer site of a production hub: letters by a mail server, a bank that is a process of its own, and keys that count."""

import json
import re

import pytest
import requests
from selenium.webdriver.common.by import By

from bank_process import BankProcess
from fintech import Fintech, new_order
from going_live import Applicant, Operators
from hub_process import HubProcess, clean_environment, maru, wait_until
from mail_server import MailServer
from page_checks import check_focus_order, check_page
from site_browser import PASSWORD, fresh_address

BANK = "004"
SENDER = ["--mail-from", "Maru <no-reply@hub.example>"]
WORDS = {
    "ko": {"sent": "메일을 확인해 주십시오", "apply for use": "이용 신청", "live service": "실서비스", "calls": "호출 기록", "none": "이런 호출이 없습니다.",
           "webhooks": "웹훅", "not yet": "운영 키를 받은 뒤에", "add": "웹훅 만들기", "add it": "만들기", "go": "웹훅 보기", "service": "실서비스"},
    "en": {"sent": "Look into your mail", "apply for use": "Apply for use", "live service": "Live service", "calls": "Its calls", "none": "No such call.",
           "webhooks": "Webhooks", "not yet": "once you have its production keys", "add": "Add a webhook", "add it": "Add it", "go": "Go to the webhooks",
           "service": "Live"},
}  # fmt: skip
TERMS = {
    "withdraw_each": "1000000", "withdraw_day": "10000000", "withdraw_month": "100000000", "deposit_each": "1000000",
    "deposit_day": "10000000", "deposit_month": "100000000", "user_withdraw_each": "1000000", "user_withdraw_day": "10000000",
    "withdraw_fee": "50", "deposit_fee": "40",
}  # fmt: skip


@pytest.fixture(scope="module")
def mail():
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    bank = BankProcess(tmp_path_factory.mktemp("bank"), BANK, "--no-testbed").start()
    yield bank
    assert bank.stop() == 0, bank.log


@pytest.fixture(scope="module")
def hub(tmp_path_factory, mail, bank):
    flags = ["--no-testbed", "--developer-site", "--smtp", f"smtp://127.0.0.1:{mail.port}", *SENDER, "--bank", f"{BANK}={bank.url}", "--bank-plaintext"]
    hub = HubProcess(tmp_path_factory.mktemp("hub"), *flags).start()
    yield hub
    assert hub.stop() == 0, hub.log[-2000:]


class ProductionApplicant(Applicant):
    """A developer whose letters are in a mailbox, and whose app has no keys before the contract."""

    def begin(self, email, mail):
        site, words = self.site, WORDS[self.language]
        site.open("/developers", self.language)
        check_page(site)
        site.push(site.words["sign up"])
        site.fill("email", email)
        site.fill("password", PASSWORD)
        site.push(site.words["sign up"])
        assert site.heading == words["sent"] and "outbox" not in site.driver.page_source
        wait_until(lambda: mail.to(email), 60, "the letter")
        site.driver.get(re.search(r"http\S+", mail.to(email)[0].get_content())[0])
        site.push(site.words["open"])
        check_page(site)
        assert not site.find("textarea, input[type=checkbox]"), "a name is all that an app has here"
        site.push(site.words["make"])
        self.app = site.driver.current_url.split("?")[0].rsplit("/", 1)[1]
        self.path = f"/developers/apps/{self.app}/live"
        check_page(site)


def keys_of(site):
    return {row.find_element(By.CSS_SELECTOR, "span").text: row.find_element(By.CSS_SELECTOR, "code").text for row in site.find(".keys .shown")}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_a_letter_to_a_production_call(drivers, hub, bank, mail, language):
    applicant, operators = ProductionApplicant(drivers(), hub, language), Operators(drivers(javascript=False), hub, language)
    site, words, email = applicant.site, WORDS[language], fresh_address()
    for browser in (site, operators.console):
        browser.use("desktop" if language == "ko" else "phone")
        browser.forget()
    names = {name: f"{name}-{language}" for name in ("screener", "officer", "first", "second")}
    for name, role in {"screener": "screening", "officer": "security", "first": "operations", "second": "operations"}.items():
        operators.add(names[name], role)

    # The account by a letter; an app that is a name.
    applicant.begin(email, mail)
    app_page = f"/developers/apps/{applicant.app}"
    assert applicant.app not in site.text, "there is no client_id to call with"
    assert Fintech(hub, {"client_id": applicant.app, "client_secret": "anything"}).token(grant_type="client_credentials", scope="oob")["rsp_code"] != "A0000"
    site.open(f"{app_page}/webhooks", language)
    assert words["not yet"] in site.text and words["add"] not in site.text
    site.open(app_page, language)
    site.push(words["apply for use"])
    check_page(site)

    # The way, with operators of each role; each step tells of itself by a letter.
    site.push(applicant.words["apply"])
    check_page(site)
    check_focus_order(site)
    applicant.fill_in()
    site.driver.find_element(By.CSS_SELECTOR, "input[value=oob]").find_element(By.XPATH, "./..").click()
    site.push(applicant.words["apply"])
    assert applicant.stage == applicant.words["screening"], site.text
    operators.press(names["screener"], "approve")
    applicant.see()
    site.push(applicant.words["fill in"])
    applicant.fill_in_the_check_list()
    site.push(applicant.words["declare"])
    operators.turn_to(names["officer"])
    operators.look_at(operators.words["company"])
    for box in operators.console.find("fieldset .yes"):
        box.click()
    operators.console.press(operators.words["clear"])
    paying, collecting, payee = [account for account in bank.ready["banks"][0]["accounts"] if account["state"] == "normal"][:3]
    operators.turn_to(names["first"])
    operators.look_at(operators.words["company"])
    for name, text in TERMS.items():
        operators.console.type(name, text)
    for name, account in {"paying": paying, "collection": collecting}.items():
        operators.console.type(f"{name}_bank", BANK)
        operators.console.type(f"{name}_account", account["account_num"])
    operators.console.press(operators.words["draw up"])
    assert operators.done, operators.console.text
    operators.press(names["second"], "approve contract")
    applicant.see()
    site.push(applicant.words["agree"])
    operators.press(names["second"], "ask")
    operators.press(names["first"], "grant")
    applicant.see()
    site.push(applicant.words["keys"])
    check_page(site)
    keys = keys_of(site)
    site.push(applicant.words["where"])
    live = Fintech(hub, keys)
    assert live.token(grant_type="client_credentials", scope="oob")["rsp_code"] == "A0013"
    operators.press(names["first"], "open")
    assert applicant.see() == applicant.words["live"]
    wait_until(lambda: len(mail.to(email)) >= 8, 60, "a letter for each step")

    # Production calls: real money at a real bank's process.
    assert live.get("bank/status", live.oob)["rsp_code"] == "A0000"
    row = {
        "tran_no": "1", "bank_code_std": BANK, "account_num": payee["account_num"], "account_holder_name": payee["account_holder_name"],
        "print_content": "정산", "tran_amt": "1500",
    }  # fmt: skip
    head = {"wd_pass_phrase": keys["wd_pass_phrase"], "wd_print_content": "정산", "name_check_option": "on", "req_cnt": "1", "tran_dtime": new_order()}
    paid = live.post("transfer/deposit2", live.oob, **head, req_list=[row])
    assert (paid["rsp_code"], paid["res_list"][0]["bank_rsp_code"]) == ("A0000", "000"), paid

    # The developer finds the call, with nothing in it that tells of a person.
    site.open(app_page, language)
    check_page(site)
    assert keys["client_id"] in site.text
    site.push(words["calls"])
    check_page(site)
    calls = [link.get_attribute("href") for link in site.find("main a[href*='/calls/']")]
    assert len(calls) >= 3, site.text
    site.driver.get(next(link for link in calls if paid["api_tran_id"] in link))
    text = site.text
    check_page(site)
    assert paid["api_tran_id"] in text and "A0000" in text and "1500" in text and paid["res_list"][0]["bank_tran_id"] in text
    for secret in (payee["account_num"], payee["account_holder_name"], paying["account_num"], keys["wd_pass_phrase"], live.oob, "정산"):
        assert secret not in site.driver.page_source, secret

    # Webhooks are those of the live service: there is nothing to choose, and none leads to this machine.
    site.open(f"{app_page}/webhooks/new", language)
    assert not site.find("input[value=live]")
    site.fill("url", "http://localhost:1/hook")
    site.push(words["add it"])
    assert site.error
    site.fill("url", "https://hooks.example/maru")
    site.push(words["add it"])
    site.push(words["go"])
    assert "https://hooks.example/maru" in site.text and words["service"] in site.text
    check_page(site)
    assert hub.verify().returncode == 0


def test_what_needs_simulated_banks_is_neither_there_nor_linked(hub, mail, drivers):
    applicant = ProductionApplicant(drivers(), hub, "en")
    applicant.site.forget()
    applicant.begin(fresh_address(), mail)
    app = f"/developers/apps/{applicant.app}"
    browser = requests.Session()
    for cookie in applicant.site.driver.get_cookies():
        browser.cookies.set(cookie["name"], cookie["value"])
    gone = ["console", "simulator", "users", "go-live", "settings", "simulator/scenario.json"]
    for path in [*(f"{app}/{one}" for one in gone), "/developers/enter", "/testbed/outbox", "/testbed/banks"]:
        assert browser.get(f"{hub.url}{path}", timeout=10).status_code == 404, path
    for path in [f"{app}/secret", f"{app}/start", f"{app}/simulator/preset", f"{app}/users/new", "/testbed/developers", "/testbed/consents", "/testbed/scenarios"]:
        assert browser.post(f"{hub.url}{path}", json={}, timeout=10).status_code == 404, path
    pages = {"/developers", app, f"{app}/live", f"{app}/live/apply", f"{app}/webhooks", f"{app}/calls", "/developers/apps", "/developers/account",
             "/developers/docs", "/developers/forum", "/developers/notices", "/developers/support", "/developers/support/new", "/developers/sdk"}  # fmt: skip
    seen, errors = set(), []
    while pages - seen:
        path = (pages - seen).pop()
        seen.add(path)
        page = browser.get(f"{hub.url}{path}", timeout=10)
        if page.status_code != 200:
            errors.append((path, page.status_code))
        for word in ("/testbed", "/console", "/simulator", "/go-live", "outbox", "시뮬레이터", "Simulator"):
            if word in page.text:
                errors.append((path, word))
        links = re.findall(r'href="(/developers[^"#?]*)', page.text)
        pages |= {link for link in links if "/downloads/" not in link and "/calls/" not in link}
    assert errors == [] and len(seen) > 40


def refuses(*flags, **settings):
    ended = maru("serve", *flags, env=clean_environment(**settings), timeout=60)
    assert ended.returncode != 0
    return ended.stderr


def test_the_setting_in_its_three_places(tmp_path, mail):
    base = ["--port", "0", "--data", tmp_path / "refused"]
    for flags, settings in [
        (["--no-testbed", "--developer-site"], {}),
        (["--no-testbed"], {"MARU_DEVELOPER_SITE": "true"}),
    ]:
        assert "--developer-site without the test bed needs --smtp" in refuses(*base, *flags, **settings)
    file = tmp_path / "maru.yaml"
    file.write_text("testbed: false\ndeveloper-site: true\n")
    assert "needs --smtp" in refuses(*base, "--config", file)
    assert "developer-site" in refuses(*base, MARU_DEVELOPER_SITE="perhaps")
    smtp = ["--smtp", f"smtp://127.0.0.1:{mail.port}", *SENDER]
    for name, flags, status in [
        ("production", ["--no-testbed", *smtp], 404),
        ("file", ["--config", file, *smtp], 200),
        ("without", ["--no-developer-site"], 404),
    ]:
        hub = HubProcess(tmp_path / name, *flags).start()
        assert requests.get(f"{hub.url}/developers", timeout=10).status_code == status, name
        assert ("Developer site:" in hub.log) == (status == 200), name
        assert "url" in json.loads(hub.ready_file.read_text())
        assert hub.stop() == 0
