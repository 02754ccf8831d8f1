"""The libraries for Python and JavaScript that the site gives away, against a running hub: every API, and money that moves once."""

import http.server
import itertools
import json
import os
import subprocess
import sys
import tarfile
import threading
import zipfile

import pytest
import requests

from fintech import Fintech, new_order, now, open_accounts

DOWNLOADS = "/developers/downloads"
AMOUNTS = itertools.count(20_000)


class CuttingProxy(http.server.ThreadingHTTPServer):
    """Stands before a hub and loses the answers to as many orders as it is told, whole or in their middle: the hub has heard them. Orders
    after those are refused, where it is told how, and the hub does not hear of them."""

    def __init__(self, hub):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub, self.cuts, self.orders = hub, 0, 0
        self.cuts_within, self.refusal = False, None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that went away is what this is about."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._forward(None)

    def do_POST(self):
        self._forward(self.rfile.read(int(self.headers["Content-Length"])))

    def _forward(self, body):
        headers = {name: value for name, value in self.headers.items() if name.lower() in ("authorization", "content-type")}
        is_order = "/transfer/withdraw" in self.path or "/transfer/deposit" in self.path
        if is_order and self.server.refusal and not self.server.cuts:
            self.server.orders += 1
            return self._answer(200, json.dumps(self.server.refusal).encode())
        answer = requests.request(self.command, self.server.hub.url + self.path, data=body, headers=headers, timeout=30)
        if is_order:
            self.server.orders += 1
            if self.server.cuts:
                self.server.cuts -= 1
                self.close_connection = True
                if self.server.cuts_within:
                    self._answer(answer.status_code, answer.content, shown=len(answer.content) // 2)
                return
        self._answer(answer.status_code, answer.content)

    def _answer(self, status, body, shown=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:shown])

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def proxy(hub):
    proxy = CuttingProxy(hub)
    yield proxy
    proxy.shutdown()


@pytest.fixture
def cutting(proxy):
    yield proxy
    proxy.cuts, proxy.cuts_within, proxy.refusal = 0, False, None


def download(hub, name):
    answer = requests.get(f"{hub.url}{DOWNLOADS}/{name}", timeout=10)
    assert answer.status_code == 200
    return answer.content


@pytest.fixture(scope="module")
def people(hub):
    """People all of whose accounts move money, in turns: there are more programs than people."""
    return itertools.cycle([person for person in hub.ready["users"] if open_accounts(person) == person["accounts"]])


@pytest.fixture(scope="module")
def packages(hub, tmp_path_factory):
    """Both libraries as their package managers unpack them."""
    place = tmp_path_factory.mktemp("packages")
    wheel = place / "maru_openbanking-0.1.0-py3-none-any.whl"
    wheel.write_bytes(download(hub, wheel.name))
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        archive.extractall(place / "python")
    npm = place / "npm.tgz"
    npm.write_bytes(download(hub, "maru-openbanking-0.1.0.tgz"))
    with tarfile.open(npm, "r:gz") as archive:
        archive.extractall(place / "node_modules")
    (place / "node_modules/package").rename(place / "node_modules/maru-openbanking")
    return place


PYTHON = """
import json, sys
from maru_openbanking import Maru, MaruError, Refused, Unknown
setup = json.load(sys.stdin)
maru = Maru(setup["url"], setup["id"], setup["secret"], setup["callback"], sleep=lambda seconds: __import__("time").sleep(min(seconds, 0.2)), attempts=30)
def fails(work):
    try:
        work()
    except MaruError as error:
        return [type(error).__name__, error.code, error.bank_code]
    return ["done", "", ""]
user = maru.user(maru.exchange(setup["code"]))
number = setup.get("number") or user.me()["res_list"][0]["fintech_use_num"]
"""
JAVASCRIPT = """
import { Maru, MaruError } from "maru-openbanking";
const setup = JSON.parse(process.env.SETUP);
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, Math.min(milliseconds, 200)));
const maru = new Maru(setup.url, setup.id, setup.secret, setup.callback, { sleep, attempts: 30 });
const fails = async (work) => {
  try { await work(); } catch (error) {
    if (!(error instanceof MaruError)) throw error;
    return [error.name, error.code, error.bankCode];
  }
  return ["done", "", ""];
};
const user = maru.user(await maru.exchange(setup.code));
const number = setup.number ?? (await user.me()).res_list[0].fintech_use_num;
"""


