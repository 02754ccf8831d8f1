"""Banks as other people's computers: certificates, signed messages and the check of an implementation, with real processes."""

import http.server
import json
import re
import stat
import threading

import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator

from bank_process import BankProcess
from fintech import Fintech, new_order, now, open_accounts
from hub_process import ROOT, HubProcess, free_port, identity, maru, wait_until


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    path = tmp_path_factory.mktemp("certificates") / "out"
    made = maru("certs", "--out", path, "--code", "004,088", "--names", "bank.example,10.0.0.7")
    assert made.returncode == 0, made.stderr
    return path


@pytest.fixture(scope="module")
def sealed_bank(tmp_path_factory, certificates):
    bank = BankProcess(tmp_path_factory.mktemp("sealed"), "004", "--credentials", certificates).start()
    yield bank
    assert bank.stop() == 0, bank.log


@pytest.fixture(scope="module")
def plain_bank(tmp_path_factory):
    bank = BankProcess(tmp_path_factory.mktemp("plain"), "088").start()
    yield bank
    assert bank.stop() == 0, bank.log


# Certificates


def test_keys_are_readable_by_their_owner_only(certificates):
    names = {path.name for path in certificates.iterdir()}
    parties = ["hub", "bank-004", "bank-088"]
    assert names == {"ca.pem", "ca.key"} | {f"{party}{what}" for party in parties for what in (".pem", ".key", "-seal.pem", "-seal.key")}
    for path in certificates.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.suffix == ".key" else 0o644), path.name
    assert stat.S_IMODE(certificates.stat().st_mode) == 0o700


def test_renewal_keeps_the_authority_and_the_seals_before(tmp_path):
    out = tmp_path / "out"
    assert maru("certs", "--out", out, "--code", "004").returncode == 0
    before = {path.name: path.read_text() for path in out.iterdir()}
    assert maru("certs", "--out", out, "--code", "004", "--days", "30").returncode == 0
    after = {path.name: path.read_text() for path in out.iterdir()}
    assert {name for name in before if before[name] == after[name]} == {"ca.pem", "ca.key"}
    assert after["hub-seal-former.pem"] == before["hub-seal.pem"] and after["bank-004-seal-former.pem"] == before["bank-004-seal.pem"]


@pytest.mark.parametrize("wrong", [["--code", "4"], ["--days", "0"], ["--names", "a b"], ["--days", "36500"]])
def test_certs_refuses_what_makes_no_sense(tmp_path, wrong):
    refused = maru("certs", "--out", tmp_path / "out", *wrong)
    assert refused.returncode != 0 and refused.stderr.startswith("Error: ")
    assert not (tmp_path / "out").exists()


def test_without_a_certificate_of_the_authority_nobody_is_heard(sealed_bank, certificates):
    with pytest.raises(requests.RequestException):
        requests.get(sealed_bank.url + "/health", verify=str(certificates / "ca.pem"), timeout=10)
    shown = requests.get(
        sealed_bank.url + "/health", verify=str(certificates / "ca.pem"), timeout=10,
        cert=(str(certificates / "hub.pem"), str(certificates / "hub.key")),
    )  # fmt: skip
    assert shown.status_code == 200


def test_an_unsigned_request_is_refused_even_over_the_hubs_certificate(sealed_bank, certificates):
    answer = requests.post(
        sealed_bank.url + "/bank/v1/health", json={}, verify=str(certificates / "ca.pem"), timeout=10,
        cert=(str(certificates / "hub.pem"), str(certificates / "hub.key")),
    )  # fmt: skip
    assert answer.status_code == 401 and "bank_status" not in answer.json()


# A hub and its banks


