"""`maru serve --no-testbed`: what production does not have and does not take."""

import json
import re

import pytest
import requests

from fintech import Fintech, new_order, open_accounts
from hub_process import HubProcess, maru


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Data that the test bed filled, then served without it."""
    hub = HubProcess(tmp_path_factory.mktemp("production")).start()
    person = next(person for person in hub.ready["users"] if open_accounts(person))
    linked = Fintech(hub).link(person)
    oob = linked.fintech.oob
    kept = hub.ready
    hub.stop()
    hub.flags = ["--no-testbed"]
    hub.start()
    hub.ready = kept | {"url": hub.ready["url"]}
    yield linked, oob
    assert hub.stop() == 0


def test_production_has_no_test_bed(production):
    linked, _ = production
    hub = linked.fintech.hub
    for path in ("/testbed/consents", "/testbed/accounts", "/testbed/banks/004"):
        assert requests.post(hub.url + path, json={}, timeout=10).status_code == 404
    for path in ("/testbed/banks", "/testbed/outbox", "/developers", "/developers/login"):
        assert requests.get(hub.url + path, timeout=10).status_code == 404
    assert not [path for path in requests.get(hub.url + "/openapi.json", timeout=10).json()["paths"] if "testbed" in path]
    ready = json.loads(hub.ready_file.read_text())
    assert ready["users"] == [] and "client_secret" not in ready


def test_production_takes_neither_none_nor_an_old_time(production):
    linked, oob = production
    fintech = linked.fintech
    use_num = linked.accounts[0]["fintech_use_num"]
    row = {"tran_no": "1", "fintech_use_num": use_num, "print_content": "정산", "tran_amt": "10"}
    head = {"wd_print_content": "정산", "name_check_option": "on", "req_cnt": "1", "req_list": [row]}
    answer = fintech.post("transfer/deposit", oob, wd_pass_phrase="NONE", tran_dtime=new_order(), **head)
    assert answer["rsp_code"] == "A0307", answer
    for old in ("20160101000000", "20991231235959"):
        refused = linked.withdraw(use_num, 10, old)
        assert refused["rsp_code"] == "A0004" and "tran_dtime" in refused["rsp_message"], refused
    own = fintech.client["wd_pass_phrase"]
    answer = fintech.post("transfer/deposit", oob, wd_pass_phrase=own, tran_dtime=new_order(), **head)
    assert answer["rsp_code"] in ("A0009", "A0002"), "the phrase is right; no bank is connected"


def test_production_shows_no_one_time_number_and_knows_nobody(production):
    linked, _ = production
    hub, client, person = linked.fintech.hub, linked.fintech.client, linked.person
    browser = requests.Session()
    query = {"response_type": "code", "client_id": client["client_id"], "redirect_uri": client["redirect_uri"], "scope": "login"}
    page = browser.get(f"{hub.url}/oauth/2.0/authorize2", params=query, timeout=10)
    assert page.status_code == 200 and "테스트베드" not in page.text
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    form = {"csrf": csrf, "name": person["name"], "birth_date": person["birth_date"], "phone": person["phone"]}
    answer = browser.post(page.url + "/identity", data=form, timeout=10)
    assert answer.status_code < 500 and 'id="shown-number"' not in answer.text


def test_production_takes_no_hash_that_is_cheaper_than_ever(tmp_path):
    ended = maru("serve", "--port", "0", "--data", tmp_path, "--no-testbed", "--password-cost", "13", timeout=60)
    assert ended.returncode != 0
    assert "--password-cost" in ended.stderr and "from 14 to 20" in ended.stderr, ended.stderr
    assert list(tmp_path.iterdir()) == []
