"""Hubs on PostgreSQL: one that is killed or cut off again and again, and two over one database."""

import os
import signal
import subprocess
import threading
import time

import pytest
import requests

from fintech import Fintech, new_order, now, open_accounts, payer
from hub_process import HubProcess, maru, wait_until
from operator_browser import OperatorBrowser
from page_checks import check_focus_order, check_page
from postgres import Database
from test_kill import BANKS, ISO_BANKS, KillTest, KillTestWithBanks, kill_again_and_again

# make test tries a few; MARU_RACE_TRIES=1000 for the proof in docs/RELIABILITY.md.
TRIES = int(os.environ.get("MARU_RACE_TRIES", 60))


class KillTestOnPostgreSQL(KillTest):
    """The hub is killed, or the server ends all its connections under load, wherever they stand."""

    # A bank whose own store was away for a moment may have refused nothing and done nothing.
    def start_first(self, directory):
        self.database = Database()
        return HubProcess(directory, "--iso20022-banks", ",".join(ISO_BANKS), database=self.database.url).start()

    def sum_of_all_banks(self):
        return int(self.database.ask("SELECT SUM(balance) FROM maru_banks.bank_account"))

    def kill_somebody(self):
        victim = self.random.choice(["hub", "connections", "both"])
        self.kills[victim] += 1
        if victim != "hub":
            self.database.cut_connections()
            time.sleep(self.random.uniform(0, 0.3))
        if victim != "connections":
            self.hub.kill()

    def start_again(self):
        if self.hub.process.poll() is not None:
            self.hub.start()


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_kill_and_cut_off_on_postgresql(request, tmp_path, capsys):
    kill_again_and_again(KillTestOnPostgreSQL, request, tmp_path, capsys)


class KillTestWithBanksOnPostgreSQL(KillTestWithBanks):
    """Hub and bank processes keep their stores on one server, each bank in a schema of its own."""

    def start_first(self, directory):
        self.database = Database()
        addresses = ",".join(self.start_banks(directory, "--database", self.database.url))
        return HubProcess(directory, "--bank", addresses, "--bank-timeout-seconds", "2", database=self.database.url).start()

    def sum_of_all_banks(self):
        return sum(int(self.database.ask(f"SELECT SUM(balance) FROM maru_banks_{code}.bank_account")) for code in BANKS)

    def verified(self):
        return self.verify(self.database.url)


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_kill_of_hub_or_banks_on_postgresql(request, tmp_path, capsys):
    """M-03, M-05, M-12, J-09: where the banks' own books are on PostgreSQL too."""
    test = kill_again_and_again(KillTestWithBanksOnPostgreSQL, request, tmp_path, capsys, rounds=2)
    assert sum(test.kills.values()) >= 2


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
    hubs[0].database_of_test = database
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
        # The whole answer, but for the two fields that name the call itself.
        assert told[0] == told[1] and (told[0]["rsp_code"], told[0]["bank_rsp_code"]) == ("A0000", "000"), answers
    balance = fintech.get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
    assert int(balance["balance_amt"]) == 9_000_000 - sum(range(1_000, 1_000 + TRIES))
    verified = hubs[0].verify()
    assert verified.returncode == 0 and f"{TRIES} transfers (0 open)" in verified.stdout, verified.stdout + verified.stderr


def test_what_is_revoked_at_one_hub_is_refused_by_the_other(hubs):
    """B-12; that it is within a second is SeveralHubsTests', on a clock that no busy machine moves."""
    here, there = Fintech(hubs[0]), Fintech(hubs[1])
    person = [person for person in hubs[0].ready["users"] if open_accounts(person)][1]
    linked = here.link(person)
    asked = {"fintech_use_num": linked.accounts[0]["fintech_use_num"], "tran_dtime": now()}
    assert there.get("account/balance", linked.token, **asked)["rsp_code"] == "A0000"
    here.post("user/unlink", linked.token, client_use_code=hubs[0].ready["client_use_code"], user_seq_no=person["user_seq_no"])
    wait_until(lambda: there.get("account/balance", linked.token, **asked)["rsp_code"] == "O0002", 10, "the other hub to know")


