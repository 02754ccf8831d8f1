"""J-07: long random walks over the real API, each answer held against the reference model's. The seed is printed; a failing walk is
repeated with MARU_MODEL_SEED, and says all its steps."""

import os
import random
import sys

import pytest

from fintech import Fintech, new_order, now, open_accounts
from hub_process import HubProcess, identity
from postgres import STORES, place
from reference_model import STATES, Account, Model

WALKS, STEPS = 4, 160


class Walk:
    """One walk: what can be done, and how it is said to the hub and to the model."""

    def __init__(self, hub, random):
        self.hub, self.random = hub, random
        self.fintech = Fintech(hub)
        taken = [hub.ready[name]["bank_code_std"] for name in ("collection_account", "paying_account")]
        found = [
            (person, account) for person in hub.ready["users"] for account in open_accounts(person) if account["bank_code_std"] not in taken
        ]
        self.people = dict(enumerate(random.sample(found, 4)))
        self.linked, self.numbers = {}, {}
        for name, (_, account) in self.people.items():
            hub.set_account(account, balance=10_000, state="normal")
            self.link(name)
        self.model = Model({name: Account(10_000) for name in self.people}, self.collected())
        # Few times and amounts, so that orders come again.
        self.times = [new_order() for _ in range(3)]
        self.amounts = [1, 700, 701, 4_000, 9_999, 20_000]
        self.steps, self.ids = [], {}

    def link(self, name):
        person, account = self.people[name]
        self.linked[name] = self.fintech.link(person, accounts=[account])
        self.numbers[name] = self.linked[name].use_num(account)

    def collected(self):
        """The balance of the organisation's collection account."""
        answer = self.fintech.get(
            "inquiry/remit_list", self.fintech.oob, **identity(self.hub.ready["collection_account"]), from_date=now()[:8],
            from_time="000000", to_date=now()[:8], to_time="235959", sort_order="D", tran_dtime=now(),
        )  # fmt: skip
        return int(answer["balance_amt"])

    def commands(self):
        """What is done: each command once for certain, the others as often as they come."""
        drawn = self.random.choices(list(COMMANDS), list(COMMANDS.values()), k=STEPS - len(COMMANDS))
        return self.random.sample([*COMMANDS, *drawn], STEPS)

    def step(self, command):
        getattr(self, command)(self.random.choice(list(self.people)))

    def compare(self, what, told, expected):
        self.steps.append(f"{what}: {told}")
        assert told == expected, "\n".join([*self.steps, f"expected {expected}"])

    def order(self):
        return self.random.choice(self.amounts), self.random.choice(self.times)

    # Commands

    def look(self, name):
        answer = self.linked[name].get("account/balance", fintech_use_num=self.numbers[name], tran_dtime=now())
        code = answer["rsp_code"]
        said = {"A0000": lambda: int(answer["balance_amt"]), "A0002": lambda: answer["bank_rsp_code"]}.get(code, lambda: None)()
        self.compare(f"look {name}", (code, said), self.model.balance(name))

    def withdraw(self, name):
        amount, dtime = self.order()
        answer = self.linked[name].withdraw(self.numbers[name], amount, dtime)
        told = answer["rsp_code"], answer.get("bank_rsp_code")
        self.compare(f"withdraw {name} {amount} {dtime}", told, self.model.withdraw(name, amount, dtime))
        self.remember("1", name, amount, dtime, answer)

    def deposit(self, name):
        amount, dtime = self.order()
        answer = self.fintech.pay(self.numbers[name], amount, dtime)
        self.compare(f"deposit {name} {amount} {dtime}", self.told(answer), self.model.deposit(name, amount, dtime, by_number=True))
        self.remember("2", name, amount, dtime, (answer.get("res_list") or [{}])[0])

    def deposit2(self, name):
        (amount, dtime), right = self.order(), self.random.random() < 0.8
        person, account = self.people[name]
        more = {} if right else {"account_holder_name": "다른사람"}
        answer = self.fintech.pay_account(person, account, amount, dtime, **more)
        what = f"deposit2 {name} {amount} {dtime}{'' if right else ' to another name'}"
        self.compare(what, self.told(answer), self.model.deposit(name, amount, dtime, right))
        self.remember("2", name, amount, dtime, answer["res_list"][0])

    def recheck(self, name):
        kind, (amount, dtime) = self.random.choice("12"), self.order()
        row = self.fintech.recheck(kind, dtime, amount, account=self.people[name][1])
        self.compare(f"recheck {kind} {name} {amount} {dtime}", row["bank_rsp_code"], self.model.recheck(kind, name, amount, dtime))

    def result(self, name):
        if self.ids:
            order = self.random.choice(list(self.ids))
            row = self.fintech.result(order[0], *self.ids[order], order[2])
            self.compare(f"result {order}", row["bank_rsp_code"], self.model.recheck(*order))

    def cancel(self, name):
        service = self.random.choice(["inquiry", "transfer"])
        answer = self.linked[name].post("account/cancel", scope=service, fintech_use_num=self.numbers[name])
        self.compare(f"cancel {service} {name}", answer["rsp_code"], self.model.cancel(name, service))

    def agree(self, name):
        # The pages offer no other account.
        offered = [other for other, account in self.model.accounts.items() if account.state == "normal"]
        if not offered:
            return
        name = self.random.choice(offered)
        self.link(name)
        self.compare(f"agree {name}", "A0000", self.model.agree(name))

    def set_balance(self, name):
        balance = self.random.choice([0, 700, 5_000, 30_000])
        self.hub.set_account(self.people[name][1], balance=balance)
        self.model.set_balance(name, balance)
        self.steps.append(f"set_balance of {name} to {balance}")

    def set_state(self, name):
        state = self.random.choice([*STATES, "normal", "normal"])
        self.hub.set_account(self.people[name][1], state=state)
        self.model.set_state(name, state)
        self.steps.append(f"set_state of {name} to {state}")

    def restart(self, _):
        assert self.hub.stop() == 0
        self.start_again("restart")

    def kill(self, _):
        self.hub.kill()
        self.start_again("kill")

    def start_again(self, what):
        ready = self.hub.ready
        self.hub.start()
        assert self.hub.ready["client_id"] == ready["client_id"]
        self.steps.append(what)

    def told(self, answer):
        return answer["rsp_code"], (answer.get("res_list") or [{}])[0].get("bank_rsp_code")

    def remember(self, kind, name, amount, dtime, row):
        if row.get("bank_tran_id"):
            order = (kind, name, amount, dtime)
            seen = row["bank_tran_id"], row["bank_tran_date"]
            assert self.ids.setdefault(order, seen) == seen, "\n".join([*self.steps, f"{order} has two ids"])

    def end(self):
        for name in self.people:
            self.hub.set_account(self.people[name][1], state="normal")
            self.model.set_state(name, "normal")
            if "inquiry" not in self.model.accounts[name].agreed:
                self.agree(name)
            self.look(name)
        self.compare("the organisation's account", self.collected(), self.model.collection)


