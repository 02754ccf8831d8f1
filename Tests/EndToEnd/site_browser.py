"""A developer in the site: what they type and press, and what their authenticator app shows."""

import base64
import hmac
import io
import itertools
import struct
import time

import zxingcpp
from PIL import Image
from selenium.webdriver.common.by import By

from consent_browser import ConsentBrowser

LANG = {"ko": "ko", "en": "en"}
WORDS = {
    "ko": {
        "sign up": "가입하기",
        "outbox": "시험 환경의 보낸편지함 열기",
        "open": "계정 열기",
        "account": "내 계정",
        "apps": "내 앱",
        "log in": "로그인",
        "log out": "로그아웃",
        "set up": "인증 앱 연결하기",
        "bind": "연결하기",
        "kept": "적어 두었습니다",
        "wrong": "e메일 주소나 비밀번호가 맞지 않습니다.",
        "forgot": "비밀번호를 잊었습니다",
        "send": "링크 받기",
        "set": "바꾸기",
        "make": "만들기",
        "console": "콘솔에서 호출해 보기",
        "connect": "시험 사용자 연결하기",
        "call": "호출하기",
        "choose": "고르기",
        "search": "찾기",
        "first app": "나의 첫 앱",
        "rotate": "client_secret 새로 받기",
        "filter": "거르기",
        "share": "이 호출의 링크 만들기",
        "add": "더하기",
        "reset": "모두 본래대로",
        "expire": "액세스 토큰 만료",
        "invent": "시험 사용자 만들기",
        "post": "올리기",
        "answer": "답하기",
        "accept": "이 답을 채택",
        "set balance": "잔액 바꾸기",
        "save": "지금의 규칙 저장",
        "end old": "옛 키 지금 끝내기",
        "stop": "멈추기",
        "delete": "앱 지우기",
        "really delete": "지우기",
    },
    "en": {
        "sign up": "Sign up",
        "outbox": "Open the test bed's outbox",
        "open": "Open the account",
        "account": "My account",
        "apps": "My apps",
        "log in": "Log in",
        "log out": "Log out",
        "set up": "Set up an authenticator app",
        "bind": "Set it up",
        "kept": "I have kept them",
        "wrong": "E-mail address or password is wrong.",
        "forgot": "I forgot my password",
        "send": "Send me the link",
        "set": "Set it",
        "make": "Make it",
        "console": "Try a call in the console",
        "connect": "Connect a test user",
        "call": "Call it",
        "choose": "Choose",
        "search": "Search",
        "first app": "My first app",
        "rotate": "Get a new client_secret",
        "filter": "Filter",
        "share": "Make a link to this call",
        "add": "Add it",
        "reset": "Make everything true again",
        "expire": "Access tokens expire",
        "invent": "Make a test user",
        "post": "Post it",
        "answer": "Answer",
        "accept": "Accept this answer",
        "set balance": "Set the balance",
        "save": "Save these rules",
        "end old": "End the old one now",
        "stop": "Stop it",
        "delete": "Delete the app",
        "really delete": "Delete it",
    },
}
PASSWORD = "a sentence that nobody guesses"
_numbers = itertools.count(1)


class SiteBrowser(ConsentBrowser):
    """One browser on the developer site. Counts what a person does: every press and every field that is filled in."""

    def __init__(self, driver, hub):
        super().__init__(driver, hub)
        self.deeds = 0
        self.words = WORDS["ko"]

    def open(self, path, language="ko"):
        self.words = WORDS[language]
        self.driver.get(f"{self.hub.url}{path}{'&' if '?' in path else '?'}lang={LANG[language]}")

    def forget(self):
        """A browser that was never here."""
        self.driver.get(f"{self.hub.url}/health")
        self.driver.delete_all_cookies()

    def fill(self, identifier, text):
        self.deeds += 1
        return self.type(identifier, text)

    def push(self, text):
        """Presses the button, or else the link, that says so: the last one, for the menu comes first."""
        self.deeds += 1
        element = self.saying(["main button, main a", "button, a"], text)
        element.click()
        self._wait_until_gone(element)

    def follow(self, part):
        """Presses the first link of the page whose address has `part` in it."""
        self.deeds += 1
        link = self.driver.find_element(By.CSS_SELECTOR, f"main a[href*='{part}']")
        link.click()
        self._wait_until_gone(link)

    @property
    def done(self):
        return self.shown(".done")

    @property
    def verdict(self):
        """What the console says of the call."""
        return self.shown(".result [role=status]")

    def sign_up(self, email, language="ko"):
        """From the front page to an open account."""
        self.open("/developers", language)
        self.push(self.words["sign up"])
        self.fill("email", email)
        self.fill("password", PASSWORD)
        self.push(self.words["sign up"])
        self.push(self.words["outbox"])
        self.follow("/developers/verify")
        self.push(self.words["open"])

    def make_app(self):
        """From the form that follows an open account to the keys; answers them by name."""
        self.push(self.words["make"])
        return {row.find_element(By.TAG_NAME, "span").text: row.find_element(By.TAG_NAME, "code").text for row in self.find(".keys .shown")}


def fresh_address():
    return f"developer{next(_numbers)}@example.com"


def time_code(key, at=None):
    """What an authenticator app shows (RFC 6238)."""
    secret = base64.b32decode(key.replace(" ", ""))
    digest = hmac.digest(secret, struct.pack(">Q", int(at or time.time()) // 30), "sha1")
    offset = digest[19] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def read_qr_code(browser):
    """What a camera in front of the page reads."""
    image = Image.open(io.BytesIO(browser.driver.find_element(By.CSS_SELECTOR, "svg.qr").screenshot_as_png)).convert("L")
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1, found
    return found[0].text
