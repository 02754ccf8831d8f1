"""Backup while the hub runs, restore, and what a hub does whose disk or database fails."""

import os
import resource
import shutil
import sqlite3
import stat
import threading

from fintech import Fintech, new_order, now, payer
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


def digest(data, at=None):
    """The book's own digest, over every entry up to the last one (or one of that number): number and SHA-256 chain value."""
    with sqlite3.connect(f"file:{data / 'hub.sqlite'}?mode=ro", uri=True) as book:
        where = "" if at is None else f"WHERE sequence = {at}"
        return book.execute(f"SELECT sequence, chain FROM journal {where} ORDER BY sequence DESC LIMIT 1").fetchone()


def test_a_copy_made_under_load_is_whole_and_can_be_served(own_hub, tmp_path):
    """J-11: the copy's book is, to the last entry that it has, the one that the hub had at that moment."""
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
            taken = digest(copy)
            assert taken == digest(own_hub.data, at=taken[0])
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
        assert digest(restored.data, at=taken[0]) == taken
        asked = Fintech(restored).post(
            "transfer/result", Fintech(restored).oob, check_type="1", tran_dtime=now(), req_cnt="1",
            req_list=[{"tran_no": "1", "org_bank_tran_id": last["bank_tran_id"], "org_bank_tran_date": last["bank_tran_date"], "org_tran_amt": last["tran_amt"]}],
        )  # fmt: skip
        assert asked["res_list"][0]["bank_rsp_code"] == "000", asked
    finally:
        assert restored.stop() == 0, restored.log
    assert restored.verify().returncode == 0


def test_a_copy_has_the_banks_books_from_wherever_they_are(tmp_path):
    books = ["--testbed-database", f"sqlite:{tmp_path / 'books'}"]
    hub = HubProcess(tmp_path / "hub", *books).start()
    linked, fintech = payer(hub), Fintech(hub)
    assert withdraw(fintech, linked, new_order(), 1_000)["rsp_code"] == "A0000"
    assert maru("verify", "--data", hub.data, *books).returncode == 0
    copy = tmp_path / "restored" / "data"
    made = maru("backup", "--data", hub.data, *books, "--to", copy)
    assert made.returncode == 0 and "copied   hub.sqlite, banks.sqlite" in made.stdout, made.stdout + made.stderr
    assert f"maru verify --data {copy} --testbed-database sqlite:{copy}" in made.stdout
    half = maru("backup", "--data", hub.data, "--to", tmp_path / "half")
    assert half.returncode == 2 and "Give --testbed-database" in half.stderr, half.stdout + half.stderr
    assert hub.stop() == 0
    verified = maru("verify", "--data", copy)
    assert verified.returncode == 0 and "2 legs" in verified.stdout, verified.stdout + verified.stderr
    restored = HubProcess(tmp_path / "restored").start()
    assert withdraw(Fintech(restored), linked, new_order(), 2_000)["rsp_code"] == "A0000"
    assert restored.stop() == 0


def test_backup_says_what_is_wrong(own_hub, tmp_path):
    nothing = maru("backup", "--data", tmp_path / "none", "--to", tmp_path / "copy")
    assert nothing.returncode == 2 and "there is no database" in nothing.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("")
    refused = maru("backup", "--data", own_hub.data, "--to", tmp_path / "full")
    assert refused.returncode == 2 and "is not empty" in refused.stderr


def test_verify_finds_a_damaged_page(own_hub):
    """J-03: a clear word, never silence. What a hub does on such a file is in test_damage.py."""
    linked = payer(own_hub)
    for amount in range(1, 40):
        assert withdraw(Fintech(own_hub), linked, new_order(), amount)["rsp_code"] == "A0000"
    assert own_hub.stop() == 0
    database = own_hub.data / "hub.sqlite"
    with sqlite3.connect(database) as checked:
        # What is only in the write-ahead log would be read from there.
        checked.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
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
        assert answer["rsp_code"] == "A0007" and "cannot be written" in answer["rsp_message"], answer
    critical = [line for line in own_hub.log.splitlines() if "critical" in line]
    assert len(critical) == 1 and "cannot be written" in critical[0] and "hub.sqlite" in critical[0], critical
    told = maru("status", "--url", own_hub.url)
    assert told.returncode == 1 and "CANNOT BE WRITTEN: the disk" in told.stdout, told.stdout
    shown = fintech.get("user/me", linked.token, user_seq_no=linked.user_seq_no)
    assert shown["rsp_code"] == "A0000", shown
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    told = maru("status", "--url", own_hub.url)
    assert told.returncode == 0, "looking is enough to find out that it is over: " + told.stdout
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