def test_a_consent_that_is_ended_at_one_hub_is_missing_at_the_other(hubs):
    """B-12: an account is remembered apart from the token that opens it."""
    here, there = Fintech(hubs[0]), Fintech(hubs[1])
    person = [person for person in hubs[0].ready["users"] if open_accounts(person)][3]
    linked = here.link(person)
    number = linked.accounts[0]["fintech_use_num"]
    asked = {"fintech_use_num": number, "tran_dtime": now()}
    assert there.get("account/balance", linked.token, **asked)["rsp_code"] == "A0000"
    assert here.post("account/cancel", linked.token, scope="inquiry", fintech_use_num=number)["rsp_code"] == "A0000"
    wait_until(lambda: there.get("account/balance", linked.token, **asked)["rsp_code"] == "A0305", 10, "the other hub to know")
    # The other service goes on, at both.
    for fintech in (here, there):
        paid = Fintech.post(fintech, "transfer/withdraw", linked.token, fintech_use_num=number, tran_amt="1000", dps_print_content="x", print_content="x", tran_dtime=new_order())
        assert paid["rsp_code"] in ("A0000", "A0002"), paid


@pytest.mark.parametrize("language,device,scheme", [("ko", "desktop", "light"), ("en", "desktop", "light"), ("ko", "phone", "dark"), ("en", "phone", "dark")])
def test_an_operator_sees_the_figures_of_all_hubs_and_which_there_are(hubs, drivers, tmp_path, request, language, device, scheme):
    third = HubProcess(tmp_path / "third", database=hubs[0].place[1]).start()
    request.addfinalizer(third.stop)
    browser = OperatorBrowser(drivers(), hubs[0])
    browser.use(device, scheme)
    browser.forget()
    browser.set_up(f"minji-{language}-{device}", "viewer", language)
    for hub, calls in ((hubs[0], 2), (third, 3)):
        fintech = Fintech(hub)
        for _ in range(calls):
            assert fintech.get("bank/status", fintech.oob)["rsp_code"] == "A0000"

    def row(text):
        return next((row.text for row in browser.find("tbody tr") if text in row.text), "")

    def place(hub):
        return f":{hub.url.rsplit(':', 1)[1]}"

    def shown():
        browser.driver.refresh()
        return all(row(place(hub)) for hub in (*hubs, third)) and int((row("bank/status").split() or ["", "0"])[1]) >= 5

    wait_until(shown, 30, "three hubs with all their calls")
    assert {"ko": "중계센터 3곳의 합계", "en": "3 hubs together"}[language] in browser.text
    assert "0.1.0" in row(place(third))
    check_page(browser)
    check_focus_order(browser)
    assert third.stop() == 0
    browser.driver.refresh()
    assert not row(place(third)), "a hub that stops says so"
    assert row(place(hubs[1])), browser.text


