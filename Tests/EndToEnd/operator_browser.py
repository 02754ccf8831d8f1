"""An operator in the console: what they type and press, and what their authenticator app shows."""

import re
import time

from selenium.webdriver.common.by import By

from consent_browser import ConsentBrowser
from hub_process import maru, wait_until
from site_browser import PASSWORD, time_code

WORDS = {
    "ko": {"begin": "시작하기", "log in": "로그인", "log out": "로그아웃", "picture": "현황", "transfer": "이체 한 건", "search": "찾기"},
    "en": {"begin": "Begin", "log in": "Log in", "log out": "Log out", "picture": "Picture", "transfer": "One transfer", "search": "Search"},
}


BANK_WORDS = {"ko": "전문", "en": "Messages"}


class OperatorBrowser(ConsentBrowser):
    """One browser on `/operator`."""

    words = WORDS["ko"]

    def open(self, path, language="ko"):
        self.words = WORDS[language]
        self.driver.get(f"{self.hub.url}{path}{'&' if '?' in path else '?'}lang={language}")

    def forget(self):
        """A browser that was never here."""
        self.driver.get(f"{self.hub.url}/operator/login")
        self.driver.delete_all_cookies()

    def token(self, name, role):
        """What `maru operator add` prints."""
        made = maru("operator", "add", name, "--role", role, "--public-url", self.hub.url, "--data", self.hub.data, *self.hub.place)
        assert made.returncode == 0, made.stderr
        return re.search(rf"{re.escape(self.hub.url)}/operator/set-up\?token=([0-9a-f]+)", made.stdout)[1]

    def set_up_at_bank(self, name, bank, language="ko"):
        """Somebody of a bank: from the command line to its picture."""
        made = maru("operator", "add", name, "--role", "bank", "--bank", bank, "--public-url", self.hub.url, "--data", self.hub.data, *self.hub.place)
        assert made.returncode == 0, made.stderr
        self.open(f"/bank/set-up?token={re.search(r'/bank/set-up.token=([0-9a-f]+)', made.stdout)[1]}", language)
        self.type("password", PASSWORD)
        self.type("code", time_code(self.driver.find_element(By.CSS_SELECTOR, ".shown code").text))
        self.press(self.words["begin"])
        assert self.driver.current_url.split("?")[0] == f"{self.hub.url}/bank/{bank}", self.text

    def set_up(self, name, role, language="ko"):
        """From the command line to the live picture; answers the authenticator's key."""
        self.open(f"/operator/set-up?token={self.token(name, role)}", language)
        return self.finish_set_up(language)

    def finish_set_up(self, language="ko"):
        self.words = WORDS[language]
        key = self.driver.find_element(By.CSS_SELECTOR, ".shown code").text
        self.type("password", PASSWORD)
        self.type("code", time_code(key))
        self.press(self.words["begin"])
        assert self.heading == self.words["picture"], self.text
        return key

    def log_in(self, name, key, language="ko"):
        self.open("/operator/login", language)
        self.type("name", name)
        self.type("password", PASSWORD)
        # The next code: the one of the set-up counts no more.
        self.type("code", time_code(key, time.time() + 30))
        self.press(self.words["log in"])
        assert self.heading == self.words["picture"], self.text

    def search(self, text, language="ko"):
        self.open("/operator/search", language)
        self.enter(self.type("q", text))

    def wait_for(self, text, reload=True):
        """Until the page says it: opened anew, or by itself."""

        def says():
            if reload:
                self.driver.refresh()
            return text in self.text

        wait_until(says, 30, f"{text} on the picture")
