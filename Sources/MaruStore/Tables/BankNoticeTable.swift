package import MaruDomain

/// Something that a bank has to be told: a service of an account ended.
package struct BankNotice: Sendable, Hashable {
  package let id: Int64
  package let account: BankAccount
  package let service: AccountService
  package let recordedAt: Instant
  /// How often the bank was asked to listen and did not.
  package let attempts: Int64
  package init(id: Int64, account: BankAccount, service: AccountService, recordedAt: Instant, attempts: Int64 = 0) {
    self.id = id
    self.account = account
    self.service = service
    self.recordedAt = recordedAt
    self.attempts = attempts
  }
}

/// Every statement about `bank_notice`: what banks were not told yet.
package enum BankNoticeTable {
  private static let columns = "id, bank, account, service, recorded_at, attempts"

  /// Stores a notice, to be told at `next` unless it was ``told(_:of:upTo:in:)`` before.
  package static func add(
    _ service: AccountService, of account: BankAccount, at: Instant, next: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO bank_notice (bank, account, service, recorded_at, attempts, next_at) VALUES (?, ?, ?, ?, 0, ?)",
      [
        .text(account.bank.text), .text(account.number.text), .text(service.rawValue), .integer(at.milliseconds),
        .integer(next.milliseconds),
      ])
  }

  /// Those whose time has come, the oldest first.
  package static func due(at now: Instant, atMost limit: Int, in session: any SQLSession) throws -> [BankNotice] {
    try session.rows(
      "SELECT \(columns) FROM bank_notice WHERE next_at <= ? ORDER BY next_at, id LIMIT ?",
      [.integer(now.milliseconds), .integer(Int64(limit))]
    ).map { row in
      BankNotice(
        id: try row.integer(0), account: BankAccount(bank: try row.checked(1), number: try row.checked(2)),
        service: try row.code(3), recordedAt: try row.instant(4), attempts: try row.counter(5))
    }
  }

  /// Again at `next`: the bank did not listen, or was not even asked.
  package static func postpone(
    _ id: Int64, to next: Instant, wasAsked: Bool, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE bank_notice SET attempts = attempts + ?, next_at = ? WHERE id = ?",
      [.integer(wasAsked ? 1 : 0), .integer(next.milliseconds), .integer(id)])
  }

  /// The bank knows, or need not know any more, what was recorded up to then.
  package static func told(
    _ service: AccountService, of account: BankAccount, upTo recordedAt: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM bank_notice WHERE bank = ? AND account = ? AND service = ? AND recorded_at <= ?",
      [
        .text(account.bank.text), .text(account.number.text), .text(service.rawValue),
        .integer(recordedAt.milliseconds),
      ])
  }

  /// Whether a user agreed to the service of that account anew after the notice was recorded.
  package static func isAgreedAgain(_ notice: BankNotice, in session: any SQLSession) throws -> Bool {
    let agreed = notice.service == .inquiry ? "inquiry_agreed_at" : "transfer_agreed_at"
    return try session.row(
      "SELECT 1 FROM registered_account WHERE bank = ? AND number = ? AND \(agreed) > ? LIMIT 1",
      [
        .text(notice.account.bank.text), .text(notice.account.number.text),
        .integer(notice.recordedAt.milliseconds),
      ]) != nil
  }
}