# Each command with how often it comes.
COMMANDS = {
    "look": 12, "withdraw": 24, "deposit": 10, "deposit2": 10, "recheck": 10, "result": 8, "cancel": 5, "agree": 7, "set_balance": 6,
    "set_state": 7, "restart": 0.5, "kill": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("number", range(WALKS))
def test_a_random_walk_is_answered_as_the_reference_model_has_it(tmp_path, number, store, capsys):
    seed = int(os.environ.get("MARU_MODEL_SEED", random.SystemRandom().randrange(1 << 32)))
    with capsys.disabled():
        print(f"\n  MARU_MODEL_SEED={seed}", end="", file=sys.stderr, flush=True)
    hub = HubProcess(tmp_path / "hub", database=place(store)).start()
    try:
        walk = Walk(hub, random.Random(seed))
        for command in walk.commands():
            walk.step(command)
        assert {step.split()[0] for step in walk.steps} == set(COMMANDS), walk.steps
        walk.end()
        verified = hub.verify()
        assert verified.returncode == 0, verified.stdout
    finally:
        hub.stop()


def test_the_model_moves_an_order_once_keeps_its_end_and_asks_for_consent():
    model = Model({"a": Account(1_000)}, 0)
    assert model.withdraw("a", 400, "t") == ("A0000", "000") == model.withdraw("a", 400, "t")
    assert model.balance("a") == ("A0000", 600) and model.collection == 400
    assert model.withdraw("a", 700, "t") == ("A0002", "453")
    model.set_balance("a", 5_000)
    assert model.withdraw("a", 700, "t") == ("A0002", "453"), "what was refused stays refused"
    assert model.recheck("1", "a", 400, "t") == "000" and model.recheck("2", "a", 400, "t") == "701"
    assert model.cancel("a", "transfer") == "A0000" and model.withdraw("a", 400, "t") == ("A0306", None)
    assert model.deposit("a", 5, "t", right_name=False) == ("A0009", "815")
