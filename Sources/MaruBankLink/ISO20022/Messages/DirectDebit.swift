package import MaruDomain

/// pacs.003, FIToFICustomerDirectDebit: asks the debtor's bank to take money from an account.
package struct DirectDebit: ISOMovement {
  package static let identifier = "pacs.003.001.08"
  package static let root = "FIToFICstmrDrctDbt"

  package let stamp: MessageStamp
  /// The bank that is asked: `DbtrAgt`.
  package let bank: BankCode
  package let order: LegOrder
  package init(stamp: MessageStamp, bank: BankCode, order: LegOrder) {
    self.stamp = stamp
    self.bank = bank
    self.order = order
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.movementHeader()
    (bank, order) = try fields.group("DrctDbtTxInf") { fields in
      let id = try fields.paymentID(.debit)
      let amount = try fields.movedWon("IntrBkSttlmAmt")
      try fields.constant("ChrgBr", "SLEV")
      let to = (try fields.party("Cdtr"), try fields.optionalAccount("CdtrAcct"), try fields.agent("CdtrAgt"))
      let holder = try fields.party("Dbtr")
      let account = try fields.account("DbtrAcct")
      return (
        try fields.agent("DbtrAgt").bank,
        LegOrder(
          id: id, account: account, amount: amount, expectedHolder: holder,
          printContent: try fields.remittance { PrintContent($0) },
          counterparty: try fields.counterparty(to.0, to.1, to.2))
      )
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.movementHeader(stamp)
    fields.group("DrctDbtTxInf") {
      $0.paymentID(order.id)
      $0.put("IntrBkSttlmAmt", won: order.amount.amount)
      $0.put("ChrgBr", "SLEV")
      $0.party("Cdtr", order.counterparty?.name)
      $0.account("CdtrAcct", order.counterparty?.account.number)
      $0.agent("CdtrAgt", order.otherAgent)
      $0.party("Dbtr", order.expectedHolder)
      $0.account("DbtrAcct", order.account)
      $0.agent("DbtrAgt", ISOAgent(bank))
      $0.remittance(order.printContent?.text)
    }
  }
}