def test_money_moves_between_banks_over_tls_and_signatures_and_outlasts_a_renewal(tmp_path, certificates):
    """Debit at one process, credit at another; then all certificates are made anew and everybody starts again."""
    own = tmp_path / "certificates"
    assert maru("certs", "--out", own, "--code", "004,088").returncode == 0
    ports = {"004": free_port(), "088": free_port()}
    banks = [BankProcess(tmp_path / code, code, "--credentials", own, port=port) for code, port in ports.items()]
    addresses = ",".join(f"{code}=https://localhost:{port}" for code, port in ports.items())
    hub = HubProcess(tmp_path / "hub", "--bank", addresses, "--bank-credentials", own)
    for _ in range(2):
        started = [bank.start() for bank in banks]
        hub.start()
        try:
            person, payer, payee = pair(hub, "004", "088")
            fintech = Fintech(hub)
            linked = fintech.link(person, accounts=[payer])
            use_num = linked.accounts[0]["fintech_use_num"]

            def balance():
                answer = fintech.get("account/balance", linked.token, fintech_use_num=use_num, tran_dtime=now())
                return int(answer["balance_amt"])

            before = balance()
            answer = fintech.post(
                "transfer/withdraw", linked.token, fintech_use_num=use_num, tran_amt="1000", dps_print_content="TLS", tran_dtime=new_order()
            )
            assert (answer["rsp_code"], answer["bank_rsp_code"]) == ("A0000", "000"), answer
            assert balance() == before - 1000
            # Without their directories nothing is said of them, and nothing wrong.
            alone = hub.verify()
            assert alone.returncode == 0 and "not looked at: 004, 088" in alone.stdout, alone.stdout
            verified = hub.verify(*(bank.data for bank in banks))
            assert verified.returncode == 0, verified.stdout
        finally:
            assert hub.stop() == 0
            for bank in started:
                assert bank.stop() == 0, bank.log
        assert maru("certs", "--out", own, "--code", "004,088").returncode == 0


def test_the_same_bank_moves_money_in_iso_20022_over_tls_and_signatures(tmp_path, certificates):
    """Debit, credit, name check, history, a lost answer and a refusal: all over ISO 20022, proved by both books."""
    sealed = BankProcess(tmp_path / "bank", "004", "--credentials", certificates).start()
    hub = HubProcess(
        tmp_path / "hub", "--bank", f"004=iso20022+{sealed.url}", "--bank-credentials", certificates
    ).start()
    shown = {"verify": str(certificates / "ca.pem"), "cert": (str(certificates / "hub.pem"), str(certificates / "hub.key"))}

    def control(path, **what):
        answer = requests.post(f"{sealed.url}/testbed/{path}", json=what, timeout=10, **shown)
        assert answer.status_code == 200, answer.text

    try:
        person, account, _ = pair(hub, "004", "088")
        fintech = Fintech(hub)
        linked = fintech.link(person, accounts=[account])
        use_num = linked.use_num(account)
        before = linked.balance(use_num)
        taken = linked.withdraw(use_num, 3_000)
        assert (taken["rsp_code"], taken["bank_rsp_code"]) == ("A0000", "000"), taken
        assert taken["account_holder_name"] == person["name"]
        given = fintech.pay_account(person, account, 1_000)["res_list"][0]
        assert (given["bank_rsp_code"], given["account_holder_name"]) == ("000", person["name"]), given
        assert linked.balance(use_num) == before - 2_000
        control("accounts", **identity(account), balance="2500")
        refused = linked.withdraw(use_num, 2_501)
        assert (refused["bank_rsp_code"], refused["bank_code_tran"]) == ("453", "004"), refused
        page = linked.get(
            "account/transaction_list", fintech_use_num=use_num, inquiry_type="A", from_date="20200101", to_date="20991231",
            sort_order="D", page_index="1", tran_dtime=now(),
        )  # fmt: skip
        assert [(row["inout_type"], row["tran_amt"]) for row in page["res_list"][1:3]] == [("입금", "1000"), ("출금", "3000")]

        control("banks/004", mode="lose_answer")
        order = new_order()
        unknown = linked.withdraw(use_num, 500, dtime=order)
        assert unknown["bank_rsp_code"] == "804", unknown
        control("banks/004", mode="up")
        wait_until(
            lambda: fintech.recheck("1", order, 500, fintech_use_num=use_num).get("bank_rsp_code") == "000", 60,
            "the resolver to learn of the lost answer",
        )  # fmt: skip
        assert linked.balance(use_num) == 2_000
        verified = hub.verify(sealed.data)
        assert verified.returncode == 0, verified.stdout
    finally:
        assert hub.stop() == 0
        assert sealed.stop() == 0, sealed.log