def test_old_days_leave_the_journal_and_the_book_is_proven_all_the_same(tmp_path):
    database = Database()
    hub = HubProcess(tmp_path / "hub", database=database.url).start()
    fintech, person = Fintech(hub), hub.ready["users"][0]
    account = open_accounts(person)[0]
    hub.set_account(account, balance=1_000_000)
    use_num = fintech.link(person, accounts=[account]).accounts[0]["fintech_use_num"]
    for amount in (1_000, 2_000):
        assert fintech.pay(use_num, amount)["rsp_code"] == "A0000"

    def journal(*words):
        return maru("journal", *words, "--database", database.url)

    wait_until(lambda: journal().stdout.count("book") == 9, 30, "a week of days beside those up to today and the rest")
    tomorrow = database.ask("SELECT to_char(now() AT TIME ZONE 'UTC' + INTERVAL '33 hours', 'YYYYMMDD')")
    refused = journal("--detach-before", tomorrow)
    assert refused.returncode == 1 and "no settled day yet" in refused.stderr, refused.stdout + refused.stderr
    # As if the day were over.
    yesterday = database.ask("SELECT to_char(now() AT TIME ZONE 'UTC' - INTERVAL '15 hours', 'YYYYMMDD')")
    database.ask(f"INSERT INTO maru_hub.settlement_day SELECT '{yesterday}', 0, MAX(sequence), 0, 0 FROM maru_hub.journal")
    refused = journal("--detach-before", tomorrow)
    assert refused.returncode == 1 and f"the latest is --detach-before {yesterday}" in refused.stderr, refused.stdout + refused.stderr
    assert "archive" not in journal().stdout
    # As if a month had gone by since.
    database.ask(
        "INSERT INTO maru_hub.settlement_day SELECT to_char(now() AT TIME ZONE 'UTC' + INTERVAL '9 hours' + n * INTERVAL '1 day', 'YYYYMMDD'), "
        "last_sequence, last_sequence, 0, 0 FROM maru_hub.settlement_day, generate_series(1, 31) n"
    )
    detached = journal("--detach-before", tomorrow)
    assert detached.returncode == 0 and "sealed   journal_before, 4 entries" in detached.stdout, detached.stdout + detached.stderr
    assert "archive  journal_before" in detached.stdout
    assert fintech.pay(use_num, 3_000)["rsp_code"] == "A0000"
    assert hub.verify().returncode == 0
    saved = subprocess.run(["pg_dump", "-d", database.url, "-t", "maru_hub.journal_before"], capture_output=True, check=True).stdout
    database.ask("DROP TABLE maru_hub.journal_before")
    without = hub.verify()
    assert without.returncode == 0 and "4 entries were taken out of this database" in without.stdout, without.stdout + without.stderr
    database.ask("UPDATE maru_hub.transfer SET amount = 1001 WHERE amount = 1000")
    assert "that transfers lack sum to" in hub.verify().stdout
    database.ask("UPDATE maru_hub.transfer SET amount = 1000 WHERE amount = 1001")
    subprocess.run(["psql", "-qd", database.url, "-v", "ON_ERROR_STOP=1"], input=saved, stdout=subprocess.DEVNULL, check=True)
    again = hub.verify()
    assert again.returncode == 0 and "taken out" not in again.stdout, again.stdout + again.stderr
    assert hub.stop() == 0


