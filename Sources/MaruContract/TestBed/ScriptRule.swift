public import MaruDomain

/// What a hub asks of a bank, as rules of a script name it.
public enum BankQuestion: String, Sendable, CaseIterable {
  /// Balance of an account.
  case balance
  /// A page of an account's history.
  case transactions
  /// Who holds an account.
  case holder
  /// Which accounts a person holds.
  case accounts
  /// Takes note that a service of an account ended.
  case endService = "end_service"
  /// Takes money.
  case debit
  /// Gives money.
  case credit
  /// Gives a debit back.
  case reverse
  /// What became of a movement.
  case status
  /// What the bank booked on a day.
  case statement
}

/// What a rule of a script answers in place of the true answer.
public enum ScriptedAnswer: Sendable, Hashable {
  /// The hub refuses the call with this code, before anything is done.
  case hub(ResponseCode, OAuthDetail?)
  /// A bank refuses what it is asked with this code; nothing moves there.
  case bank(BankResponseCode)
  /// A bank does what it is asked, and its answer is lost.
  case lost
  /// A bank never hears the question, and nobody knows that.
  case unheard

  /// `A0305`, `O0001-3000113`, `453`, `lost` or `unheard`; nil for what is no code of the catalogues, and for those that come of
  /// themselves: successes, and the codes that tell of a bank's own (A0002, A0009), which a bank's code brings about.
  public init?(_ text: String) {
    switch text {
    case "lost": self = .lost
    case "unheard": self = .unheard
    default:
      let parts = text.split(separator: "-", maxSplits: 1)
      guard let first = parts.first else { return nil }
      if let code = ResponseCode(rawValue: String(first)) {
        guard ![.success, .bankRefused, .partlyFailed].contains(code) else { return nil }
        let detail = parts.count == 2 ? OAuthDetail.allCases.first { $0.number == parts[1] } : nil
        // The number is a part of O0001, and of no other code.
        guard (detail != nil) == (code == .authenticationParameterWrong), (detail != nil) == (parts.count == 2) else {
          return nil
        }
        self = .hub(code, detail)
      } else {
        guard let code = BankResponseCode(text), code != .accepted else { return nil }
        self = .bank(code)
      }
    }
  }

  /// As ``init(_:)`` reads it.
  public var text: String {
    switch self {
    case .hub(let code, let detail): detail.map { "\(code.wire)-\($0.number)" } ?? code.wire
    case .bank(let code): code.text
    case .lost: "lost"
    case .unheard: "unheard"
    }
  }
}

/// One rule of a script: when it applies, what is answered then, after which delay, and how often.
///
/// A condition that is absent holds always. A rule without an answer only delays.
public struct ScriptRule: WireMessage, Hashable {
  /// `api`: which API (or `oauth/token`).
  public var api: String?
  /// `bank_code_std`: at which bank.
  public var bank: BankCode?
  /// `account_num`: of which account.
  public var account: AccountNumber?
  /// `question`: which question to a bank; absent means any but `reverse` and `status`, which end what went wrong.
  public var question: BankQuestion?
  /// `answer`; absent means the true one.
  public var answer: ScriptedAnswer?
  /// `delay_ms`, in milliseconds, before the answer; at most thirty seconds.
  public var delay: Int?
  /// `times`: how often; absent means always.
  public var times: Int?

  /// The longest delay, in milliseconds: no client waits longer.
  public static let longestDelay = 30_000

  /// A rule that holds under all conditions that are given.
  public init(
    api: String? = nil, bank: BankCode? = nil, account: AccountNumber? = nil, question: BankQuestion? = nil,
    answer: ScriptedAnswer? = nil, delay: Int? = nil, times: Int? = nil
  ) {
    self.api = api
    self.bank = bank
    self.account = account
    self.question = question
    self.answer = answer
    self.delay = delay
    self.times = times
  }

  /// See ``WireMessage``. Throws A0004 for a rule that says nothing, or that asks the hub for a bank's part.
  public init(from fields: inout FieldReader) throws(HubError) {
    api = try fields.optional(ScriptWire.api)
    bank = try fields.optional(Wire.bankCode)
    account = try fields.optional(Wire.accountNumber)
    question = try fields.optional(ScriptWire.question)
    answer = try fields.optional(ScriptWire.answer)
    delay = try fields.optional(ScriptWire.delay)
    times = try fields.optional(ScriptWire.times)
    guard answer != nil || delay ?? 0 > 0 else {
      throw .format(ScriptWire.answer.name, "answer나 delay_ms가 있어야 합니다. A rule needs an answer or a delay.")
    }
    guard !isForHub || question == nil else {
      throw .format(
        ScriptWire.question.name,
        "중계센터의 응답에는 쓰지 않습니다. The hub itself is asked no question: leave it out, or answer as a bank.")
    }
  }

  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.putOptional(ScriptWire.api, api)
    fields.putOptional(Wire.bankCode, bank)
    fields.putOptional(Wire.accountNumber, account)
    fields.putOptional(ScriptWire.question, question)
    fields.putOptional(ScriptWire.answer, answer)
    fields.putOptional(ScriptWire.delay, delay)
    fields.putOptional(ScriptWire.times, times)
  }

  /// Whether the rule is played at the hub's front door rather than at a bank.
  public var isForHub: Bool {
    switch answer {
    case .hub: true
    case .bank, .lost, .unheard: false
    case nil: question == nil
    }
  }
}

/// Fields of scripts.
enum ScriptWire {
  static let api = Field<String>(
    "api", WireType("aS", 40),
    "대상 API. 규칙이 걸리는 API나 oauth/token, 없으면 모두: which API the rule is about, or oauth/token; absent means every one",
    example: "transfer/withdraw", values: apis, parse: { apis.contains($0) ? $0 : nil }, render: { $0 })
  private static let apis = Endpoints.all.map { $0.route.path } + ["oauth/token"]
  static let question = Field<BankQuestion>(
    "question", WireType("aS", 20),
    "은행에 묻는 것. 어느 질문에, 없으면 reverse와 status를 뺀 모두: which question to a bank; absent means any but reverse and status",
    example: .debit)
  static let answer = Field<ScriptedAnswer>(
    "answer", WireType("aNS", 20),
    "정한 응답. 중계센터의 코드(아무 일도 하지 않음), 은행의 코드(은행이 거절), lost(은행은 했으나 답이 사라짐), unheard(은행이 듣지 못함): a code of the hub (nothing is done), of a bank (it refuses), lost (it does it, the answer is lost) or unheard (it never hears)",
    example: "453", pattern: "[AO][0-9]{4}|O0001-[0-9]{3,7}|[0-9]{3}|lost|unheard", parse: { ScriptedAnswer($0) },
    render: { $0.text })
  static let delay = Field<Int>(
    "delay_ms", WireType("N", 5), "지연. 답하기까지의 밀리초, 30000까지: milliseconds before the answer, at most 30000",
    example: "1500",
    parse: { text in
      guard let number = Int(text), (0...ScriptRule.longestDelay).contains(number), text.utf8.count <= 5 else {
        return nil
      }
      return number
    }, render: { String($0) })
  static let times = Field<Int>(
    number: "times", digits: 4, "횟수. 규칙이 걸리는 횟수, 없으면 언제나: how often the rule holds; absent means always", example: "1")
  static let name = Field<String>(
    text: "name", WireType("AH", 40), "시나리오 이름: what the scenario is called", example: "잔액 부족")
  static let count = Field<Int>(
    number: "rules", digits: 3, "규칙 수. 지금 걸려 있는 규칙: how many rules are in force", example: "1")
}
