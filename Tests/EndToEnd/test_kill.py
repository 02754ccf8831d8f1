"""SIGKILL of `maru serve`, or of a bank that is a process of its own, under load, again and again on the same data: what was
acknowledged stays, the rest settles, nothing moves twice, and the books of hub and banks are sound every time.

`--rounds N` sets how often (make kill-test ROUNDS=100); the random moments follow from a seed that is printed.
"""

import collections
import datetime
import os
import random
import sqlite3
import sys
import threading
import time

import pytest
import requests

from bank_process import BankProcess
from fintech import Fintech, deposit_head, new_order, now, open_accounts
from hub_process import HubProcess, free_base, identity, wait_until

pytestmark = pytest.mark.kill

THREADS = 6
PEOPLE = 8
START_BALANCE = 9_000_000
BANKS = "002 003 004 007 011 020 023 027 031 032 034 035 037 039 081 088 089 090 097".split()
# These speak ISO 20022, all others the bank-side API.
ISO_BANKS = BANKS[1::3]
# What a client may not take for an end: section 9 of the wire contract.
OPEN_CODES = {"400", "803", "804", "819", "822"}


class Order:
    """One transfer as the client knows it; its label is its text in the person's passbook."""

    # Statuses that another program gave in the hub's place.
    not_an_answer = frozenset()
    # How long a client waits for an answer, in seconds.
    patience = 60

    def __init__(self, label, kind, victim, amount, dtime):
        self.label, self.kind, self.victim, self.amount, self.dtime = label, kind, victim, amount, dtime
        self.answer = None  # the row that acknowledged it, or None when no answer came
        self.final = None  # the bank_rsp_code that it ended with

    @property
    def done(self):
        return self.final == "000"

    @property
    def told(self):
        """The code that the client was told, where it tells an end."""
        code = (self.answer or {}).get("bank_rsp_code") or None
        return None if code in OPEN_CODES else code

    @property
    def check_type(self):
        return "1" if self.kind == "withdraw" else "2"

    @property
    def signed(self):
        return -self.amount if self.kind == "withdraw" else self.amount

    def send(self, http, url, oob):
        """Sends it; keeps the row of the answer."""
        account, use_num = self.victim["account"], self.victim["use_num"]
        if self.kind == "withdraw":
            token, body = self.victim["token"], {
                "dps_print_content": self.label,
                "fintech_use_num": use_num,
                "print_content": self.label,
                "tran_amt": str(self.amount),
                "tran_dtime": self.dtime,
            }
        else:
            row = {"tran_no": "1", "print_content": self.label, "tran_amt": str(self.amount)}
            if self.kind == "deposit":
                row["fintech_use_num"] = use_num
            else:
                row |= identity(account) | {"account_holder_name": self.victim["person"]["name"]}
            token, body = oob, deposit_head(self.dtime) | {"req_list": [row]}
        answer = http.post(
            f"{url}/v1.0/transfer/{self.kind}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=self.patience
        )
        if answer.status_code in self.not_an_answer:
            raise requests.HTTPError(f"{answer.status_code} in the hub's place")
        assert answer.status_code == 200, answer.text
        answer = answer.json()
        self.answered_at = time.monotonic()
        self.look_at(answer)
        self.answer = answer if self.kind == "withdraw" else (answer.get("res_list") or [answer])[0]

    def look_at(self, answer):
        """What an answer may say, whatever is lost meanwhile."""

    def question(self, number):
        """Its row of `transfer/recheck`."""
        row = {"tran_no": str(number), "org_tran_dtime": self.dtime, "org_tran_amt": str(self.amount)}
        if self.kind == "deposit2":
            return row | {"org_req_gubun": "A", **identity(self.victim["account"])}
        return row | {"org_req_gubun": "F", "fintech_use_num": self.victim["use_num"]}


