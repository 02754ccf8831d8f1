"""Client of the joint open banking platform (v1.0) as Maru serves it: every API, typed, on the standard library alone.

    maru = Maru("http://localhost:8080", client_id, client_secret, redirect_uri)
    user = maru.user(maru.exchange(code))
    print(user.balance(number)["balance_amt"])
    done = user.withdraw(number, 1000, "shop")

What moves money moves it once. An order is known by its `tran_dtime`, account and amount: where no answer comes the same order is sent
again, which the hub answers with what became of the first; where the hub does not know yet it is asked, never ordered anew.
"""

from __future__ import annotations

import base64
import datetime
import hmac
import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

__version__ = "0.1.0"
__all__ = ["Maru", "MaruError", "Refused", "Tokens", "Unanswered", "Unknown", "User", "verify_webhook"]

Answer = Dict[str, Any]
KST = datetime.timezone(datetime.timedelta(hours=9))
# The hub or a bank does not know yet, or refused a repeat whose first one may have succeeded (sections 6, 7 and 9 of the contract): ask,
# never order again.
OPEN_CODES = frozenset({"A0001", "A0007", "A0008", "A0016", "A0017", "A0326"})
OPEN_BANK_CODES = frozenset({"400", "803", "804", "819", "822"})
BUSY_CODES = frozenset({"O0008", "O0009"})
# Say nothing of money without a bank's code.
DONE_CODES = frozenset({"A0000", "A0002"})


class MaruError(Exception):
    """A call without a good answer; `answer` is what came, empty where nothing did."""

    def __init__(self, message: str, answer: Optional[Answer] = None):
        super().__init__(message)
        self.answer: Answer = answer or {}

    @property
    def code(self) -> str:
        return str(self.answer.get("rsp_code", ""))

    @property
    def bank_code(self) -> str:
        return str(self.answer.get("bank_rsp_code", ""))


class Refused(MaruError):
    """The hub or a bank said no: nothing happened, or it was undone."""


class Unknown(MaruError):
    """A transfer whose fate is still open after all questions: ask later by `outcome`, never order it again."""

    def __init__(self, message: str, order: "Order", answer: Optional[Answer] = None):
        super().__init__(message, answer)
        self.order = order


