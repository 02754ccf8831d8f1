"""Webhooks: a developer adds one in the browser, a real receiver gets what happened, and nothing is lost when the hub is killed."""

import base64
import hashlib
import hmac
import re

import pytest
import requests
from selenium.webdriver.common.by import By

from fintech import Fintech, new_order, open_accounts
from hook_receiver import HookReceiver
from hub_process import HubProcess, free_port, wait_until
from page_checks import check_page
from site_browser import SiteBrowser, fresh_address

WORDS = {
    "ko": {"webhooks": "웹훅", "add": "웹훅 만들기", "make": "만들기", "go": "웹훅 보기", "ping": "시험 호출", "delivered": "전달",
           "again": "다시 보내기", "rotate": "서명 키 새로 받기", "remove": "지우기", "none": "아직 웹훅이 없습니다."},
    "en": {"webhooks": "Webhooks", "add": "Add a webhook", "make": "Add it", "go": "Go to the webhooks", "ping": "Send a ping",
           "delivered": "Delivered", "again": "Send again", "rotate": "Get a new secret", "remove": "Remove",
           "none": "There is no webhook yet."},
}  # fmt: skip


def documented_check(hub):
    """The sample in Python of the site's guide, as a developer would take it over."""
    page = requests.get(f"{hub.url}/developers/docs/guides/webhooks?lang=en", timeout=10).text
    sample = next(code for code in re.findall(r"<code>(.*?)</code>", page, re.S) if "def verify" in code)
    for entity, letter in (("&quot;", '"'), ("&#39;", "'"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")):
        sample = sample.replace(entity, letter)
    names = {}
    exec(sample, names)  # noqa: S102
    return names["verify"]


def signature(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


@pytest.fixture
def browser(drivers, hub):
    browser = SiteBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    return browser


def developer_with_app(browser, language):
    """The keys of a fresh developer's fresh app."""
    browser.sign_up(fresh_address(), language)
    return browser.make_app()


def add(browser, app, url, language):
    words = WORDS[language]
    browser.open(f"/developers/apps/{app}/webhooks", language)
    assert words["none"] in browser.text
    browser.push(words["add"])
    browser.fill("url", url)
    browser.push(words["make"])
    secret = browser.driver.find_element(By.CSS_SELECTOR, ".keys code").text
    assert secret.startswith("whsec_") and len(secret) == 50
    browser.push(words["go"])
    return secret


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_developer_adds_a_webhook_and_tries_it(browser, hub, language):
    words, receiver = WORDS[language], HookReceiver()
    app = developer_with_app(browser, language)["client_id"]
    secret = add(browser, app, f"http://localhost:{receiver.port}/hook", language)
    check_page(browser)
    assert secret not in browser.driver.page_source, "shown once"
    browser.push(words["ping"])
    wait_until(lambda: receiver.of("test.ping"), 30, "the ping")
    headers, body = receiver.calls[0]
    assert documented_check(hub)(secret, headers, body), "the sample of the guide takes it"
    assert not documented_check(hub)(secret, headers, body + b" ")
    path = f"/developers/apps/{app}/webhooks"
    wait_until(lambda: words["delivered"] in (browser.open(path, language), browser.text)[1], 30, "the note of it")
    assert "HTTP 204" in browser.text and "test.ping" in browser.text
    browser.push(words["again"])
    wait_until(lambda: len(receiver.calls) == 2, 30, "the second ping")
    assert receiver.calls[1][0]["webhook-id"] == headers["webhook-id"]
    browser.open(path, language)
    browser.push(words["rotate"])
    newer = browser.driver.find_element(By.CSS_SELECTOR, ".keys code").text
    browser.push(words["go"])
    browser.push(words["ping"])
    wait_until(lambda: len(receiver.calls) == 3, 30, "the third ping")
    headers, body = receiver.calls[2]
    signatures = headers["webhook-signature"].split(" ")
    assert signatures == [signature(newer, headers, body), signature(secret, headers, body)], "both count for a while"
    for look in ("desktop", "phone"):
        browser.use(look)
        browser.open(path, language)
        check_page(browser)
    browser.use("desktop")
    browser.open(path, language)
    browser.push(words["remove"])
    assert words["none"] in browser.text
    receiver.stop()


def test_addresses_that_are_none_are_named_on_the_form(browser):
    app = developer_with_app(browser, "en")["client_id"]
    for url in ("hooks.example", "http://hooks.example/", "https://user@hooks.example/", "https://"):
        browser.open(f"/developers/apps/{app}/webhooks/new", "en")
        browser.fill("url", url)
        browser.push(WORDS["en"]["make"])
        assert "https://" in browser.error


def test_twenty_calls_an_hour_are_sent_by_buttons(browser):
    receiver = HookReceiver()
    app = developer_with_app(browser, "en")["client_id"]
    add(browser, app, f"http://localhost:{receiver.port}/hook", "en")
    for _ in range(20):
        browser.push(WORDS["en"]["ping"])
        assert "It goes out now" in browser.text
    browser.push(WORDS["en"]["ping"])
    assert "20 calls by a button within an hour" in browser.text
    check_page(browser)
    wait_until(lambda: len(receiver.calls) >= 20, 30, "all that were taken")
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 20
    receiver.stop()


def test_what_happened_is_told_though_the_hub_was_killed_and_the_receiver_was_away(tmp_path, drivers):
    port = free_port()
    hub = HubProcess(tmp_path / "hub").start()
    browser = SiteBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    keys = developer_with_app(browser, "en")
    secret = add(browser, keys["client_id"], f"http://127.0.0.1:{port}/hook", "en")
    fintech = Fintech(hub, hub.ready | keys | {"redirect_uri": "http://localhost:8880/html/callback.html"})
    person = next(person for person in hub.ready["users"] if open_accounts(person))
    linked = fintech.link(person)
    use_num = linked.accounts[0]["fintech_use_num"]
    orders = [linked.withdraw(use_num, amount, new_order()) for amount in (1_000, 2_000)]
    assert [order["rsp_code"] for order in orders] == ["A0000"] * 2
    hub.kill()
    receiver = HookReceiver(port)
    receiver.statuses = [503]
    hub.start()
    wait_until(lambda: len(receiver.of("transfer.completed")) >= 3, 100, "both outcomes")
    told = {json["data"]["bank_tran_id"] for _, json in receiver.of("transfer.completed")}
    assert told == {order["bank_tran_id"] for order in orders}
    for headers, body in receiver.calls:
        assert headers["webhook-signature"] == signature(secret, headers, body)
        assert person["name"].encode() not in body and person["phone"].encode() not in body
    assert hub.stop() == 0
    receiver.stop()
    assert secret not in hub.log
