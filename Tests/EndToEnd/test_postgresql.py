"""Hubs on PostgreSQL: one that is killed or cut off again and again, and two over one database."""

import os
import threading
import time

import pytest
import requests

from fintech import Fintech, new_order, now, open_accounts
from hub_process import HubProcess, maru, wait_until
from postgres import Database
from test_kill import KillTest, kill_again_and_again

# make test tries a few; MARU_RACE_TRIES=1000 for the proof in docs/RELIABILITY.md.
TRIES = int(os.environ.get("MARU_RACE_TRIES", 60))


class KillTestOnPostgreSQL(KillTest):
    """The hub is killed, or the server ends all its connections under load, wherever they stand."""

    # A bank whose own store was away for a moment may have refused nothing and done nothing.
    def start_first(self, directory):
        self.database = Database()
        return HubProcess(directory, database=self.database.url).start()

    def sum_of_all_banks(self):
        return int(self.database.ask("SELECT SUM(balance) FROM maru_banks.bank_account"))

    def kill_somebody(self):
        victim = self.random.choice(["hub", "connections", "both"])
        self.kills[victim] += 1
        if victim != "hub":
            self.database.cut_connections()
            time.sleep(self.random.uniform(0, 0.3))
        if victim == "connections":
            self.stop_load.set()
        else:
            self.hub.kill()

    def start_again(self):
        if self.hub.process.poll() is not None:
            self.hub.start()


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_kill_and_cut_off_on_postgresql(request, tmp_path, capsys):
    kill_again_and_again(KillTestOnPostgreSQL, request, tmp_path, capsys)


@pytest.fixture(scope="module")
def hubs(tmp_path_factory):
    """Two hubs that are started together over one empty database."""
    database = Database()
    hubs = [HubProcess(tmp_path_factory.mktemp(f"hub{number}"), database=database.url) for number in (1, 2)]
    starts = [threading.Thread(target=hub.start) for hub in hubs]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert all(hub.ready for hub in hubs), [hub.log[-2000:] for hub in hubs]
    yield hubs
    assert [hub.stop() for hub in hubs] == [0, 0]


def test_the_same_order_at_two_hubs_in_the_same_moment_moves_money_once(hubs):
    fintech = Fintech(hubs[0])
    person = next(person for person in hubs[0].ready["users"] if open_accounts(person))
    account = open_accounts(person)[0]
    hubs[0].set_account(account, balance=9_000_000)
    linked = fintech.link(person, accounts=[account])
    use_num, dtime = linked.accounts[0]["fintech_use_num"], new_order()
    gate, sessions = threading.Barrier(2), [requests.Session(), requests.Session()]
    answers = [None, None]

    def send(which, amount):
        body = {
            "dps_print_content": "동시", "fintech_use_num": use_num, "print_content": "동시",
            "tran_amt": str(amount), "tran_dtime": dtime,
        }  # fmt: skip
        gate.wait()
        answers[which] = sessions[which].post(
            f"{hubs[which].url}/v1.0/transfer/withdraw", json=body,
            headers={"Authorization": f"Bearer {linked.token}"}, timeout=60,
        ).json()  # fmt: skip

    for amount in range(1_000, 1_000 + TRIES):
        pair = [threading.Thread(target=send, args=(which, amount)) for which in (0, 1)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        told = [{name: value for name, value in answer.items() if not name.startswith("api_tran")} for answer in answers]
        assert answers[0]["rsp_code"] == "A0000", answers
        assert told[0]["bank_tran_id"] == told[1]["bank_tran_id"] and told[0]["bank_rsp_code"] == told[1]["bank_rsp_code"] == "000", answers
    balance = fintech.get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
    assert int(balance["balance_amt"]) == 9_000_000 - sum(range(1_000, 1_000 + TRIES))
    verified = hubs[0].verify()
    assert verified.returncode == 0 and f"{TRIES} transfers (0 open)" in verified.stdout, verified.stdout + verified.stderr


def test_what_is_revoked_at_one_hub_is_refused_by_the_other_within_a_second(hubs):
    here, there = Fintech(hubs[0]), Fintech(hubs[1])
    person = [person for person in hubs[0].ready["users"] if open_accounts(person)][1]
    linked = here.link(person)
    asked = {"fintech_use_num": linked.accounts[0]["fintech_use_num"], "tran_dtime": now()}
    assert there.get("account/balance", linked.token, **asked)["rsp_code"] == "A0000"
    here.post("user/unlink", linked.token, client_use_code=hubs[0].ready["client_use_code"], user_seq_no=person["user_seq_no"])
    ended = time.monotonic()
    wait_until(lambda: there.get("account/balance", linked.token, **asked)["rsp_code"] == "O0002", 10, "the other hub to know")
    assert time.monotonic() - ended < 1.5, "a second, and a half for a busy machine"


def test_tables_are_brought_up_to_date_beforehand_and_a_newer_mans_are_refused(tmp_path):
    database = Database()
    checked = maru("migrate", "--check", "--database", database.url)
    assert checked.returncode == 1 and "step 0, " in checked.stdout
    assert maru("migrate", "--database", database.url).returncode == 0
    assert maru("migrate", "--check", "--database", database.url).returncode == 0
    database.ask("INSERT INTO maru_hub.schema_step (number) VALUES (99)")
    for command in (["migrate", "--check"], ["migrate"], ["serve", "--port", "0", "--data", tmp_path / "data"]):
        refused = maru(*command, "--database", database.url)
        assert refused.returncode != 0 and "newerSchema(found: 99" in refused.stderr, command


def test_a_data_directory_is_carried_over_whole_and_once(tmp_path):
    hub = HubProcess(tmp_path / "hub").start()
    fintech, person = Fintech(hub), hub.ready["users"][0]
    account = open_accounts(person)[0]
    hub.set_account(account, balance=1_000_000)
    linked = fintech.link(person, accounts=[account])
    use_num = linked.accounts[0]["fintech_use_num"]
    assert fintech.pay(use_num, 7_000)["rsp_code"] == "A0000"
    database = Database()
    command = ["copy", "--from", f"sqlite:{hub.data}", "--to", database.url]
    assert maru(*command).returncode == 1, "a hub runs on the directory"
    assert hub.stop() == 0
    copied = maru(*command)
    assert copied.returncode == 0 and "transfer                1 rows, equal" in copied.stdout, copied.stdout + copied.stderr
    again = maru(*command)
    assert again.returncode == 2 and "there are rows in" in again.stderr
    moved = HubProcess(tmp_path / "hub", database=database.url).start()
    there = Fintech(moved)
    balance = there.get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
    assert int(balance["balance_amt"]) == 1_007_000, "also the token goes on"
    assert there.pay(use_num, 1_000)["rsp_code"] == "A0000"
    assert moved.verify().returncode == 0
    assert moved.stop() == 0


def test_a_password_of_the_database_is_never_told(tmp_path):
    for url in ("postgres://maru:hunter2@127.0.0.1:1/maru", "postgres:/maru:hunter2@nowhere"):
        refused = maru("serve", "--port", "0", "--data", tmp_path / "data", "--database", url)
        assert refused.returncode != 0 and "hunter2" not in refused.stdout + refused.stderr