class Unanswered(MaruError):
    """No answer to a question, which may be asked again."""


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave for a user."""

    access: str
    refresh: str
    user_seq_no: str
    scope: str


@dataclass(frozen=True)
class Order:
    """What finds a transfer again: `check_type` 1 is a withdrawal, 2 a deposit."""

    check_type: str
    tran_dtime: str
    amount: int
    fintech_use_num: str = ""
    bank_code_std: str = ""
    account_num: str = ""


class Maru:
    """One application of an organisation. May be shared by threads."""

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str = "",
        *,
        timeout: float = 25.0,
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(KST),
    ):
        """`timeout` in seconds that may pass without a byte of an answer; `attempts` at most for what may be sent again."""
        self.url = url.rstrip("/")
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self._secret = client_secret
        self._timeout, self._attempts, self._sleep, self._clock = timeout, attempts, sleep, clock
        self._lock = threading.Lock()
        self._last_order = clock() - datetime.timedelta(seconds=1)
        self._own: Optional[Answer] = None

    # Consent and tokens

    def authorize_url(self, scope: str = "login inquiry transfer", state: str = "", **more: str) -> str:
        """Where a user's browser goes to give consent."""
        query = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "scope": scope}
        if state:
            query["state"] = state
        return f"{self.url}/oauth/2.0/authorize2?{urllib.parse.urlencode(query | more)}"

    def exchange(self, code: str, **more: str) -> Tokens:
        """The tokens for the code that came to the callback."""
        return self._tokens({"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri, **more})

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens; a lost answer may be asked for again."""
        return self._tokens({"grant_type": "refresh_token", "refresh_token": tokens.refresh, "scope": tokens.scope})

    def _tokens(self, form: Dict[str, str]) -> Tokens:
        got = self._token(form)
        return Tokens(got["access_token"], got["refresh_token"], got["user_seq_no"], got["scope"])

    def _token(self, form: Dict[str, str]) -> Answer:
        form = form | {"client_id": self.client_id, "client_secret": self._secret}
        body = urllib.parse.urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        got = self._ask(lambda: self._send("POST", "/oauth/2.0/token", body, headers))
        if "access_token" not in got:
            raise Refused(f"no token: {got.get('rsp_code')} {got.get('rsp_message')}", got)
        return got

    def _own_token(self, fresh: bool = False) -> Answer:
        with self._lock:
            if self._own is None or fresh:
                self._own = self._token({"grant_type": "client_credentials", "scope": "oob"})
            return self._own

    def user(self, tokens: Tokens) -> "User":
        """Calls for a user; keep `user.tokens`, which change when they expire."""
        return User(self, tokens)

    # Calls of the organisation itself

    def deposit(self, fintech_use_num: str, amount: int, print_content: str, *, pass_phrase: str, wd_print_content: str = "", name_check: bool = True, tran_dtime: str = "") -> Answer:
        """transfer/deposit of one row; the row that was paid. Raises Refused or Unknown."""
        row = {"fintech_use_num": fintech_use_num, "print_content": print_content}
        order = Order("2", tran_dtime or self.order_time(), amount, fintech_use_num)
        return self._pay("transfer/deposit", order, row, pass_phrase, wd_print_content or print_content, name_check)

    def deposit2(self, bank_code_std: str, account_num: str, holder_name: str, amount: int, print_content: str, *, pass_phrase: str, wd_print_content: str = "", name_check: bool = True, tran_dtime: str = "") -> Answer:
        """transfer/deposit2 of one row; the row that was paid. Raises Refused or Unknown."""
        row = {"bank_code_std": bank_code_std, "account_num": account_num, "account_holder_name": holder_name, "print_content": print_content}
        order = Order("2", tran_dtime or self.order_time(), amount, "", bank_code_std, account_num)
        return self._pay("transfer/deposit2", order, row, pass_phrase, wd_print_content or print_content, name_check)

    def _pay(self, path: str, order: Order, row: Answer, pass_phrase: str, wd_print_content: str, name_check: bool) -> Answer:
        body = {
            "wd_pass_phrase": pass_phrase, "wd_print_content": wd_print_content, "name_check_option": "on" if name_check else "off",
            "req_cnt": "1", "tran_dtime": order.tran_dtime, "req_list": [{"tran_no": "1", "tran_amt": str(order.amount), **row}],
        }
        return self._order(order, lambda: self._own_call("POST", path, body))

    def outcome(self, order: Order) -> Answer:
        """What is known of a transfer now: the row of transfer/recheck."""
        row: Answer = {"tran_no": "1", "org_tran_dtime": order.tran_dtime, "org_tran_amt": str(order.amount)}
        if order.fintech_use_num:
            row |= {"org_req_gubun": "F", "fintech_use_num": order.fintech_use_num}
        else:
            row |= {"org_req_gubun": "A", "bank_code_std": order.bank_code_std, "account_num": order.account_num}
        return self._inquire(lambda: self._own_call("POST", "transfer/recheck", self._list(order.check_type, row)))["res_list"][0]

    def transfer_result(self, check_type: str, bank_tran_id: str, bank_tran_date: str, amount: int) -> Answer:
        """The row of transfer/result for one leg."""
        row = {"tran_no": "1", "org_bank_tran_id": bank_tran_id, "org_bank_tran_date": bank_tran_date, "org_tran_amt": str(amount)}
        return self._inquire(lambda: self._own_call("POST", "transfer/result", self._list(check_type, row)))["res_list"][0]

    def _list(self, check_type: str, row: Answer) -> Answer:
        return {"check_type": check_type, "tran_dtime": self.now(), "req_cnt": "1", "req_list": [row]}

    def real_name(self, bank_code_std: str, account_num: str, account_holder_info: str) -> Answer:
        """inquiry/real_name."""
        body = {"bank_code_std": bank_code_std, "account_num": account_num, "account_holder_info": account_holder_info, "tran_dtime": self.now()}
        return self._inquire(lambda: self._own_call("POST", "inquiry/real_name", body))

    def remit_list(self, **fields: str) -> Answer:
        """inquiry/remit_list, by its own fields."""
        return self._inquire(lambda: self._own_call("GET", "inquiry/remit_list", {"tran_dtime": self.now(), **fields}))

    def bank_status(self) -> List[Answer]:
        """bank/status: every bank and whether it works."""
        return self._inquire(lambda: self._own_call("GET", "bank/status", {}))["res_list"]

    def play(self, scenario: Any) -> int:
        """On a test bed: this app is answered as `scenario` says from now on, a file of the simulator as json.load reads it, or a list of
        rules; an empty list ends it. How many rules are in force."""
        rules = scenario["rules"] if isinstance(scenario, Mapping) else list(scenario)
        body = json.dumps({"client_id": self.client_id, "client_secret": self._secret, "rules": rules}).encode()
        answer = self._ask(lambda: self._send("POST", "/testbed/scenarios", body, {"Content-Type": "application/json"}))
        if "rules" not in answer:
            raise Refused(f"not played: {answer.get('error') or answer.get('rsp_message', '')}", answer)
        return int(answer["rules"])

    def _own_call(self, method: str, path: str, fields: Answer) -> Answer:
        answer = self.call(method, path, self._own_token()["access_token"], fields)
        if answer.get("rsp_code") in ("O0002", "O0003"):
            answer = self.call(method, path, self._own_token(fresh=True)["access_token"], fields)
        return answer

    # How calls are made

    def now(self) -> str:
        """`tran_dtime` of this second, Korean time."""
        return self._clock().strftime("%Y%m%d%H%M%S")

    def order_time(self) -> str:
        """A `tran_dtime` that no other order of this object has, as near to the clock as there is one: orders are known by it."""
        with self._lock:
            self._last_order = max(self._clock(), self._last_order + datetime.timedelta(seconds=1)).replace(microsecond=0)
            return self._last_order.strftime("%Y%m%d%H%M%S")

    def call(self, method: str, path: str, token: str, fields: Answer) -> Answer:
        """One call of an API, sent once; the answer as it came. Raises OSError where none came."""
        headers = {"Authorization": f"Bearer {token}"}
        if method == "GET":
            query = urllib.parse.urlencode(fields)
            return self._send("GET", f"/v1.0/{path}" + (f"?{query}" if query else ""), None, headers)
        headers["Content-Type"] = "application/json; charset=UTF-8"
        return self._send("POST", f"/v1.0/{path}", json.dumps(fields, ensure_ascii=False).encode(), headers)

    def _send(self, method: str, target: str, body: Optional[bytes], headers: Dict[str, str]) -> Answer:
        request = urllib.request.Request(self.url + target, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            text = error.read()
        except http.client.HTTPException as error:
            raise OSError(f"the answer broke off: {error!r}") from error
        try:
            answer = json.loads(text)
        except ValueError as error:
            raise OSError("the answer is no JSON") from error
        if not isinstance(answer, dict):
            raise OSError("the answer is no JSON object")
        return answer

    def _ask(self, send: Callable[[], Answer]) -> Answer:
        """What may be sent again: until an answer comes that tells something."""
        for attempt in range(self._attempts):
            last = attempt + 1 == self._attempts
            try:
                answer = send()
            except (OSError, urllib.error.URLError) as error:
                if last:
                    raise Unanswered(f"no answer: {error}") from error
            else:
                if last or answer.get("rsp_code") not in BUSY_CODES:
                    return answer
            self._sleep(min(8.0, 0.5 * 2**attempt))
        raise Unanswered("no attempt was made")

    def _inquire(self, send: Callable[[], Answer]) -> Answer:
        answer = self._ask(send)
        if answer.get("rsp_code") not in ("A0000", "A0009") or answer.get("bank_rsp_code", "000") not in ("000", ""):
            raise Refused(f"{answer.get('rsp_code')} {answer.get('rsp_message', '')}".strip(), answer)
        return answer

    def _order(self, order: Order, send: Callable[[], Answer]) -> Answer:
        """Sends an order until an answer comes, and says what became of it: the row that is done. Raises Refused or Unknown."""
        is_doubtful = False

        def noted() -> Answer:
            nonlocal is_doubtful
            try:
                return send()
            except OSError:
                is_doubtful = True
                raise

        try:
            answer = self._ask(noted)
        except Unanswered as error:
            raise Unknown(str(error), order) from error
        except Refused as error:
            # There is no token for another sending.
            if not is_doubtful:
                raise
            answer = error.answer
        return self._settled(order, answer, (answer.get("res_list") or [answer])[0], is_doubtful)

    def _settled(self, order: Order, answer: Answer, row: Answer, is_doubtful: bool) -> Answer:
        """`row` where it is done; asks while nothing is known. After a sending without an answer (`is_doubtful`) the hub's own refusal of
        a later one is not what became of the order: only a bank's code is."""
        code, bank = str(answer.get("rsp_code", "")), str(row.get("bank_rsp_code", ""))
        is_open = code in OPEN_CODES or bank in OPEN_BANK_CODES or (not bank and (code in DONE_CODES or is_doubtful))
        for attempt in range(self._attempts + 1):
            if bank == "000":
                return row
            if not is_open:
                raise Refused(f"{code} {bank} {row.get('bank_rsp_message') or answer.get('rsp_message', '')}".strip(), {**answer, **row})
            if attempt < self._attempts:
                self._sleep(min(30.0, 1.0 * 2**attempt))
                try:
                    found = self.outcome(order)
                except MaruError:
                    continue
                # Where the hub knows no such order the first answer stands: it may still be on its way.
                if found.get("bank_rsp_code") not in ("701", "813"):
                    row, bank = {**row, **found}, str(found.get("bank_rsp_code", ""))
                    is_open = not bank or bank in OPEN_BANK_CODES
        raise Unknown("not known yet", order, {**answer, **row})


class User:
    """Calls for one user. An expired token is replaced once, by itself."""

    def __init__(self, maru: Maru, tokens: Tokens):
        self.maru = maru
        self.tokens = tokens

    def _call(self, method: str, path: str, fields: Answer) -> Answer:
        answer = self.maru.call(method, path, self.tokens.access, fields)
        if answer.get("rsp_code") == "O0003":
            self.tokens = self.maru.refresh(self.tokens)
            answer = self.maru.call(method, path, self.tokens.access, fields)
        return answer

    def _get(self, path: str, **fields: str) -> Answer:
        return self.maru._inquire(lambda: self._call("GET", path, fields))

    def _post(self, path: str, **fields: str) -> Answer:
        return self.maru._inquire(lambda: self._call("POST", path, fields))

    def me(self) -> Answer:
        """user/me."""
        return self._get("user/me", user_seq_no=self.tokens.user_seq_no)

    def unlink(self) -> Answer:
        """user/unlink: ends everything between the user and this organisation."""
        code = self.maru._own_token()["client_use_code"]
        return self._post("user/unlink", client_use_code=code, user_seq_no=self.tokens.user_seq_no)

    def accounts(self, include_cancelled: bool = False) -> List[Answer]:
        """account/list."""
        return self._get(
            "account/list", user_seq_no=self.tokens.user_seq_no, include_cancel_yn="Y" if include_cancelled else "N", sort_order="D"
        )["res_list"]

    def rename(self, fintech_use_num: str, alias: str) -> Answer:
        """account/update_info: the account's name at this organisation."""
        return self._post("account/update_info", fintech_use_num=fintech_use_num, account_alias=alias)

    def cancel(self, fintech_use_num: str, scope: str = "inquiry") -> Answer:
        """account/cancel of one service of an account."""
        return self._post("account/cancel", fintech_use_num=fintech_use_num, scope=scope)

    def balance(self, fintech_use_num: str) -> Answer:
        """account/balance; amounts are texts of digits, in won."""
        return self._get("account/balance", fintech_use_num=fintech_use_num, tran_dtime=self.maru.now())

    def transactions(self, fintech_use_num: str, from_date: str, to_date: str, inquiry_type: str = "A", sort_order: str = "D") -> Iterator[Answer]:
        """account/transaction_list: every row of every page."""
        fields = {
            "fintech_use_num": fintech_use_num, "inquiry_type": inquiry_type, "from_date": from_date, "to_date": to_date,
            "sort_order": sort_order, "page_index": "1", "tran_dtime": self.maru.now(),
        }
        while True:
            page = self._get("account/transaction_list", **fields)
            yield from page.get("res_list", [])
            if page.get("next_page_yn") != "Y":
                return
            fields |= {"page_index": str(int(fields["page_index"]) + 1), "befor_inquiry_trace_info": page.get("befor_inquiry_trace_info", "")}

    def withdraw(self, fintech_use_num: str, amount: int, dps_print_content: str, *, tran_dtime: str = "", **more: str) -> Answer:
        """transfer/withdraw, done. Raises Refused, or Unknown where its fate is still open."""
        order = Order("1", tran_dtime or self.maru.order_time(), amount, fintech_use_num)
        fields = {
            "fintech_use_num": fintech_use_num, "tran_amt": str(amount), "dps_print_content": dps_print_content,
            "tran_dtime": order.tran_dtime, **more,
        }
        return self.maru._order(order, lambda: self._call("POST", "transfer/withdraw", fields))


def verify_webhook(secret: str, headers: Mapping[str, str], body: bytes, *, tolerance: float = 300, now: Optional[float] = None) -> bool:
    """Whether a webhook's call is the hub's, by its headers (in any case) and its body as it came, and no older than `tolerance` seconds."""
    given = {name.lower(): value for name, value in headers.items()}
    stamp = given.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs((time.time() if now is None else now) - int(stamp)) > tolerance:
        return False
    key = base64.b64decode(secret.partition("_")[2])
    expected = b"v1," + base64.b64encode(hmac.digest(key, f"{given.get('webhook-id', '')}.{stamp}.".encode() + body, "sha256"))
    return any(hmac.compare_digest(one.encode(), expected) for one in given.get("webhook-signature", "").split(" "))