class Program:
    """A program that uses one of the libraries: the same steps in its own words."""

    def __init__(self, language, hub, packages, fintech, person):
        self.language, self.hub, self.packages, self.fintech, self.person = language, hub, packages, fintech, person

    def run(self, python, javascript, url=None):
        client = self.fintech.client
        setup = {
            "url": url or self.hub.url,
            "id": client["client_id"],
            "secret": client["client_secret"],
            "callback": client["redirect_uri"],
            "code": self.fintech.consent(self.person),
            "phrase": client["wd_pass_phrase"],
            "holder": self.person["name"],
            "account": self.person["accounts"][0],
            "birth": self.person["birth_date"],
            "collection": client["collection_account"],
        }
        if self.language == "python":
            command, text = [sys.executable, "-c", PYTHON + python], json.dumps(setup)
            env = os.environ | {"PYTHONPATH": str(self.packages / "python")}
        else:
            command, text = ["node", "--input-type=module", "-e", JAVASCRIPT + javascript], ""
            env = os.environ | {"SETUP": json.dumps(setup)}
        ended = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, env=env, cwd=self.packages)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def withdraw(self, amount, url=None):
        """How one withdrawal ended."""
        return self.run(
            f'print(json.dumps(fails(lambda: user.withdraw(number, {amount}, "shop"))))',
            f'console.log(JSON.stringify(await fails(() => user.withdraw(number, {amount}, "shop"))));',
            url,
        )

    def script(self, *rules):
        """Plays rules by the library's own call, as a file that the simulator exported."""
        file = json.dumps({"format": "maru-scenario/1", "name": "CI", "rules": list(rules)})
        count = self.run(
            f"print(json.dumps(maru.play(json.loads({file!r}))))",
            f"console.log(JSON.stringify(await maru.play(JSON.parse({json.dumps(file)}))));",
        )
        assert count == len(rules)


@pytest.fixture(params=["python", "javascript"])
def program(request, hub, packages, fintech, person):
    program = Program(request.param, hub, packages, fintech, person)
    yield program
    program.script()


def balance(program):
    linked = program.fintech.link(program.person)
    return linked.balance(linked.accounts[0]["fintech_use_num"])


def test_every_api_by_the_library(program):
    got = program.run(
        """
rows = list(user.transactions(number, "20260101", maru.now()[:8]))
done = user.withdraw(number, 1200, "shop")
account, collection = setup["account"], setup["collection"]
options = {"pass_phrase": setup["phrase"]}
paid = maru.deposit(number, 300, "back", **options)
paid2 = maru.deposit2(account["bank_code_std"], account["account_num"], setup["holder"], 400, "back", **options)
result = maru.transfer_result("1", done["bank_tran_id"], done["bank_tran_date"], 1200)
name = maru.real_name(account["bank_code_std"], account["account_num"], setup["birth"][2:])
remit = maru.remit_list(bank_code_std=collection["bank_code_std"], account_num=collection["account_num"], from_date=maru.now()[:8], from_time="000000", to_date=maru.now()[:8], to_time="235959", sort_order="D")
print(json.dumps({
  "me": user.me()["user_name"], "accounts": len(user.accounts()), "rows": len(rows), "balance": user.balance(number)["balance_amt"],
  "alias": user.rename(number, "mine")["account_alias"], "done": done["tran_amt"], "paid": [paid["tran_amt"], paid2["tran_amt"]],
  "result": result["bank_rsp_code"], "name": name["account_holder_name"], "remit": remit["rsp_code"], "banks": len(maru.bank_status()),
  "cancel": user.cancel(number)["rsp_code"], "unlink": user.unlink()["rsp_code"], "url": maru.authorize_url(state="x"),
}))
""",
        """
const rows = [];
for await (const row of user.transactions(number, "20260101", maru.now().slice(0, 8))) rows.push(row);
const done = await user.withdraw(number, 1200, "shop");
const { account, collection } = setup;
const options = { passPhrase: setup.phrase };
const paid = await maru.deposit(number, 300, "back", options);
const paid2 = await maru.deposit2(account.bank_code_std, account.account_num, setup.holder, 400, "back", options);
const result = await maru.transferResult("1", done.bank_tran_id, done.bank_tran_date, 1200);
const name = await maru.realName(account.bank_code_std, account.account_num, setup.birth.slice(2));
const day = maru.now().slice(0, 8);
const remit = await maru.remitList({ bank_code_std: collection.bank_code_std, account_num: collection.account_num, from_date: day, from_time: "000000", to_date: day, to_time: "235959", sort_order: "D" });
console.log(JSON.stringify({
  me: (await user.me()).user_name, accounts: (await user.accounts()).length, rows: rows.length, balance: (await user.balance(number)).balance_amt,
  alias: (await user.rename(number, "mine")).account_alias, done: done.tran_amt, paid: [paid.tran_amt, paid2.tran_amt],
  result: result.bank_rsp_code, name: name.account_holder_name, remit: remit.rsp_code, banks: (await maru.bankStatus()).length,
  cancel: (await user.cancel(number)).rsp_code, unlink: (await user.unlink()).rsp_code, url: maru.authorizeURL(undefined, "x"),
}));
""",
    )
    assert got.pop("url").startswith(program.hub.url + "/oauth/2.0/authorize2?response_type=code&client_id=")
    assert int(got.pop("balance")) > 0
    assert got.pop("rows") > 25, "more than a page"
    assert got.pop("accounts") >= 2
    assert got == {
        "me": program.person["name"], "alias": "mine", "done": "1200", "paid": ["300", "400"], "result": "000",
        "name": program.person["name"], "remit": "A0000", "banks": 19, "cancel": "A0000", "unlink": "A0000",
    }


