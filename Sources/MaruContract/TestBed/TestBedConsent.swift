public import MaruDomain

/// The test bed's own fields and messages, `/testbed/…`: no part of the platform's contract, and not there in production.
public enum TestBedWire {
  /// `user`: who consents.
  public static let user = Field<String>(
    text: "user", WireType("AH", 20), "사용자. ready 파일에 있는 이름이나 user_seq_no: a name or user_seq_no of the ready file",
    example: "김민준")
  /// `redirect_to`: the callback with everything in it.
  public static let redirectTo = Field<String>(
    text: "redirect_to", WireType("aNS", 2000),
    "콜백 주소. code, scope, client_info, state가 붙은 콜백: the callback with code, scope, client_info and state",
    example: "http://localhost:8880/html/callback.html?code=5f0c2a1e-3b5d-4f6a-9c8b-7d6e5f4a3b2c&scope=login")
  /// `login_link`: where a browser is logged in as the test bed's own developer.
  public static let loginLink = Field<String>(
    text: "login_link", WireType("aNS", 300),
    "로그인 주소. 브라우저 하나를 시험 환경의 개발자로 한 번 로그인함: logs one browser in as the test bed's developer, once",
    example: "http://localhost:8080/developers/enter?token=5f0c2a1e")
  /// `mode`: how a simulated bank behaves.
  public static let mode = Field<TestBedMode>(
    "mode", WireType("aS", 20), "은행 동작. 은행이 어떻게 움직일지: how the bank behaves", example: .down)
  /// `delay_ms`, in milliseconds, of `slow`.
  public static let delay = Field<Int>(
    number: "delay_ms", digits: 6, "지연. 느린 은행이 답하기까지의 밀리초: how long a slow bank takes, in milliseconds", example: "1000"
  )
  /// `balance`, in won.
  public static let balance = Field<Won>(
    "balance", WireType("N", 12), "잔액. 계좌가 가질 금액, 원 단위: the balance that the account shall have, in won",
    example: "1000000",
    parse: { Won(wire: $0) }, render: { $0.description })
  /// `state`: whether the account can be used.
  public static let state = Field<String>(
    "state", WireType("aS", 20), "계좌상태. 계좌를 쓸 수 있는지: whether the account can be used", example: "normal",
    values: ["normal", "closed", "suspended", "no_deposit", "no_debit"], parse: { $0 }, render: { $0 })
}

/// How a simulated bank behaves, `mode`.
public enum TestBedMode: String, Sendable, CaseIterable {
  /// Answers at once.
  case up
  /// Cannot be reached.
  case down
  /// Answers after `delay_ms`.
  case slow
  /// Refuses every credit.
  case refuseCredit = "refuse_credit"
  /// Does what it is asked and loses the answer.
  case loseAnswer = "lose_answer"
}

/// `POST /testbed/consents`: what a person does in the consent pages, in one call.
public struct TestBedConsent: WireMessage, Hashable {
  /// `client_id`.
  public var client: ClientID
  /// `user`: a name or user_seq_no of the ready file.
  public var user: String
  /// `scope`, of a user's.
  public var scope: Scope
  /// `redirect_uri`, registered for the client.
  public var redirectURI: String
  /// `state`, returned in the callback.
  public var state: String?
  /// `client_info`, returned in the callback.
  public var clientInfo: String?
  /// `code_challenge`, RFC 7636.
  public var codeChallenge: String?
  /// `code_challenge_method`.
  public var codeChallengeMethod: ChallengeMethod?
  /// `accounts`; empty means all that the person holds.
  public var accounts: [Account]

  /// A consent to everything that `scope` opens for the accounts.
  public init(
    client: ClientID, user: String, scope: Scope, redirectURI: String, state: String? = nil, clientInfo: String? = nil,
    codeChallenge: String? = nil, codeChallengeMethod: ChallengeMethod? = nil, accounts: [BankAccount] = []
  ) {
    self.client = client
    self.user = user
    self.scope = scope
    self.redirectURI = redirectURI
    self.state = state
    self.clientInfo = clientInfo
    self.codeChallenge = codeChallenge
    self.codeChallengeMethod = codeChallengeMethod
    self.accounts = accounts.map { Account($0) }
  }

  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {
    client = try fields.required(Wire.clientID)
    user = try fields.required(TestBedWire.user)
    scope = try fields.required(Wire.scope)
    redirectURI = try fields.required(Wire.redirectURI)
    state = try fields.optional(Wire.state)
    clientInfo = try fields.optional(Wire.clientInfo)
    codeChallenge = try fields.optional(Wire.codeChallenge)
    codeChallengeMethod = try fields.optional(Wire.codeChallengeMethod)
    accounts = try fields.list(
      "accounts", of: Account.self, orNone: true, "등록할 계좌. 없으면 모두: accounts to register; none means all")
  }

  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.clientID, client)
    fields.put(TestBedWire.user, user)
    fields.put(Wire.scope, scope)
    fields.put(Wire.redirectURI, redirectURI)
    fields.putOptional(Wire.state, state)
    fields.putOptional(Wire.clientInfo, clientInfo)
    fields.putOptional(Wire.codeChallenge, codeChallenge)
    fields.putOptional(Wire.codeChallengeMethod, codeChallengeMethod)
    fields.put(list: "accounts", accounts)
  }

  /// An account by bank and number.
  public struct Account: WireMessage, Hashable {
    /// `bank_code_std` and `account_num`.
    public var account: BankAccount
    /// The row for `account`.
    public init(_ account: BankAccount) { self.account = account }
    /// See ``WireMessage``.
    public init(from fields: inout FieldReader) throws(HubError) {
      let bank = try fields.required(Wire.bankCode)
      account = BankAccount(bank: bank, number: try fields.required(Wire.accountNumber))
    }
    /// See ``WireMessage``.
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, account.bank)
      fields.put(Wire.accountNumber, account.number)
    }
  }

  /// What the consent gives.
  public struct Answer: WireMessage, Hashable {
    /// `code`: the authorization code.
    public var code: String
    /// `redirect_to`: where the person's browser would be sent.
    public var redirectTo: String
    /// An answer with `code`.
    public init(code: String, redirectTo: String) {
      self.code = code
      self.redirectTo = redirectTo
    }
    /// See ``WireMessage``.
    public init(from fields: inout FieldReader) throws(HubError) {
      code = try fields.required(Wire.code)
      redirectTo = try fields.required(TestBedWire.redirectTo)
    }
    /// See ``WireMessage``.
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.code, code)
      fields.put(TestBedWire.redirectTo, redirectTo)
    }
  }
}