def pair(hub, one, other):
    """Somebody with a usable account at bank `one`, that account, and one of anybody's at `other`."""
    accounts = [(person, account) for person in hub.ready["users"] for account in open_accounts(person)]
    person, payer = next((person, account) for person, account in accounts if account["bank_code_std"] == one)
    return person, payer, next(account for _, account in accounts if account["bank_code_std"] == other)


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (["--bank", "004=https://localhost:9"], "--bank-credentials"),
        (["--bank", "004=iso20022+https://localhost:9"], "--bank-credentials"),
        (["--bank", "004=iso8583+https://localhost:9"], "iso20022+https"),
        (["--bank", "004=https://localhost:9", "--bank-credentials", "/nowhere"], "maru certs"),
        (["--bank-ca", "a.pem", "--bank-certificate", "b.pem"], "--bank-key"),
        (["--bank-seal-key", "a.key"], "--bank-seals"),
        (["--no-testbed", "--bank", "004=http://10.1.2.3:80"], "in clear"),
        (["--no-testbed", "--bank", "004=iso20022+http://bank.example"], "--bank-plaintext"),
        (["--no-testbed", "--bank", "004=http://127.bank.example:80"], "in clear"),
        (["--no-testbed", "--bank", "004=http://127.0.0.1:9"], "not signed"),
        (
            ["--no-testbed", "--bank", "004=https://bank.example", "--bank-ca", "a", "--bank-certificate", "b", "--bank-key", "c"],
            "--bank-seal-key",
        ),
    ],
)
def test_a_hub_without_what_it_needs_says_so_and_ends(tmp_path, flags, named):
    refused = maru("serve", "--port", "0", "--data", tmp_path / "data", *flags, timeout=60)
    assert refused.returncode != 0
    assert named in refused.stderr and refused.stderr.startswith("Error: "), refused.stderr


def test_a_hub_that_is_told_to_takes_banks_in_clear_and_warns_of_it(tmp_path):
    """F-01: never without a word, in production and in the test bed."""
    for number, flags in enumerate((["--no-testbed", "--bank-plaintext"], [])):
        hub = HubProcess(tmp_path / str(number), "--bank", "004=http://10.1.2.3:80", *flags).start()
        assert hub.stop() == 0
        warnings = [line for line in hub.log.splitlines() if "warning" in line]
        assert ["in clear (http://): 004" in line for line in warnings] == [True, False], warnings
        assert "not signed" in warnings[1]


