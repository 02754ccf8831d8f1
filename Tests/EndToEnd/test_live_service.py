"""What the developer of a live service sees of it: a real transfer told to a real receiver over TLS, and what a month costs."""

import csv
import io

import pytest
import requests

from fintech import Fintech, new_order, open_accounts
from hub_process import HubProcess, maru, wait_until
from live_service import WORDS, live_service
from page_checks import check_focus_order, check_page
from test_webhooks import documented_check


@pytest.fixture(scope="module")
def service(tmp_path_factory, drivers):
    with live_service(tmp_path_factory.mktemp("live"), drivers()) as made:
        yield made


@pytest.fixture(scope="module")
def hub(service):
    return service.hub


@pytest.fixture(scope="module")
def told(service):
    """The receiver's two webhooks with their secrets, and three transfers: two of the live service, one of the app in test."""
    secrets = {"/live": service.add_webhook(live=True), "/test": service.add_webhook(live=False)}
    people = [person for person in service.hub.ready["users"] if open_accounts(person)]
    orders = service.move_money(people[0], (1_000, 2_500))
    assert [order["rsp_code"] for order in orders] == ["A0000"] * 2
    in_test = Fintech(service.hub, service.test_keys | {"redirect_uri": "http://localhost:8880/html/callback.html"}).link(people[1])
    tried = in_test.withdraw(in_test.accounts[0]["fintech_use_num"], 700, new_order())
    assert tried["rsp_code"] == "A0000"
    wait_until(lambda: len(service.receiver.of("transfer.completed")) >= 3, 60, "all three outcomes")
    return secrets, people[0], orders, tried


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "phone", "dark")])
def test_a_real_transfer_is_told_to_the_receiver_of_the_live_service_and_the_developer_sees_it(service, told, language, device, scheme):
    secrets, person, orders, tried = told
    site, words = service.site, WORDS[language]
    check = documented_check(service.hub)
    ids = {"/live": {order["bank_tran_id"] for order in orders}, "/test": {tried["bank_tran_id"]}}
    heard = {"/live": set(), "/test": set()}
    for headers, body in service.receiver.of("transfer.completed"):
        path = next(path for path, known in ids.items() if body["data"]["bank_tran_id"] in known)
        heard[path].add(body["data"]["bank_tran_id"])
        raw = next(raw for one, raw in service.receiver.calls if one["webhook-id"] == headers["webhook-id"])
        assert check(secrets[path], headers, raw) and not check(secrets["/test" if path == "/live" else "/live"], headers, raw)
        for personal in (person["name"], person["phone"], person["accounts"][0]["account_num"]):
            assert personal.encode() not in raw
    assert heard == ids

    site.use(device, scheme)
    path = f"{service.app}/webhooks"

    def rows():
        site.open(path, language)
        return {
            card.find_element("css selector", "h2").text.rsplit("/", 1)[1]: card.text for card in site.find(".card") if card.find_elements("css selector", "h2")
        }

    wait_until(lambda: rows()["live"].count(words["delivered"]) == 2, 30, "the note of both deliveries")
    cards = rows()
    assert words["live"] in cards["live"] and words["test"] in cards["test"]
    assert cards["live"].count("transfer.completed") >= 2 and cards["live"].count("HTTP 204") == 2
    check_page(site)
    check_focus_order(site)


def test_a_receiver_whose_authority_is_not_known_hears_nothing(service, told, tmp_path):
    refused = maru("serve", "--port", "0", "--data", tmp_path / "data", "--webhook-ca", tmp_path / "none.pem")
    assert refused.returncode != 0 and "none.pem" in refused.stderr
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate\n")
    refused = maru("serve", "--port", "0", "--data", tmp_path / "data", "--webhook-ca", empty)
    assert refused.returncode != 0 and "--webhook-ca" in refused.stderr
    # The same data, served by a hub that trusts the system's authorities alone.
    copy = tmp_path / "copy"
    assert maru("backup", "--data", service.hub.data, "--to", copy / "data").returncode == 0
    (copy / "data" / "site.key").write_bytes((service.hub.data / "site.key").read_bytes())
    heard = len(service.receiver.calls)
    other = HubProcess(copy).start()
    answer = service.program.__class__(other, service.program.client)
    person = [person for person in other.ready["users"] if open_accounts(person)][2]
    user = answer.link(person)
    assert user.withdraw(user.accounts[0]["fintech_use_num"], 300, new_order())["rsp_code"] == "A0000"
    cookies = {cookie["name"]: cookie["value"] for cookie in service.site.driver.get_cookies()}

    def page():
        return requests.get(f"{other.url}{service.app}/webhooks?lang=en", cookies=cookies, timeout=10).text

    wait_until(lambda: "the certificate is not trusted" in page(), 60, "the failed try on the page")
    assert len(service.receiver.calls) == heard
    assert other.stop() == 0


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "phone", "dark")])
def test_the_developer_finds_what_the_month_costs(service, month, language, device, scheme):
    site = service.site
    site.use(device, scheme)
    site.open(f"{service.app}/live", language)
    check_page(site)
    link = next(link for link in site.find("main a.reach") if f"/invoices/{month}" in (link.get_attribute("href") or ""))
    assert WORDS[language]["invoices"] in site.text
    # Two withdrawals at the contract's fee; what else was called costs what the published table says.
    site.push(link.text)
    assert f"{month[:4]}-{month[4:]}" in site.heading
    check_page(site)
    check_focus_order(site)
    lines = {row.find_element("css selector", "th").text: [cell.text for cell in row.find_elements("css selector", "td")] for row in site.find("tbody tr")}
    uses, rate, sum_of_withdrawals = lines["transfer/withdraw"]
    assert (uses, rate, sum_of_withdrawals) == ("2", "500", "1,000"), lines
    cookies = {cookie["name"]: cookie["value"] for cookie in site.driver.get_cookies()}
    href = next(link for link in site.find("main a.button") if link.text == "CSV").get_attribute("href")
    file = requests.get(href, cookies=cookies, timeout=10)
    assert f"maru-invoice-{month}.csv" in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert any(row[2:4] == ["transfer/withdraw", "2"] for row in rows), rows
    total = next(row for row in rows if row[2] == "total")
    assert f"{int(total[-1]):,}" in site.text
    assert requests.get(href, timeout=10, allow_redirects=False).status_code == 303


@pytest.fixture(scope="module")
def month(service, told):
    return service.settle()
