package import MaruDomain

/// What a bank asks its books before it posts a leg: all of it at once, for a database that is far away answers three questions as
/// fast as one.
package struct BankLegLook: Sendable {
  /// The answer that the leg got before, or nil.
  package let known: BankLegRecord?
  /// Where the next leg goes in the statement.
  package let place: StatementPlace
  /// The account that is to move; nil when there is none.
  package let account: BankLedgerAccount?

  package init(_ id: String, of account: BankAccount, on today: BusinessDate, in session: any SQLSession) throws {
    let answers = try session.answers(to: BankLegLook.questions(id, of: account))
    known = try BankLegTable.known(answers[0])
    place = try BankLegTable.next(on: today, answers[1])
    self.account = try BankAccountTable.found(answers[2])
  }

  /// What is asked.
  package static func questions(_ id: String, of account: BankAccount) -> [SQLQuestion] {
    [
      BankLegTable.question(id, at: account.bank), BankLegTable.lastQuestion(at: account.bank),
      BankAccountTable.question(account),
    ]
  }
}
