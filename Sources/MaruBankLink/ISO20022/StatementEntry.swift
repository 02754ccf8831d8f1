import MaruDomain

// One leg of a statement as `Ntry`: `BOOK` where the money moved, `INFO` ("no booking has been performed") where it was refused.
extension StatementLine {
  /// What the entry adds to the hub's account with the bank: nothing where it was refused.
  var net: Int64 { code == .accepted ? (id.leg == .debit ? amount.amount : -amount.amount) : 0 }

  func writeEntry(to fields: inout ElementWriter) {
    fields.group("Ntry") {
      $0.put("Amt", won: amount.amount)
      $0.put("CdtDbtInd", (id.leg == .debit ? CreditDebit.credit : .debit).rawValue)
      if id.leg == .reversal { $0.put("RvslInd", "true") }
      $0.group("Sts") { $0.put("Cd", code == .accepted ? "BOOK" : "INFO") }
      $0.group("BookgDt") { $0.put("DtTm", ISOTime.text(bookedAt)) }
      $0.group("BkTxCd") { $0.group("Prtry") { $0.put("Cd", id.messageIdentifier) } }
      $0.group("NtryDtls") {
        $0.group("TxDtls") {
          $0.group("Refs") {
            $0.put("EndToEndId", id.endToEnd)
            $0.put("TxId", id.description)
          }
          $0.group("RltdPties") { $0.account(id.leg == .credit ? "CdtrAcct" : "DbtrAcct", account) }
          if code != .accepted {
            $0.group("RtrInf") { $0.group("Rsn") { $0.put("Prtry", code.text) } }
          }
        }
      }
    }
  }

  init(fromEntry fields: inout ElementReader) throws {
    let amount = try fields.movedWon("Amt")
    let side = try fields.value("CdtDbtInd") { CreditDebit(rawValue: $0) }
    let isReversal = try fields.optional("RvslInd") { $0 == "true" || $0 == "1" ? () : nil } != nil
    let isBooked = try fields.group("Sts") { try $0.value("Cd") { $0 == "BOOK" ? true : $0 == "INFO" ? false : nil } }
    let at = try fields.group("BookgDt") { try $0.value("DtTm") { ISOTime.parse($0) } }
    let message = try fields.group("BkTxCd") { try $0.group("Prtry") { try $0.text("Cd", 35) } }
    let (id, account, code) = try fields.group("NtryDtls") { try $0.group("TxDtls") { try StatementLine.details(&$0) } }
    guard (id.leg == .debit) == (side == .credit), (id.leg == .reversal) == isReversal, message == id.messageIdentifier
    else { throw fields.problem("CdtDbtInd", "side, reversal and kind do not fit the leg") }
    guard isBooked == (code == nil), code != .accepted else { throw fields.problem("Sts", "does not fit the reason") }
    self.init(id: id, account: account, amount: amount, code: code ?? .accepted, bookedAt: at)
  }

  private static func details(_ fields: inout ElementReader) throws -> (LegID, AccountNumber, BankResponseCode?) {
    let id = try fields.group("Refs") {
      let order = try $0.text("EndToEndId", 35)
      return try $0.value("TxId") { LegID($0).flatMap { $0.endToEnd == order ? $0 : nil } }
    }
    let account = try fields.group("RltdPties") { try $0.account(id.leg == .credit ? "CdtrAcct" : "DbtrAcct") }
    let code = try fields.optionalGroup("RtrInf") {
      try $0.group("Rsn") { try $0.value("Prtry") { BankResponseCode($0) } }
    }
    return (id, account, code)
  }
}
