"""J-06: what many clients see at the same time of one account is what they could have seen one after the other."""

import random
import threading
import time

import pytest
import requests

from fintech import Fintech, Linked, new_order, open_accounts
from hub_process import HubProcess, wait_until
from linearizable import DONE, TOO_LOW, Call, is_linearizable
from postgres import STORES, place

OPEN_CODES = {"400", "803", "804", "819", "822", ""}


def order(kind, begin, end, key, amount, answer):
    return Call(kind, begin, end, key, amount, answer)


def told(begin, end, balance):
    return Call("balance", begin, end, answer=balance)


# Histories of an account with 100 won, and whether they could be.
HISTORIES = {
    "one after the other": ([order("withdraw", 0, 1, "a", 60, DONE), told(2, 3, 40)], True),
    "a look while the order is under way sees either": ([order("withdraw", 0, 9, "a", 60, DONE), told(1, 2, 100), told(3, 4, 40)], True),
    "a stale look": ([order("withdraw", 0, 1, "a", 60, DONE), told(2, 3, 100)], False),
    "a look back in time": ([order("withdraw", 0, 9, "a", 60, DONE), told(1, 2, 40), told(3, 4, 100)], False),
    "two orders of which one had too little": (
        [order("withdraw", 0, 5, "a", 60, DONE), order("withdraw", 0, 5, "b", 60, TOO_LOW)], True),
    "money spent twice": ([order("withdraw", 0, 5, "a", 60, DONE), order("withdraw", 0, 5, "b", 60, DONE)], False),
    "refused with money enough": ([order("withdraw", 0, 5, "a", 60, TOO_LOW)], False),
    "one order sent twice": (
        [order("withdraw", 0, 5, "a", 60, DONE), order("withdraw", 1, 6, "a", 60, DONE), told(7, 8, 40)], True),
    "one order moved twice": (
        [order("deposit", 0, 5, "a", 60, DONE), order("deposit", 1, 6, "a", 60, DONE), told(7, 8, 220)], False),
    "a repeat with another end": ([order("withdraw", 0, 1, "a", 60, DONE), order("withdraw", 2, 3, "a", 60, TOO_LOW)], False),
    "no answer, and it was done later": ([order("withdraw", 0, float("inf"), "a", 60, None), told(1, 2, 100), told(3, 4, 40)], True),
    "no answer, and it never was": ([order("withdraw", 0, float("inf"), "a", 60, None), told(3, 4, 100)], True),
    "no answer, and half of it": ([order("withdraw", 0, float("inf"), "a", 60, None), told(3, 4, 70)], False),
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORIES)
def test_the_checker_itself_tells_what_could_be_from_what_could_not(name):
    calls, possible = HISTORIES[name]
    assert is_linearizable(calls, 100) == possible


class Clients:
    """Threads that call the hub about one account, and what they saw."""

    def __init__(self, hub, linked, account, seed):
        self.hub, self.linked, self.use_num = hub, linked, linked.use_num(account)
        self.random = random.Random(seed)
        self.calls, self.lock = [], threading.Lock()
        # How many orders are with the hub just now.
        self.under_way = 0
        # Whether a client leaves with the first call that gets no answer.
        self.ends_with_the_hub = False
        self.oob = linked.fintech.oob
        # The same few orders come again and again, so that equal ones meet.
        dtime = new_order()
        self.orders = [(kind, amount, dtime) for kind in ("withdraw", "deposit") for amount in range(101, 113)]

    def run(self, threads=5, each=9, during=lambda: None):
        choices = [[self.choice() for _ in range(each)] for _ in range(threads)]
        started = [threading.Thread(target=self.work, args=[mine]) for mine in choices]
        for thread in started:
            thread.start()
        during()
        for thread in started:
            thread.join()

    def choice(self):
        return self.random.choice(self.orders) if self.random.random() < 0.65 else None

    def work(self, choices):
        fintech = Fintech(self.hub, self.linked.fintech.client)
        fintech.hub = View(self.hub.url)
        fintech._oob = self.oob
        mine = Linked.__new__(Linked)
        mine.fintech, mine.token = fintech, self.linked.token
        for choice in choices:
            with self.lock:
                self.under_way += choice is not None
            begin = time.monotonic()
            try:
                answer = self.ask(mine, choice)
            except requests.RequestException:
                answer = None
            end = time.monotonic()
            with self.lock:
                self.under_way -= choice is not None
                if choice is None and answer is not None:
                    self.calls.append(Call("balance", begin, end, answer=answer))
                elif choice is not None:
                    kind, amount, dtime = choice
                    known = answer not in OPEN_CODES and answer is not None
                    self.calls.append(
                        Call(kind, begin, end if known else float("inf"), f"{kind} {amount} {dtime}", amount, answer if known else None)
                    )
            if answer is None and self.ends_with_the_hub:
                return

    def ask(self, linked, choice):
        """The balance, or the bank's code; None where the hub itself had nothing to tell."""
        if choice is None:
            answer = linked.get("account/balance", fintech_use_num=self.use_num, tran_dtime=new_look())
            return int(answer["balance_amt"]) if answer["rsp_code"] == "A0000" else None
        kind, amount, dtime = choice
        if kind == "withdraw":
            return linked.withdraw(self.use_num, amount, dtime).get("bank_rsp_code")
        return linked.fintech.pay(self.use_num, amount, dtime).get("res_list", [{}])[0].get("bank_rsp_code")

    @property
    def kinds(self):
        return {(call.kind, call.answer if call.kind != "balance" else "told") for call in self.calls}


