"""A developer on the site: a real browser, in Korean and English, at a desk and on a phone, with and without scripts."""

import time

import pytest
import requests
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from page_checks import check_focus_order, check_page, for_everybody
from site_browser import PASSWORD, SiteBrowser, fresh_address, read_qr_code, time_code


@pytest.fixture
def browser(drivers, hub):
    browser = SiteBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    return browser


OPEN_PAGES = [
    "/developers",
    "/developers/sign-up",
    "/developers/sign-up/sent",
    "/developers/login",
    "/developers/reset",
    "/testbed/outbox",
    "/developers/docs",
    "/developers/docs?q=balance",
    "/developers/docs/codes",
    "/developers/docs/api/transfer/deposit",
    "/developers/docs/guides/first-call",
    "/developers/sdk",
    "/developers/forum",
    "/developers/notices",
]
OWN_PAGES = ["/developers/forum/ask", "/developers/support", "/developers/support/new", "/developers/account", "/developers/account/authenticator", "/developers/apps", "/developers/apps/new"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_stranger_becomes_a_developer_and_comes_back(browser, language):
    email = fresh_address()
    browser.sign_up(email, language)
    assert browser.language == language
    assert browser.done
    browser.open("/developers/account", language)
    assert email in browser.text
    browser.push(browser.words["log out"])

    browser.open("/developers/account", language)
    assert browser.heading == browser.words["log in"]
    assert "next" in browser.driver.current_url
    browser.fill("email", email)
    browser.fill("password", PASSWORD + "!")
    browser.push(browser.words["log in"])
    assert browser.error == browser.words["wrong"]
    assert browser.driver.find_element(By.ID, "email").get_attribute("value") == email
    assert browser.driver.find_element(By.ID, "password").get_attribute("value") == ""
    browser.fill("password", PASSWORD)
    browser.push(browser.words["log in"])
    assert browser.heading == browser.words["account"]


def test_the_whole_way_works_without_scripts_and_on_a_phone(drivers, hub):
    browser = SiteBrowser(drivers(javascript=False), hub)
    browser.use("phone")
    browser.forget()
    browser.sign_up(fresh_address())
    browser.make_app()
    browser.push(browser.words["console"])
    browser.push(browser.words["connect"])
    browser.push(browser.words["call"])
    assert browser.verdict.startswith("A0000")


def test_a_developer_with_an_authenticator(browser):
    email = fresh_address()
    browser.sign_up(email)
    browser.open("/developers/account")
    browser.push(browser.words["set up"])
    key = browser.driver.find_element(By.CSS_SELECTOR, ".shown code").text
    link = browser.driver.find_element(By.CSS_SELECTOR, ".shown a").get_attribute("href")
    assert key.replace(" ", "") in link and link.startswith("otpauth://totp/Maru:")
    # What a camera reads on the page is what the link says.
    assert read_qr_code(browser) == link
    browser.fill("code", "000000" if time_code(key) != "000000" else "111111")
    browser.push(browser.words["bind"])
    assert browser.error
    browser.fill("code", time_code(key))
    browser.push(browser.words["bind"])
    recovery = [code.text for code in browser.find(".codes code")]
    assert len(set(recovery)) == 8
    browser.push(browser.words["kept"])
    browser.push(browser.words["log out"])

    browser.open("/developers/login")
    browser.fill("email", email)
    browser.fill("password", PASSWORD)
    browser.push(browser.words["log in"])
    # The next code: the one that bound the app counts no more.
    browser.fill("code", time_code(key, time.time() + 30))
    browser.push(browser.words["log in"])
    assert browser.heading == browser.words["apps"]
    browser.push(browser.words["log out"])

    browser.open("/developers/login")
    browser.fill("email", email)
    browser.fill("password", PASSWORD)
    browser.push(browser.words["log in"])
    browser.fill("code", recovery[3])
    browser.push(browser.words["log in"])
    assert browser.heading == browser.words["apps"]


def test_a_forgotten_password(browser):
    email = fresh_address()
    browser.sign_up(email)
    browser.push(browser.words["log out"])
    browser.open("/developers/login")
    browser.push(browser.words["forgot"])
    browser.fill("email", email)
    browser.push(browser.words["send"])
    browser.push(browser.words["outbox"])
    browser.follow("/developers/reset/password")
    browser.fill("password", PASSWORD + " anew")
    browser.push(browser.words["set"])
    browser.fill("email", email)
    browser.fill("password", PASSWORD + " anew")
    browser.push(browser.words["log in"])
    assert browser.heading == browser.words["apps"]


def test_sign_up_by_keyboard_alone(browser):
    browser.open("/developers/sign-up")
    email = browser.driver.find_element(By.ID, "email")
    email.send_keys(fresh_address() + Keys.TAB)
    active = browser.driver.switch_to.active_element
    assert active.get_attribute("id") == "password"
    active.send_keys(PASSWORD)
    browser.enter(active)
    assert browser.heading == "메일을 확인해 주십시오"


@for_everybody
def test_every_page_is_for_everybody(browser, language, device, scheme):
    """Readable, labelled, large enough to press, no wider than the screen, in an order that the eye follows."""
    browser.use(device, scheme)
    for path in OPEN_PAGES:
        browser.open(path, language)
        assert browser.language == language
        check_page(browser)
        check_focus_order(browser)
    browser.sign_up(fresh_address(), language)
    check_page(browser)
    client = browser.make_app()["client_id"]
    check_page(browser)
    own = [f"/developers/apps/{client}{page}" for page in ("", "/settings", "/accounts", "/delete", "/console", "/console?api=transfer/deposit", "/calls", "/simulator", "/go-live", "/users")]
    for path in OWN_PAGES + own:
        browser.open(path, language)
        check_page(browser)
        # Console and simulator have two columns where there is room: down the first one, then down the second.
        if device == "phone" or not path.partition("?")[0].endswith(("console", "simulator")):
            check_focus_order(browser)
    browser.open(f"/developers/apps/{client}/console", language)
    browser.push(browser.words["connect"])
    browser.push(browser.words["call"])
    check_page(browser)
    browser.open(f"/developers/apps/{client}/calls", language)
    check_page(browser)
    browser.follow("/calls/")
    check_page(browser)
    check_focus_order(browser)
    browser.push(browser.words["share"])
    check_page(browser)
    browser.open(f"/developers/apps/{client}/users", language)
    browser.push(browser.words["invent"])
    check_page(browser)
    browser.open(f"/developers/apps/{client}/simulator", language)
    browser.push(browser.words["add"])
    check_page(browser)
    browser.push(browser.words["expire"])
    check_page(browser)
    browser.fill("name", "CI")
    browser.push(browser.words["save"])
    check_page(browser)


def test_nothing_is_loaded_from_elsewhere_and_the_page_is_light(browser):
    browser.open("/developers")
    loaded = browser.driver.execute_script(
        "return performance.getEntriesByType('resource').map(e => [e.name, e.encodedBodySize])"
    )
    assert {name.split("/")[2] for name, _ in loaded if name.startswith("http")} == {browser.hub.url.split("/")[2]}
    page = requests.get(browser.hub.url + "/developers", timeout=10)
    assert len(page.content) + sum(size for _, size in loaded) < 100_000


def test_the_root_leads_to_the_site(hub):
    answer = requests.get(hub.url, timeout=10)
    assert answer.url == hub.url + "/developers" and answer.status_code == 200
