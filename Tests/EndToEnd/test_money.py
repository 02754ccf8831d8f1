"""Money over HTTP: what every behaviour of a bank makes of an order, and that the banks' own books agree to the won."""

import concurrent.futures
import itertools

import pytest

from fintech import Fintech, Linked, new_order, now, open_accounts
from hub_process import HubProcess, identity, wait_until
from postgres import STORES, place

AMOUNT = 1_234


@pytest.fixture(scope="module", params=STORES)
def hub(tmp_path_factory, request):
    """A hub on each store, whose banks are given up on after one second."""
    hub = HubProcess(tmp_path_factory.mktemp("hub"), "--bank-timeout-seconds", "1", database=place(request.param)).start()
    yield hub
    assert hub.stop() == 0
    verified = hub.verify()
    assert verified.returncode == 0 and "sound" in verified.stdout, verified.stdout + verified.stderr


@pytest.fixture(autouse=True)
def banks_up_again(hub):
    yield
    hub.set_bank("all", "up")


@pytest.fixture(scope="module")
def payer(hub):
    """A person with money, linked once for the file, whose bank is no other party's."""
    taken = {hub.ready["collection_account"]["bank_code_std"], hub.ready["paying_account"]["bank_code_std"]}
    for person in hub.ready["users"]:
        for account in open_accounts(person):
            if account["bank_code_std"] not in taken:
                hub.set_account(account, balance=50_000_000)
                return LinkedAccount(Fintech(hub).link(person), account)
    raise AssertionError("no person has an account at a bank of their own")


class LinkedAccount:
    """One account of a person who agreed to everything."""

    def __init__(self, linked: Linked, account):
        self.linked = linked
        self.fintech = linked.fintech
        self.hub = linked.fintech.hub
        self.person = linked.person
        self.account = account
        self.bank = account["bank_code_std"]
        self.use_num = linked.use_num(account)

    @property
    def balance(self):
        return self.linked.balance(self.use_num)

    def withdraw(self, amount=AMOUNT, dtime=None, **more):
        return self.linked.withdraw(self.use_num, amount, dtime, **more)

    def deposit(self, amount=AMOUNT, dtime=None):
        return self.fintech.pay(self.use_num, amount, dtime)

    def deposit2(self, amount=AMOUNT, dtime=None, **more):
        return self.fintech.pay_account(self.person, self.account, amount, dtime, **more)

    def recheck_withdraw(self, dtime, amount=AMOUNT):
        return self.fintech.recheck("1", dtime, amount, self.use_num)

    def recheck_deposit(self, dtime, amount=AMOUNT):
        return self.fintech.recheck("2", dtime, amount, self.use_num)


def collection(hub, fintech):
    """The balance of the organisation's collection account, by the API that shows it."""
    day = now()[:8]
    answer = fintech.get(
        "inquiry/remit_list",
        fintech.oob,
        **hub.ready["collection_account"],
        from_date=day,
        from_time="000000",
        to_date=day,
        to_time="235959",
        sort_order="D",
        tran_dtime=now(),
    )
    assert answer["rsp_code"] == "A0000", answer
    return int(answer["balance_amt"])


def settled(row, limit=40):
    """Asks until the outcome is known; returns the last row."""
    last = {}

    def known():
        last.update(row())
        return last["bank_rsp_code"] != "400"

    wait_until(known, limit, "the outcome")
    return last


# What each behaviour makes of an order: (rsp_code, bank_rsp_code) at once, bank_rsp_code in the end, what the payer's or
# payee's balance has changed by in the end.
WITHDRAW = [
    ("up", None, ("A0000", "000"), "000", -AMOUNT),
    ("payer", "down", ("A0002", "111"), "111", 0),
    ("payer", "slow", ("A0007", "804"), "000", -AMOUNT),
    ("payer", "lose_answer", ("A0007", "804"), "000", -AMOUNT),
    ("payee", "down", ("A0007", "804"), "000", -AMOUNT),
    ("payee", "slow", ("A0007", "804"), "000", -AMOUNT),
    ("payee", "lose_answer", ("A0007", "804"), "000", -AMOUNT),
    ("payee", "refuse_credit", ("A0002", "499"), "499", 0),
]


