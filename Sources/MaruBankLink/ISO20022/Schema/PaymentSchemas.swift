// The definitions of the messages about money: pacs.

extension CreditTransfer {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .movementHeader,
      .group(
        "CdtTrfTxInf",
        [
          .paymentID, .won("IntrBkSttlmAmt"), .text("ChrgBr", .code(["SLEV"])),
          .party("Dbtr"), .account("DbtrAcct", .optional), .agent("DbtrAgt"),
          .agent("CdtrAgt"), .party("Cdtr"), .account("CdtrAcct"), .remittance,
        ]),
    ])
}

extension DirectDebit {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .movementHeader,
      .group(
        "DrctDbtTxInf",
        [
          .paymentID, .won("IntrBkSttlmAmt"), .text("ChrgBr", .code(["SLEV"])),
          .party("Cdtr"), .account("CdtrAcct", .optional), .agent("CdtrAgt"),
          .party("Dbtr"), .account("DbtrAcct"), .agent("DbtrAgt"), .remittance,
        ]),
    ])
}

extension PaymentReversal {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("GrpHdr", SchemaElement.stamp + [.text("NbOfTxs", .code(["1"]))]),
      .group(
        "TxInf",
        [
          .text("RvslId", .max(35)), .originalMessage, .text("OrgnlEndToEndId", .max(35)), .text("OrgnlTxId", .max(35)),
          .won("RvsdIntrBkSttlmAmt"), .group("RvslRsnInf", [.group("Rsn", [.text("Cd", .alphanumeric(4))])]),
          .group(
            "OrgnlTxRef",
            [
              .remittance, .partyChoice("Dbtr"), .account("DbtrAcct"), .agent("DbtrAgt"),
              .agent("CdtrAgt"), .partyChoice("Cdtr"), .account("CdtrAcct", .optional),
            ]),
        ]),
    ])
}

extension StatusRequest {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("GrpHdr", SchemaElement.stamp),
      .group("TxInf", [.originalMessage] + SchemaElement.originalLeg),
    ])
}

extension StatusReport {
  /// `OrgnlTxRef` names the account's agent and party in the order of ISO's definition: the debtor before its agent, the
  /// creditor's agent before the creditor.
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("GrpHdr", SchemaElement.stamp),
      .group(
        "TxInfAndSts",
        [.originalMessage] + SchemaElement.originalLeg + [
          .text("TxSts", .code(["ACSC", "ACCC", "RJCT", "PDNG", "RCVD", "ACTC", "ACCP", "ACSP"])),
          .group("StsRsnInf", 0...10, [.reason(), .text("AddtlInf", .max(105), .optional)]),
          .group(
            "OrgnlTxRef", .optional,
            [
              .group("Dbtr", .optional, [.party("Pty")]), .agent("DbtrAgt", .optional),
              .agent("CdtrAgt", .optional), .group("Cdtr", .optional, [.party("Pty")]),
            ]),
        ]),
    ])
}
