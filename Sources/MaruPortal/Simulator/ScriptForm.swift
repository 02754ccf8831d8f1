import MaruContract
import MaruDomain

/// The form of one rule: what is typed in it, read by the same rules as a file's.
struct ScriptForm: Sendable {
  /// Questions that a call leads to; the others are the hub's own.
  static let questions: [BankQuestion] = [.balance, .transactions, .holder, .debit, .credit, .reverse, .status]

  /// The rule that the form's fields say. Throws A0004 naming the field.
  static func rule(_ visit: SiteVisit) throws -> ScriptRule {
    // Bank alone, or bank and account: one field of the form, two of the wire.
    let place = visit.field("place").split(separator: "-", maxSplits: 1).map(String.init)
    var members = ["api", "question", "answer", "delay_ms", "times"].map {
      WireValue.Member($0, .string(visit.field($0).filter { $0 != " " }))
    }
    if let bank = place.first { members.append(.init("bank_code_std", .string(bank))) }
    if place.count == 2 { members.append(.init("account_num", .string(place[1]))) }
    var fields = FieldReader(members)
    return try ScriptRule(from: &fields)
  }

  /// A situation of the list with what else was chosen. Throws A0004.
  static func preset(_ visit: SiteVisit) throws -> ScriptRule {
    guard let preset = ScriptPreset.all.first(where: { $0.name == visit.field("preset") }) else {
      throw HubError.format("preset", "목록에 없습니다. Not on the list.")
    }
    var rule = preset.rule
    let times = visit.field("times")
    if !times.isEmpty {
      guard let number = Int(times), (1...9_999).contains(number) else {
        throw HubError.format("times", "1에서 9999까지. From 1 to 9999.")
      }
      rule.times = number
    }
    return rule
  }

  let visit: SiteVisit
  let users: [LinkedUser]
  let app: TestApp
  let banks: [(code: BankCode, name: String)]

  /// Places to choose from: accounts that the app knows, then banks.
  var places: [[String: Any]] {
    var accounts = users.flatMap { user in
      user.accounts.map { (account: $0.account, whose: user.person.name.text) }
    }
    accounts.append((app.organisation.collectionAccount, visit.text("수납계좌", "collection account")))
    accounts.append((app.organisation.payingAccount, visit.text("지급계좌", "paying account")))
    let names = Dictionary(banks.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
    return accounts.map { one in
      let (bank, number) = (one.account.bank, one.account.number.text)
      return option("\(bank.text)-\(number)", "\(one.whose) · \(names[bank] ?? bank.text) \(number)", of: "place")
    } + banks.map { option($0.code.text, "\($0.name) \($0.code.text)", of: "place") }
  }

  var apis: [[String: Any]] {
    (Endpoints.all.map { $0.route.path } + ["oauth/token"]).map { option($0, $0, of: "api") }
  }

  var questions: [[String: Any]] {
    Self.questions.map { option($0.rawValue, "\($0.rawValue) · \(visit.words(for: $0))", of: "question") }
  }

  var presets: [[String: Any]] {
    ScriptPreset.all.map { option($0.name, visit.text($0.korean, $0.english), of: "preset") }
  }

  /// Everything that can be answered, for the list that the field of the answer offers.
  var answers: [[String: Any]] {
    var all: [ScriptedAnswer] = [.lost, .unheard]
    all += BankResponseCode.catalogue.map(\.code).filter { $0 != .accepted }.map { .bank($0) }
    all += ResponseCode.allCases.compactMap { ScriptedAnswer($0.wire) }
    all += OAuthDetail.allCases.map { .hub(.authenticationParameterWrong, $0) }
    return all.map { ["value": $0.text, "words": visit.words(for: $0)] }
  }

  private func option(_ value: String, _ words: String, of field: String) -> [String: Any] {
    var option: [String: Any] = ["value": value, "words": words]
    if visit.field(field) == value { option["isChosen"] = true }
    return option
  }
}