class Counting(http.server.BaseHTTPRequestHandler):
    """Hands on what comes to a bank when it may, and counts how many requests are there at once."""

    protocol_version = "HTTP/1.1"
    right, lock, may, now, most = None, None, None, 0, 0

    def do_POST(self):
        body, own = self.rfile.read(int(self.headers["Content-Length"])), type(self)
        with own.lock:
            own.now += 1
            own.most = max(own.most, own.now)
        try:
            own.may.wait(10)
            answer = requests.post(self.right + self.path, data=body, timeout=10)
        finally:
            with own.lock:
                own.now -= 1
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("connections", "most"), [("64,088=1", 1), ("64,088=3", 3), ("1,088=64", 6)])
def test_each_bank_has_the_connections_that_it_was_given(tmp_path, plain_bank, connections, most):
    """Six calls at once are at the bank as many at a time as it has connections, and all of them are answered."""
    handler = type("CountingHere", (Counting,), {"right": plain_bank.url, "lock": threading.Lock(), "may": threading.Event()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hub = HubProcess(tmp_path, "--bank", f"088=http://127.0.0.1:{server.server_port}", "--bank-connections", connections).start()
    slow = {"mode": "slow", "delay_ms": 500}
    try:
        _, account, _ = pair(hub, "088", "004")
        fintech = Fintech(hub)
        body = {**identity(account), "account_holder_info": "0000000", "tran_dtime": now()}
        headers = {"Authorization": f"Bearer {fintech.oob}"}
        assert requests.post(f"{plain_bank.url}/testbed/banks/088", json=slow, timeout=10).status_code == 200
        codes = []

        def ask():
            answer = requests.post(f"{hub.url}/v1.0/inquiry/real_name", json=body, headers=headers, timeout=30)
            codes.append(answer.json()["bank_rsp_code"])

        asking = [threading.Thread(target=ask) for _ in range(6)]
        for thread in asking:
            thread.start()
        wait_until(lambda: handler.now >= most, 30, "as many calls at the bank as it has connections")
        handler.may.set()
        for thread in asking:
            thread.join()
        assert len(codes) == 6 and not {"804", "111", "", "000"} & set(codes), codes
        assert handler.most == most
    finally:
        requests.post(f"{plain_bank.url}/testbed/banks/088", json={"mode": "up"}, timeout=10)
        assert hub.stop() == 0
        server.shutdown()
        server.server_close()


def test_each_bank_has_the_time_that_it_was_given(tmp_path, plain_bank):
    """One bank is given a second, the others have six: it alone is cut short."""
    hub = HubProcess(tmp_path, "--bank", f"088={plain_bank.url}", "--bank-timeout-seconds", "6,088=1").start()
    try:
        person, account, other = pair(hub, "088", "004")
        fintech = Fintech(hub)
        slow = {"mode": "slow", "delay_ms": 2_000}
        assert requests.post(f"{plain_bank.url}/testbed/banks/088", json=slow, timeout=10).status_code == 200
        hub.set_bank("004", **slow)

        def ask(account):
            return fintech.post(
                "inquiry/real_name", fintech.oob, **identity(account), account_holder_info="0000000", tran_dtime=now()
            )["bank_rsp_code"]

        assert ask(account) == "804"
        assert ask(other) not in ("804", "111")
    finally:
        requests.post(f"{plain_bank.url}/testbed/banks/088", json={"mode": "up"}, timeout=10)
        assert hub.stop() == 0


# The document


def test_the_bank_side_document_is_valid_and_the_same_everywhere(plain_bank, own_hub):
    document = json.loads((ROOT / "docs/api/bank-openapi.json").read_text())
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    for url in (plain_bank.url, own_hub.url):
        answer = requests.get(url + "/bank-openapi.json", timeout=10)
        assert answer.headers["Content-Type"].startswith("application/json") and answer.json() == document
    assert json.loads(maru("openapi", "--bank").stdout) == document


# The check of an implementation


def check(bank, *more):
    """`maru bank check` on `bank`; the lines of its table by their mark."""
    ended = maru("bank", "check", bank.url, "--code", bank.code, "--accounts", bank.ready_file, *more)
    marks = re.findall(r"^  (?:통과|실패|생략) (PASS|FAIL|SKIP)  ", ended.stdout, re.M)
    return ended, marks


def test_the_check_passes_on_a_bank_over_tls_and_signatures(sealed_bank, certificates):
    ended, marks = check(sealed_bank, "--credentials", certificates)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert set(marks) == {"PASS"} and len(marks) > 30
    assert f"적합  {len(marks)} passed, 0 failed, 0 skipped" in ended.stdout


def test_the_check_says_what_it_could_not_look_at(plain_bank):
    ended, marks = check(plain_bank)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "FAIL" not in marks and marks.count("SKIP") >= 7
    assert "messages are not sealed" in ended.stdout


class MovesTwice(http.server.BaseHTTPRequestHandler):
    """A bank that takes every repeat for a new order, in front of one that is right."""

    right, times = None, {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            order = json.loads(body)
            number = order["bank_tran_id"] + self.path
            if not self.path.endswith("status"):
                self.times[number] = self.times.get(number, 0) + 1
                order["bank_tran_id"] = f"{order['bank_tran_id'][:-3]}{self.times[number]:03d}"
                body = json.dumps(order).encode()
        except (ValueError, KeyError, TypeError):
            pass
        answer = requests.post(self.right + self.path, data=body, timeout=10)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_):
        pass


def test_the_check_finds_out_a_bank_that_moves_money_twice(plain_bank):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Wrong", (MovesTwice,), {"right": plain_bank.url}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        ended = maru(
            "bank", "check", f"http://127.0.0.1:{server.server_port}", "--code", "088", "--accounts", plain_bank.ready_file
        )
    finally:
        server.shutdown()
        server.server_close()
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "실패 FAIL  입금" in ended.stdout and "부적합" in ended.stdout
    assert "two equal credits of 10 won did not move 10 won" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["http://127.0.0.1:9", "--code", "4", "--account", "1234567890"], "--code"),
        (["127.0.0.1:9", "--code", "004", "--account", "1234567890"], "http://HOST:PORT"),
        (["http://127.0.0.1:9", "--code", "004"], "--account"),
        (["https://127.0.0.1:9", "--code", "004", "--account", "1234567890"], "--credentials"),
        (["http://127.0.0.1:9", "--code", "004", "--accounts", "/nowhere.json"], "--accounts"),
    ],
)
def test_the_check_refuses_what_makes_no_sense(arguments, named):
    refused = maru("bank", "check", *arguments)
    assert refused.returncode != 0 and "Error: " in refused.stderr and named in refused.stderr, refused.stderr


def test_the_check_of_a_bank_that_is_not_there_fails_in_words():
    ended = maru("bank", "check", f"http://127.0.0.1:{free_port()}", "--code", "004", "--account", "1234567890")
    assert ended.returncode == 1
    assert "통과" not in ended.stdout and "notSent" in ended.stdout
