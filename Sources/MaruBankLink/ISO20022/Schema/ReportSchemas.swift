// The definitions of the messages about accounts: camt.

extension ReportRequest {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("GrpHdr", SchemaElement.stamp),
      .group(
        "RptgReq",
        [
          .text("ReqdMsgNmId", .code([AccountReport.identifier, DayStatement.identifier])),
          .account("Acct", .optional), .group("AcctOwnr", [.agent("Agt")]), .agent("AcctSvcr"),
          .group(
            "RptgPrd", .optional,
            [
              .group("FrToDt", [.text("FrDt", .date), .text("ToDt", .date)]),
              .group("FrToTm", [.text("FrTm", .time), .text("ToTm", .time)]),
              .text("Tp", .code(["ALLL"])),
            ]),
          .group("RptgSeq", .optional, [.text("FrSeq", .max(35))]),
          .group("ReqdTxTp", .optional, [.group("Sts", [.text("Cd", .code(["BOOK"]))]), .creditDebit]),
          .group("ReqdBalTp", 0...2, [.group("CdOrPrtry", [.text("Cd", .code(["ITBD", "ITAV"]))])]),
        ]),
      .group(
        "SplmtryData", .optional,
        [
          .group(
            "Envlp",
            [
              .group(
                "Pgng", in: paging,
                [.text("PgNb", .digits(9)), .text("PgSz", .digits(3)), .text("Ordr", .code(["A", "D"]))])
            ])
        ]),
    ])
}

extension SchemaElement {
  fileprivate static let reportHeader: SchemaElement = .group(
    "GrpHdr", stamp + [.group("OrgnlBizQry", [.text("MsgId", .max(35))])])

  fileprivate static let next: SchemaElement = .group("RptgSeq", .optional, [.text("ToSeq", .max(35))])

  fileprivate static func period(_ occurs: ClosedRange<Int>) -> SchemaElement {
    .group("FrToDt", occurs, [.text("FrDtTm", .dateTime), .text("ToDtTm", .dateTime)])
  }

  fileprivate static let reported: SchemaElement = .group(
    "Acct", [accountID, accountType, .text("Ccy", .code(["KRW"])), agent("Svcr")])

  fileprivate static func balance(_ occurs: ClosedRange<Int>) -> SchemaElement {
    .group(
      "Bal", occurs,
      [
        .group(
          "Tp",
          [.choice("CdOrPrtry", [.text("Cd", .code(["ITBD", "ITAV"])), .text("Prtry", .code(["NETP"]))])]),
        .won("Amt"), creditDebit, .group("Dt", [.text("DtTm", .dateTime)]),
      ])
  }

  fileprivate static func summary(_ occurs: ClosedRange<Int>) -> SchemaElement {
    .group("TxsSummry", occurs, [.group("TtlNtries", [.text("NbOfNtries", .digits(15))])])
  }

  /// An entry of a history or of a statement.
  fileprivate static let entry: SchemaElement = .group(
    "Ntry", 0...1_000,
    [
      .won("Amt"), creditDebit, .text("RvslInd", .indicator, .optional),
      .group("Sts", [.text("Cd", .code(["BOOK", "INFO"]))]), .group("BookgDt", [.text("DtTm", .dateTime)]),
      .group("BkTxCd", [.group("Prtry", .optional, [.text("Cd", .max(35))])]),
      .group("NtryDtls", [.group("TxDtls", details)]), .text("AddtlNtryInf", .max(500), .optional),
    ])

  private static let details: [SchemaElement] = [
    .group("Refs", .optional, [.text("EndToEndId", .max(35)), .text("TxId", .max(35))]),
    .group("AmtDtls", .optional, [.group("PrtryAmt", [.text("Tp", .max(35)), .won("Amt")])]),
    .group(
      "RltdPties", .optional,
      [
        .group("Dbtr", .optional, [party("Pty")]), account("DbtrAcct", .optional), account("CdtrAcct", .optional),
      ]),
    .group("RltdAgts", .optional, [agent("DbtrAgt")]),
    remittance,
    .group("RtrInf", .optional, [.group("Rsn", [.text("Prtry", .max(35))])]),
  ]
}

extension AccountReport {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .reportHeader,
      .group(
        "Rpt",
        [
          .text("Id", .max(35)), .next, .period(.optional), .reported, .balance(1...2), .summary(.optional), .entry,
          .text("AddtlRptInf", .max(500), .optional),
        ]),
    ])
}

extension DayStatement {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .reportHeader,
      .group(
        "Stmt",
        [.text("Id", .max(35)), .next, .period(1...1), .reported, .balance(1...1), .summary(1...1), .entry]),
    ])
}

extension Receipt {
  package static let schema = MessageSchema(
    identifier, root,
    [
      .group("MsgHdr", SchemaElement.stamp),
      .group(
        "RctDtls",
        [
          .group("OrgnlMsgId", [.text("MsgId", .max(35))]),
          .group("ReqHdlg", [.text("StsCd", .alphanumeric(4)), .text("Desc", .max(140), .optional)]),
        ]),
    ])
}
