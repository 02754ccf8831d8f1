"""Pages that hold as much as people may put there: none is heavier for it than it may be."""

import itertools

import pytest
import requests

from going_live import Operators
from page_checks import check_page
from site_browser import SiteBrowser, fresh_address

LONG = ("가나다라마바사 <b> & " * 600)[:8_000]
_names = (f"weight{number}" for number in itertools.count(1))


@pytest.fixture
def browser(drivers, hub):
    browser = SiteBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    return browser


def poster(browser, hub):
    """Sends forms as the browser that is logged in would, without typing eight thousand characters."""
    session = requests.Session()
    for cookie in browser.driver.get_cookies():
        session.cookies.set(cookie["name"], cookie["value"])

    def post(action, **fields):
        token = browser.driver.find_element("css selector", f"form[action='{action}'] input[name=csrf]").get_attribute("value")
        answer = session.post(hub.url + action, data={"csrf": token} | fields, timeout=120, allow_redirects=False)
        assert answer.status_code == 303, answer.text[-2_000:]
        return answer.headers["Location"]

    return post


def walk(browser, path, word):
    """The page and those behind it; answers how many there are."""
    browser.open(path)
    for count in range(1, 40):
        check_page(browser)
        ways = [link for link in browser.find("main .way a, main .reaches a") if link.text.startswith(word) or link.text.endswith(word)]
        if not ways:
            return count
        ways[0].click()
        browser._wait_until_gone(ways[0])
    raise AssertionError("there is no end")


@pytest.mark.timeout(600)
def test_a_page_that_is_full_is_as_light_as_an_empty_one(browser, hub, drivers):
    browser.sign_up(fresh_address())
    client = browser.make_app()["client_id"]
    users = f"/developers/apps/{client}/users"
    browser.open(users)
    send = poster(browser, hub)
    lines = "".join(f"홍길동{number},19800101,M,004,1500000\n" for number in range(99))
    send(f"{users}/csv", people="name,birth_date,gender,bank_code_std,balance\n" + lines)
    assert walk(browser, users, "→") == 5
    for page in ("console", "simulator", "calls"):
        browser.open(f"/developers/apps/{client}/{page}")
        check_page(browser)

    browser.open("/developers/forum/ask")
    topic = send("/developers/forum/ask", title="가" * 100, body=LONG)
    browser.open(topic)
    answers = [send(f"{topic}/answer", body=LONG) for _ in range(18)]
    assert walk(browser, topic, "다음 답") > 5
    browser.open(answers[-1])
    assert len(browser.find("article")) == 1, "one sees what one wrote"
    check_page(browser)

    browser.open("/developers/support/new")
    thread = send("/developers/support/new", kind="consulting", subject="가" * 100, body=LONG)
    thread = thread.partition("?")[0]
    browser.open(thread)
    for _ in range(18):
        send(f"{thread}/write", body=LONG)
    assert walk(browser, thread, "더 오래된 글") > 5

    operators = Operators(drivers(javascript=False), hub)
    operators.add(next(_names), "operations")
    console = operators.console
    number = thread.rpartition("/")[2]
    assert walk(console, f"/operator/support/{number}", "더 오래된 글") > 5
    console.open("/operator/notices")
    send = poster(console, hub)
    for _ in range(12):
        send("/operator/notices", title="가" * 100, body=LONG)
    console.open("/operator/notices")
    check_page(console)
    assert walk(browser, "/developers/notices", "더 오래된 공지 →") > 3
    for path in ("/operator", "/operator/calls", "/operator/organisations", "/operator/audit", "/operator/forum"):
        console.open(path)
        check_page(console)
