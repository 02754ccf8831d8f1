package import MaruDomain

/// pacs.007, FIToFIPaymentReversal: asks the debtor's bank to give back what a pacs.003 took.
package struct PaymentReversal: ISOMovement {
  package static let identifier = "pacs.007.001.09"
  package static let root = "FIToFIPmtRvsl"

  package let stamp: MessageStamp
  /// The bank that is asked: `DbtrAgt` of the debit.
  package let bank: BankCode
  package let order: LegOrder
  package init(stamp: MessageStamp, bank: BankCode, order: LegOrder) {
    self.stamp = stamp
    self.bank = bank
    self.order = order
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.group("GrpHdr") {
      let stamp = try MessageStamp(from: &$0)
      try $0.constant("NbOfTxs", "1")
      return stamp
    }
    (bank, order) = try fields.group("TxInf") { fields in
      let id = try fields.value("RvslId") { LegID($0).flatMap { $0.leg == .reversal ? $0 : nil } }
      let debit = id.sibling(.debit)
      try fields.group("OrgnlGrpInf") {
        try $0.constant("OrgnlMsgId", debit.description)
        try $0.constant("OrgnlMsgNmId", DirectDebit.identifier)
      }
      try fields.constant("OrgnlEndToEndId", debit.endToEnd)
      try fields.constant("OrgnlTxId", debit.description)
      let amount = try fields.movedWon("RvsdIntrBkSttlmAmt")
      try fields.group("RvslRsnInf") { try $0.group("Rsn") { _ = try $0.text("Cd", 4) } }
      return try fields.group("OrgnlTxRef") { fields in
        let printed = try fields.remittance { PrintContent($0) }
        let holder = try fields.partyChoice("Dbtr")
        let account = try fields.account("DbtrAcct")
        let bank = try fields.agent("DbtrAgt").bank
        let agent = try fields.agent("CdtrAgt")
        let other = (try fields.partyChoice("Cdtr"), try fields.optionalAccount("CdtrAcct"))
        return (
          bank,
          LegOrder(
            id: id, account: account, amount: amount, expectedHolder: holder, printContent: printed,
            counterparty: try fields.counterparty(other.0, other.1, agent))
        )
      }
    }
  }

  package func write(to fields: inout ElementWriter) {
    let debit = order.id.sibling(.debit)
    fields.group("GrpHdr") {
      stamp.write(to: &$0)
      $0.put("NbOfTxs", "1")
    }
    fields.group("TxInf") {
      $0.put("RvslId", order.id.description)
      $0.group("OrgnlGrpInf") {
        $0.put("OrgnlMsgId", debit.description)
        $0.put("OrgnlMsgNmId", DirectDebit.identifier)
      }
      $0.put("OrgnlEndToEndId", debit.endToEnd)
      $0.put("OrgnlTxId", debit.description)
      $0.put("RvsdIntrBkSttlmAmt", won: order.amount.amount)
      // The credit was refused; which reason the other bank had is no business of this one.
      $0.group("RvslRsnInf") { $0.group("Rsn") { $0.put("Cd", "MS03") } }
      $0.group("OrgnlTxRef") {
        $0.remittance(order.printContent?.text)
        $0.partyChoice("Dbtr", order.expectedHolder)
        $0.account("DbtrAcct", order.account)
        $0.agent("DbtrAgt", ISOAgent(bank))
        $0.agent("CdtrAgt", order.otherAgent)
        $0.partyChoice("Cdtr", order.counterparty?.name)
        $0.account("CdtrAcct", order.counterparty?.account.number)
      }
    }
  }
}
