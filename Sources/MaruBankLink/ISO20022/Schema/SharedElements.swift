// What several messages have in common, by the names of ISO's types.

extension SchemaElement {
  /// `MsgId` and `CreDtTm`, with which every message begins.
  static let stamp: [SchemaElement] = [.text("MsgId", .max(35)), .text("CreDtTm", .dateTime)]

  /// BranchAndFinancialInstitutionIdentification: banks by their Korean standard code.
  static func agent(_ name: String, _ occurs: ClosedRange<Int> = 1...1) -> SchemaElement {
    .group(
      name, occurs,
      [
        .group("FinInstnId", [.group("ClrSysMmbId", [.text("MmbId", .exactDigits(3))])]),
        .group("BrnchId", .optional, [.text("Id", .exactDigits(7))]),
      ])
  }

  /// `Id/Othr/Id`: AccountIdentification4Choice, without IBAN.
  static let accountID: SchemaElement = .group("Id", [.group("Othr", [.text("Id", .max(34))])])

  /// CashAccount by its number alone.
  static func account(_ name: String, _ occurs: ClosedRange<Int> = 1...1) -> SchemaElement {
    .group(name, occurs, [accountID])
  }

  /// `Tp` of an account: CashAccountType2Choice.
  static let accountType: SchemaElement = .choice(
    "Tp", .optional, [.text("Cd", .code(["CACC", "SVGS"])), .text("Prtry", .code(["FUND"]))])

  /// PartyIdentification by its name alone.
  static func party(_ name: String) -> SchemaElement { .group(name, [.text("Nm", .max(140), .optional)]) }

  /// Party40Choice, always a party.
  static func partyChoice(_ name: String) -> SchemaElement { .group(name, [party("Pty")]) }

  static let remittance: SchemaElement = .group("RmtInf", .optional, [.text("Ustrd", .max(140))])

  /// The group header of a message with one transaction.
  static let movementHeader: SchemaElement = .group(
    "GrpHdr",
    stamp + [.text("NbOfTxs", .code(["1"])), .group("SttlmInf", [.text("SttlmMtd", .code(["CLRG"]))])])

  static let paymentID: SchemaElement = .group(
    "PmtId", [.text("InstrId", .max(35)), .text("EndToEndId", .max(35)), .text("TxId", .max(35))])

  static let originalMessage: SchemaElement = .group(
    "OrgnlGrpInf", [.text("OrgnlMsgId", .max(35)), .text("OrgnlMsgNmId", .max(35))])

  static let originalLeg: [SchemaElement] = [
    .text("OrgnlInstrId", .max(35)), .text("OrgnlEndToEndId", .max(35)), .text("OrgnlTxId", .max(35)),
  ]

  /// StatusReason6Choice.
  static func reason(_ occurs: ClosedRange<Int> = 1...1) -> SchemaElement {
    .choice("Rsn", occurs, [.text("Cd", .alphanumeric(4)), .text("Prtry", .max(35))])
  }

  static let creditDebit: SchemaElement = .text("CdtDbtInd", .code(["CRDT", "DBIT"]))
}