class KillTest:
    """The banks are within the hub."""

    # Nothing is wrong with any order: it was done, or never arrived.
    possible_ends = {"000", "701"}
    order_type = Order
    # Whether clients go on where a call was cut off; and how long they wait after each call.
    goes_on = False
    pace = 0.0

    def __init__(self, directory, seed):
        self.random = random.Random(seed)
        self.hub = self.start_first(directory)
        self.fintech = Fintech(self.hub)
        self.oob = self.fintech.oob
        self.victims = []
        for person in self.hub.ready["users"]:
            accounts = open_accounts(person)
            if accounts and len(self.victims) < PEOPLE:
                self.set_account(accounts[0], balance=START_BALANCE)
                linked = self.fintech.link(person, accounts=accounts[:1])
                self.victims.append(
                    {
                        "person": person,
                        "account": accounts[0],
                        "use_num": linked.accounts[0]["fintech_use_num"],
                        "token": linked.token,
                        "balance": START_BALANCE,
                    }
                )
        spoken_to = {victim["account"]["bank_code_std"] in ISO_BANKS for victim in self.victims}
        assert spoken_to == {True, False}, "people at banks of both dialects"
        self.total = self.sum_of_all_banks()
        self.counts = dict.fromkeys(
            ("orders", "acknowledged", "refused", "left open", "unanswered", "of these done", "of these never happened", "repeated"), 0
        )
        self.kills = collections.Counter()
        self.stop_load = threading.Event()
        self.slowest_start = 0.0

    # What differs where banks are processes of their own

    @property
    def front(self):
        """Where clients find the hub under load."""
        return self.hub.url

    def start_first(self, directory):
        return HubProcess(directory, "--iso20022-banks", ",".join(ISO_BANKS)).start()

    def set_account(self, account, **what):
        self.hub.set_account(account, **what)

    def slow_down(self, code, milliseconds):
        self.hub.set_bank(code, "slow", delay_ms=milliseconds)

    def ledgers(self):
        return [self.hub.data / "banks.sqlite"]

    def kill_somebody(self):
        self.kills["hub"] += 1
        self.hub.kill()

    def start_again(self):
        self.hub.start()

    def stop(self):
        return self.hub.stop()

    def verified(self):
        return self.verify()

    def sum_of_all_banks(self):
        """All money there is. The simulated banks' own files are read: no API of the hub shows every account."""
        total = 0
        for path in self.ledgers():
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as ledger:
                total += ledger.execute("SELECT SUM(balance) FROM bank_account").fetchone()[0]
        return total

    def ask_meanwhile(self, http, url):
        """What a client asks between its orders."""

    # One round

    def round(self, number):
        orders = self.load_until_killed(number)
        assert self.verified(), "the books before the restart"
        started = time.monotonic()
        self.start_again()
        self.slowest_start = max(self.slowest_start, time.monotonic() - started)
        self.fintech = Fintech(self.hub)
        self.settle(orders)
        self.repeat_some(orders)
        self.compare(number, orders)
        assert self.verified(), "the books after the restart"

    def load_until_killed(self, number):
        orders, choosing, dtime, url = [], threading.Lock(), new_order(), self.front
        self.orders = orders
        # Slow banks spread the moments at which a transfer can be cut off over all its steps.
        for victim in self.random.sample(self.victims, PEOPLE // 2):
            self.slow_down(victim["account"]["bank_code_std"], self.random.randint(1, 25))
        faults = []
        self.stop_load.clear()

        def work():
            http = requests.Session()
            while not self.stop_load.is_set():
                with choosing:
                    order = self.order_type(
                        f"r{number}o{len(orders)}",
                        self.random.choice(["withdraw", "withdraw", "deposit", "deposit2"]),
                        self.random.choice(self.victims),
                        1 + len(orders),
                        dtime,
                    )
                    orders.append(order)
                try:
                    order.send(http, url, self.oob)
                except requests.RequestException:
                    if not self.goes_on:
                        return
                except AssertionError as fault:
                    faults.append(str(fault))
                    return
                try:
                    self.ask_meanwhile(http, url)
                except requests.RequestException:
                    if not self.goes_on:
                        return
                except AssertionError as fault:
                    faults.append(str(fault))
                    return
                time.sleep(self.pace)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: sum(order.answer is not None for order in list(orders)) >= 10, 60, "the load to run")
            time.sleep(self.random.uniform(0, 0.6))
            self.kill_somebody()
        finally:
            # Also where that failed: clients that go on would do so for ever.
            self.stop_load.set()
            for thread in threads:
                thread.join()
        assert faults == []
        return orders

    def verify(self, *banks):
        verified = self.hub.verify(*banks)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert "not looked at" not in verified.stdout, verified.stdout
        return "sound" in verified.stdout

    def ask(self, orders):
        """The rows of `transfer/recheck` for orders, twenty-five at a time."""
        rows = {}
        for kind in ("1", "2"):
            of_kind = [order for order in orders if order.check_type == kind]
            for start in range(0, len(of_kind), 25):
                part = of_kind[start : start + 25]
                answer = self.fintech.post(
                    "transfer/recheck",
                    self.oob,
                    check_type=kind,
                    req_cnt=str(len(part)),
                    tran_dtime=now(),
                    req_list=[order.question(number) for number, order in enumerate(part, 1)],
                )
                rows |= {order.label: row for order, row in zip(part, answer["res_list"], strict=True)}
        return rows

    def settle(self, orders):
        """Waits until every order's outcome is known, and holds it against what was acknowledged."""
        rows = {}

        def final():
            rows.update(self.ask([order for order in orders if rows.get(order.label, {}).get("bank_rsp_code", "400") == "400"]))
            return all(row["bank_rsp_code"] != "400" for row in rows.values())

        wait_until(final, 90, "every transfer to become final")
        for order in orders:
            row = rows[order.label]
            order.final = row["bank_rsp_code"]
            assert order.final in self.possible_ends, f"{order.label}: {row}"
            if order.told:
                assert order.told == order.final, f"{order.label} was told {order.answer}, and became {row}"
            if order.told == "000":
                assert row["bank_tran_id"] == order.answer["bank_tran_id"], order.label
            self.count(order)

    def count(self, order):
        self.counts["orders"] += 1
        self.counts["acknowledged" if order.told == "000" else "refused" if order.told else "left open" if order.answer else "unanswered"] += 1
        if not order.told:
            self.counts["of these done" if order.done else "of these never happened"] += 1

    def repeat_some(self, orders):
        """What a client does that got no answer: the same call again. It moves what has not moved, and nothing else."""
        unanswered = [order for order in orders if not order.told]
        for order in unanswered + self.random.sample(orders, min(3, len(orders))):
            # What never arrived moves now; whatever else is repeated gets the answer that it got.
            expected = "000" if order.final == "701" else order.final
            order.send(self.hub.http, self.hub.url, self.oob)
            assert order.answer["bank_rsp_code"] == expected, order.answer
            order.final = expected
            self.counts["repeated"] += 1

    def compare(self, number, orders):
        """Each order that was done stands once in its account's history, and the balances agree to the won."""
        for victim in self.victims:
            mine = [order for order in orders if order.victim is victim]
            lines = self.lines_of_round(victim, number)
            assert sorted(label for label, _ in lines) == sorted(order.label for order in mine if order.done)
            assert dict(lines) == {order.label: order.signed for order in mine if order.done}
            victim["balance"] += sum(order.signed for order in mine if order.done)
            answer = self.balance(self.fintech, victim)
            assert int(answer["balance_amt"]) == victim["balance"], f"{victim['use_num']} in round {number}"
        assert self.sum_of_all_banks() == self.total, "M-01: money came or went"

    def balance(self, fintech, victim):
        return fintech.get("account/balance", victim["token"], fintech_use_num=victim["use_num"], tran_dtime=now())

    def lines_of_round(self, victim, number):
        lines, page, trace = [], 1, {}
        while True:
            answer = self.fintech.get(
                "account/transaction_list",
                victim["token"],
                fintech_use_num=victim["use_num"],
                inquiry_type="A",
                from_date=yesterday(),
                to_date=now()[:8],
                sort_order="D",
                page_index=str(page),
                tran_dtime=now(),
                **trace,
            )
            assert answer["rsp_code"] == "A0000", answer
            for line in answer["res_list"]:
                if not line["print_content"].startswith(f"r{number}o"):
                    return lines
                amount = int(line["tran_amt"])
                lines.append((line["print_content"], amount if line["inout_type"] == "입금" else -amount))
            if answer["next_page_yn"] == "N":
                return lines
            page += 1


