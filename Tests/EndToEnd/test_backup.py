"""Backup while the hub runs, restore, and what a hub does whose disk or database fails."""

import os
import resource
import shutil
import stat
import threading

from fintech import Fintech, new_order, now, open_accounts
from hub_process import HubProcess, maru, wait_until


def withdraw(fintech, linked, dtime, amount):
    return fintech.post(
        "transfer/withdraw",
        linked.token,
        dps_print_content="백업",
        fintech_use_num=linked.accounts[0]["fintech_use_num"],
        print_content="백업",
        tran_amt=str(amount),
        tran_dtime=dtime,
    )


def payer(hub):
    """A linked user with one account and money enough."""
    person = next(user for user in hub.ready["users"] if open_accounts(user))
    account = open_accounts(person)[0]
    hub.set_account(account, balance=9_000_000)
    return Fintech(hub).link(person, accounts=[account])


def test_a_copy_made_under_load_is_whole_and_can_be_served(own_hub, tmp_path):
    linked, fintech, dtime = payer(own_hub), Fintech(own_hub), new_order()
    stop, done, faults = threading.Event(), [], []

    def load():
        amount = 1
        while not stop.is_set():
            answer = withdraw(fintech, linked, dtime, amount)
            (done if answer["rsp_code"] == "A0000" else faults).append(answer)
            amount += 1

    thread = threading.Thread(target=load)
    thread.start()
    try:
        for number in range(3):
            # Each copy is taken after an order that it must therefore have.
            before = len(done)
            wait_until(lambda at_least=before: len(done) > at_least + 5, 60, "the load to run")
            last = done[-1]
            copy = tmp_path / f"copy-{number}"
            made = maru("backup", "--data", own_hub.data, "--to", copy)
            assert made.returncode == 0, made.stderr
            verified = maru("verify", "--data", copy)
            assert verified.returncode == 0 and "sound" in verified.stdout, verified.stdout + verified.stderr
    finally:
        stop.set()
        thread.join()
    assert faults == []
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}

    restored = HubProcess(tmp_path / "restored")
    restored.directory.mkdir(exist_ok=True)
    shutil.move(copy, restored.data)
    restored.start()
    try:
        asked = Fintech(restored).post(
            "transfer/result", Fintech(restored).oob, check_type="1", tran_dtime=now(), req_cnt="1",
            req_list=[{"tran_no": "1", "org_bank_tran_id": last["bank_tran_id"], "org_bank_tran_date": last["bank_tran_date"], "org_tran_amt": last["tran_amt"]}],
        )  # fmt: skip
        assert asked["res_list"][0]["bank_rsp_code"] == "000", asked
    finally:
        assert restored.stop() == 0, restored.log
    assert restored.verify().returncode == 0


def test_backup_says_what_is_wrong(own_hub, tmp_path):
    nothing = maru("backup", "--data", tmp_path / "none", "--to", tmp_path / "copy")
    assert nothing.returncode == 2 and "there is no database" in nothing.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("")
    refused = maru("backup", "--data", own_hub.data, "--to", tmp_path / "full")
    assert refused.returncode == 2 and "is not empty" in refused.stderr


def test_a_damaged_page_is_found_and_nothing_is_acknowledged_on_it(own_hub):
    """J-03: a clear word, never silence."""
    linked = payer(own_hub)
    for amount in range(1, 40):
        assert withdraw(Fintech(own_hub), linked, new_order(), amount)["rsp_code"] == "A0000"
    assert own_hub.stop() == 0
    database = own_hub.data / "hub.sqlite"
    size = database.stat().st_size
    with open(database, "r+b") as file:
        for page in range(4, size // 2048, 3):
            file.seek(page * 2048)
            file.write(b"\xa5" * 512)
    verified = own_hub.verify()
    assert verified.returncode in (1, 2) and "sound" not in verified.stdout, verified.stdout
    assert "WRONG" in verified.stdout or "cannot be read" in verified.stderr


def test_a_disk_that_takes_no_more_refuses_new_money_and_recovers(own_hub):
    """M-05, J-04: the hub's files may not grow any more; reads go on, orders are refused or left open, and nothing is lost."""
    linked, fintech = payer(own_hub), Fintech(own_hub)
    assert withdraw(fintech, linked, new_order(), 1)["rsp_code"] == "A0000"
    pid = own_hub.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    # Nothing can be appended to a file of this size or more: every write-ahead log.
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    dtime = new_order()
    orders = {amount: withdraw(fintech, linked, dtime, amount) for amount in range(100, 105)}
    for answer in orders.values():
        assert answer["rsp_code"] != "A0000", answer
    shown = fintech.get("user/me", linked.token, user_seq_no=linked.user_seq_no)
    assert shown["rsp_code"] == "A0000", shown
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    # Told nothing final, a client repeats the call unchanged.
    for amount in orders:
        answer = withdraw(fintech, linked, dtime, amount)
        assert answer["rsp_code"] == "A0000" and answer["bank_rsp_code"] == "000", answer
    balance = fintech.get(
        "account/balance", linked.token, fintech_use_num=linked.accounts[0]["fintech_use_num"], tran_dtime=now()
    )
    assert int(balance["balance_amt"]) == 9_000_000 - 1 - sum(orders), balance
    verified = own_hub.verify()
    assert verified.returncode == 0, verified.stdout
