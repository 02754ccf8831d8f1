"""A real haproxy with the configuration of deploy/ in front of a hub that trusts it: clients are known by their own addresses, and what they
say of themselves counts for nothing."""

import http.client
import sqlite3

import pytest
import requests
from requests.adapters import HTTPAdapter

from hub_process import HubProcess, free_port
from test_failover import Proxy

REGISTERED, OTHER = "127.0.0.5", "127.0.0.6"


class From(HTTPAdapter):
    """Connections from an address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *arguments, **more):
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **more)


def bound_hub(directory, proxies):
    """A hub whose client may come from one address alone."""
    hub = HubProcess(directory, "--trusted-proxies", proxies, port=free_port()).start()
    assert hub.stop() == 0
    with sqlite3.connect(hub.data / "hub.sqlite") as database:
        database.execute("UPDATE organisation SET allowed_addresses = ? WHERE code = ?", (REGISTERED, hub.ready["client_use_code"]))
    return hub.start()


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = bound_hub(tmp_path_factory.mktemp("hub"), "127.0.0.1")
    yield hub
    assert hub.stop() == 0, hub.log[-2000:]


@pytest.fixture(scope="module")
def proxy(hub, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("proxy"), [hub])
    yield proxy
    proxy.stop()


def token(hub, url, address, **headers):
    """The code of an answer of the token endpoint to somebody at `address`."""
    session = requests.Session()
    session.mount("http://", From(address))
    form = {"grant_type": "client_credentials", "scope": "oob", "client_id": hub.ready["client_id"], "client_secret": hub.ready["client_secret"]}
    answer = session.post(url + "/oauth/2.0/token", data=form, headers={name.replace("_", "-"): value for name, value in headers.items()}, timeout=20)
    return answer.json().get("rsp_code", "token")


def test_clients_behind_the_proxy_are_known_by_their_own_addresses(hub, proxy):
    assert token(hub, proxy.url, REGISTERED) == "token"
    assert token(hub, proxy.url, OTHER) == "O0006"


@pytest.mark.parametrize("field", ["X_Forwarded_For", "Forwarded"])
def test_what_a_client_says_of_itself_counts_for_nothing(hub, proxy, field):
    said = {field: REGISTERED if field != "Forwarded" else f"for={REGISTERED}"}
    assert token(hub, proxy.url, OTHER, **said) == "O0006"
    # Beside the proxy: it is none itself.
    assert token(hub, hub.url, OTHER, **said) == "O0006"
    assert token(hub, proxy.url, REGISTERED, **{field: OTHER if field != "Forwarded" else f"for={OTHER}"}) == "token"


def test_the_proxy_hands_on_nothing_that_a_client_says_of_itself(tmp_path):
    """Not even to a hub that trusts a whole network with clients in it, and looks behind what such a one adds."""
    hub = bound_hub(tmp_path / "hub", "127.0.0.0/8")
    proxy = Proxy(tmp_path, [hub])
    try:
        # So the hub would believe it, if it came through.
        assert token(hub, hub.url, OTHER, X_Forwarded_For=REGISTERED) == "token"
        assert token(hub, proxy.url, OTHER, X_Forwarded_For=REGISTERED) == "O0006"
        assert token(hub, proxy.url, OTHER, Forwarded=f"for={REGISTERED}") == "O0006"
    finally:
        proxy.stop()
        assert hub.stop() == 0


def test_the_proxy_and_nobody_else_says_that_somebody_came_over_tls(hub, proxy):
    def cookie(url, address):
        session = requests.Session()
        session.mount("http://", From(address))
        answer = session.get(url + "/me", headers={"X-Forwarded-Proto": "https"}, timeout=20)
        return "Secure" in answer.headers["Set-Cookie"], "Strict-Transport-Security" in answer.headers

    assert cookie(hub.url, "127.0.0.1") == (True, True)
    assert cookie(hub.url, OTHER) == (False, False)
    # The proxy itself was spoken to in the clear, and says so, whatever its client says.
    assert cookie(proxy.url, OTHER) == (False, False)


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
