"""`maru accesses`: who saw what between two moments, in one command (P-07)."""

import csv
import io

from fintech import new_order, now
from hub_process import maru, wait_until


def accesses(hub, *arguments):
    ended = maru("accesses", *arguments, "--data", hub.data)
    assert ended.returncode == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout)))


def test_the_calls_about_a_person_and_what_operators_did_are_listed_beside_a_running_hub(hub, fintech, linked):
    start = now()
    account = linked.accounts[0]
    number = account["fintech_use_num"]
    linked.balance(number)
    done = linked.withdraw(number, 1000, new_order())
    assert maru("operator", "add", "jury", "--role", "viewer", "--data", hub.data).returncode == 0
    # The hub writes its record of calls every second.
    wait_until(lambda: any(row["reference"] == done["api_tran_id"] for row in accesses(hub, "--from", start)), 15, "the record")

    rows = accesses(hub, "--from", start)
    assert [row["at_dtime"] for row in rows] == sorted(row["at_dtime"] for row in rows)
    assert any(row["kind"] == "act" and row["what"] == "operator.add" and row["whose"] == "jury" for row in rows)
    of_person = accesses(hub, "--from", start, "--user", linked.user_seq_no)
    mine = [row for row in of_person if row["kind"] == "call"]
    assert {"account/balance", "transfer/withdraw"} <= {row["what"] for row in mine}
    assert {row["who"] for row in mine} == {hub.ready["client_use_code"]}
    assert {row["whose"] for row in mine} == {linked.user_seq_no}
    # Who looked at whom, and nothing of what was seen.
    text = str(rows)
    assert linked.person["name"] not in text and linked.person["accounts"][0]["account_num"] not in text
    assert accesses(hub, "--from", "2020-01-01", "--to", "2020-01-02T12:30") == []
    assert any(row["what"] == "accesses.list" and row["whose"] == linked.user_seq_no for row in accesses(hub, "--from", start))


def test_a_time_that_is_none_is_said_with_what_to_give(hub):
    ended = maru("accesses", "--from", "yesterday", "--data", hub.data)
    assert ended.returncode != 0 and "such as 2026-11-26" in ended.stderr
    ended = maru("accesses", "--from", "2026-11-26", "--to", "2026-11-25", "--data", hub.data)
    assert ended.returncode != 0 and "nothing can have happened" in ended.stderr
