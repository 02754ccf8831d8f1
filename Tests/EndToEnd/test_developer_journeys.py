"""What a developer comes for: keys that work, a first call, an answer to every question."""

import time

import pytest
import requests
from selenium.webdriver.common.by import By

from fintech import Fintech
from hub_process import HubProcess, maru
from page_checks import check_page
from site_browser import SiteBrowser, fresh_address


@pytest.fixture
def browser(drivers, hub):
    browser = SiteBrowser(drivers(), hub)
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


def test_a_developer_finds_a_call_and_shows_it_to_support(browser, hub, people):
    fintech = Fintech(hub, sign_up_with_app(browser))
    linked = fintech.link(next(people))
    number = linked.accounts[0]["fintech_use_num"]
    linked.balance(number)
    refused = fintech.get("account/balance", linked.token, fintech_use_num=number, tran_dtime="late")
    assert refused["rsp_code"] == "A0004"
    browser.open(f"/developers/apps/{fintech.client['client_id']}/calls")
    assert len(browser.find("tbody tr")) >= 3
    browser.fill("code", "A0004")
    browser.push(browser.words["filter"])
    assert len(browser.find("tbody tr")) == 1
    browser.follow("/calls/")
    assert refused["api_tran_id"] in browser.text and "tran_dtime=late" in browser.text
    assert linked.token not in browser.driver.page_source
    browser.push(browser.words["share"])
    link = browser.find(".code-block code")[0].text
    browser.forget()
    browser.driver.get(link)
    assert refused["api_tran_id"] in browser.text


def test_the_demo_ends_with_a_link_that_is_logged_in(browser, hub):
    ended = maru("demo", "--ready-file", hub.ready_file)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    link = next(word for word in ended.stdout.split() if "/developers/enter?token=" in word)
    browser.driver.get(link)
    assert browser.heading in (browser.words["apps"], "My apps")
    browser.forget()
    browser.driver.get(link)
    assert browser.driver.current_url == link and browser.heading in ("끝난 주소입니다", "This link is over")


def choose(browser, field, value):
    browser.driver.find_element(By.CSS_SELECTOR, f"#{field} option[value='{value}']").click()


def test_a_developer_scripts_too_little_money_and_takes_it_along_as_a_file(browser, hub, people, tmp_path):
    keys = sign_up_with_app(browser)
    fintech = Fintech(hub, keys)
    linked = fintech.link(next(people))
    number = linked.accounts[0]["fintech_use_num"]
    path = f"/developers/apps/{keys['client_id']}/simulator"
    browser.open(path)
    choose(browser, "preset", "insufficient-funds")
    browser.push(browser.words["add"])
    refused = linked.withdraw(number, 1000)
    assert (refused["rsp_code"], refused["bank_rsp_code"]) == ("A0002", "453")
    assert linked.withdraw(number, 1000)["rsp_code"] == "A0000"
    browser.open(path)
    assert "1/1" in browser.text
    browser.fill("name", "too little")
    browser.push(browser.words["save"])
    link = browser.driver.find_element(By.CSS_SELECTOR, "a[href*='scenario.json']").get_attribute("href")
    cookies = {cookie["name"]: cookie["value"] for cookie in browser.driver.get_cookies()}
    file = requests.get(link, cookies=cookies, timeout=10)
    browser.push(browser.words["reset"])

    played = requests.post(
        hub.url + "/testbed/scenarios",
        json=file.json() | {"client_id": keys["client_id"], "client_secret": keys["client_secret"]},
        timeout=10,
    )
    assert played.json() == {"rules": "1"}
    assert linked.withdraw(number, 1001)["bank_rsp_code"] == "453"

    scenario = tmp_path / "scenario.json"
    scenario.write_bytes(file.content)
    other = HubProcess(tmp_path / "hub", "--scenario", scenario).start()
    try:
        linked = Fintech(other).link(other.ready["users"][0])
        number = linked.accounts[0]["fintech_use_num"]
        assert linked.withdraw(number, 1000)["bank_rsp_code"] == "453"
        assert linked.withdraw(number, 1000)["rsp_code"] == "A0000"
    finally:
        other.stop()


@pytest.mark.parametrize(
    "text,complaint",
    [(None, "cannot be read"), ("{", "JSON"), ('{"name": "a", "rules": [{"answer": "A0000"}]}', "rules[0].answer")],
)
def test_a_scenario_that_cannot_be_played_keeps_the_hub_from_starting(tmp_path, text, complaint):
    file = tmp_path / "scenario.json"
    if text is not None:
        file.write_text(text)
    ended = maru("serve", "--port", 0, "--data", tmp_path / "data", "--scenario", file)
    assert ended.returncode == 1 and complaint in ended.stderr, ended.stderr


def test_a_developer_invents_a_user_and_says_what_is_on_the_account(browser, hub):
    keys = sign_up_with_app(browser)
    path = f"/developers/apps/{keys['client_id']}/users"
    browser.open(path)
    browser.push(browser.words["invent"])
    field = browser.find(".person input[name=balance]")[0]
    number = field.get_attribute("id").split("-")[2]
    browser.fill(field.get_attribute("id"), "4321")
    button = next(button for button in browser.find(".person button") if number in button.get_attribute("aria-label"))
    button.click()
    browser._wait_until_gone(button)
    about = browser.driver.find_element(By.CSS_SELECTOR, ".person .hint").text
    user = about.split()[1]
    linked = Fintech(hub, keys).link({"user_seq_no": user})
    balances = [linked.balance(account["fintech_use_num"]) for account in linked.accounts]
    assert 4321 in balances


def test_a_developer_asks_in_the_forum_and_accepts_an_answer(browser):
    browser.sign_up(fresh_address())
    browser.open("/developers/forum/ask")
    browser.fill("title", "Which code is it")
    browser.fill("body", "<img src=x onerror=alert(1)> **bold** and `A0002`")
    browser.push(browser.words["post"])
    assert not browser.find("main img") and browser.find("main strong")[0].text == "bold"
    check_page(browser)
    browser.fill("body", "That of the bank.")
    browser.push(browser.words["answer"])
    browser.push(browser.words["accept"])
    assert "채택된 답" in browser.text
    check_page(browser)
    browser.open("/developers/forum?q=which+bank")
    assert browser.find(".rows .name")[0].text == "Which code is it"