class KillTestWithBanks(KillTest):
    """Every bank is in one of two processes of their own, reached over HTTP; hub, a bank process or both are killed."""

    # A bank that is known to be away is not asked: 111, and nothing moves.
    possible_ends = {"000", "701", "111"}

    def start_first(self, directory):
        return HubProcess(directory, "--bank", ",".join(self.start_banks(directory)), "--bank-timeout-seconds", "2").start()

    def start_banks(self, directory, *flags):
        """Starts the bank processes; their addresses, each with the dialect that is spoken there."""
        self.halves = [BANKS[::2], BANKS[1::2]]
        self.banks = [
            BankProcess(directory / f"banks-{number}", ",".join(half), *flags, port=free_base(half)).start()
            for number, half in enumerate(self.halves)
        ]
        return [spoken(address) for process in self.banks for address in process.ready["bank"].split(",")]

    def process_of(self, code):
        return self.banks[0 if code in self.halves[0] else 1]

    def url_of(self, code):
        return next(bank["url"] for bank in self.process_of(code).ready["banks"] if bank["bank_code_std"] == code)

    def switch(self, code, path, body):
        answer = requests.post(self.url_of(code) + path, json=body, timeout=30)
        assert answer.status_code == 200, answer.text

    def set_account(self, account, **what):
        body = identity(account) | {name: str(value) for name, value in what.items()}
        self.switch(account["bank_code_std"], "/testbed/accounts", body)

    def slow_down(self, code, milliseconds):
        self.switch(code, f"/testbed/banks/{code}", {"mode": "slow", "delay_ms": milliseconds})

    def ledgers(self):
        return [path for process in self.banks for path in sorted(process.data.glob("bank-*.sqlite"))]

    def kill_somebody(self):
        victim = self.random.choice(["hub", "banks", "banks", "both"])
        self.kills[victim] += 1
        if victim != "hub":
            self.random.choice(self.banks).kill()
        if victim == "banks":
            # The hub goes on without it for a moment: orders get stuck between the banks.
            time.sleep(self.random.uniform(0, 0.3))
        else:
            self.hub.kill()

    def start_again(self):
        for process in self.banks:
            if process.process.poll() is not None:
                process.start()
        if self.hub.process.poll() is not None:
            self.hub.start()
        self.wait_for_banks()

    def wait_for_banks(self):
        # A bank that did not answer is asked again after a while, once, before it is trusted with calls.
        fintech = Fintech(self.hub)
        for victim in self.victims:
            wait_until(lambda asked=victim: self.balance(fintech, asked)["rsp_code"] == "A0000", 60, "the bank to be asked again")
        # The organisation's own banks have no victim of their own.
        for account in (self.hub.ready["collection_account"], self.hub.ready["paying_account"]):
            wait_until(lambda asked=account: self.is_named(fintech, asked), 60, "the organisation's bank to be asked again")

    def is_named(self, fintech, account):
        """Asks the account's bank for anything at all: a wrong real-name number is an answer too."""
        answer = fintech.post(
            "inquiry/real_name", self.oob, bank_code_std=account["bank_code_std"], account_num=account["account_num"],
            account_holder_info="0000000", tran_dtime=now(),
        )  # fmt: skip
        return answer.get("bank_rsp_code") not in (None, "", "111")

    def stop(self):
        status = self.hub.stop()
        return status or max(process.stop() for process in self.banks)

    def verified(self):
        return self.verify(*(process.data for process in self.banks))


