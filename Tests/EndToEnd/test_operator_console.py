"""Operators in a real browser: in with a link, a password and an authenticator; one transfer found by its id."""

import itertools
import re
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from selenium.webdriver.common.by import By

from fintech import new_order
from hub_process import HubProcess, maru
from operator_browser import BANK_WORDS, OperatorBrowser
from page_checks import check_focus_order, check_page, for_everybody
from site_browser import read_qr_code

_names = (f"operator{number}" for number in itertools.count(1))


@pytest.fixture
def browser(drivers, hub):
    browser = OperatorBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    return browser


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_operator_finds_one_transfer_by_its_id(browser, linked, language):
    answer = linked.withdraw(linked.accounts[0]["fintech_use_num"], 4321, new_order())
    assert answer["rsp_code"] == "A0000"
    name = next(_names)
    key = browser.set_up(name, "operations", language)
    browser.press(browser.words["log out"])
    browser.log_in(name, key, language)
    browser.search(answer["bank_tran_id"], language)
    assert browser.heading == browser.words["transfer"]
    for leg in "DC":
        assert f"{answer['bank_tran_date']}-{answer['bank_tran_id']}-{leg}" in browser.text
    assert "4,321" in browser.text and answer["api_tran_id"] in browser.text
    rows = browser.find("table")[1].find_elements(By.CSS_SELECTOR, "tbody tr")
    assert len(rows) == 2 and all("4,321" in row.text for row in rows)
    browser.search(answer["api_tran_id"], language)
    assert browser.heading == browser.words["transfer"]


def test_the_console_works_without_scripts_and_on_a_phone(drivers, hub, linked):
    browser = OperatorBrowser(drivers(javascript=False), hub)
    browser.use("phone")
    browser.forget()
    browser.set_up(next(_names), "viewer")
    assert browser.heading == browser.words["picture"]
    linked.balance(linked.accounts[0]["fintech_use_num"])
    browser.wait_for("account/balance")


def test_the_picture_brings_itself_up_to_date(browser, linked):
    browser.set_up(next(_names), "viewer")
    assert "bank/status" not in browser.text
    linked.fintech.get("bank/status", linked.fintech.oob)
    browser.wait_for("bank/status", reload=False)


@for_everybody
def test_every_page_is_for_everybody(browser, hub, linked, language, device, scheme):
    answer = linked.withdraw(linked.accounts[0]["fintech_use_num"], 1000, new_order())
    browser.use(device, scheme)
    browser.open("/operator/login", language)
    check_page(browser)
    check_focus_order(browser)
    token = browser.token(next(_names), "admin")
    browser.open(f"/operator/set-up?token={token}", language)
    check_page(browser)
    key = browser.find(".shown code")[0].text.replace(" ", "")
    assert read_qr_code(browser).endswith(f"?secret={key}&issuer=Maru")
    browser.finish_set_up(language)
    browser.search(answer["bank_tran_id"], language)
    transfer = browser.driver.current_url.split("?")[0].removeprefix(hub.url)
    code = hub.ready["client_use_code"]
    for path in ["/operator/search", "/operator/calls", "/operator/organisations", f"/operator/organisations/{code}",
                 f"/operator/consents?user={linked.user_seq_no}", "/operator/settlement", "/operator/audit", "/operator/operators", "/operator/notices", "/operator/forum", "/operator/support", "/operator/invoices", "/operator/limits", transfer]:
        browser.open(path, language)
        assert browser.language == language
        check_page(browser)
        check_focus_order(browser)
    browser.open("/operator", language)
    check_page(browser)


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "phone", "dark")])
def test_an_invoice_is_for_everybody(browser, hub, language, device, scheme):
    code = hub.ready["client_use_code"]
    # A day on which there were withdrawals, as the hub stores it when it closes one.
    day = (datetime.now(ZoneInfo("Asia/Seoul")) - timedelta(days=1)).strftime("%Y%m%d")
    with sqlite3.connect(f"{hub.data}/hub.sqlite", timeout=30) as store:
        store.execute("INSERT OR IGNORE INTO settlement_day VALUES (?, 0, 0, 0, 0)", [day])
        store.execute("INSERT OR IGNORE INTO settlement_fee VALUES (?, ?, 'transfer/withdraw', 12, 500)", [day, code])
    store.close()
    browser.use(device, scheme)
    browser.set_up(next(_names), "viewer", language)
    browser.open("/operator/invoices", language)
    check_page(browser)
    check_focus_order(browser)
    browser.press(code)
    assert "6,000" in browser.text
    check_page(browser)
    check_focus_order(browser)


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "phone", "dark")])
def test_a_bank_finds_its_message_and_every_page_is_for_everybody(browser, hub, linked, language, device, scheme):
    account = linked.accounts[0]
    answer = linked.withdraw(account["fintech_use_num"], 2345, new_order())
    assert answer["rsp_code"] == "A0000"
    bank = account["bank_code_std"]
    browser.use(device, scheme)
    browser.open("/bank/login", language)
    check_page(browser)
    browser.set_up_at_bank(next(_names), bank, language)
    check_page(browser)
    check_focus_order(browser)
    browser.press(BANK_WORDS[language])
    browser.enter(browser.type("q", answer["bank_tran_id"]))
    check_page(browser)
    assert "2,345" in browser.text
    browser.press(answer["bank_tran_id"])
    check_page(browser)
    assert browser.heading == browser.words["transfer"]
    assert f"{answer['bank_tran_date']}-{answer['bank_tran_id']}-D" in browser.text
    assert f"{answer['bank_tran_date']}-{answer['bank_tran_id']}-C" not in browser.text
    for path in ["settlement", f"settlement/{answer['bank_tran_date']}", "breaks"]:
        browser.open(f"/bank/{bank}/{path}", language)
        assert browser.language == language
        check_page(browser)
        check_focus_order(browser)


