package import MaruDomain

/// pacs.008, FIToFICustomerCreditTransfer: asks the creditor's bank to give money to an account.
package struct CreditTransfer: ISOMovement {
  package static let identifier = "pacs.008.001.08"
  package static let root = "FIToFICstmrCdtTrf"

  package let stamp: MessageStamp
  /// The bank that is asked: `CdtrAgt`.
  package let bank: BankCode
  package let order: LegOrder
  package init(stamp: MessageStamp, bank: BankCode, order: LegOrder) {
    self.stamp = stamp
    self.bank = bank
    self.order = order
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.movementHeader()
    (bank, order) = try fields.group("CdtTrfTxInf") { fields in
      let id = try fields.paymentID(.credit)
      let amount = try fields.movedWon("IntrBkSttlmAmt")
      try fields.constant("ChrgBr", "SLEV")
      let from = (try fields.party("Dbtr"), try fields.optionalAccount("DbtrAcct"), try fields.agent("DbtrAgt"))
      let bank = try fields.agent("CdtrAgt").bank
      let holder = try fields.party("Cdtr")
      let account = try fields.account("CdtrAcct")
      return (
        bank,
        LegOrder(
          id: id, account: account, amount: amount, expectedHolder: holder,
          printContent: try fields.remittance { PrintContent($0) },
          counterparty: try fields.counterparty(from.0, from.1, from.2))
      )
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.movementHeader(stamp)
    fields.group("CdtTrfTxInf") {
      $0.paymentID(order.id)
      $0.put("IntrBkSttlmAmt", won: order.amount.amount)
      $0.put("ChrgBr", "SLEV")
      $0.party("Dbtr", order.counterparty?.name)
      $0.account("DbtrAcct", order.counterparty?.account.number)
      $0.agent("DbtrAgt", order.otherAgent)
      $0.agent("CdtrAgt", ISOAgent(bank))
      $0.party("Cdtr", order.expectedHolder)
      $0.account("CdtrAcct", order.account)
      $0.remittance(order.printContent?.text)
    }
  }
}

extension LegOrder {
  /// The other side's bank; the hub itself where no other side is named.
  var otherAgent: ISOAgent { ISOAgent(counterparty?.account.bank ?? .hub) }
}

extension ElementWriter {
  /// The group header that pacs.003 and pacs.008 share: one transaction, settled by the clearing system.
  mutating func movementHeader(_ stamp: MessageStamp) {
    group("GrpHdr") {
      stamp.write(to: &$0)
      $0.put("NbOfTxs", "1")
      $0.group("SttlmInf") { $0.put("SttlmMtd", "CLRG") }
    }
  }

  mutating func paymentID(_ id: LegID) {
    let text = id.description
    group("PmtId") {
      $0.put("InstrId", text)
      $0.put("EndToEndId", id.endToEnd)
      $0.put("TxId", text)
    }
  }
}

extension ElementReader {
  mutating func movementHeader() throws -> MessageStamp {
    try group("GrpHdr") {
      let stamp = try MessageStamp(from: &$0)
      try $0.constant("NbOfTxs", "1")
      try $0.group("SttlmInf") { try $0.constant("SttlmMtd", "CLRG") }
      return stamp
    }
  }

  /// A leg of this kind whose three ids agree.
  mutating func paymentID(_ leg: TransferLeg) throws -> LegID {
    try group("PmtId") {
      let id = try $0.value("InstrId") { LegID($0).flatMap { $0.leg == leg ? $0 : nil } }
      try $0.constant("EndToEndId", id.endToEnd)
      try $0.constant("TxId", id.description)
      return id
    }
  }
}