def spoken(address):
    """The address of a bank with the dialect that the hub is to speak there."""
    code, url = address.split("=", 1)
    return f"{code}=iso20022+{url}" if code in ISO_BANKS else address


def yesterday():
    """A round may run over midnight."""
    return (datetime.datetime.strptime(now()[:8], "%Y%m%d") - datetime.timedelta(days=1)).strftime("%Y%m%d")


def kill_again_and_again(test_type, request, directory, capsys, rounds=4):
    """`rounds` where nobody asked for more; answers the test that was run."""
    rounds = request.config.getoption("--rounds") or rounds
    seed = int(os.environ.get("MARU_KILL_SEED", random.SystemRandom().randrange(1 << 32)))
    with capsys.disabled():
        print(f"\n{test_type.__name__}: {rounds} rounds, MARU_KILL_SEED={seed}", file=sys.stderr, flush=True)
    test = test_type(directory, seed)
    try:
        for number in range(1, rounds + 1):
            test.round(number)
            with capsys.disabled():
                show_progress(number, rounds, test)
    finally:
        with capsys.disabled():
            print(f"{test_type.__name__}: killed {dict(test.kills)}; {test.counts}, slowest restart {test.slowest_start:.1f} s", file=sys.stderr, flush=True)
    assert test.stop() == 0
    return test


def show_progress(number, rounds, test):
    """A bar for a person; in a log, a line for every ten rounds."""
    if sys.stderr.isatty():
        done = number * 40 // rounds
        print(f"\r  [{'#' * done}{'.' * (40 - done)}] {number}/{rounds}", end="\n" if number == rounds else "", file=sys.stderr, flush=True)
    elif number % 10 == 0:
        print(f"  round {number}: killed {dict(test.kills)}; {test.counts}", file=sys.stderr, flush=True)


@pytest.mark.timeout(0)
def test_sigkill_under_load_loses_nothing_and_doubles_nothing(request, tmp_path, capsys):
    """M-03, M-05, M-15, J-09."""
    counts = kill_again_and_again(KillTest, request, tmp_path, capsys).counts
    assert counts["unanswered"] > 0, "no kill ever cut off a call: the load was too light"


@pytest.mark.timeout(0)
def test_sigkill_of_hub_or_banks_loses_nothing_and_doubles_nothing(request, tmp_path, capsys):
    """M-03, M-05, M-12, J-09, with the banks in processes of their own."""
    counts = kill_again_and_again(KillTestWithBanks, request, tmp_path, capsys).counts
    assert counts["unanswered"] + counts["left open"] > 0, "no kill ever cut off a call: the load was too light"