def test_an_operator_is_made_and_ended_on_the_machine(browser, hub):
    name = next(_names)
    browser.set_up(name, "viewer")
    listed = maru("operator", "list", "--data", hub.data).stdout
    assert re.search(rf"{name} +viewer +in use", listed)
    assert maru("operator", "end", name, "--data", hub.data).returncode == 0
    browser.open("/operator")
    assert "login" in browser.driver.current_url
    assert maru("operator", "end", "nobody", "--data", hub.data).returncode == 1
    assert maru("operator", "add", name, "--role", "viewer", "--data", hub.data).returncode == 1
    assert "set-up?token=" in maru("operator", "renew", name, "--role", "admin", "--data", hub.data).stdout


def test_the_link_leads_to_the_hub_of_the_data_directory(tmp_path):
    hub = HubProcess(tmp_path / "hub", "--ready-file", tmp_path / "hub/data/ready.json", ready_file=tmp_path / "hub/data/ready.json").start()
    try:
        made = maru("operator", "add", "minji", "--role", "viewer", "--data", hub.data).stdout
        link = re.search(r"(http\S+)\?token=", made)[1]
        assert link == f"{hub.url}/operator/set-up"
        assert requests.get(link, timeout=10).status_code < 500
        given = maru("operator", "renew", "minji", "--public-url", "https://hub.example", "--data", hub.data).stdout
        assert "https://hub.example/operator/set-up?token=" in given
    finally:
        hub.stop()


def test_what_somebody_types_on_a_page_that_brings_itself_up_to_date_stays(browser, linked):
    # The page's own clock in the test's hand.
    kept = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "window.setInterval = work => { window.tick = work }"})
    try:
        browser.set_up_at_bank(next(_names), linked.accounts[0]["bank_code_std"])

        def is_renewed():
            browser.driver.execute_script("document.querySelector('main h1').id = 'old'; document.activeElement.blur()")
            browser.driver.execute_async_script("window.tick().then(arguments[0])")
            return not browser.find("#old")

        assert is_renewed()
        browser.type("hours", "0200-0300")
        assert not is_renewed()
        assert browser.driver.find_element(By.ID, "hours").get_attribute("value") == "0200-0300"
        browser.driver.find_element(By.ID, "hours").clear()
        assert is_renewed()
    finally:
        browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": kept["identifier"]})


def test_the_console_is_there_without_the_test_bed(tmp_path):
    hub = HubProcess(tmp_path / "hub", "--no-testbed").start()
    try:
        assert requests.get(hub.url + "/operator", timeout=10).url == hub.url + "/operator/login"
    finally:
        hub.stop()
