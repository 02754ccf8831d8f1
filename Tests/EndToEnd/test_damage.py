"""What a hub does whose database is damaged or cannot be written: it says so, and takes no money of which nobody could write
down what became of it."""

import ctypes
import os
import shutil
import stat

import pytest
import requests

from damaged_pages import damage
from fintech import Fintech, new_order, payer
from hub_process import HubProcess, maru, wait_until


def use_num(linked):
    return linked.accounts[0]["fintech_use_num"]


def metric(hub, line):
    text = requests.get(f"{hub.url}/metrics", timeout=10).text
    return next(int(found.rsplit(" ", 1)[1]) for found in text.splitlines() if found.startswith(line + " "))


def status(hub):
    return maru("status", "--url", hub.url)


def says_damaged(hub):
    """What an operator sees: one critical line that names the file and what to do, the status, the figure."""
    lines = [line for line in hub.log.splitlines() if "critical" in line and "is damaged" in line]
    assert len(lines) == 1, lines
    assert "hub.sqlite" in lines[0] and "maru backup" in lines[0], lines
    shown = status(hub)
    assert shown.returncode == 1 and "TAKES NO NEW ORDERS: the database is damaged" in shown.stdout, shown.stdout
    assert metric(hub, 'maru_store_in_trouble{state="damaged"}') == 1
    assert requests.get(f"{hub.url}/alive", timeout=10).status_code == 200, "what can be read is still answered"


def refused_for_damage(answer):
    return answer["rsp_code"] == "A0007" and "손상" in answer["rsp_message"] and "damaged" in answer["rsp_message"]


def stopped_with_a_copy(hub):
    """Has some orders carried out and stops the hub; who gave them, and a copy from before."""
    linked = payer(hub)
    for amount in range(1, 30):
        assert linked.withdraw(use_num(linked), amount)["rsp_code"] == "A0000"
    copy = hub.directory / "copy"
    assert maru("backup", "--data", hub.data, "--to", copy).returncode == 0
    assert hub.stop() == 0
    return linked, copy


def again(hub, linked):
    """The same person's program at a hub that was started again."""
    fintech = Fintech(hub, linked.fintech.client)
    linked.fintech = fintech
    return fintech


def test_a_hub_over_a_damaged_page_takes_no_new_money_and_a_sound_copy_does(own_hub):
    """J-03: found at the start, before anybody orders anything; nobody is debited for what could not be booked."""
    linked, copy = stopped_with_a_copy(own_hub)
    damage(own_hub.data / "hub.sqlite", "journal")
    own_hub.start()
    fintech = again(own_hub, linked)
    before = linked.balance(use_num(linked))
    for amount in (101, 102):
        answer = linked.withdraw(use_num(linked), amount)
        assert refused_for_damage(answer), answer
    assert refused_for_damage(fintech.pay(use_num(linked), 103))
    assert linked.balance(use_num(linked)) == before, "nothing moved"
    says_damaged(own_hub)
    assert own_hub.stop() == 0
    verified = own_hub.verify()
    assert verified.returncode in (1, 2) and "damaged" in verified.stdout + verified.stderr, verified

    shutil.rmtree(own_hub.data)
    shutil.move(copy, own_hub.data)
    own_hub.start()
    again(own_hub, linked)
    before = linked.balance(use_num(linked))
    assert linked.withdraw(use_num(linked), 104)["rsp_code"] == "A0000"
    assert linked.balance(use_num(linked)) == before - 104
    shown = status(own_hub)
    assert shown.returncode == 0 and "database" not in shown.stdout, shown.stdout
    assert own_hub.verify().returncode == 0


def test_a_page_that_is_damaged_under_a_running_hub_stops_the_orders_behind_the_first(own_hub):
    """J-03: the order that meets the page stays open, as the one that it is; no other one moves anything."""
    linked, _ = stopped_with_a_copy(own_hub)
    own_hub.start()
    again(own_hub, linked)
    before = linked.balance(use_num(linked))
    assert metric(own_hub, 'maru_store_in_trouble{state="damaged"}') == 0
    damage(own_hub.data / "hub.sqlite", "journal")
    dtime = new_order()
    met = linked.withdraw(use_num(linked), 201, dtime=dtime)
    assert (met["rsp_code"], met.get("bank_rsp_code")) == ("A0007", "804"), met
    for amount in range(202, 207):
        answer = linked.withdraw(use_num(linked), amount)
        assert refused_for_damage(answer), answer
    assert linked.balance(use_num(linked)) == before - 201, "the first alone was at the banks"
    row = linked.fintech.recheck("1", dtime, 201, fintech_use_num=use_num(linked))
    assert row["bank_rsp_code"] == "400", "and is told as what it is"
    says_damaged(own_hub)
    assert own_hub.stop() == 0


def test_a_page_of_orders_that_is_damaged_is_no_reason_for_silence(own_hub):
    linked, _ = stopped_with_a_copy(own_hub)
    damage(own_hub.data / "hub.sqlite", "transfer")
    own_hub.start()
    again(own_hub, linked)
    before = linked.balance(use_num(linked))
    assert refused_for_damage(linked.withdraw(use_num(linked), 301))
    assert linked.balance(use_num(linked)) == before
    says_damaged(own_hub)
    assert own_hub.stop() == 0


CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


def obeys_file_modes():
    """In a child before it becomes the hub: root too must heed what a file allows."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
                os._exit(97)


@pytest.fixture
def heedful_hub(tmp_path):
    hub = HubProcess(tmp_path / "hub", before=obeys_file_modes).start()
    yield hub
    hub.stop()


def test_a_hub_over_a_read_only_database_says_so_and_takes_no_new_money(heedful_hub):
    """M-05, J-04."""
    hub = heedful_hub
    linked, oob = payer(hub), Fintech(hub).oob
    assert linked.withdraw(use_num(linked), 1)["rsp_code"] == "A0000"
    assert hub.stop() == 0
    database = hub.data / "hub.sqlite"
    database.chmod(stat.S_IRUSR)
    hub.start()
    lines = [line for line in hub.log.splitlines() if "critical" in line]
    assert len(lines) == 1 and "cannot be written" in lines[0] and "read-only" in lines[0] and "hub.sqlite" in lines[0], lines
    again(hub, linked)._oob = oob
    before = linked.balance(use_num(linked))
    answer = linked.withdraw(use_num(linked), 2)
    assert answer["rsp_code"] == "A0007" and "쓸 수 없습니다" in answer["rsp_message"], answer
    assert "cannot be written" in answer["rsp_message"], answer
    token = linked.fintech.token(grant_type="client_credentials", scope="oob")
    assert "cannot be written" in token["rsp_message"], token
    assert linked.balance(use_num(linked)) == before, "what can be read is answered"
    shown = status(hub)
    assert shown.returncode == 1 and "CANNOT BE WRITTEN" in shown.stdout and "read-only" in shown.stdout, shown.stdout
    assert metric(hub, 'maru_store_in_trouble{state="unwritable"}') == 1
    assert hub.stop() == 0

    # Files that the engine made beside it meanwhile took its permissions.
    for file in hub.data.glob("hub.sqlite*"):
        file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    hub.start()
    again(hub, linked)
    assert linked.withdraw(use_num(linked), 3)["rsp_code"] == "A0000"
    assert status(hub).returncode == 0
    assert hub.verify().returncode == 0
