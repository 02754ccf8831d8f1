"""An organisation's program as small as it can be: plain HTTP, every answer as it came."""

import datetime
import threading

from hub_process import identity

KST = datetime.timezone(datetime.timedelta(hours=9))
ALL_SCOPES = "login inquiry transfer"
_ordering, _ordered = threading.Lock(), set()


def now():
    """`tran_dtime` of this second."""
    return datetime.datetime.now(KST).strftime("%Y%m%d%H%M%S")


def new_order():
    """A `tran_dtime` that no other order of this run has, as near to the clock as there is one: orders are known by it."""
    with _ordering:
        at = datetime.datetime.now(KST)
        while (text := at.strftime("%Y%m%d%H%M%S")) in _ordered:
            at -= datetime.timedelta(seconds=1)
        _ordered.add(text)
    assert datetime.datetime.now(KST) - at < datetime.timedelta(seconds=550), "too many orders for one run: vary the amount"
    return text


def open_accounts(person):
    return [account for account in person["accounts"] if account["state"] == "normal"]


class Fintech:
    """One client of the hub."""

    def __init__(self, hub, client=None):
        self.hub = hub
        self.client = client or hub.ready
        self._oob = None

    @property
    def oob(self):
        """The organisation's own token."""
        if self._oob is None:
            self._oob = self.token(grant_type="client_credentials", scope="oob")["access_token"]
        return self._oob

    def token(self, **form):
        form = {"client_id": self.client["client_id"], "client_secret": self.client["client_secret"]} | form
        return self.hub.http.post(self.hub.url + "/oauth/2.0/token", data=form, timeout=30).json()

    def consent(self, person, scope=ALL_SCOPES, accounts=None):
        """What `person` does in the consent pages, in one call; answers the code."""
        body = {
            "client_id": self.client["client_id"],
            "user": person["user_seq_no"],
            "scope": scope,
            "redirect_uri": self.client["redirect_uri"],
        }
        if accounts is not None:
            body["accounts"] = [identity(account) for account in accounts]
        return self.hub.post_json("/testbed/consents", body)["code"]

    def link(self, person, scope=ALL_SCOPES, accounts=None):
        """Consent and token of `person`."""
        answer = self.token(
            grant_type="authorization_code",
            code=self.consent(person, scope, accounts),
            redirect_uri=self.client["redirect_uri"],
        )
        assert answer.get("access_token"), answer
        return Linked(self, person, answer)

    def call(self, method, path, token, fields=None, version="/v1.0", **more):
        """One API call; the raw answer of requests."""
        where = {"params": fields} if method == "GET" else {"json": fields}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.hub.http.request(
            method, f"{self.hub.url}{version}/{path}", headers=headers | more.pop("headers", {}), timeout=30, **where, **more
        )

    def get(self, path, token, **fields):
        return self.answer("GET", path, token, fields)

    def post(self, path, token, **fields):
        return self.answer("POST", path, token, fields)

    def answer(self, method, path, token, fields):
        answer = self.call(method, path, token, fields)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def pay_account(self, person, account, amount, dtime=None, **more):
        """`transfer/deposit2` of one row."""
        row = {
            "tran_no": "1",
            **identity(account),
            "account_holder_name": person["name"],
            "print_content": "정산",
            "tran_amt": str(amount),
        }
        return self.post(
            "transfer/deposit2", self.oob, **deposit_head(dtime), req_list=[row | more]
        )

    def pay(self, fintech_use_num, amount, dtime=None):
        """`transfer/deposit` of one row."""
        row = {"tran_no": "1", "fintech_use_num": fintech_use_num, "print_content": "정산", "tran_amt": str(amount)}
        return self.post("transfer/deposit", self.oob, **deposit_head(dtime), req_list=[row])

    def recheck(self, check_type, dtime, amount, fintech_use_num=None, account=None):
        """The row of `transfer/recheck` for one order."""
        row = {"tran_no": "1", "org_tran_dtime": dtime, "org_tran_amt": str(amount)}
        if fintech_use_num:
            row |= {"org_req_gubun": "F", "fintech_use_num": fintech_use_num}
        else:
            row |= {"org_req_gubun": "A", **identity(account)}
        answer = self.post(
            "transfer/recheck", self.oob, check_type=check_type, req_cnt="1", tran_dtime=now(), req_list=[row]
        )
        return answer["res_list"][0] if answer.get("res_list") else answer

    def result(self, check_type, bank_tran_id, date, amount):
        """The row of `transfer/result` for one leg."""
        row = {
            "tran_no": "1",
            "org_bank_tran_id": bank_tran_id,
            "org_bank_tran_date": date,
            "org_tran_amt": str(amount),
        }
        answer = self.post(
            "transfer/result", self.oob, check_type=check_type, req_cnt="1", tran_dtime=now(), req_list=[row]
        )
        return answer["res_list"][0] if answer.get("res_list") else answer


def deposit_head(dtime=None):
    return {
        "wd_pass_phrase": "NONE",
        "wd_print_content": "정산",
        "name_check_option": "on",
        "req_cnt": "1",
        "tran_dtime": dtime or new_order(),
    }


class Linked:
    """A person who agreed, seen from one organisation."""

    def __init__(self, fintech, person, token):
        self.fintech = fintech
        self.person = person
        self.token = token["access_token"]
        self.refresh_token = token["refresh_token"]
        self.user_seq_no = token["user_seq_no"]
        self.accounts = []
        if "login" in token["scope"]:
            self.accounts = self.get("user/me", user_seq_no=self.user_seq_no)["res_list"]

    def get(self, path, **fields):
        return self.fintech.get(path, self.token, **fields)

    def post(self, path, **fields):
        return self.fintech.post(path, self.token, **fields)

    def use_num(self, account):
        """The fintech number of a bank account."""
        for found in self.accounts:
            masked = found["account_num_masked"].rstrip("*")
            if found["bank_code_std"] == account["bank_code_std"] and account["account_num"].startswith(masked):
                return found["fintech_use_num"]
        raise AssertionError(f"{account} is not among {self.accounts}")

    def balance(self, use_num):
        answer = self.get("account/balance", fintech_use_num=use_num, tran_dtime=now())
        assert answer["rsp_code"] == "A0000", answer
        return int(answer["balance_amt"])

    def withdraw(self, use_num, amount, dtime=None, **more):
        return self.post(
            "transfer/withdraw",
            **{
                "dps_print_content": "출금테스트",
                "fintech_use_num": use_num,
                "print_content": "마루상점",
                "tran_amt": str(amount),
                "tran_dtime": dtime or new_order(),
            }
            | more,
        )


def payer(hub, balance=9_000_000):
    """A linked user of the hub's first client with one account and money enough."""
    person = next(user for user in hub.ready["users"] if open_accounts(user))
    account = open_accounts(person)[0]
    hub.set_account(account, balance=balance)
    return Fintech(hub).link(person, accounts=[account])
