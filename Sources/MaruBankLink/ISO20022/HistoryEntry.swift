import MaruDomain

// One line of a history as `Ntry` of a camt.052.
extension AccountTransaction {
  func writeEntry(to fields: inout ElementWriter) {
    fields.group("Ntry") {
      $0.put("Amt", won: amount.amount)
      $0.put("CdtDbtInd", (direction == .incoming ? CreditDebit.credit : .debit).rawValue)
      $0.group("Sts") { $0.put("Cd", "BOOK") }
      $0.group("BookgDt") { $0.put("DtTm", ISOTime.text(at)) }
      $0.group("BkTxCd") {
        if !kind.isEmpty { $0.group("Prtry") { $0.put("Cd", kind) } }
      }
      $0.group("NtryDtls") { $0.group("TxDtls") { writeDetails(to: &$0) } }
      $0.put("AddtlNtryInf", branchName.isEmpty ? nil : branchName)
    }
  }

  private func writeDetails(to fields: inout ElementWriter) {
    // ISO has no balance after an entry but a proprietary amount, which has no sign.
    fields.group("AmtDtls") {
      $0.group("PrtryAmt") {
        $0.put("Tp", balanceAfter.amount < 0 ? BalanceAfter.debit : BalanceAfter.credit)
        $0.put("Amt", won: Int64(clamping: balanceAfter.amount.magnitude))
      }
    }
    if let remitter {
      fields.group("RltdPties") {
        $0.partyChoice("Dbtr", remitter.name)
        $0.account("DbtrAcct", remitter.account.number)
      }
      fields.group("RltdAgts") { $0.agent("DbtrAgt", ISOAgent(remitter.account.bank)) }
    }
    fields.remittance(printContent)
  }

  init(fromEntry fields: inout ElementReader) throws {
    let amount = try fields.movedWon("Amt")
    let side = try fields.value("CdtDbtInd") { CreditDebit(rawValue: $0) }
    try fields.group("Sts") { try $0.constant("Cd", "BOOK") }
    let at = try fields.group("BookgDt") { try $0.value("DtTm") { ISOTime.parse($0) } }
    let kind = try fields.group("BkTxCd") {
      try $0.optionalGroup("Prtry") { try $0.value("Cd") { ShownText.parse($0, 10) } }
    }
    let details = try fields.group("NtryDtls") { try $0.group("TxDtls") { try AccountTransaction.details(&$0) } }
    self.init(
      at: at, direction: side == .credit ? .incoming : .outgoing, kind: kind ?? "",
      printContent: details.printed ?? "", amount: amount, balanceAfter: details.balance,
      branchName: try fields.optional("AddtlNtryInf") { ShownText.parse($0, 20) } ?? "", remitter: details.remitter)
  }

  private static func details(
    _ fields: inout ElementReader
  ) throws -> (balance: SignedWon, remitter: Remitter?, printed: String?) {
    let balance = try fields.group("AmtDtls") {
      try $0.group("PrtryAmt") { fields in
        let sign: Int64 = try fields.value("Tp") {
          $0 == BalanceAfter.debit ? -1 : $0 == BalanceAfter.credit ? 1 : nil
        }
        guard let balance = SignedWon(sign * (try fields.won("Amt"))) else {
          throw fields.problem("Amt", "more than twelve digits")
        }
        return balance
      }
    }
    let party = try fields.optionalGroup("RltdPties") { (try $0.partyChoice("Dbtr"), try $0.account("DbtrAcct")) }
    let agent = try fields.optionalGroup("RltdAgts") { try $0.agent("DbtrAgt") }
    let remitter = try agent.flatMap { try fields.counterparty(party?.0, party?.1, $0) }
    guard (party == nil) == (agent == nil) else {
      throw fields.problem("RltdAgts", "a party without agent, or without party")
    }
    return (balance, remitter, try fields.remittance { ShownText.parse($0, 20) })
  }
}

/// `PrtryAmt/Tp`: the balance after an entry, and its side.
private enum BalanceAfter {
  static let credit = "BALANCE-AFTER-CRDT"
  static let debit = "BALANCE-AFTER-DBIT"
}