class View:
    """The hub as one more client of it sees it: connections of its own."""

    def __init__(self, url):
        self.url, self.http = url, requests.Session()


def new_look():
    return time.strftime("%Y%m%d%H%M%S")


def account_with(hub, balance):
    taken = {hub.ready[name]["bank_code_std"] for name in ("collection_account", "paying_account")}
    for person in hub.ready["users"]:
        for account in open_accounts(person):
            if account["bank_code_std"] not in taken:
                hub.set_account(account, balance=balance)
                return Fintech(hub).link(person), account
    raise AssertionError("nobody has such an account")


@pytest.mark.parametrize("run", range(6))
def test_what_concurrent_clients_saw_could_have_been_seen_one_after_the_other(hub, run):
    """J-06, M-04: looks, withdrawals and deposits, equal ones too, on an account that often has too little."""
    seed = random.SystemRandom().randrange(1 << 32)
    linked, account = account_with(hub, 250)
    hub.set_bank(account["bank_code_std"], "slow", delay_ms=15)
    clients = Clients(hub, linked, account, seed)
    clients.run()
    hub.set_bank("all", "up")
    assert is_linearizable(clients.calls, 250), f"seed {seed}: {sorted(clients.calls, key=lambda call: call.begin)}"
    assert {("withdraw", DONE), ("balance", "told")} <= clients.kinds, clients.kinds


def test_a_hub_that_is_killed_in_between_tells_nothing_that_could_not_be(own_hub):
    """J-06, J-09: calls without an answer may have been or not; what is told afterwards has to fit one of the two."""
    seed = random.SystemRandom().randrange(1 << 32)
    linked, account = account_with(own_hub, 250)
    own_hub.set_bank(account["bank_code_std"], "slow", delay_ms=25)
    clients = Clients(own_hub, linked, account, seed)
    clients.ends_with_the_hub = True

    killed = []

    def kill():
        # Each takes many times as long as it takes to look and to kill.
        wait_until(lambda: len(clients.calls) >= 6 and clients.under_way >= 2, 60, "some answers, and orders under way")
        killed.append(time.monotonic())
        own_hub.kill()

    clients.run(during=kill)
    # What is begun later meets nobody: it was not cut off.
    cut_off = [call for call in clients.calls if call.end == float("inf") and call.begin < killed[0]]
    own_hub.start()
    again = Clients(own_hub, linked, account, seed + 1)
    again.orders = clients.orders
    again.oob = Fintech(own_hub).oob
    again.run(threads=2, each=6)
    assert cut_off, "the kill cut nothing off"
    assert is_linearizable(clients.calls + again.calls, 250), f"seed {seed}"


@pytest.fixture(scope="module", params=STORES)
def hub(tmp_path_factory, request):
    hub = HubProcess(tmp_path_factory.mktemp("hub"), database=place(request.param)).start()
    yield hub
    assert hub.stop() == 0
    assert hub.verify().returncode == 0
