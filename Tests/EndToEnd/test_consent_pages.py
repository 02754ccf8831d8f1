"""A person in the consent pages: a real browser, in Korean and English, at a desk and on a phone, with and without scripts."""

import datetime

import pytest
import requests
from selenium.webdriver.common.by import By

from consent_browser import ConsentBrowser
from consent_words import LANG, WORDS
from fintech import ALL_SCOPES, KST, Linked, open_accounts
from page_checks import check_focus_order, check_page, for_everybody


@pytest.fixture
def browser(drivers, hub):
    browser = ConsentBrowser(drivers(True), hub)
    browser.use("desktop")
    return browser


@pytest.fixture
def browser_without_scripts(drivers, hub):
    browser = ConsentBrowser(drivers(False), hub)
    browser.use("phone")
    return browser


def masked(account):
    return account["account_num"][:-3] + "***"


def wrong_number(browser):
    return f"{(int(browser.shown_number) + 1) % 1_000_000:06}"


def go_through(browser, fintech, person, language):
    """The whole way, reading everything; answers the link between person and organisation."""
    words = WORDS[language]
    browser.authorize(lang=LANG[language], state="s-1 %/&=ü", client_info="[주문 7]")
    assert browser.language == language
    assert browser.heading == words["identity"]
    assert words["password"] in browser.text
    browser.identify(person)

    assert browser.heading == words["number"]
    assert person["phone"] not in browser.text
    assert f"{person['phone'][:3]}****{person['phone'][-4:]}" in browser.text
    browser.confirm(wrong_number(browser))
    assert browser.error == words["wrong"]
    browser.confirm()

    assert browser.heading == words["accounts"]
    assert words["who"] in browser.text and "마루상점" in browser.text
    for service in words["services"]:
        assert service in browser.text
    end = datetime.datetime.now(KST).date() + datetime.timedelta(days=365)
    assert words["until"].format(end) in browser.text
    assert words["withdraw"] in browser.text
    shown = browser.accounts()
    offered = [account for account in person["accounts"] if account["state"] != "closed"]
    assert sorted(one["number"] for one in shown) == sorted(masked(account) for account in offered)
    for account in person["accounts"]:
        assert account["account_num"] not in browser.driver.page_source
    for one in shown:
        assert set(one["boxes"]) == {"inquiry", "transfer"}
        assert not any(box.is_selected() for box in one["boxes"].values()), "consent is never chosen beforehand"
        for line in words["inquiry"] + words["transfer"]:
            assert line in one["text"]

    browser.press(words["allow"])
    assert browser.error == words["nothing"]
    first, second = browser.accounts()[:2]
    first["boxes"]["inquiry"].click()
    second["boxes"]["inquiry"].click()
    second["boxes"]["transfer"].click()
    chosen = {first["number"]: ("Y", "N"), second["number"]: ("Y", "Y")}
    browser.press(words["allow"])

    answer = browser.callback()
    assert set(answer) == {"code", "scope", "client_info", "state"}
    assert answer["state"] == "s-1 %/&=ü" and answer["client_info"] == "[주문 7]"
    assert sorted(answer["scope"].split()) == sorted(ALL_SCOPES.split())
    token = fintech.token(grant_type="authorization_code", code=answer["code"], redirect_uri=fintech.client["redirect_uri"])
    linked = Linked(fintech, person, token)
    assert linked.user_seq_no == person["user_seq_no"]
    got = {row["account_num_masked"]: (row["inquiry_agree_yn"], row["transfer_agree_yn"]) for row in linked.accounts}
    assert got == chosen
    return linked


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_person_connects_two_accounts(browser, fintech, person, language, device):
    browser.use(device)
    go_through(browser, fintech, person, language)


def test_the_pages_work_without_javascript(browser_without_scripts, fintech, person):
    browser_without_scripts.driver.get("data:text/html,<p id=p>off<script>p.textContent='on'</script>")
    assert browser_without_scripts.text == "off", "scripts still run in this browser"
    go_through(browser_without_scripts, fintech, person, "ko")


@for_everybody
def test_every_page_is_for_everybody(browser, hub, language, device, scheme):
    person = hub.ready["users"][0]
    browser.use(device, scheme)
    browser.authorize(lang=LANG[language])
    visit = browser.driver.current_url
    check_page(browser)
    check_focus_order(browser)
    browser.press_next()
    assert browser.error
    check_page(browser)
    browser.identify(person)
    check_page(browser)
    check_focus_order(browser)
    browser.confirm(wrong_number(browser))
    check_page(browser)
    browser.confirm()
    check_page(browser)
    check_focus_order(browser)
    allow_and_deny_are_equals(browser)
    for summary in browser.find("summary"):
        summary.click()
    check_page(browser)
    check_focus_order(browser)
    browser.press(WORDS[language]["deny"])
    browser.callback()
    browser.driver.get(visit)
    check_page(browser)


