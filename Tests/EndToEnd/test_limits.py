"""`maru limits`: what an operator agrees with banks and organisations holds in the running hub from the next order on."""

import sqlite3

import pytest

from fintech import new_order
from hub_process import maru
from operator_browser import OperatorBrowser
from page_checks import check_page


def limits(hub, *arguments):
    ended = maru("limits", *arguments, "--data", hub.data)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def withdraw(fintech, linked, amount):
    answer = fintech.post(
        "transfer/withdraw", linked.token, fintech_use_num=linked.accounts[0]["fintech_use_num"], tran_amt=str(amount),
        dps_print_content="limits", tran_dtime=new_order(),
    )  # fmt: skip
    return answer["rsp_code"], answer.get("bank_rsp_code")


def test_a_cap_set_beside_a_running_hub_holds_from_the_next_order_on(hub, fintech, linked):
    bank = linked.accounts[0]["bank_code_std"]
    assert withdraw(fintech, linked, 1000) == ("A0000", "000")
    assert f"{bank} " in limits(hub, "cap", bank, "1500")
    assert withdraw(fintech, linked, 501) == ("A0002", "999")
    assert withdraw(fintech, linked, 500) == ("A0000", "000")
    shown = limits(hub, "show")
    assert any(line.split()[:1] == [bank] and line.split()[-2:] == ["1500", "1500"] for line in shown.splitlines()), shown
    limits(hub, "cap", bank, "none")
    assert withdraw(fintech, linked, 501) == ("A0000", "000")
    assert hub.verify().returncode == 0


def test_a_prefunded_limit_and_a_fee_are_shown_as_they_were_set(hub):
    organisation = hub.ready["client_use_code"]
    limits(hub, "prefund", organisation, "100000")
    limits(hub, "fee", "transfer/withdraw", "50", "--organisation", organisation)
    shown = limits(hub)
    assert f"{organisation}" in shown and "100000" in shown
    assert any("transfer/withdraw" in line and organisation in line and line.split()[-1] == "50" for line in shown.splitlines())
    limits(hub, "prefund", organisation, "none")
    limits(hub, "fee", "transfer/withdraw", "none", "--organisation", organisation)
    assert "100000" not in limits(hub, "show")


def test_as_soon_as_there_are_operators_another_one_has_to_approve(drivers, own_hub):
    """In a real browser: proposed on the machine, approved in the console, and it holds from then on."""
    hub, bank = own_hub, "004"
    browser = OperatorBrowser(drivers(), hub)
    browser.use("desktop")
    browser.forget()
    assert "net debit cap 7000 won" in limits(hub, "cap", bank, "7000"), "nobody could approve it yet"
    browser.set_up("minji", "operations", "en")
    refused = maru("limits", "cap", bank, "1500", "--data", hub.data)
    assert refused.returncode == 1 and "--by NAME" in refused.stderr and "/operator/limits" in refused.stderr, refused.stderr
    refused = maru("limits", "cap", bank, "1500", "--by", "nobody", "--data", hub.data)
    assert refused.returncode == 1 and "no operator 'nobody'" in refused.stderr, refused.stderr
    assert "proposal 1" in limits(hub, "cap", bank, "1500", "--by", "minji")
    shown = limits(hub, "show")
    assert "cap 004: 1500" in shown and any(line.split()[:1] == [bank] and line.split()[-2] == "7000" for line in shown.splitlines()), shown
    browser.open("/operator/limits", "en")
    assert "Take 1 back" in browser.driver.page_source and "Approve 1" not in browser.driver.page_source
    check_page(browser)
    browser.forget()
    browser.set_up("jun", "admin", "en")
    browser.open("/operator/limits", "en")
    check_page(browser)
    browser.press("Approve 1")
    assert "approved · jun" in browser.text, browser.text
    assert any(line.split()[:1] == [bank] and line.split()[-2] == "1500" for line in limits(hub, "show").splitlines())


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["cap", "4", "1000"], "three digits"),
        (["cap", "999", "1000"], "no bank 999"),
        (["cap", "004", "1,000"], "whole number"),
        (["cap", "004", "1.5"], "whole number"),
        (["prefund", "nobody", "1000"], "nine digits"),
        (["prefund", "Z999999999", "1000"], "no organisation Z999999999"),
        (["fee", "transfer/everything", "1"], "transfer/withdraw"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(hub, arguments, named):
    refused = maru("limits", *arguments, "--data", hub.data)
    assert refused.returncode != 0 and named in refused.stderr, refused.stderr


def test_without_data_it_says_where_it_looked(tmp_path):
    refused = maru("limits", "--data", tmp_path)
    assert refused.returncode == 2 and str(tmp_path) in refused.stderr


@pytest.mark.parametrize("arguments", [["limits", "show"], ["limits", "cap", "004", "1000"], ["settle"]])
def test_a_database_of_an_older_version_is_refused_and_left_as_it_is(hub, tmp_path, arguments):
    assert maru("backup", "--data", hub.data, "--to", tmp_path / "old").returncode == 0
    path = tmp_path / "old" / "hub.sqlite"

    def steps():
        with sqlite3.connect(path) as database:
            return [row[0] for row in database.execute("SELECT number FROM schema_step ORDER BY number")]

    # Behind the last step of an older version, whose tables this one would change.
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM schema_step WHERE number = (SELECT MAX(number) FROM schema_step)")
    before = steps()
    refused = maru(*arguments, "--data", tmp_path / "old")
    assert refused.returncode == 2 and "older Maru" in refused.stderr and "maru serve" in refused.stderr, refused.stderr
    assert steps() == before
