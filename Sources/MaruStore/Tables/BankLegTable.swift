package import MaruDomain

/// What a bank answered to a leg, kept so that the same leg gets the same answer again.
package struct BankLegRecord: Sendable, Hashable {
  /// ``MaruBankLink/LegID`` as text.
  package let id: String
  /// The account that moved; nil when there was no such account.
  package let accountID: Int64?
  package let amount: Won
  /// 000 when it moved.
  package let code: BankResponseCode
  package let message: String
  package let holderName: HolderName?
  package let branch: BranchCode?

  package init(
    id: String, accountID: Int64?, amount: Won, code: BankResponseCode, message: String, holderName: HolderName?,
    branch: BranchCode?
  ) {
    self.id = id
    self.accountID = accountID
    self.amount = amount
    self.code = code
    self.message = message
    self.holderName = holderName
    self.branch = branch
  }
}

/// Every statement about `bank_leg`.
package enum BankLegTable {
  private static let byID =
    "SELECT leg_id, account_id, amount, code, message, holder_name, branch FROM bank_leg WHERE leg_id = ?"
  private static let insert = """
    INSERT INTO bank_leg (leg_id, account_id, amount, code, message, holder_name, branch) VALUES (?, ?, ?, ?, ?, ?, ?)
    """

  /// The answer that the leg got, or nil.
  package static func find(_ id: String, in session: any SQLSession) throws -> BankLegRecord? {
    try session.row(byID, [.text(id)]).map { row in
      BankLegRecord(
        id: try row.text(0), accountID: try row.optionalInteger(1), amount: try row.won(2), code: try row.checked(3),
        message: try row.text(4), holderName: try row.optionalChecked(5), branch: try row.optionalChecked(6))
    }
  }

  /// Keeps an answer.
  package static func insert(_ record: BankLegRecord, in session: any SQLSession) throws {
    try session.run(
      insert,
      [
        .text(record.id), SQLValue(record.accountID), .integer(record.amount.amount), .text(record.code.text),
        .text(record.message), SQLValue(record.holderName?.text), SQLValue(record.branch?.text),
      ])
  }
}
