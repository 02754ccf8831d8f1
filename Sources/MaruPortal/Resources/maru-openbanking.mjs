/**
 * Client of the joint open banking platform (v1.0) as Maru serves it: every API, without dependencies, for Node 18 and later.
 *
 * What moves money moves it once. An order is known by its `tran_dtime`, account and amount: where no answer comes the same order is
 * sent again, which the hub answers with what became of the first; where the hub does not know yet it is asked, never ordered anew.
 */

// The hub or a bank does not know yet, or refused a repeat whose first one may have succeeded (sections 6, 7 and 9 of the contract): ask,
// never order again.
const OPEN_CODES = new Set(["A0001", "A0007", "A0008", "A0016", "A0017", "A0326"]);
const OPEN_BANK_CODES = new Set(["400", "803", "804", "819", "822"]);
const BUSY_CODES = new Set(["O0008", "O0009"]);
// Say nothing of money without a bank's code.
const DONE_CODES = new Set(["A0000", "A0002"]);

/** A call without a good answer; `answer` is what came, empty where nothing did. */
export class MaruError extends Error {
  constructor(message, answer = {}) {
    super(message);
    this.name = new.target.name;
    this.answer = answer;
  }
  get code() { return this.answer.rsp_code ?? ""; }
  get bankCode() { return this.answer.bank_rsp_code ?? ""; }
}
/** The hub or a bank said no: nothing happened, or it was undone. */
export class Refused extends MaruError {}
/** A transfer whose fate is still open after all questions: ask later by `outcome(order)`, never order it again. */
export class Unknown extends MaruError {
  constructor(message, order, answer) {
    super(message, answer);
    this.order = order;
  }
}
/** No answer to a question, which may be asked again. */
export class Unanswered extends MaruError {}

/** One application of an organisation. */
export class Maru {
  #secret;
  #own;
  #lastOrder = 0;

  constructor(url, clientID, clientSecret, redirectURI = "", options = {}) {
    this.url = url.replace(/\/+$/, "");
    this.clientID = clientID;
    this.redirectURI = redirectURI;
    this.#secret = clientSecret;
    this.timeout = options.timeout ?? 25_000;
    this.attempts = options.attempts ?? 4;
    this.sleep = options.sleep ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
    this.clock = options.clock ?? (() => Date.now());
  }

  // Consent and tokens

  authorizeURL(scope = "login inquiry transfer", state = "", more = {}) {
    const query = { response_type: "code", client_id: this.clientID, redirect_uri: this.redirectURI, scope, ...(state && { state }), ...more };
    return `${this.url}/oauth/2.0/authorize2?${new URLSearchParams(query)}`;
  }

  exchange(code, more = {}) {
    return this.#tokens({ grant_type: "authorization_code", code, redirect_uri: this.redirectURI, ...more });
  }

  refresh(tokens) {
    return this.#tokens({ grant_type: "refresh_token", refresh_token: tokens.refresh, scope: tokens.scope });
  }

