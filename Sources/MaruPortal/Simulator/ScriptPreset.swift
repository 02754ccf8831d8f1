import MaruContract
import MaruDomain

/// A situation that developers want to try, as one rule.
struct ScriptPreset: Sendable {
  let name: String
  let korean: String
  let english: String
  let rule: ScriptRule

  private init(_ name: String, _ korean: String, _ english: String, _ rule: ScriptRule) {
    self.name = name
    self.korean = korean
    self.english = english
    self.rule = rule
  }

  /// In the order in which they are offered.
  static let all: [ScriptPreset] = [
    ScriptPreset(
      "insufficient-funds", "잔액 부족", "Insufficient funds",
      ScriptRule(api: "transfer/withdraw", question: .debit, answer: .bank(.balanceTooLow))),
    ScriptPreset("maintenance", "은행 점검 중", "Bank in maintenance", ScriptRule(answer: .bank(.outsideHours))),
    ScriptPreset("down", "은행 장애", "Bank is down", ScriptRule(answer: .bank(.systemDown))),
    ScriptPreset(
      "lost-debit", "출금 응답 유실: 돈은 빠짐", "Debit times out, the money is gone",
      ScriptRule(question: .debit, answer: .lost)),
    ScriptPreset(
      "unheard-debit", "출금 응답 없음: 돈은 그대로", "Debit times out, nothing moved",
      ScriptRule(question: .debit, answer: .unheard)),
    ScriptPreset(
      "credit-fails", "출금 뒤 입금 실패", "Credit fails after the debit",
      ScriptRule(question: .credit, answer: .bank(.accountSuspended))),
    ScriptPreset(
      "wrong-name", "예금주명 불일치", "Wrong name of the payee",
      ScriptRule(question: .credit, answer: .bank(.holderNameDiffers))),
    ScriptPreset(
      "no-account", "없는 계좌", "No such account", ScriptRule(answer: .bank(.noSuchAccount))),
    ScriptPreset(
      "duplicate", "중복 거래", "Duplicate transaction",
      ScriptRule(api: "transfer/withdraw", answer: .hub(.duplicateTransaction, nil))),
    ScriptPreset("token-expired", "토큰 만료", "Token expired", ScriptRule(answer: .hub(.tokenExpired, nil))),
    ScriptPreset(
      "refresh-refused", "토큰 발급 거부", "Token refused",
      ScriptRule(api: "oauth/token", answer: .hub(.authenticationParameterWrong, .codeInvalid))),
    ScriptPreset(
      "consent-expired", "조회 동의 만료", "Consent to inquiry expired",
      ScriptRule(api: "account/balance", answer: .hub(.inquiryConsentExpired, nil))),
    ScriptPreset(
      "withdrawal-consent-expired", "출금 동의 만료", "Consent to withdrawal expired",
      ScriptRule(api: "transfer/withdraw", answer: .hub(.withdrawalConsentExpired, nil))),
    ScriptPreset("quota", "호출 한도 초과", "Quota exceeded", ScriptRule(answer: .hub(.objectQuotaExceeded, nil))),
    ScriptPreset("slow", "3초 늦은 응답", "Three seconds late", ScriptRule(delay: 3_000)),
  ]
}

extension SiteVisit {
  /// What a rule says, in words: `transfer/withdraw · debit → 453 예금잔액 부족`.
  func words(for rule: ScriptRule, bankName: (BankCode) -> String) -> String {
    var when: [String] = [rule.api ?? text("모든 API", "any API")]
    if let question = rule.question { when.append(words(for: question)) }
    if let bank = rule.bank { when.append("\(bankName(bank)) \(bank.text)") }
    if let account = rule.account { when.append(account.text) }
    var what: [String] = []
    if let delay = rule.delay, delay > 0 { what.append(text("\(delay) ms 뒤", "after \(delay) ms")) }
    what.append(rule.answer.map { words(for: $0) } ?? text("본래의 응답", "the true answer"))
    return "\(when.joined(separator: " · ")) → \(what.joined(separator: ", "))"
  }

  func words(for answer: ScriptedAnswer) -> String {
    switch answer {
    case .hub(let code, let detail):
      "\(answer.text) \(detail?.english ?? text(code.korean, code.english))"
    case .bank(let code):
      "\(code.text) \(BankResponseCode.catalogue.first { $0.code == code }.map { text($0.korean, $0.english) } ?? "")"
    case .lost: text("은행은 처리하고 응답은 유실", "the bank does it, its answer is lost")
    case .unheard: text("은행에 전달되지 않고 응답 없음", "the bank never hears it, no answer")
    }
  }

  func words(for question: BankQuestion) -> String {
    switch question {
    case .balance: text("잔액 질의", "balance")
    case .transactions: text("거래내역 질의", "history")
    case .holder: text("성명 질의", "holder's name")
    case .accounts: text("보유계좌 질의", "accounts of a person")
    case .endService: text("서비스 해지 통지", "end of a service")
    case .debit: text("출금", "debit")
    case .credit: text("입금", "credit")
    case .reverse: text("출금 취소", "reversal")
    case .status: text("처리결과 질의", "outcome of a movement")
    case .statement: text("명세 질의", "statement")
    }
  }
}
