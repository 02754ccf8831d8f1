"""What a developer comes for: keys that work, a first call, an answer to every question."""

import time

import pytest
import requests
from selenium.webdriver.common.by import By

from consent_browser import CallbackPage, start_chromium
from fintech import Fintech
from site_browser import SiteBrowser, fresh_address


@pytest.fixture(scope="module")
def driver():
    callback = CallbackPage()
    driver = start_chromium(callback)
    yield driver
    driver.quit()
    callback.close()


@pytest.fixture
def browser(driver, hub):
    browser = SiteBrowser(driver, hub)
    browser.use("desktop")
    browser.forget()
    return browser


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_newcomer_gets_a_balance_in_under_twelve_clicks_and_fields(browser, language):
    """From the sign-up page to a first successful call, counting every press and every field."""
    browser.open("/developers/sign-up", language)
    browser.deeds, started = 0, time.monotonic()
    browser.fill("email", fresh_address())
    browser.fill("password", "a sentence that nobody guesses")
    browser.push(browser.words["sign up"])
    browser.push(browser.words["outbox"])
    browser.follow("/developers/verify")
    browser.push(browser.words["open"])
    browser.push(browser.words["make"])
    browser.push(browser.words["console"])
    browser.push(browser.words["connect"])
    browser.push(browser.words["call"])
    assert browser.verdict.startswith("A0000")
    assert '"balance_amt"' in browser.text
    print(f"{browser.deeds} clicks and fields, {time.monotonic() - started:.1f} s")
    assert browser.deeds < 12


def sign_up_with_app(browser):
    browser.sign_up(fresh_address())
    keys = browser.make_app()
    # What a program would be given beside the keys.
    return keys | {"redirect_uri": "http://localhost:8880/html/callback.html"}


def test_the_keys_of_an_app_work_in_a_program_at_once(browser, hub, people):
    fintech = Fintech(hub, sign_up_with_app(browser))
    linked = fintech.link(next(people))
    assert linked.balance(linked.accounts[0]["fintech_use_num"]) >= 0
    assert fintech.oob


def test_a_secret_is_replaced_without_an_hour_of_refusals(browser, hub):
    keys = sign_up_with_app(browser)
    path = f"/developers/apps/{keys['client_id']}"
    browser.open(path)
    browser.push(browser.words["rotate"])
    new = browser.find(".keys code")[1].text
    form = {"client_id": keys["client_id"], "grant_type": "client_credentials", "scope": "oob"}

    def has_token(secret):
        return "access_token" in requests.post(hub.url + "/oauth/2.0/token", data=form | {"client_secret": secret}, timeout=10).json()

    assert new != keys["client_secret"] and has_token(new) and has_token(keys["client_secret"])
    browser.open(path)
    browser.push(browser.words["end old"])
    assert has_token(new) and not has_token(keys["client_secret"])
    browser.push(browser.words["stop"])
    assert not has_token(new)
    browser.push(browser.words["delete"])
    browser.push(browser.words["really delete"])
    assert keys["client_id"] not in browser.text


def test_a_developer_tries_a_transfer_and_a_wrong_one_in_the_console(browser):
    keys = sign_up_with_app(browser)
    browser.push(browser.words["console"])
    browser.push(browser.words["connect"])
    browser.driver.find_element(By.CSS_SELECTOR, "#api option[value='transfer/withdraw']").click()
    browser.push(browser.words["choose"])
    browser.fill("in-tran_amt", "1500")
    browser.push(browser.words["call"])
    assert browser.verdict.startswith("A0000")
    steps = [step.text for step in browser.find(".steps-at-bank li")]
    assert any("debit" in step for step in steps) and any("credit" in step for step in steps), steps
    assert "transfer/withdraw" in browser.find(".result pre")[-1].text
    # The form holds what was sent: the same order once more does not move money twice.
    browser.push(browser.words["call"])
    assert not [step.text for step in browser.find(".steps-at-bank li") if "debit" in step.text], browser.text
    browser.fill("in-tran_amt", "a lot")
    browser.push(browser.words["call"])
    assert browser.verdict.startswith("A0004")
    assert keys["client_secret"] not in browser.driver.page_source


def test_the_search_answers_by_field_and_by_code(browser):
    browser.open("/developers/docs")
    browser.fill("q", "fintech_use_num balance")
    browser.push(browser.words["search"])
    browser.follow("/docs/api/account/balance")
    assert browser.heading == "잔액조회"
    assert browser.find("details.sample")[0].find_element(By.TAG_NAME, "summary").text == "curl"
    browser.find("details.sample summary")[2].click()
    assert "import requests" in browser.text
    browser.open("/developers/docs?q=A0326", "en")
    browser.follow("#A0326")
    assert browser.driver.find_element(By.ID, "A0326").is_displayed()
