"""A developer and the operators of each role on the way to a live service: what each of them types and presses."""

from fintech import Fintech
from operator_browser import OperatorBrowser
from site_browser import SiteBrowser

WORDS = {
    "ko": {
        "go live": "실서비스 신청",
        "apply": "신청하기",
        "fill in": "보안점검표 작성하기",
        "declare": "제출하기",
        "agree": "계약에 동의하기",
        "keys": "운영 키 받기",
        "where": "어디까지 왔나 보기",
        "approve": "승인하기",
        "clear": "모두 확인함",
        "draw up": "계약 올리기",
        "approve contract": "계약 결재하기",
        "ask": "운영 키 발급 올리기",
        "grant": "운영 키 발급 결재하기",
        "open": "개통하기",
        "amend": "계약 변경 올리기",
        "approve amendment": "계약 변경 결재하기",
        "agree amendment": "바뀐 계약에 동의하기",
        "other terms": "바뀐 계약 조건",
        "suspend": "정지하기",
        "lift": "정지 풀기",
        "send back": "보완 요청하기",
        "screening": "심사 중",
        "live": "실서비스",
        "suspended": "정지",
        "same hand": "올린 사람은 결재할 수 없습니다",
        "applications": "이용 신청",
        "company": "마루상점 주식회사",
        "service": "마루 가계부",
        "contact": "김민지 02-1234-5678",
        "purpose": "가계부 서비스에서 이용자의 잔액과 거래내역을 보여 줍니다.",
        "answer": "매주 점검하고 기록을 남깁니다.",
        "reason": "이상거래가 보여 점검합니다.",
    },
    "en": {
        "go live": "Go live",
        "apply": "Apply",
        "fill in": "Fill in the check-list",
        "declare": "Declare it",
        "agree": "Agree to the contract",
        "keys": "Take the production keys",
        "where": "See where it stands",
        "approve": "Approve",
        "clear": "Confirm all items",
        "draw up": "Draw up the contract",
        "approve contract": "Approve the contract",
        "ask": "Ask for production keys",
        "grant": "Grant the keys",
        "open": "Open the service",
        "amend": "Propose these terms",
        "approve amendment": "Approve the other terms",
        "agree amendment": "Agree to the other terms",
        "other terms": "Other terms",
        "suspend": "Suspend the service",
        "lift": "Lift the suspension",
        "send back": "Send it back",
        "screening": "Screening",
        "live": "Live",
        "suspended": "Suspended",
        "same hand": "Whoever proposed it may not approve it",
        "applications": "Applications",
        "company": "Maru Shop Ltd.",
        "service": "Maru Book",
        "contact": "Minji Kim 02-1234-5678",
        "purpose": "A household book that shows its users their balances and transactions.",
        "answer": "Checked every week, with a record of it.",
        "reason": "Unusual transactions are looked into.",
    },
}


class Applicant:
    """The developer's side, in the site's browser."""

    def __init__(self, driver, hub, language="ko"):
        self.site, self.language, self.words = SiteBrowser(driver, hub), language, WORDS[language]

    def begin(self, email):
        """From the front page to an app, and to the page of the way."""
        self.site.sign_up(email, self.language)
        self.client = self.site.make_app()
        self.path = f"/developers/apps/{self.client['client_id']}/live"
        self.site.open(f"/developers/apps/{self.client['client_id']}", self.language)
        self.site.push(self.words["go live"])

    def fill_in(self, registration="123-45-67891"):
        for name, text in {
            "company": self.words["company"],
            "registration": registration,
            "service": self.words["service"],
            "contact": self.words["contact"],
            "purpose": self.words["purpose"],
            "callbacks": "https://app.example/back",
            "addresses": "127.0.0.1 ::1",
            "documents": "https://app.example/documents",
        }.items():
            self.site.fill(name, text)

    def fill_in_the_check_list(self):
        for field in self.site.find("main textarea"):
            field.send_keys(self.words["answer"])

    def see(self):
        self.site.open(self.path, self.language)
        return self.stage

    @property
    def stage(self):
        return self.site.find("#stage")[0].text


class Operators:
    """Operators who share one browser: each with a login of their own."""

    def __init__(self, driver, hub, language="ko"):
        self.console, self.language, self.words = OperatorBrowser(driver, hub), language, WORDS[language]
        self.driver, self.hub, self.logins = driver, hub, {}

    def leave(self):
        """Nobody is logged in to the console; who is at the site, if it is the same browser, stays."""
        self.driver.get(f"{self.hub.url}/operator/login")
        self.driver.delete_cookie("maru_operator")

    def add(self, name, role):
        self.leave()
        self.console.set_up(name, role, self.language)
        self.logins[name] = self.driver.get_cookie("maru_operator")

    def turn_to(self, name):
        """From now on it is this operator who sits at the browser."""
        self.leave()
        login = self.logins[name]
        self.driver.add_cookie({"name": login["name"], "value": login["value"], "path": login["path"]})

    def look_at(self, company):
        """From the list to the newest application of a company."""
        self.console.open("/operator/applications", self.language)
        row = next(row for row in self.console.find("main tbody tr") if company in row.text)
        link = row.find_element("css selector", "a")
        link.click()
        self.console._wait_until_gone(link)

    def press(self, name, what, words=None):
        self.turn_to(name)
        self.look_at(self.words["company"])
        if words:
            self.console.type("words", words)
        self.console.press(self.words[what])

    def offer_other_terms(self, first, second, **terms):
        """One proposes that these fields of the contract be others, the other one approves it."""
        self.turn_to(first)
        self.look_at(self.words["company"])
        for name, value in terms.items():
            self.console.type(name, value)
        self.console.press(self.words["amend"])
        self.press(second, "approve amendment")

    @property
    def done(self):
        return bool(self.console.find(".done"))


def go_live(applicant, operators, names):
    """The straight way from an app to an open service, by operators whose names are told by their part; answers the production keys."""
    site, words = applicant.site, applicant.words
    site.push(words["apply"])
    applicant.fill_in()
    site.push(words["apply"])
    operators.press(names["screener"], "approve")
    applicant.see()
    site.push(words["fill in"])
    applicant.fill_in_the_check_list()
    site.push(words["declare"])
    operators.turn_to(names["officer"])
    operators.look_at(words["company"])
    for box in operators.console.find("fieldset .yes"):
        box.click()
    operators.console.press(words["clear"])
    operators.press(names["first"], "draw up")
    operators.press(names["second"], "approve contract")
    applicant.see()
    site.push(words["agree"])
    operators.press(names["first"], "ask")
    operators.press(names["second"], "grant")
    applicant.see()
    site.push(words["keys"])
    keys = {row.find_element("css selector", "span").text: row.find_element("css selector", "code").text for row in site.find(".keys .shown")}
    site.push(words["where"])
    operators.press(names["first"], "open")
    return keys


def program(hub, client):
    """The organisation's own program with its production keys."""
    return Fintech(hub, {**client, "redirect_uri": "https://app.example/back"})
