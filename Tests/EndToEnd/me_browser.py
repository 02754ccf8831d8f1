"""A person on their own pages: what they type and press."""

from selenium.webdriver.common.by import By

from consent_browser import ConsentBrowser

WORDS = {
    "ko": {
        "title": "내 동의",
        "end everything": "모든 동의 끝내기",
        "delete": "삭제 요청",
        "done": "삭제했습니다",
        "none": "지금 준 동의가 없습니다.",
        "leave": "나가기",
    },
    "en": {
        "title": "My consents",
        "end everything": "End everything",
        "delete": "Delete my data",
        "done": "It is done",
        "none": "You have not agreed to anything at present.",
        "leave": "Leave",
    },
}


class MeBrowser(ConsentBrowser):
    """One browser on `/me`."""

    words = WORDS["ko"]

    def open(self, page="", language="ko"):
        self.words = WORDS[language]
        self.driver.get(f"{self.hub.url}/me{page}?lang={language}")

    def forget(self):
        """A browser that was never here."""
        self.driver.get(f"{self.hub.url}/me")
        self.driver.delete_all_cookies()

    def enter(self, person, language="ko"):
        """From the first page to the list of consents."""
        self.open("", language)
        self.identify(person)
        self.confirm()
        assert self.heading == self.words["title"], self.text

    def end(self, service, masked):
        """Presses the button behind one service of one account."""
        for button in self.find(".granted button"):
            label = button.get_attribute("aria-label")
            if masked in label and label.endswith(service):
                button.click()
                return self._wait_until_gone(button)
        raise AssertionError(f"no {service} of {masked} on: {self.text}")

    def end_organisation(self, code):
        button = self.driver.find_element(By.CSS_SELECTOR, f"[aria-labelledby=of-{code}] .whole button")
        button.click()
        self._wait_until_gone(button)
