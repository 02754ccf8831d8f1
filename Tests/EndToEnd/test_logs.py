"""B-13: after a run that does everything, with the log at its most talkative, no secret, token, code, account number, name,
phone or birth date stands in it."""

import re
from urllib.parse import quote

import pytest
import requests

from fintech import ALL_SCOPES, Fintech, new_order, now, open_accounts
from hub_process import HubProcess, identity


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A hub at log level trace after all of its ways were gone: those that succeed, those that are refused, those that fail."""
    hub = HubProcess(tmp_path_factory.mktemp("logs"), "--log-level", "trace", "--bank-timeout-seconds", "1").start()
    secrets = Secrets(hub.ready)
    person = next(person for person in hub.ready["users"] if len(open_accounts(person)) >= 2)
    walk_through_the_pages(hub, person, secrets)
    call_everything(hub, person, secrets)
    send_nonsense(hub, person, secrets)
    assert hub.stop() == 0
    # The banner tells the test client's keys and one test user on purpose: it is standard output, not the log.
    log = hub.log.split("Stop with Ctrl-C.", 1)[1]
    yield hub, log, secrets
    assert hub.verify().returncode == 0


class Secrets:
    """Everything that must not be told, by what it is."""

    def __init__(self, ready):
        self.found = []
        for client in (ready, ready["second_client"]):
            self.add("client secret", client["client_secret"])
            self.add("pass phrase", client["wd_pass_phrase"])
            for name in ("paying_account", "collection_account"):
                self.add("account number", client[name]["account_num"])
        for person in ready["users"]:
            self.add("name", person["name"])
            self.add("phone", person["phone"])
            self.add("birth date", person["birth_date"])
            for account in person["accounts"]:
                self.add("account number", account["account_num"])

    def add(self, what, text):
        self.found.append((what, text))


def walk_through_the_pages(hub, person, secrets):
    browser = requests.Session()
    query = {
        "response_type": "code", "client_id": hub.ready["client_id"], "redirect_uri": hub.ready["redirect_uri"],
        "scope": ALL_SCOPES, "state": "secret-state-of-the-client", "client_secret": hub.ready["client_secret"],
    }  # fmt: skip
    secrets.add("state", query["state"])
    headers = {"Kftc-Bfop-UserName": quote(person["name"]), "Kftc-Bfop-UserCellNo": person["phone"]}
    page = browser.get(f"{hub.url}/oauth/2.0/authorize2", params=query, headers=headers, timeout=30)
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    secrets.add("visit", page.url.rsplit("/", 1)[1])
    secrets.add("cookie", browser.cookies.get("maru_consent"))

    def post(step, **form):
        return browser.post(f"{page.url}/{step}", data={"csrf": csrf, **form}, timeout=30, allow_redirects=step != "accounts")

    post("identity", name=person["name"], birth_date=person["birth_date"], phone="01099999999")
    shown = post("identity", name=person["name"], birth_date=person["birth_date"], phone=person["phone"])
    number = re.search(r'id="shown-number">(\d{6})<', shown.text)[1]
    secrets.add("one-time number", number)
    post("number", number="000000" if number != "000000" else "000001")
    post("number", number=number)
    done = post("accounts", inquiry="0", transfer="0", alias0="비밀별명")
    secrets.add("alias", "비밀별명")
    code = re.search(r"code=([\w-]+)", done.headers["Location"])[1]
    secrets.add("code", code)
    token = Fintech(hub).token(grant_type="authorization_code", code=code, redirect_uri=hub.ready["redirect_uri"])
    secrets.add("access token", token["access_token"])
    secrets.add("refresh token", token["refresh_token"])
    replayed = Fintech(hub).token(grant_type="authorization_code", code=code, redirect_uri=hub.ready["redirect_uri"])
    assert replayed["rsp_code"] == "O0001"


def call_everything(hub, person, secrets):
    fintech = Fintech(hub)
    account = open_accounts(person)[0]
    hub.set_account(account, balance=5_000_000)
    linked = fintech.link(person)
    use_num = linked.use_num(account)
    for what, text in (("access token", linked.token), ("refresh token", linked.refresh_token), ("access token", fintech.oob)):
        secrets.add(what, text)
    assert linked.withdraw(use_num, 100)["rsp_code"] == "A0000"
    for mode in ("down", "lose_answer", "refuse_credit", "up"):
        hub.set_bank(account["bank_code_std"], mode)
        linked.withdraw(use_num, 200)
        fintech.pay(use_num, 300)
        fintech.pay_account(person, account, 400)
    hub.set_bank("all", "up")
    fintech.pay_account(person | {"name": "다른사람"}, account, 500)
    assert linked.balance(use_num) > 0
    linked.get("account/list", user_seq_no=linked.user_seq_no, include_cancel_yn="Y", sort_order="D")
    linked.post("account/update_info", fintech_use_num=use_num, account_alias="둘째별명")
    secrets.add("alias", "둘째별명")
    fintech.post(
        "inquiry/real_name", fintech.oob, **identity(account), account_holder_info=person["birth_date"][2:], tran_dtime=now()
    )
    fintech.recheck("1", new_order(), 100, use_num)
    renewed = fintech.token(grant_type="refresh_token", refresh_token=linked.refresh_token, scope=ALL_SCOPES)
    secrets.add("access token", renewed["access_token"])
    secrets.add("refresh token", renewed["refresh_token"])
    linked.post("account/cancel", scope="inquiry", fintech_use_num=use_num)
    linked.post("user/unlink", client_use_code=hub.ready["client_use_code"], user_seq_no=linked.user_seq_no)


def send_nonsense(hub, person, secrets):
    """Broken and forbidden calls that carry secrets in every place."""
    secret, account = hub.ready["client_secret"], open_accounts(person)[0]["account_num"]
    foreign = {"Authorization": "Bearer not-a-token-but-secret"}
    secrets.add("foreign token", "not-a-token-but-secret")
    for path in ("/v1.0/user/me", "/oauth/2.0/token", "/no/such/path", "/testbed/consents", f"/{account}/{secret}"):
        for body in (f'{{"account_num": "{account}", "x": ', f'{{"user": "{person["name"]}"}}', f"client_secret={secret}&a=%zz"):
            answer = requests.post(hub.url + path, data=body.encode(), params={"code": account}, headers=foreign, timeout=30)
            assert answer.status_code < 500
    requests.get(f"{hub.url}/consent/{account}", cookies={"maru_consent": secret}, timeout=30)
    huge = requests.post(hub.url + "/v1.0/transfer/deposit", data=b"1" * (2 << 20), headers=foreign, timeout=30)
    assert huge.json()["rsp_code"] == "O0002", "who calls is looked at before how much they send"


def test_nothing_that_must_stay_secret_is_in_the_log(run):
    """B-13."""
    _, log, secrets = run
    for api in ("transfer/withdraw", "transfer/deposit2", "user/unlink", "inquiry/real_name"):
        assert f"api={api}" in log, "calls are told of at this level"
    assert [(what, text) for what, text in secrets.found if text in log] == []
    assert not re.search(r"Bearer\s+\S", log)


def test_no_long_row_of_digits_is_in_the_log(run):
    """An account or phone number that this test does not know of would be one."""
    _, log, _ = run
    assert [line for line in log.splitlines() if re.search(r"(?<![\w.-])\d{10,}(?![\w.])", line)] == []


def test_tokens_codes_and_numbers_are_not_in_the_databases_either(run):
    """Only hashes are kept: a copy of the files opens nothing."""
    hub, _, secrets = run
    kept = ("client secret", "pass phrase", "access token", "refresh token", "code", "cookie")
    for path in hub.data.glob("hub.sqlite*"):
        content = path.read_bytes()
        assert [what for what, text in secrets.found if what in kept and text.encode() in content] == [], path.name


def test_nothing_of_it_was_a_fault_of_the_hubs(run):
    _, log, _ = run
    assert [line for line in log.splitlines() if " error " in line or " critical " in line] == []


def test_the_standard_level_says_nothing_of_ordinary_calls(hub, linked):
    assert linked.get("user/me", user_seq_no=linked.user_seq_no)["rsp_code"] == "A0000"
    assert hub.log.split("Stop with Ctrl-C.", 1)[1].strip() == ""
