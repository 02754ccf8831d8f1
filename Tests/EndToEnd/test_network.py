"""Real processes with a faulty network between them: fintechs and hub, hub and banks."""

import collections
import random
import sys

import pytest

from faulty_proxy import FAULTS, FaultyProxy
from hub_process import HubProcess, wait_until
from test_kill import KillTestWithBanks, Order


class HastyOrder(Order):
    """Longer than three calls to a bank take, shorter than a silence lasts."""

    patience = 8


class FaultyNetworkTest(KillTestWithBanks):
    """Nobody is killed. Messages between hub and banks are lost, doubled, late or left without an answer, and so are those between
    clients and hub: a client that hears nothing goes on with the next order."""

    order_type = HastyOrder
    goes_on = True
    pace = 0.02

    def start_first(self, directory):
        self.network = FaultyProxy(random.Random(self.random.random()))
        addresses = []
        for address in self.start_banks(directory):
            before, port = address.rsplit(":", 1)
            addresses.append(f"{before}:{self.network.before(int(port))}")
        hub = HubProcess(directory, "--bank", ",".join(addresses), "--bank-timeout-seconds", "2").start()
        self.door = self.network.before(int(hub.url.rsplit(":", 1)[1]))
        return hub

    @property
    def front(self):
        return f"http://127.0.0.1:{self.door}"

    def slow_down(self, code, milliseconds):
        """The network does that."""

    def load_until_killed(self, number):
        self.before = collections.Counter(self.network.counts)
        self.network.share = 12
        return super().load_until_killed(number)

    def kill_somebody(self):
        counts, before = self.network.counts, self.before
        wait_until(lambda: all(counts[fault] - before[fault] > 2 for fault in FAULTS), 120, "every fault to come three times in this round")

    def start_again(self):
        self.network.share = 0
        # What is late arrives when its order may be settled already.
        self.network.wait_for_the_late()
        self.wait_for_banks()

    def verified(self):
        # Legs of orders that are open may be at one bank, and not yet at the other: the books are looked at when all is settled.
        return True

    def compare(self, number, orders):
        super().compare(number, orders)
        assert KillTestWithBanks.verified(self), "hub and banks"

    def stop(self):
        status = super().stop()
        self.network.close()
        return status


@pytest.mark.timeout(0)
def test_a_network_that_loses_doubles_delays_and_falls_silent_moves_nothing_twice(request, tmp_path, capsys):
    """J-05, J-13: between fintech and hub and between hub and banks, a third of the banks in ISO 20022; M-03, M-08, M-12."""
    seed = random.SystemRandom().randrange(1 << 32)
    rounds = request.config.getoption("--rounds") or 2
    test = FaultyNetworkTest(tmp_path / "hub", seed)
    try:
        for number in range(1, rounds + 1):
            test.round(number)
    finally:
        with capsys.disabled():
            print(f"\n  seed {seed}: {dict(test.network.counts)}, {test.counts}", file=sys.stderr, flush=True)
        assert test.stop() == 0
    assert test.counts["unanswered"] > 0 and test.counts["acknowledged"] > 0, test.counts
