"""Three hubs behind haproxy over a PostgreSQL primary with a synchronous standby, and banks that are processes of their own: under
load a hub is killed, the primary is killed and its standby promoted, or a hub is stopped for a while and comes back.

`make failover-test ARGS="--rounds 50"` is the long form; `make test` runs one round of each kind. The banks keep their own books
on SQLite: money that the database forgot at its fail-over would be there in a bank, without an order.
"""

import collections
import os
import signal
import subprocess
import sys
import time

import pytest
import requests

from fintech import now
from hub_process import ROOT, HubProcess, clean_environment, free_port, wait_until
from postgres_cluster import Cluster, children, kill_family
from test_kill import KillTestWithBanks, Order, kill_again_and_again

HUBS = 3
# How long a hub stands still: as long as clients never wait, in the long form.
PAUSE_SHORT, PAUSE_LONG = 6, 30
# The first of either form has one round of each kind.
KINDS = ["hub", "primary", "pause"]


class Proxy:
    """haproxy with the configuration of deploy/, in front of these hubs."""

    def __init__(self, directory, hubs):
        self.port = free_port()
        text = (ROOT / "deploy/haproxy.cfg").read_text()
        lines = [line for line in text.splitlines() if not line.strip().startswith("server ")]
        lines += [f"  server hub{number} 127.0.0.1:{hub.port}" for number, hub in enumerate(hubs, 1)]
        text = "\n".join(lines).replace("bind :8080", f"bind 127.0.0.1:{self.port}") + "\n"
        (directory / "haproxy.cfg").write_text(text)
        self.log_path = directory / "haproxy.txt"
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            ["haproxy", "-f", directory / "haproxy.cfg"], stdout=self.log, stderr=subprocess.STDOUT, env=clean_environment()
        )
        self.url = f"http://127.0.0.1:{self.port}"
        wait_until(self.knows_a_hub, 30, "haproxy to have found the hubs")

    def knows_a_hub(self):
        assert self.process.poll() is None, "haproxy ended"
        try:
            return requests.get(self.url + "/alive", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    @property
    def losses(self):
        """How often it has taken a hub for gone."""
        return self.log_path.read_text(errors="replace").count("is DOWN")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


class HubsBehindProxy(HubProcess):
    """Several hubs over one database, which clients know as one."""

    def __init__(self, directory, cluster, *flags):
        super().__init__(directory, database=cluster.url)
        self.hubs = [
            HubProcess(directory / f"hub{number}", *flags, port=free_port(), database=cluster.url) for number in range(1, HUBS + 1)
        ]
        for hub in self.hubs:
            hub.start()
        self.ready = self.hubs[0].ready
        self.proxy = Proxy(directory, self.hubs)

    @property
    def url(self):
        return self.proxy.url

    def stop(self):
        statuses = [hub.stop() for hub in self.hubs]
        self.proxy.stop()
        return max(statuses)


# What a hub may say while its database changes over: done, not known yet, or (for rows of an order) what became of it. Never that the
# token is not valid, that something within is broken, or that the request was wrong.
POSSIBLE_CODES = {"A0000", "A0001", "A0002", "A0007", "A0009"}


class ProxiedOrder(Order):
    """What haproxy says in a hub's place is no answer."""

    not_an_answer = {502, 503, 504}

    def send(self, http, url, oob):
        try:
            super().send(http, url, oob)
        except requests.HTTPError:
            self.by_proxy_at = time.monotonic()
            raise

    def look_at(self, answer):
        assert answer["rsp_code"] in POSSIBLE_CODES, answer
        row = answer if self.kind == "withdraw" else (answer.get("res_list") or [answer])[0]
        if answer["rsp_code"] in ("A0002", "A0009"):
            assert row["bank_rsp_code"] not in ("", "000"), answer


class FailOverTest(KillTestWithBanks):
    is_long = False
    order_type = ProxiedOrder
    goes_on = True
    # Slow enough that a long round is not a long book.
    pace = 0.1

    def __init__(self, directory, seed):
        self.kinds = []
        self.pauses = {kind: 0.0 for kind in KINDS}
        self.inquiries = collections.Counter()
        self.by_proxy = 0
        super().__init__(directory, seed)

    def start_first(self, directory):
        self.cluster = Cluster(directory / "postgres")
        addresses = ",".join(self.start_banks(directory))
        return HubsBehindProxy(directory, self.cluster, "--bank", addresses, "--bank-timeout-seconds", "2")

    def ask_meanwhile(self, http, url):
        """A balance, which the hub answers or says that it cannot just now."""
        victim = self.random.choice(self.victims)
        answer = http.get(
            f"{url}/v1.0/account/balance", params={"fintech_use_num": victim["use_num"], "tran_dtime": now()},
            headers={"Authorization": f"Bearer {victim['token']}"}, timeout=60,
        )  # fmt: skip
        if answer.status_code in ProxiedOrder.not_an_answer:
            self.inquiries["by the proxy"] += 1
            return
        assert answer.status_code == 200, answer.text
        answer = answer.json()
        assert answer["rsp_code"] in POSSIBLE_CODES, answer
        if answer["rsp_code"] == "A0000":
            assert answer["bank_rsp_code"] == "000" and answer["balance_amt"], answer
        self.inquiries[answer["rsp_code"]] += 1

    def kill_somebody(self):
        if not self.kinds:
            self.kinds = self.random.sample(KINDS, len(KINDS))
        kind = self.kinds.pop()
        self.kills[kind] += 1
        started, losses = time.monotonic(), self.hub.proxy.losses
        getattr(self, f"lose_{kind}")()
        # The load goes on until an order that was given afterwards is done.
        after = len(self.orders)
        wait_until(lambda: any(order.told == "000" for order in self.orders[after:]), 60, "orders to be carried out again")
        self.pauses[kind] = max(self.pauses[kind], self.longest_gap(since=started))
        if kind == "primary":
            # Every hub was there all the time: it is a hub that answers, late or with a code. Unless the machine is so busy that one does
            # not answer haproxy's own questions in time.
            by_proxy = [order.label for order in self.orders if getattr(order, "by_proxy_at", 0) > started]
            assert by_proxy == [] or self.hub.proxy.losses > losses, by_proxy
            self.by_proxy += len(by_proxy)

    def lose_hub(self):
        self.random.choice(self.hub.hubs).kill()
        time.sleep(self.random.uniform(0, 1))

    def lose_primary(self):
        self.cluster.kill_primary()
        time.sleep(self.random.uniform(0, 1.5))
        self.cluster.promote()

    def lose_pause(self):
        hub = self.random.choice(self.hub.hubs)
        hub.process.send_signal(signal.SIGSTOP)
        time.sleep(PAUSE_LONG if self.is_long else PAUSE_SHORT)
        hub.process.send_signal(signal.SIGCONT)

    def longest_gap(self, since):
        """How long no client at all heard of an order that was carried out."""
        moments = [since, *sorted(order.answered_at for order in self.orders if order.told == "000" and order.answered_at > since)]
        return max(later - earlier for earlier, later in zip(moments, moments[1:]))

    def start_again(self):
        for hub in self.hub.hubs:
            if hub.process.poll() is not None:
                hub.start()
        if self.cluster.standby.process.poll() is not None:
            self.cluster.add_standby()
        self.wait_for_banks()

    def stop(self):
        status = self.hub.stop()
        status = status or max(process.stop() for process in self.banks)
        self.cluster.stop()
        return status


@pytest.mark.failover
@pytest.mark.timeout(0)
def test_hubs_and_primary_that_are_lost_under_load_lose_nothing_and_double_nothing(request, tmp_path, capsys):
    """M-03, M-05, M-12, J-09."""
    FailOverTest.is_long = request.config.getoption("--rounds") is not None
    before = set(children(os.getpid()))
    try:
        test = kill_again_and_again(FailOverTest, request, tmp_path, capsys, rounds=len(KINDS))
    finally:
        # A test that failed leaves nothing running.
        for pid in set(children(os.getpid())) - before:
            kill_family(pid)
    with capsys.disabled():
        shown = ", ".join(f"{kind} {longest:.1f} s" for kind, longest in test.pauses.items())
        print(f"FailOverTest: longest time without an order carried out: {shown}", file=sys.stderr)
        print(f"FailOverTest: orders that the proxy answered while the primary changed: {test.by_proxy}", file=sys.stderr)
        asked = ", ".join(f"{count} {code}" for code, count in sorted(test.inquiries.items()))
        print(f"FailOverTest: balances asked meanwhile: {asked}", file=sys.stderr, flush=True)
    assert test.inquiries["A0000"] > 0
    assert test.counts["acknowledged"] > 0