@pytest.mark.parametrize("side,mode,at_once,in_the_end,change", WITHDRAW)
def test_a_withdraw_under_each_behaviour(hub, payer, side, mode, at_once, in_the_end, change):
    """M-12: a timeout alone never makes a refund or a failure; the outcome is a bank's word."""
    before, collected = payer.balance, collection(hub, payer.fintech)
    bank = {"payer": payer.bank, "payee": hub.ready["collection_account"]["bank_code_std"]}.get(side)
    if mode:
        hub.set_bank(bank, mode, **({"delay_ms": 1_500} if mode == "slow" else {}))
    dtime = new_order()
    answer = payer.withdraw(dtime=dtime)
    assert (answer["rsp_code"], answer["bank_rsp_code"]) == at_once, answer
    assert answer["fintech_use_num"] == payer.use_num and answer["tran_amt"] == str(AMOUNT)
    if at_once[1] == "804":
        assert answer["bank_code_tran"] == "098"
        told = payer.fintech.result("1", answer["bank_tran_id"], answer["bank_tran_date"], AMOUNT)
        assert told["bank_rsp_code"] in ("400", in_the_end), "M-08: the truth at every moment"
        again = payer.withdraw(dtime=dtime)
        assert again["bank_tran_id"] == answer["bank_tran_id"], "a repeat is the same order"
    if mode:
        hub.set_bank(bank, "up")
    row = settled(lambda: payer.recheck_withdraw(dtime))
    assert row["bank_rsp_code"] == in_the_end, row
    assert row["bank_tran_id"] == answer["bank_tran_id"]
    by_id = payer.fintech.result("1", answer["bank_tran_id"], answer["bank_tran_date"], AMOUNT)
    assert by_id["bank_rsp_code"] == in_the_end
    assert payer.balance == before + change
    assert collection(hub, payer.fintech) == collected - change


DEPOSIT = [
    ("up", None, ("A0000", "000"), "000", AMOUNT),
    ("payer", "down", ("A0009", "111"), "111", 0),
    ("payer", "lose_answer", ("A0009", "804"), "000", AMOUNT),
    ("payer", "slow", ("A0009", "804"), "000", AMOUNT),
    ("payee", "down", ("A0009", "111"), "111", 0),
    ("payee", "refuse_credit", ("A0009", "499"), "499", 0),
]


@pytest.mark.parametrize("api", ["deposit", "deposit2"])
@pytest.mark.parametrize("side,mode,at_once,in_the_end,change", DEPOSIT)
def test_a_deposit_under_each_behaviour(hub, payer, api, side, mode, at_once, in_the_end, change):
    before = payer.balance
    bank = {"payer": hub.ready["paying_account"]["bank_code_std"], "payee": payer.bank}.get(side)
    if mode:
        hub.set_bank(bank, mode, **({"delay_ms": 1_500} if mode == "slow" else {}))
    dtime = new_order()
    answer = getattr(payer, api)(dtime=dtime)
    row = answer["res_list"][0]
    assert (answer["rsp_code"], row["bank_rsp_code"]) == at_once, answer
    if mode:
        hub.set_bank(bank, "up")
    if api == "deposit":
        ask = lambda: payer.recheck_deposit(dtime)  # noqa: E731
    else:
        ask = lambda: payer.fintech.recheck("2", dtime, AMOUNT, account=payer.account)  # noqa: E731
    assert settled(ask)["bank_rsp_code"] == in_the_end
    told = payer.fintech.result("2", row["bank_tran_id"], row["bank_tran_date"], AMOUNT)
    assert told["bank_rsp_code"] == in_the_end
    assert payer.balance == before + change


def test_a_repeat_gets_the_first_answer_word_for_word(payer):
    """M-03, M-04: the same order moves money once and is answered alike for ever."""
    before, dtime = payer.balance, new_order()
    answers = [payer.withdraw(dtime=dtime) for _ in range(3)]
    assert answers[0]["rsp_code"] == "A0000"
    assert answers[1] == answers[0] and answers[2] == answers[0]
    assert payer.balance == before - AMOUNT


def test_equal_orders_at_the_same_moment_move_money_once(hub, payer):
    """M-03 under concurrency: sixteen callers, one movement, equal answers."""
    before, dtime = payer.balance, new_order()

    def send(_):
        other = Fintech(hub)  # a session of its own
        return Linked(other, payer.person, {"access_token": payer.linked.token, "refresh_token": "", "user_seq_no": "", "scope": ""}).withdraw(
            payer.use_num, AMOUNT, dtime
        )

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert all(answer == answers[0] for answer in answers), {answer["rsp_code"] for answer in answers}
    assert answers[0]["rsp_code"] == "A0000"
    assert payer.balance == before - AMOUNT


def test_orders_that_differ_in_one_thing_are_two(payer):
    before, dtime = payer.balance, new_order()
    assert payer.withdraw(AMOUNT, dtime)["rsp_code"] == "A0000"
    assert payer.withdraw(AMOUNT + 1, dtime)["rsp_code"] == "A0000"
    assert payer.withdraw(AMOUNT, new_order())["rsp_code"] == "A0000"
    assert payer.balance == before - 3 * AMOUNT - 1