def test_a_hub_that_is_stopped_holds_the_others_up_for_seconds_and_then_not_at_all(hubs):
    database = hubs[0].database_of_test
    fintechs = [Fintech(hub) for hub in hubs]
    person = [person for person in hubs[0].ready["users"] if open_accounts(person)][2]
    account = open_accounts(person)[0]
    hubs[0].set_account(account, balance=9_000_000)
    use_num = fintechs[0].link(person, accounts=[account]).accounts[0]["fintech_use_num"]
    loaded = threading.Event()

    def load():
        for amount in range(100, 160):
            fintechs[0].pay(use_num, amount)
            loaded.set()

    def holders():
        return int(database.ask("SELECT COUNT(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))

    load_thread = threading.Thread(target=load)
    load_thread.start()
    loaded.wait(30)
    hubs[0].process.send_signal(signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        for amount in range(1_000, 1_005):
            assert fintechs[1].pay(use_num, amount)["rsp_code"] == "A0000"
        assert time.monotonic() - stopped < 8, "four seconds, and as many for a busy machine"
        wait_until(lambda: holders() == 2, 15, "the stopped hub to hold nothing: the other has a session for its own and for its banks' schema")
    finally:
        hubs[0].process.send_signal(signal.SIGCONT)
    load_thread.join()
    wait_until(lambda: holders() == 4, 15, "the hub to take part again")
    assert fintechs[0].pay(use_num, 2_000)["rsp_code"] == "A0000"
    verified = hubs[1].verify()
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_tables_are_brought_up_to_date_beforehand_and_a_newer_mans_are_refused(tmp_path):
    database = Database()
    checked = maru("migrate", "--check", "--database", database.url)
    assert checked.returncode == 1 and "step 0, " in checked.stdout
    assert maru("migrate", "--database", database.url).returncode == 0
    assert maru("migrate", "--check", "--database", database.url).returncode == 0
    database.ask("INSERT INTO maru_hub.schema_step (number) VALUES (99)")
    for command in (["migrate", "--check"], ["migrate"], ["serve", "--port", "0", "--data", tmp_path / "data"]):
        refused = maru(*command, "--database", database.url)
        assert refused.returncode != 0 and "a newer Maru made it (schema step 99" in refused.stderr, command


def test_a_data_directory_is_carried_over_whole_and_once(tmp_path):
    hub = HubProcess(tmp_path / "hub").start()
    fintech, linked = Fintech(hub), payer(hub, balance=1_000_000)
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
    # Where only the banks' half does not fit, the hub's is not carried over either.
    half = Database()
    assert HubProcess(tmp_path / "other", database=half.url).start().stop() == 0
    half.ask("DROP SCHEMA maru_hub CASCADE")
    refused = maru("copy", "--from", f"sqlite:{hub.data}", "--to", half.url)
    assert refused.returncode == 2 and "there are rows in" in refused.stderr, refused.stderr
    tables = half.ask("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'maru_hub'")
    assert tables == "0" or half.ask("SELECT COUNT(*) FROM maru_hub.transfer") == "0"
    moved = HubProcess(tmp_path / "hub", database=database.url).start()
    there = Fintech(moved)
    balance = there.get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
    assert int(balance["balance_amt"]) == 1_007_000, "also the token goes on"
    assert there.pay(use_num, 1_000)["rsp_code"] == "A0000"
    assert moved.verify().returncode == 0
    assert moved.stop() == 0


def test_simulated_banks_keep_their_books_elsewhere_and_no_hub_takes_those_of_another(tmp_path):
    database, books = Database(), tmp_path / "books"
    elsewhere = ["--testbed-database", f"sqlite:{books}"]
    hub = HubProcess(tmp_path / "hub", *elsewhere, database=database.url).start()
    fintech, linked = Fintech(hub), payer(hub, balance=1_000_000)
    use_num = linked.accounts[0]["fintech_use_num"]
    assert fintech.pay(use_num, 7_000)["rsp_code"] == "A0000"
    assert database.ask("SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'maru_banks'") == "0"
    verified = maru("verify", "--database", database.url, *elsewhere)
    assert verified.returncode == 0 and "2 legs" in verified.stdout, verified.stdout + verified.stderr
    assert maru("migrate", "--check", "--database", database.url, *elsewhere).stdout.count("up to date") == 2

    def refused(*flags):
        ended = maru("serve", "--port", "0", "--data", tmp_path / "other", *flags, timeout=30)
        assert ended.returncode != 0
        return ended.stderr

    alone = maru("verify", "--database", database.url)
    assert alone.returncode == 2 and "Give --testbed-database" in alone.stderr, alone.stdout + alone.stderr
    assert f"another maru uses {books}/lock" in refused("--database", database.url, *elsewhere)
    hub.kill()
    assert "this hub's simulated banks have other books" in refused("--database", database.url)
    assert "belong to another hub's database" in refused("--database", Database().url, *elsewhere)
    assert "belong to another hub's database" in refused(*elsewhere), "a hub on files is another hub too"
    assert "neither" not in (said := refused("--testbed-database", "sqlite:")) and "sqlite: and a directory" in said
    hub.start()
    balance = Fintech(hub).get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
    assert int(balance["balance_amt"]) == 1_007_000
    assert hub.stop() == 0


def test_a_password_of_the_database_is_never_told(tmp_path):
    for url in ("postgres://maru:hunter2@127.0.0.1:1/maru", "postgres:/maru:hunter2@nowhere"):
        refused = maru("serve", "--port", "0", "--data", tmp_path / "data", "--database", url)
        assert refused.returncode != 0 and "hunter2" not in refused.stdout + refused.stderr


def test_the_simulation_runs_on_the_server_and_leaves_nothing_there():
    database = Database()
    command = ["simulate", "--seeds", 2, "--seed", 3, "--transfers", 8, "--database", database.url]
    done = maru(*command)
    assert done.returncode == 0 and "2, all sound" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    assert database.ask("SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE 'maru%'") == "0"
    failed = maru("simulate", "--seeds", 9, "--seed", 1, "--transfers", 8, "--plant", "bank-forgets-legs", "--database", database.url)
    assert failed.returncode == 1 and f"--database {database.url} --trace" in failed.stdout, failed.stdout[-2000:] + failed.stderr[-2000:]
    assert "the replay differs" not in failed.stdout
    assert maru("simulate", "--database", "nowhere").returncode == 2