def allow_and_deny_are_equals(browser):
    """Side by side and of one size: no is as easy as yes."""
    no, yes = (button.rect for button in browser.find(".buttons button"))
    assert (no["width"], no["height"], no["y"]) == (yes["width"], yes["height"], yes["y"])


@pytest.mark.parametrize("step", ["identity", "number", "accounts"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_is_possible_at_every_step(browser, person, language, step):
    words = WORDS[language]
    browser.authorize(lang=LANG[language], state="st", client_info="ci")
    if step != "identity":
        browser.identify(person)
    if step == "accounts":
        browser.confirm()
        browser.accounts()[0]["boxes"]["inquiry"].click()
    visit = browser.driver.current_url
    browser.press(words["deny"] if step == "accounts" else words["cancel"])
    answer = browser.callback()
    assert answer["error"] == "access_denied" and answer["error_description"]
    assert answer["state"] == "st" and answer["client_info"] == "ci" and "code" not in answer
    browser.driver.get(visit)
    assert browser.heading in ("끝난 화면입니다", "This page is over")


@pytest.mark.parametrize("language,other", [("ko", "en"), ("en", "ko")])
def test_the_language_changes_at_every_step_and_the_visit_goes_on(browser, person, language, other):
    browser.authorize(lang=LANG[language])
    browser.press(WORDS[language]["other"])
    assert browser.language == other and browser.heading == WORDS[other]["identity"]
    browser.press(WORDS[other]["other"])
    browser.identify(person)
    browser.press(WORDS[language]["other"])
    assert browser.heading == WORDS[other]["number"]
    browser.confirm()
    assert browser.heading == WORDS[other]["accounts"]
    browser.press(WORDS[other]["other"])
    assert browser.heading == WORDS[language]["accounts"]
    for line in WORDS[language]["inquiry"]:
        assert line in browser.text


def test_korean_is_the_language_when_none_is_asked_for(browser):
    browser.authorize()
    assert browser.language == "ko" and browser.heading == WORDS["ko"]["identity"]


def test_an_account_is_added_later(browser, fintech, person):
    linked = fintech.link(person, scope="login inquiry", accounts=open_accounts(person)[:1])
    before = linked.accounts[0]
    browser.authorize(path="authorize_account2", scope=ALL_SCOPES)
    assert browser.heading == "마루상점에 계좌를 추가합니다"
    browser.identify(person)
    browser.confirm()
    known = [one for one in browser.accounts() if "이미 조회에 동의한 계좌입니다." in one["text"]]
    assert [one["number"] for one in known] == [before["account_num_masked"]]
    added = next(one for one in browser.accounts() if one["number"] != before["account_num_masked"])
    added["boxes"]["inquiry"].click()
    added["boxes"]["transfer"].click()
    browser.press("동의하고 연결")
    answer = browser.callback()
    token = fintech.token(grant_type="authorization_code", code=answer["code"], redirect_uri=fintech.client["redirect_uri"])
    after = Linked(fintech, person, token).accounts
    assert len(after) == 2
    assert before["fintech_use_num"] in [row["fintech_use_num"] for row in after], "the account keeps its number"


def test_a_name_of_ones_own_goes_with_the_account(browser, fintech, person):
    browser.come_to_accounts(person)
    account = browser.accounts()[0]
    account["boxes"]["inquiry"].click()
    account["group"].find_element(By.TAG_NAME, "summary").click()
    browser.type("alias0", "생활비 <b>통장</b>")
    browser.press("동의하고 연결")
    token = fintech.token(
        grant_type="authorization_code", code=browser.callback()["code"], redirect_uri=fintech.client["redirect_uri"]
    )
    assert Linked(fintech, person, token).accounts[0]["account_alias"] == "생활비 <b>통장</b>"


def test_only_what_was_asked_for_is_offered(browser, person):
    browser.come_to_accounts(person, scope="inquiry")
    assert all(set(one["boxes"]) == {"inquiry"} for one in browser.accounts())
    assert "출금" not in browser.driver.find_element(By.TAG_NAME, "dl").text


def test_who_only_identifies_somebody_sees_no_account(browser, fintech, person):
    browser.come_to_accounts(person, scope="login", lang="eng")
    assert browser.heading == "Shall 마루상점 know who you are?"
    assert browser.accounts() == []
    browser.press("Agree and connect")
    assert browser.callback()["scope"] == "login"


def test_enter_goes_on_and_never_says_no(browser, person):
    browser.authorize()
    browser.type("name", person["name"])
    browser.type("birth", person["birth_date"])
    browser.enter(browser.type("phone", person["phone"]))
    assert browser.heading == WORDS["ko"]["number"]
    number = browser.shown_number
    browser.enter(browser.type("number", number))
    assert browser.heading == WORDS["ko"]["accounts"]
    browser.find("summary")[0].click()
    browser.enter(browser.type("alias0", "별명"))
    assert browser.error == WORDS["ko"]["nothing"]


@pytest.mark.parametrize("field", ["name", "birth_date", "phone"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_error_does_not_say_which_detail_is_wrong(browser, hub, language, field):
    """R-03: whoever guesses learns nothing."""
    person = hub.ready["users"][0]
    wrong = {"name": "홍길동아님", "birth_date": "19000101", "phone": "01000000000"}
    browser.authorize(lang=LANG[language])
    browser.identify(person | {field: wrong[field]})
    assert WORDS[language]["unknown"] in browser.error
    for identifier in ("name", "birth", "phone"):
        assert browser.driver.find_element(By.ID, identifier).get_attribute("value"), "what was typed stays"


@pytest.mark.parametrize(
    "field,value",
    [("name", ""), ("name", "<script>alert(1)</script>"), ("birth_date", "1990"), ("birth_date", "19901332"), ("phone", "전화")],
)
def test_what_cannot_be_right_is_said_on_the_page(browser, hub, field, value):
    browser.authorize()
    browser.identify(hub.ready["users"][0] | {field: value})
    assert "모두 입력해 주십시오" in browser.error or "찾을 수 없습니다" in browser.error
    assert browser.find("main script") == []


def test_five_wrong_numbers_end_the_visit(browser, person):
    """R-04: five tries, however many new numbers are asked for."""
    browser.authorize()
    browser.identify(person)
    for left in (4, 3):
        browser.confirm(wrong_number(browser) if browser.find("#shown-number") else "000000")
        assert f"{left}번 더" in browser.error
    browser.press("인증번호 다시 받기")
    for left in (2, 1):
        browser.confirm(wrong_number(browser))
        assert f"{left}번 더" in browser.error
    browser.confirm(wrong_number(browser))
    assert browser.heading == "인증 시도 횟수를 초과했습니다"


def test_a_new_number_replaces_the_old_one(browser, person):
    """R-01: an authentication code is accepted once, and only the last one sent."""
    browser.authorize()
    browser.identify(person)
    old = browser.shown_number
    browser.press("인증번호 다시 받기")
    if browser.shown_number == old:
        browser.press("인증번호 다시 받기")
    browser.confirm(old)
    assert "맞지 않습니다" in browser.error
    browser.confirm()
    assert browser.heading == WORDS["ko"]["accounts"]


def test_a_silent_bank_is_named_and_asked_again(browser, hub, person):
    account = open_accounts(person)[0]
    code = account["bank_code_std"]
    hub.set_bank(code, "down")
    try:
        browser.come_to_accounts(person)
        note = browser.find("main .note")[0].text
        assert note.startswith("지금 응답하지 않는 은행: ")
        assert masked(account) not in [one["number"] for one in browser.accounts()]
    finally:
        hub.set_bank(code, "up")
    browser.press("다시 조회")
    assert masked(account) in [one["number"] for one in browser.accounts()]


COLOURS = [("#000000", "#FFFFFF"), ("#FFF7E0", "#222222"), ("#808080", "#7F7F7F"), ("#112233", "#112234"), ("#FFFFFF", "#FFFFFE")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("background,text", COLOURS)
def test_the_organisations_colours_stay_readable(browser, hub, background, text, scheme):
    browser.use("phone", scheme)
    how = {"bg_color": background, "txt_color": text, "btn1_color": "#FEE500", "btn2_color": "#333333"}
    browser.come_to_accounts(hub.ready["users"][1], **how)
    check_page(browser)


def test_a_visit_belongs_to_the_browser_that_opened_it(browser, hub, person):
    browser.authorize()
    visit = browser.driver.current_url
    other = requests.get(visit, timeout=10)
    assert other.status_code == 410 and "끝난 화면입니다" in other.text
    browser.identify(person)
    assert browser.heading == WORDS["ko"]["number"], "the owner goes on"