def test_a_tran_dtime_frozen_years_ago_still_works_in_the_test_bed(payer):
    before = payer.balance
    first = payer.withdraw(77, "20160101000000")
    second = payer.withdraw(77, "20160101000000")
    assert first["rsp_code"] == "A0000" and second == first, "a repeat within 60 seconds"
    assert payer.balance == before - 77


@pytest.mark.parametrize(
    "what,state,withdraw,deposit",
    [
        ({"balance": 100}, "normal", "453", "000"),
        ({}, "suspended", "420", "420"),
        ({}, "closed", "415", "415"),
        ({}, "no_debit", "427", "000"),
        ({}, "no_deposit", "000", "426"),
    ],
)
def test_an_account_that_cannot_be_used(hub, payer, what, state, withdraw, deposit):
    hub.set_account(payer.account, state=state, **what)
    try:
        taken = payer.withdraw(500)
        assert taken["bank_rsp_code"] == withdraw, taken
        assert taken["rsp_code"] == ("A0000" if withdraw == "000" else "A0002")
        assert taken["bank_code_tran"] == payer.bank
        row = payer.deposit(500)["res_list"][0]
        assert row["bank_rsp_code"] == deposit, row
    finally:
        hub.set_account(payer.account, state="normal", balance=50_000_000)


def test_a_wrong_name_moves_nothing_unless_the_check_is_off(payer):
    before = payer.balance
    answer = payer.deposit2(account_holder_name="다른사람")
    assert answer["rsp_code"] == "A0009"
    assert (answer["res_list"][0]["bank_rsp_code"], answer["res_list"][0]["bank_code_tran"]) == ("815", "098")
    assert payer.balance == before
    body = {
        "wd_pass_phrase": "NONE",
        "wd_print_content": "정산",
        "name_check_option": "off",
        "req_cnt": "1",
        "tran_dtime": new_order(),
        "req_list": [
            {**identity(payer.account), "tran_no": "1", "account_holder_name": "다른사람", "print_content": "정산", "tran_amt": str(AMOUNT)}
        ],
    }
    assert payer.fintech.post("transfer/deposit2", payer.fintech.oob, **body)["rsp_code"] == "A0000"
    assert payer.balance == before + AMOUNT


def deposit_rows(payer, rows, **head):
    body = {
        "wd_pass_phrase": "NONE",
        "wd_print_content": "정산",
        "name_check_option": "on",
        "req_cnt": str(len(rows)),
        "tran_dtime": new_order(),
        "req_list": rows,
    }
    return payer.fintech.post("transfer/deposit", payer.fintech.oob, **(body | head))


def row(payer, number, amount, **more):
    return {"tran_no": str(number), "fintech_use_num": payer.use_num, "print_content": "정산", "tran_amt": str(amount)} | more


def test_rows_succeed_and_fail_alone(payer):
    before = payer.balance
    rows = [row(payer, 1, 11), row(payer, 2, 22, fintech_use_num="1" * 24), row(payer, 3, 33), row(payer, 4, 20_000_000)]
    answer = deposit_rows(payer, rows)
    assert answer["rsp_code"] == "A0009" and answer["res_cnt"] == "4"
    assert [one["bank_rsp_code"] for one in answer["res_list"]] == ["000", "412", "000", "455"]
    assert [one["tran_no"] for one in answer["res_list"]] == ["1", "2", "3", "4"]
    assert payer.balance == before + 44


def test_twenty_five_rows_in_one_request_and_not_one_more(payer):
    before = payer.balance
    rows = [row(payer, number, 100 + number) for number in range(1, 26)]
    answer = deposit_rows(payer, rows)
    assert answer["rsp_code"] == "A0000" and answer["res_cnt"] == "25"
    assert payer.balance == before + sum(range(101, 126))
    refused = deposit_rows(payer, rows + [row(payer, 26, 500)])
    assert refused["rsp_code"] == "A0004" and "req_list" in refused["rsp_message"]


def test_a_list_repeated_after_a_lost_answer_pays_nobody_twice(payer):
    before, dtime = payer.balance, new_order()
    rows = [row(payer, 1, 301), row(payer, 2, 302)]
    first = deposit_rows(payer, rows, tran_dtime=dtime)
    second = deposit_rows(payer, rows, tran_dtime=dtime)
    assert second == first
    assert payer.balance == before + 603


