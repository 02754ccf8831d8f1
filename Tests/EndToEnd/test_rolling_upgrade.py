"""Hubs behind haproxy that are stopped and started one after the other, as in an upgrade: no call fails."""

import http.client
import threading
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests

from fintech import Fintech, new_order, now, open_accounts
from hub_process import HubProcess, free_port, wait_until
from postgres import Database
from test_failover import Proxy

HUBS = 2
CLIENTS = 12


def takes_calls(hub):
    """Whether a call of a client has reached a hub since its start."""
    return 'maru_api_calls_total{api="account/balance"' in requests.get(hub.url + "/metrics", timeout=30).text


def test_hubs_are_restarted_one_after_the_other_and_no_call_fails(request, tmp_path):
    database = Database()
    hubs = [HubProcess(tmp_path / f"hub{number}", "--drain-seconds", "4", port=free_port(), database=database.url) for number in range(HUBS)]
    for hub in hubs:
        # Also where the test fails.
        request.addfinalizer(hub.stop)
        hub.start()
    proxy = Proxy(tmp_path, hubs)
    request.addfinalizer(proxy.stop)
    fintech = Fintech(hubs[0])
    people = [person for person in hubs[0].ready["users"] if open_accounts(person)][:CLIENTS]
    ended, failed, done = threading.Event(), [], []

    def link(person):
        account = open_accounts(person)[0]
        hubs[0].set_account(account, balance=9_000_000)
        return fintech.link(person, accounts=[account])

    def client(linked):
        use_num = linked.accounts[0]["fintech_use_num"]
        # Kept alive and used again and again, as clients' connections are.
        session, headers, amount = requests.Session(), {"Authorization": f"Bearer {linked.token}"}, 1_000
        order = new_order()
        while not ended.is_set():
            amount += 1
            try:
                balance = session.get(
                    f"{proxy.url}/v1.0/account/balance", params={"fintech_use_num": use_num, "tran_dtime": now()}, headers=headers, timeout=60
                )
                body = {
                    "dps_print_content": "교대", "fintech_use_num": use_num, "print_content": "교대",
                    "tran_amt": str(amount), "tran_dtime": order,
                }  # fmt: skip
                paid = session.post(f"{proxy.url}/v1.0/transfer/withdraw", json=body, headers=headers, timeout=60)
                told = [balance.json()["rsp_code"], paid.json()["rsp_code"]]
            except (requests.RequestException, ValueError) as error:
                told = [repr(error)]
            (done if told == ["A0000", "A0000"] else failed).append(told)

    threads = [threading.Thread(target=client, args=(linked,)) for linked in [link(person) for person in people]]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: len(done) > 20 or failed, 60, "the load to begin")
        for hub in hubs:
            assert hub.stop() == 0
            hub.start()
            wait_until(lambda: takes_calls(hub) or failed, 60, "the hub to get calls again")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert failed == [] and len(done) > 50, (failed, len(done))
    assert [hub.stop() for hub in hubs] == [0, 0]
    verified = hubs[0].verify()
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.fixture(scope="module")
def proxy(hub, tmp_path_factory):
    """In front of a hub that has chosen its port itself."""
    proxy = Proxy(tmp_path_factory.mktemp("proxy"), [SimpleNamespace(port=urlsplit(hub.url).port)])
    yield proxy
    proxy.stop()


@pytest.mark.parametrize(
    "path,status",
    [
        ("/operator", 403), ("/operator/login", 403), ("//operator/login", 403), ("/%6Fperator/login", 403), ("/OPERATOR/", 403),
        ("/metrics", 403), ("/metrics/", 403), ("//status", 403), ("/operators", 404), ("/bank/login", 200), ("/alive", 200),
    ],
)  # fmt: skip
def test_the_proxy_keeps_what_is_the_operators(proxy, path, status):
    # As it is written: a client library would mend it.
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    connection.request("GET", path)
    assert connection.getresponse().status == status
    connection.close()