def test_an_expired_token_is_replaced_by_itself(program):
    program.script({"api": "account/balance", "answer": "O0003", "times": "1"})
    got = program.run(
        """
before = user.tokens
user.balance(number)
print(json.dumps(before != user.tokens))
""",
        """
const before = user.tokens;
await user.balance(number);
console.log(JSON.stringify(before.access !== user.tokens.access));
""",
    )
    assert got is True


@pytest.mark.parametrize("within", [False, True])
def test_an_order_whose_answers_are_lost_moves_money_once(program, cutting, within):
    before, sent = balance(program), cutting.orders
    cutting.cuts, cutting.cuts_within = 2, within
    assert program.withdraw(1300, cutting.url) == ["done", "", ""]
    assert cutting.orders - sent == 3
    assert balance(program) == before - 1300


@pytest.mark.parametrize("code", ["A0305", "O0002", "O0008", "A0008"])
def test_a_refusal_after_a_lost_answer_is_not_what_became_of_the_order(program, cutting, code):
    """Told "refused", a program would order anew, and the money would move twice."""
    # An amount of its own: an equal order within the second would be the same one.
    before, amount = balance(program), next(AMOUNTS)
    cutting.cuts, cutting.refusal = 1, {"rsp_code": code, "rsp_message": "no"}
    assert program.withdraw(amount, cutting.url) == ["done", "", ""]
    assert balance(program) == before - amount


def test_a_refused_repeat_is_asked_about(program):
    before = balance(program)
    program.script({"api": "transfer/withdraw", "answer": "A0008", "times": "1"})
    assert program.withdraw(1370) == ["Unknown", "A0008", ""], "the hub knows of no such order"
    assert balance(program) == before


def test_an_open_order_that_is_refused_in_the_end_is_refused(program, people):
    # Whose money is less than one order may move.
    while (before := balance(program)) >= 10_000_000:
        program.person = next(people)
    program.script({"api": "transfer/withdraw", "question": "debit", "answer": "unheard", "times": "1"})
    name, _, bank = program.withdraw(before + 1)
    assert (name, bank) == ("Refused", "453")
    assert balance(program) == before


@pytest.mark.parametrize("answer", ["lost", "unheard"])
def test_an_outcome_that_is_not_known_is_asked_about_and_not_ordered_anew(program, proxy, answer):
    before, sent = balance(program), proxy.orders
    program.script({"api": "transfer/withdraw", "question": "debit", "answer": answer, "times": "1"})
    assert program.withdraw(1400, proxy.url) == ["done", "", ""]
    assert proxy.orders - sent == 1
    assert balance(program) == before - 1400