@pytest.mark.parametrize("phrase,accepted", [("NONE", True), ("plain", True), ("digest", True), ("wrong", False), ("0" * 128, False)])
def test_the_pass_phrase(hub, payer, phrase, accepted):
    import hashlib

    own = hub.ready["wd_pass_phrase"]
    sent = {"plain": own, "digest": hashlib.sha512(own.encode()).hexdigest()}.get(phrase, phrase)
    before = payer.balance
    answer = deposit_rows(payer, [row(payer, 1, 9)], wd_pass_phrase=sent)
    assert answer["rsp_code"] == ("A0000" if accepted else "A0307"), answer
    assert payer.balance == before + (9 if accepted else 0)


def test_limits_hold_and_what_did_not_move_does_not_count(hub, payer, people):
    """Per order A0105 (the organisation's comes first), per day and user A0112 at 10,000,000 won."""
    person = next(person for person in people if person["name"] != payer.person["name"])
    account = open_accounts(person)[0]
    hub.set_account(account, balance=90_000_000)
    other = LinkedAccount(Fintech(hub).link(person), account)
    assert other.withdraw(10_000_001)["rsp_code"] == "A0105"
    hub.set_bank(other.bank, "down")
    assert other.withdraw(10_000_000)["bank_rsp_code"] == "111"
    hub.set_bank(other.bank, "up")
    assert other.withdraw(9_999_999)["rsp_code"] == "A0000", "what was refused used nothing of the limit"
    assert other.withdraw(2)["rsp_code"] == "A0112"
    assert other.withdraw(1)["rsp_code"] == "A0000"
    assert other.withdraw(1, new_order())["rsp_code"] == "A0112"
    assert other.balance == 90_000_000 - 10_000_000


@pytest.mark.parametrize("kind", ["1", "2"])
def test_an_order_that_never_was_is_told_so(payer, kind):
    row = payer.fintech.recheck(kind, now(), 5_555, payer.use_num)
    assert (row["bank_rsp_code"], row["bank_code_tran"]) == ("701", "098")
    row = payer.fintech.result(kind, "T" + "0" * 9 + "O" + "0" * 9, now()[:8], 5_555)
    assert row["bank_rsp_code"] == "701"


def test_another_organisation_cannot_ask_about_an_order_or_use_the_number(hub, payer, other_fintech):
    answer = payer.withdraw()
    told = other_fintech.result("1", answer["bank_tran_id"], answer["bank_tran_date"], AMOUNT)
    assert told["bank_rsp_code"] == "701"
    foreign = other_fintech.pay(payer.use_num, AMOUNT)
    assert foreign["rsp_code"] == "A0304", foreign


def test_the_history_shows_each_movement_once_with_its_texts(payer):
    before = payer.balance
    payer.withdraw(4_001, print_content="통장글씨")
    payer.deposit(4_002)
    answer = payer.linked.get(
        "account/transaction_list",
        fintech_use_num=payer.use_num,
        inquiry_type="A",
        from_date=now()[:8],
        to_date=now()[:8],
        sort_order="D",
        page_index="1",
        tran_dtime=now(),
    )
    newest = answer["res_list"][:2]
    assert [(line["inout_type"], line["tran_amt"]) for line in newest] == [("입금", "4002"), ("출금", "4001")]
    assert newest[1]["print_content"] == "통장글씨"
    assert newest[1]["after_balance_amt"] == str(before - 4_001)
    assert int(answer["balance_amt"]) == payer.balance == before + 1


def test_a_name_check_asks_the_bank(payer):
    birth = payer.person["birth_date"][2:]
    ask = lambda info: payer.fintech.post(  # noqa: E731
        "inquiry/real_name", payer.fintech.oob, **identity(payer.account), account_holder_info=info, tran_dtime=now()
    )
    assert ask(birth)["account_holder_name"] == payer.person["name"]
    wrong = ask("000101" if birth != "000101" else "000102")
    assert (wrong["rsp_code"], wrong["bank_rsp_code"]) == ("A0002", "463")


def test_bank_status_tells_what_the_banks_really_answer(hub, payer):
    def status():
        answer = payer.fintech.get("bank/status", payer.fintech.oob)
        return {line["bank_code_std"]: line["bank_status"] for line in answer["res_list"]}

    assert set(status().values()) == {"Y"} and len(status()) == 19
    hub.set_bank(payer.bank, "down")
    assert {code for code, state in status().items() if state != "Y"} == {payer.bank}


def test_the_book_is_proven_while_the_hub_runs(hub, payer):
    for amount in itertools.islice(itertools.count(1), 5):
        payer.withdraw(amount)
    verified = hub.verify()
    assert verified.returncode == 0, verified.stdout
    assert "sum 0" in verified.stdout and "sound" in verified.stdout
