"""A developer asks the operator, shows a call, and is answered: both sides in a real browser."""

import itertools

import pytest

from fintech import Fintech
from going_live import Operators
from page_checks import check_focus_order, check_page
from site_browser import SiteBrowser, fresh_address

WORDS = {
    "ko": {
        "ask": "이 호출을 지원에 묻기",
        "send": "보내기",
        "answer": "답하기",
        "close": "끝내기",
        "answered": "답변함",
        "closed": "끝남",
        "again": "보내고 다시 열기",
        "subject": "잔액 조회가 A0004입니다",
        "body": "`tran_dtime`이 왜 맞지 않습니까?",
        "reply": "**yyyyMMddHHmmss** 14자리여야 합니다.",
    },
    "en": {
        "ask": "Ask support about this call",
        "send": "Send it",
        "answer": "Answer",
        "close": "Close it",
        "answered": "Answered",
        "closed": "Closed",
        "again": "Send it and open it again",
        "subject": "A0004 from a balance",
        "body": "Why is `tran_dtime` wrong?",
        "reply": "It has the fourteen digits of **yyyyMMddHHmmss**.",
    },
}
_names = (f"support{number}" for number in itertools.count(1))


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "phone", "dark")])
def test_a_developer_asks_about_a_call_and_is_answered(drivers, hub, people, language, device, scheme):
    site, operators, words = SiteBrowser(drivers(), hub), Operators(drivers(javascript=False), hub, language), WORDS[language]
    for browser in (site, operators.console):
        browser.use(device, scheme)
        browser.forget()
    name = next(_names)
    operators.add(name, "operations")
    email = fresh_address()
    site.sign_up(email, language)
    keys = site.make_app()
    fintech = Fintech(hub, keys | {"redirect_uri": "http://localhost:8880/html/callback.html"})
    linked = fintech.link(next(people))
    refused = fintech.get("account/balance", linked.token, fintech_use_num=linked.accounts[0]["fintech_use_num"], tran_dtime="late")
    assert refused["rsp_code"] == "A0004"

    # From the call to a request about it; what is missing is said and what was typed is kept.
    site.open(f"/developers/apps/{keys['client_id']}/calls/{refused['api_tran_id']}", language)
    check_page(site)
    site.push(words["ask"])
    check_page(site)
    check_focus_order(site)
    site.fill("body", words["body"])
    site.push(words["send"])
    assert site.error
    site.fill("subject", words["subject"])
    site.push(words["send"])
    assert site.heading == words["subject"] and site.done
    assert refused["api_tran_id"] in site.text and site.find(".post code")[0].text == "tran_dtime"
    check_page(site)
    check_focus_order(site)
    thread = site.driver.current_url.split("?")[0].removeprefix(hub.url)

    # The operator finds it, looks at the call and answers.
    console = operators.console
    console.open("/operator/support?state=open", language)
    check_page(console)
    check_focus_order(console)
    row = next(row for row in console.find("main tbody tr") if words["subject"] in row.text)
    row.find_element("css selector", "a").click()
    console.wait_for(email)
    check_page(console)
    check_focus_order(console)
    request = console.driver.current_url.split("?")[0].removeprefix(hub.url)
    console.open(f"{request}/calls/{refused['api_tran_id']}", language)
    assert "late" in console.text and linked.token not in console.driver.page_source
    check_page(console)
    check_focus_order(console)
    console.open(request, language)
    console.type("words", words["reply"])
    console.press(words["answer"])
    assert console.find(".done") and words["answered"] in console.text
    check_page(console)

    # A letter leads the developer to the answer.
    site.open("/testbed/outbox", language)
    site.follow(thread)
    site.open(thread, language)
    assert site.find(".post strong")[-1].text == "yyyyMMddHHmmss" and name not in site.driver.page_source
    site.open("/developers/support", language)
    assert words["answered"] in site.text
    check_page(site)
    check_focus_order(site)

    console.press(words["close"])
    site.open(thread, language)
    assert words["closed"] in site.text
    site.fill("body", words["body"])
    site.push(words["again"])
    assert words["closed"] not in site.text


def test_another_developers_request_is_not_there(drivers, hub):
    site = SiteBrowser(drivers(javascript=False), hub)
    site.use("phone")
    site.forget()
    site.sign_up(fresh_address())
    site.open("/developers/support/new")
    site.fill("subject", "시험 단말을 빌리고 싶습니다")
    site.fill("body", "한 대면 됩니다.")
    site.push(WORDS["ko"]["send"])
    thread = site.driver.current_url.split("?")[0].removeprefix(hub.url)
    site.forget()
    site.sign_up(fresh_address())
    site.open(thread)
    assert site.heading == "없는 요청입니다"
    check_page(site)