def test_a_refusal_says_who_refused_and_why(program):
    before = balance(program)
    program.script({"api": "transfer/withdraw", "question": "debit", "answer": "453", "times": "1"})
    assert program.withdraw(1500) == ["Refused", "A0002", "453"]
    program.script({"api": "transfer/withdraw", "answer": "O0008", "times": "1"})
    assert program.withdraw(1600) == ["done", "", ""], "a quota that ended was waited for"
    assert balance(program) == before - 1600


def test_orders_of_one_second_are_orders_each(program):
    before = balance(program)
    got = program.run(
        'print(json.dumps([user.withdraw(number, 700, "shop")["rsp_code"] for _ in range(3)]))',
        'const codes = []; for (let i = 0; i < 3; i++) codes.push((await user.withdraw(number, 700, "shop")).rsp_code); console.log(JSON.stringify(codes));',
    )
    assert got == ["A0000"] * 3
    assert balance(program) == before - 2100


def test_a_scenario_that_is_none_is_refused(program):
    got = program.run(
        'print(json.dumps(fails(lambda: maru.play([{"api": "no/such", "answer": "453"}]))))',
        'console.log(JSON.stringify(await fails(() => maru.play([{ api: "no/such", answer: "453" }]))));',
    )
    assert got[0] == "Refused"


# The example of the specification of Standard Webhooks.
WEBHOOK = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "headers": {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    "body": '{"test": 2432232314}',
    "now": 1614265331,
}
WRONG = [{"body": "{}"}, {"now": 1614265631}, {"headers": {}}, {"secret": "whsec_AAAA"}, {"headers": WEBHOOK["headers"] | {"webhook-id": "x"}}]


def test_both_libraries_know_a_webhook_of_the_hub(packages):
    cases = [WEBHOOK] + [WEBHOOK | wrong for wrong in WRONG]
    python = "import json, sys, maru_openbanking as m\n" + (
        "print(json.dumps([m.verify_webhook(c['secret'], c['headers'], c['body'].encode(), now=c['now']) for c in json.load(sys.stdin)]))"
    )
    environment = os.environ | {"PYTHONPATH": str(packages / "python")}
    told = subprocess.run([sys.executable, "-c", python], input=json.dumps(cases), capture_output=True, text=True, timeout=60, env=environment)
    assert json.loads(told.stdout) == [True] + [False] * len(WRONG), told.stderr
    javascript = 'import { verifyWebhook } from "maru-openbanking";\nconst answers = [];\nfor (const c of JSON.parse(process.argv[1]))\n' + (
        "  answers.push(await verifyWebhook(c.secret, c.headers, c.body, { now: c.now }));\nconsole.log(JSON.stringify(answers));"
    )
    command = ["node", "--input-type=module", "-e", javascript, json.dumps(cases)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=packages)
    assert json.loads(told.stdout or "null") == [True] + [False] * len(WRONG), told.stderr


def test_the_wheel_is_installed_by_pip(hub, tmp_path):
    url = f"{hub.url}{DOWNLOADS}/maru_openbanking-0.1.0-py3-none-any.whl"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", tmp_path, url]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "maru_openbanking/py.typed").exists()


def test_the_collection_calls_the_hub(hub, fintech):
    """Every request of the collection, sent as Postman would, reaches its API."""
    collection = json.loads(download(hub, "maru.postman_collection.json"))
    values = {variable["key"]: variable["value"] for variable in collection["variable"]}
    assert values["url"] == hub.url
    values |= {"organisation_token": fintech.oob, "user_token": fintech.oob, "client_id": "x", "client_secret": "y"}

    def fill(text):
        for name, value in values.items():
            text = text.replace("{{" + name + "}}", value)
        return text

    requested = [item["request"] for folder in collection["item"] for item in folder["item"]]
    assert len(requested) == 18
    for request in requested:
        headers = {header["key"]: fill(header["value"]) for header in request["header"]}
        query = {pair["key"]: fill(pair["value"]) for pair in request["url"]["query"]}
        body = request.get("body", {})
        data = fill(body["raw"]).encode() if "raw" in body else {pair["key"]: fill(pair["value"]) for pair in body.get("urlencoded", [])}
        answer = requests.request(
            request["method"], fill(request["url"]["raw"]), headers=headers, params=query, data=data or None, timeout=20, allow_redirects=False
        )
        assert answer.status_code < 400, (request, answer.text)
