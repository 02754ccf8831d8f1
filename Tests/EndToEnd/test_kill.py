"""SIGKILL of `maru serve` under load, again and again on the same data: what was acknowledged stays, the rest settles, nothing
moves twice, and the books are sound every time.

`--rounds N` sets how often (make kill-test ROUNDS=100); the random moments follow from a seed that is printed.
"""

import datetime
import os
import random
import sqlite3
import threading
import time

import pytest
import requests

from fintech import Fintech, deposit_head, new_order, now, open_accounts
from hub_process import HubProcess, identity, maru, wait_until

pytestmark = pytest.mark.kill

THREADS = 6
PEOPLE = 8
START_BALANCE = 9_000_000


class Order:
    """One transfer as the client knows it; its label is its text in the person's passbook."""

    def __init__(self, label, kind, victim, amount, dtime):
        self.label, self.kind, self.victim, self.amount, self.dtime = label, kind, victim, amount, dtime
        self.answer = None  # the row that acknowledged it, or None when no answer came
        self.done = None

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
            f"{url}/v1.0/transfer/{self.kind}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        assert answer.status_code == 200, answer.text
        answer = answer.json()
        self.answer = answer if self.kind == "withdraw" else (answer.get("res_list") or [answer])[0]

    def question(self, number):
        """Its row of `transfer/recheck`."""
        row = {"tran_no": str(number), "org_tran_dtime": self.dtime, "org_tran_amt": str(self.amount)}
        if self.kind == "deposit2":
            return row | {"org_req_gubun": "A", **identity(self.victim["account"])}
        return row | {"org_req_gubun": "F", "fintech_use_num": self.victim["use_num"]}


class KillTest:
    def __init__(self, directory, seed):
        self.random = random.Random(seed)
        self.hub = HubProcess(directory).start()
        self.fintech = Fintech(self.hub)
        self.oob = self.fintech.oob
        self.victims = []
        for person in self.hub.ready["users"]:
            accounts = open_accounts(person)
            if accounts and len(self.victims) < PEOPLE:
                self.hub.set_account(accounts[0], balance=START_BALANCE)
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
        self.total = self.sum_of_all_banks()
        self.counts = dict.fromkeys(("orders", "acknowledged", "unanswered", "of these done", "of these never happened", "repeated"), 0)
        self.slowest_start = 0.0

    def sum_of_all_banks(self):
        """All money there is. The simulated banks' own file is read: no API of the hub shows every account."""
        with sqlite3.connect(f"file:{self.hub.data}/banks.sqlite?mode=ro", uri=True) as banks:
            return banks.execute("SELECT SUM(balance) FROM bank_account").fetchone()[0]

    # One round

    def round(self, number):
        orders = self.load_until_killed(number)
        assert self.verified(), "the books before the restart"
        started = time.monotonic()
        self.hub.start()
        self.slowest_start = max(self.slowest_start, time.monotonic() - started)
        self.fintech = Fintech(self.hub)
        self.settle(orders)
        self.repeat_some(orders)
        self.compare(number, orders)
        assert self.verified(), "the books after the restart"

    def load_until_killed(self, number):
        orders, choosing, dtime, url = [], threading.Lock(), new_order(), self.hub.url
        # Slow banks spread the moments at which a transfer can be cut off over all its steps.
        for victim in self.random.sample(self.victims, PEOPLE // 2):
            self.hub.set_bank(victim["account"]["bank_code_std"], "slow", delay_ms=self.random.randint(1, 25))
        faults = []

        def work():
            http = requests.Session()
            while True:
                with choosing:
                    order = Order(
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
                    return
                except AssertionError as fault:
                    faults.append(str(fault))
                    return

        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        wait_until(lambda: sum(order.answer is not None for order in list(orders)) >= 10, 60, "the load to run")
        time.sleep(self.random.uniform(0, 0.6))
        self.hub.kill()
        for thread in threads:
            thread.join()
        assert faults == []
        return orders

    def verified(self):
        verified = maru("verify", "--data", self.hub.data)
        assert verified.returncode == 0, verified.stdout + verified.stderr
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
            assert row["bank_rsp_code"] in ("000", "701"), f"{order.label}: {row}"
            order.done = row["bank_rsp_code"] == "000"
            if order.answer and order.answer.get("bank_rsp_code") == "000":
                assert order.done, f"{order.label} was acknowledged and is gone"
                assert row["bank_tran_id"] == order.answer["bank_tran_id"], order.label
            elif order.answer:
                raise AssertionError(f"{order.label}: nothing was wrong with it, but: {order.answer}")
            self.count(order)

    def count(self, order):
        self.counts["orders"] += 1
        self.counts["acknowledged" if order.answer else "unanswered"] += 1
        if not order.answer:
            self.counts["of these done" if order.done else "of these never happened"] += 1

    def repeat_some(self, orders):
        """What a client does that got no answer: the same call again. It moves what has not moved, and nothing else."""
        unanswered = [order for order in orders if not order.answer]
        for order in unanswered + self.random.sample(orders, min(3, len(orders))):
            order.send(self.hub.http, self.hub.url, self.oob)
            assert order.answer["bank_rsp_code"] == "000", order.answer
            order.done = True
            self.counts["repeated"] += 1

    def compare(self, number, orders):
        """Each order that was done stands once in its account's history, and the balances agree to the won."""
        for victim in self.victims:
            mine = [order for order in orders if order.victim is victim]
            lines = self.lines_of_round(victim, number)
            assert sorted(label for label, _ in lines) == sorted(order.label for order in mine if order.done)
            assert dict(lines) == {order.label: order.signed for order in mine if order.done}
            victim["balance"] += sum(order.signed for order in mine if order.done)
            answer = self.fintech.get(
                "account/balance", victim["token"], fintech_use_num=victim["use_num"], tran_dtime=now()
            )
            assert int(answer["balance_amt"]) == victim["balance"], f"{victim['use_num']} in round {number}"
        assert self.sum_of_all_banks() == self.total, "M-01: money came or went"

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


def yesterday():
    """A round may run over midnight."""
    return (datetime.datetime.strptime(now()[:8], "%Y%m%d") - datetime.timedelta(days=1)).strftime("%Y%m%d")


@pytest.mark.timeout(0)
def test_sigkill_under_load_loses_nothing_and_doubles_nothing(request, tmp_path, capsys):
    """M-03, M-05, M-15, J-09."""
    rounds = request.config.getoption("--rounds")
    seed = int(os.environ.get("MARU_KILL_SEED", random.SystemRandom().randrange(1 << 32)))
    with capsys.disabled():
        print(f"\nkill test: {rounds} rounds, MARU_KILL_SEED={seed}")
    test = KillTest(tmp_path, seed)
    try:
        for number in range(1, rounds + 1):
            test.round(number)
            if number % 10 == 0:
                with capsys.disabled():
                    print(f"  round {number}: {test.counts}", flush=True)
    finally:
        with capsys.disabled():
            print(f"kill test: {test.counts}, slowest restart {test.slowest_start:.1f} s", flush=True)
    assert test.hub.stop() == 0
    assert test.counts["unanswered"] > 0, "no kill ever cut off a call: the load was too light"