  async #tokens(form) {
    const got = await this.#token(form);
    return { access: got.access_token, refresh: got.refresh_token, userSeqNo: got.user_seq_no, scope: got.scope };
  }

  async #token(form) {
    const body = new URLSearchParams({ ...form, client_id: this.clientID, client_secret: this.#secret }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const got = await this.#ask(() => this.#send("POST", "/oauth/2.0/token", body, headers));
    if (!got.access_token) throw new Refused(`no token: ${got.rsp_code} ${got.rsp_message}`, got);
    return got;
  }

  /** The organisation's own token; one request for all who wait. */
  async ownToken(fresh = false) {
    if (!this.#own || fresh) {
      const asked = this.#token({ grant_type: "client_credentials", scope: "oob" });
      this.#own = asked;
      asked.catch(() => { if (this.#own === asked) this.#own = undefined; });
    }
    return this.#own;
  }

  /** Calls for a user; keep `user.tokens`, which change when they expire. */
  user(tokens) { return new User(this, tokens); }

  // Calls of the organisation itself

  deposit(fintechUseNum, amount, printContent, options) {
    const order = { checkType: "2", tranDtime: options.tranDtime ?? this.orderTime(), amount, fintechUseNum };
    return this.#pay("transfer/deposit", order, { fintech_use_num: fintechUseNum, print_content: printContent }, options);
  }

  deposit2(bankCode, accountNum, holderName, amount, printContent, options) {
    const order = { checkType: "2", tranDtime: options.tranDtime ?? this.orderTime(), amount, bankCode, accountNum };
    const row = { bank_code_std: bankCode, account_num: accountNum, account_holder_name: holderName, print_content: printContent };
    return this.#pay("transfer/deposit2", order, row, options);
  }

  async #pay(path, order, row, { passPhrase, wdPrintContent = row.print_content, nameCheck = true }) {
    const body = {
      wd_pass_phrase: passPhrase, wd_print_content: wdPrintContent, name_check_option: nameCheck ? "on" : "off", req_cnt: "1",
      tran_dtime: order.tranDtime, req_list: [{ tran_no: "1", tran_amt: String(order.amount), ...row }],
    };
    return this.order(order, () => this.#ownCall("POST", path, body));
  }

  /** What is known of a transfer now: the row of transfer/recheck. */
  async outcome(order) {
    const named = order.fintechUseNum
      ? { org_req_gubun: "F", fintech_use_num: order.fintechUseNum }
      : { org_req_gubun: "A", bank_code_std: order.bankCode, account_num: order.accountNum };
    const row = { tran_no: "1", org_tran_dtime: order.tranDtime, org_tran_amt: String(order.amount), ...named };
    return (await this.inquire(() => this.#ownCall("POST", "transfer/recheck", this.#list(order.checkType, row)))).res_list[0];
  }

  async transferResult(checkType, bankTranID, bankTranDate, amount) {
    const row = { tran_no: "1", org_bank_tran_id: bankTranID, org_bank_tran_date: bankTranDate, org_tran_amt: String(amount) };
    return (await this.inquire(() => this.#ownCall("POST", "transfer/result", this.#list(checkType, row)))).res_list[0];
  }

  #list(checkType, row) { return { check_type: checkType, tran_dtime: this.now(), req_cnt: "1", req_list: [row] }; }

  realName(bankCode, accountNum, holderInfo) {
    const body = { bank_code_std: bankCode, account_num: accountNum, account_holder_info: holderInfo, tran_dtime: this.now() };
    return this.inquire(() => this.#ownCall("POST", "inquiry/real_name", body));
  }

  remitList(fields) {
    return this.inquire(() => this.#ownCall("GET", "inquiry/remit_list", { tran_dtime: this.now(), ...fields }));
  }

  async bankStatus() { return (await this.inquire(() => this.#ownCall("GET", "bank/status", {}))).res_list; }

  /**
   * On a test bed: this app is answered as `scenario` says from now on, a file of the simulator as JSON.parse reads it, or an array of
   * rules; an empty array ends it. How many rules are in force.
   */
  async play(scenario) {
    const rules = Array.isArray(scenario) ? scenario : scenario.rules;
    const body = JSON.stringify({ client_id: this.clientID, client_secret: this.#secret, rules });
    const answer = await this.#ask(() => this.#send("POST", "/testbed/scenarios", body, { "Content-Type": "application/json" }));
    if (answer.rules === undefined) throw new Refused(`not played: ${answer.error ?? answer.rsp_message ?? ""}`, answer);
    return Number(answer.rules);
  }

  async #ownCall(method, path, fields) {
    const answer = await this.call(method, path, (await this.ownToken()).access_token, fields);
    if (answer.rsp_code !== "O0002" && answer.rsp_code !== "O0003") return answer;
    return this.call(method, path, (await this.ownToken(true)).access_token, fields);
  }

  // How calls are made

  /** `tran_dtime` of this second, Korean time. */
  now() { return stamp(this.clock()); }

  /** A `tran_dtime` that no other order of this object has, as near to the clock as there is one: orders are known by it. */
  orderTime() {
    this.#lastOrder = Math.max(Math.floor(this.clock() / 1000) * 1000, this.#lastOrder + 1000);
    return stamp(this.#lastOrder);
  }

  /** One call of an API, sent once; the answer as it came. */
  call(method, path, token, fields) {
    const headers = { Authorization: `Bearer ${token}` };
    if (method === "GET") {
      const query = new URLSearchParams(fields).toString();
      return this.#send("GET", `/v1.0/${path}${query && `?${query}`}`, undefined, headers);
    }
    return this.#send("POST", `/v1.0/${path}`, JSON.stringify(fields), { ...headers, "Content-Type": "application/json; charset=UTF-8" });
  }

  async #send(method, target, body, headers) {
    const response = await fetch(this.url + target, { method, body, headers, signal: AbortSignal.timeout(this.timeout) });
    return response.json();
  }

  /** What may be sent again: until an answer comes that tells something. */
  async #ask(send) {
    for (let attempt = 0; ; attempt++) {
      const last = attempt + 1 >= this.attempts;
      try {
        const answer = await send();
        if (last || !BUSY_CODES.has(answer.rsp_code)) return answer;
      } catch (error) {
        if (error instanceof MaruError) throw error;
        if (last) throw new Unanswered(`no answer: ${error.cause?.code ?? error.message}`);
      }
      await this.sleep(Math.min(8_000, 500 * 2 ** attempt));
    }
  }

  async inquire(send) {
    const answer = await this.#ask(send);
    const bank = answer.bank_rsp_code || "000";
    if (!["A0000", "A0009"].includes(answer.rsp_code) || bank !== "000")
      throw new Refused(`${answer.rsp_code} ${answer.rsp_message ?? ""}`.trim(), answer);
    return answer;
  }

  /** Sends an order until an answer comes, and says what became of it: the row that is done. Throws Refused or Unknown. */
  async order(order, send) {
    let isDoubtful = false, answer;
    try {
      answer = await this.#ask(async () => {
        try {
          return await send();
        } catch (error) {
          isDoubtful ||= !(error instanceof MaruError);
          throw error;
        }
      });
    } catch (error) {
      if (error instanceof Unanswered) throw new Unknown(error.message, order);
      // There is no token for another sending.
      if (!(error instanceof Refused) || !isDoubtful) throw error;
      answer = error.answer;
    }
    return this.#settled(order, answer, answer.res_list?.[0] ?? answer, isDoubtful);
  }

  /**
   * `row` where it is done; asks while nothing is known. After a sending without an answer (`isDoubtful`) the hub's own refusal of a later
   * one is not what became of the order: only a bank's code is.
   */
  async #settled(order, answer, row, isDoubtful) {
    const code = answer.rsp_code ?? "";
    let bank = row.bank_rsp_code ?? "";
    let isOpen = OPEN_CODES.has(code) || OPEN_BANK_CODES.has(bank) || (!bank && (DONE_CODES.has(code) || isDoubtful));
    for (let attempt = 0; attempt <= this.attempts; attempt++) {
      if (bank === "000") return row;
      if (!isOpen) throw new Refused(`${code} ${bank} ${row.bank_rsp_message || answer.rsp_message || ""}`.trim(), { ...answer, ...row });
      if (attempt === this.attempts) break;
      await this.sleep(Math.min(30_000, 1_000 * 2 ** attempt));
      try {
        const found = await this.outcome(order);
        // Where the hub knows no such order the first answer stands: it may still be on its way.
        if (["701", "813"].includes(found.bank_rsp_code)) continue;
        row = { ...row, ...found };
        bank = found.bank_rsp_code ?? "";
        isOpen = !bank || OPEN_BANK_CODES.has(bank);
      } catch (error) {
        if (!(error instanceof MaruError)) throw error;
      }
    }
    throw new Unknown("not known yet", order, { ...answer, ...row });
  }
}

/** Calls for one user. An expired token is replaced once, by itself. */
export class User {
  constructor(maru, tokens) {
    this.maru = maru;
    this.tokens = tokens;
  }

  async #call(method, path, fields) {
    const answer = await this.maru.call(method, path, this.tokens.access, fields);
    if (answer.rsp_code !== "O0003") return answer;
    this.tokens = await this.maru.refresh(this.tokens);
    return this.maru.call(method, path, this.tokens.access, fields);
  }
  #get(path, fields) { return this.maru.inquire(() => this.#call("GET", path, fields)); }
  #post(path, fields) { return this.maru.inquire(() => this.#call("POST", path, fields)); }

  me() { return this.#get("user/me", { user_seq_no: this.tokens.userSeqNo }); }
  async unlink() {
    const { client_use_code } = await this.maru.ownToken();
    return this.#post("user/unlink", { client_use_code, user_seq_no: this.tokens.userSeqNo });
  }
  async accounts(includeCancelled = false) {
    const fields = { user_seq_no: this.tokens.userSeqNo, include_cancel_yn: includeCancelled ? "Y" : "N", sort_order: "D" };
    return (await this.#get("account/list", fields)).res_list;
  }
  rename(fintechUseNum, alias) {
    return this.#post("account/update_info", { fintech_use_num: fintechUseNum, account_alias: alias });
  }
  cancel(fintechUseNum, scope = "inquiry") { return this.#post("account/cancel", { fintech_use_num: fintechUseNum, scope }); }
  balance(fintechUseNum) { return this.#get("account/balance", { fintech_use_num: fintechUseNum, tran_dtime: this.maru.now() }); }

  /** Every row of every page. */
  async *transactions(fintechUseNum, fromDate, toDate, inquiryType = "A", sortOrder = "D") {
    let fields = {
      fintech_use_num: fintechUseNum, inquiry_type: inquiryType, from_date: fromDate, to_date: toDate, sort_order: sortOrder,
      page_index: "1", tran_dtime: this.maru.now(),
    };
    for (;;) {
      const page = await this.#get("account/transaction_list", fields);
      yield* page.res_list ?? [];
      if (page.next_page_yn !== "Y") return;
      fields = { ...fields, page_index: String(Number(fields.page_index) + 1), befor_inquiry_trace_info: page.befor_inquiry_trace_info ?? "" };
    }
  }

  /** transfer/withdraw, done. Throws Refused, or Unknown where its fate is still open. */
  async withdraw(fintechUseNum, amount, dpsPrintContent, { tranDtime, ...more } = {}) {
    const order = { checkType: "1", tranDtime: tranDtime ?? this.maru.orderTime(), amount, fintechUseNum };
    const fields = {
      fintech_use_num: fintechUseNum, tran_amt: String(amount), dps_print_content: dpsPrintContent, tran_dtime: order.tranDtime, ...more,
    };
    return this.maru.order(order, () => this.#call("POST", "transfer/withdraw", fields));
  }
}

/** `yyyyMMddHHmmss`, Korean time (UTC+9, no daylight saving). */
function stamp(milliseconds) {
  return new Date(milliseconds + 9 * 3_600_000).toISOString().replace(/[^0-9]/g, "").slice(0, 14);
}

/** Whether a webhook's call is the hub's, by its headers (lower case) and its body as it came, and no older than `tolerance` seconds. */
export async function verifyWebhook(secret, headers, body, { tolerance = 300, now = Date.now() / 1000 } = {}) {
  const stamp = headers["webhook-timestamp"] ?? "";
  if (!/^[0-9]+$/.test(stamp) || Math.abs(now - Number(stamp)) > tolerance) return false;
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes(secret.replace(/^whsec_/, "")), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const head = new TextEncoder().encode(`${headers["webhook-id"] ?? ""}.${stamp}.`);
  const rest = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const text = new Uint8Array(head.length + rest.length);
  text.set(head);
  text.set(rest, head.length);
  for (const one of (headers["webhook-signature"] ?? "").split(" ")) {
    // What is no base64 is no signature.
    if (!/^v1,[A-Za-z0-9+/]{43}=$/.test(one)) continue;
    if (await crypto.subtle.verify("HMAC", key, bytes(one.slice(3)), text)) return true;
  }
  return false;
}
