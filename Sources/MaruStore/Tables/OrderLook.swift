package import MaruDomain

/// What is asked in the unit of work that records an order, before anything is written: all of it at once, for a database that is
/// far away answers four questions as fast as one.
package struct OrderLook: Sendable {
  /// The transfer that holds the order's key.
  package let holder: (transferID: Int64, claimedAt: Instant)?
  /// Whether the registration's consent to withdrawal stands; true where none was asked for.
  package let isConsented: Bool
  /// The counter of the organisation's prefunded amount; nil where it agreed on none or it was not asked for.
  package let prefund: LimitCounter?
  /// The counter of the payer's bank's net debit cap; nil where none was set.
  package let cap: LimitCounter?
  private let used: [SQLRow]

  /// `consent`: the registration to look at; `prefunded`: the organisation whose prefunded amount counts.
  package init(
    _ key: OrderKey, consent: FintechUseNumber?, prefunded: OrganisationCode?, bank: BankCode, counters: [LimitCounter],
    in session: any SQLSession
  ) throws {
    let questions = OrderLook.questions(
      key, consent: consent, prefunded: prefunded, bank: bank, counters: counters, apart: session.remembers)
    var answers = try session.answers(to: questions)[...]
    holder = try OrderKeyTable.holder(answers.removeFirst())
    cap = try answers.removeFirst().first.map { ExposureTable.netDebit(of: bank, cap: try $0.won(0)) }
    prefund = try prefunded.flatMap { try ExposureTable.prefund(of: $0, answers.removeFirst()) }
    isConsented = try consent == nil || answers.removeFirst().first?.optionalInstant(0) != nil
    used = answers.flatMap { $0 }
  }

  /// What is asked; `apart` as in ``LimitTable/questions(_:apart:)``.
  package static func questions(
    _ key: OrderKey, consent: FintechUseNumber?, prefunded: OrganisationCode?, bank: BankCode,
    counters: [LimitCounter], apart: Bool = true
  ) -> [SQLQuestion] {
    var questions = [OrderKeyTable.question(key), ExposureTable.capQuestion(bank)]
    var places = counters.map { LimitTable.Place(subject: $0.subject, period: $0.period) }
    places.append(ExposureTable.place(of: bank))
    if let prefunded {
      places.append(ExposureTable.prefundPlace(of: prefunded))
      questions.append(ExposureTable.prefundQuestion(prefunded))
    }
    if let consent { questions.append(RegisteredAccountTable.agreedQuestion(consent, to: .transfer)) }
    return questions + LimitTable.questions(places, apart: apart)
  }

  /// The first of the counters that `amount` would carry past its bound, or nil.
  package func broken(by amount: Won, _ counters: [LimitCounter]) throws -> LimitCounter? {
    try LimitTable.broken(by: amount, counters, used)
  }
}
