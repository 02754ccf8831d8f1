"""People's own pages in a real browser: what they end is refused from the next call of the organisation on."""

import json

import pytest

from fintech import new_order, now
from hub_process import HubProcess
from me_browser import MeBrowser
from page_checks import check_focus_order, check_page, for_everybody


@pytest.fixture
def me(drivers, hub):
    me = MeBrowser(drivers(), hub)
    me.use("desktop")
    me.forget()
    return me


def balance_code(linked, use_num):
    return linked.get("account/balance", fintech_use_num=use_num, tran_dtime=now())["rsp_code"]


def withdraw_code(linked, use_num):
    return linked.withdraw(use_num, 1000, new_order())["rsp_code"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_person_ends_one_service_and_the_next_call_is_refused(me, linked, language):
    account = linked.accounts[0]
    use_num, masked = account["fintech_use_num"], account["account_num_masked"]
    assert balance_code(linked, use_num) == "A0000"
    me.enter(linked.person, language)
    assert masked in me.text
    me.end({"ko": "잔액과 거래내역 조회", "en": "See balance and transactions"}[language], masked)
    assert me.driver.find_element("css selector", "[role=status]").text
    assert balance_code(linked, use_num) == "A0305"
    assert withdraw_code(linked, use_num) == "A0000"
    me.end({"ko": "출금이체", "en": "Take money out"}[language], masked)
    assert withdraw_code(linked, use_num) == "A0304"
    assert balance_code(linked, linked.accounts[1]["fintech_use_num"]) == "A0000"


def test_a_person_ends_an_organisation_without_scripts_and_on_a_phone(drivers, hub, linked):
    me = MeBrowser(drivers(javascript=False), hub)
    me.use("phone")
    me.forget()
    me.enter(linked.person)
    me.end_organisation(hub.ready["client_use_code"])
    assert me.words["none"] in me.text
    assert balance_code(linked, linked.accounts[0]["fintech_use_num"]) == "O0002"
    # A new yes opens it again.
    again = linked.fintech.link(linked.person)
    assert balance_code(again, again.accounts[0]["fintech_use_num"]) == "A0000"


def test_a_person_ends_everything_takes_the_data_along_and_is_forgotten(me, hub, linked, other_fintech):
    other = other_fintech.link(linked.person)
    assert withdraw_code(linked, linked.accounts[0]["fintech_use_num"]) == "A0000"
    me.enter(linked.person)
    cookies = {cookie["name"]: cookie["value"] for cookie in me.driver.get_cookies()}
    copy = json.loads(hub.http.get(hub.url + "/me/data.json", cookies=cookies, timeout=30).content)
    assert {row["client_use_code"] for row in copy["organisations"]} == {
        hub.ready["client_use_code"],
        hub.ready["second_client"]["client_use_code"],
    }
    assert [row["tran_amt"] for row in copy["transfers"]] == ["1000"]
    me.press(me.words["end everything"])
    me.press(me.words["end everything"])
    assert me.words["none"] in me.text
    for one in (linked, other):
        assert one.get("user/me", user_seq_no=one.user_seq_no)["rsp_code"] == "O0002"
    me.open("/delete")
    me.press(me.words["delete"])
    assert me.heading == me.words["done"]
    me.enter(linked.person)
    assert me.words["none"] in me.text
    assert json.loads(hub.http.get(hub.url + "/me/data.json", cookies={c["name"]: c["value"] for c in me.driver.get_cookies()}, timeout=30).content)["transfers"] == []


@for_everybody
def test_every_page_is_for_everybody(me, linked, language, device, scheme):
    me.use(device, scheme)
    me.open("", language)
    check_page(me)
    check_focus_order(me)
    me.identify(linked.person)
    check_page(me)
    check_focus_order(me)
    me.confirm()
    for page in ("", "/accesses", "/end-everything", "/delete"):
        me.open(page, language)
        assert me.language == language
        check_page(me)
        if page == "":
            check_focus_order(me)


def test_without_the_test_bed_the_page_says_that_nobody_can_be_identified(drivers, tmp_path):
    hub = HubProcess(tmp_path / "hub", "--no-testbed").start()
    try:
        me = MeBrowser(drivers(), hub)
        me.open("", "en")
        me.identify({"name": "Somebody", "birth_date": "19900131", "phone": "01012345678"})
        assert "identity agency" in me.error
    finally:
        hub.stop()
