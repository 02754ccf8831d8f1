import Testing

@testable import MaruBankLink

@Suite struct MessageSchemaTests {
  @Test("every documented example keeps its message's definition", arguments: ISOExample.examples)
  func examples(_ example: ISOExample) throws {
    try example.check(try XMLReader.read(try example.bytes))
    try example.check(try XMLReader.read(example.written))
  }

  /// A document with one thing wrong, and what the definition says of it.
  struct Breach: Sendable, CustomStringConvertible {
    let rule: String
    let example: String
    let from: String
    let to: String
    let problem: String
    var description: String { "\(rule), \(example)" }

    init(_ rule: String, _ example: String, _ from: String, _ to: String, _ problem: String) {
      (self.rule, self.example, self.from, self.to, self.problem) = (rule, example, from, to, problem)
    }
  }

  static let breaches: [Breach] = [
    Breach(
      "element", "pacs.008", "<NbOfTxs>1</NbOfTxs>", "",
      "Document/FIToFICstmrCdtTrf/GrpHdr/NbOfTxs: missing, or after SttlmInf"),
    Breach(
      "element", "pacs.028", "<OrgnlTxId>20261124-M202600001O000000001-C</OrgnlTxId>", "",
      "Document/FIToFIPmtStsReq/TxInf/OrgnlTxId: missing"),
    Breach(
      "unknown element", "pacs.003", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SLEV</ChrgBr><Purp/>",
      "Document/FIToFICstmrDrctDbt/DrctDbtTxInf/Cdtr: missing, or after Purp"),
    Breach(
      "unknown element at the end", "admi.002", "</Rsn>", "</Rsn><Other/>",
      "Document/admi.002.001.01/Other: not expected here"),
    Breach(
      "order", "camt.025", "<MsgId>BANK-1</MsgId><CreDtTm>2026-11-24T09:30:00+09:00</CreDtTm>",
      "<CreDtTm>2026-11-24T09:30:00+09:00</CreDtTm><MsgId>BANK-1</MsgId>",
      "Document/Rct/MsgHdr/MsgId: missing, or after CreDtTm"),
    Breach(
      "multiplicity", "pacs.003", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SLEV</ChrgBr><ChrgBr>SLEV</ChrgBr>",
      "Document/FIToFICstmrDrctDbt/DrctDbtTxInf/ChrgBr: more than 1"),
    Breach(
      "choice of two", "pacs.002-refused", "<Prtry>454</Prtry>", "<Cd>AM04</Cd><Prtry>454</Prtry>",
      "Document/FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/Rsn: not one of Cd, Prtry"),
    Breach(
      "choice of none", "acmt.024-refused", "<Prtry>463</Prtry>", "",
      "Document/IdVrfctnRpt/Rpt/Rsn: not one of Cd, Prtry"),
    Breach(
      "choice of another", "acmt.024-holder", "<Prtry>FUND</Prtry>", "<Other>FUND</Other>",
      "Document/IdVrfctnRpt/Rpt/UpdtdPtyAndAcctId/Acct/Tp: not one of Cd, Prtry"),
    Breach(
      "length", "camt.025", "<MsgId>HUB-1</MsgId>", "<MsgId>123456789012345678901234567890123456</MsgId>",
      "Document/Rct/RctDtls/OrgnlMsgId/MsgId: no Max35Text"),
    Breach(
      "empty text", "camt.025", "<MsgId>HUB-1</MsgId>", "<MsgId></MsgId>",
      "Document/Rct/RctDtls/OrgnlMsgId/MsgId: no Max35Text"),
    Breach(
      "letters and digits", "camt.025", "<StsCd>412</StsCd>", "<StsCd>4-2</StsCd>",
      "Document/Rct/RctDtls/ReqHdlg/StsCd: no Max4AlphaNumericText"),
    Breach(
      "so many digits", "pacs.008", "<MmbId>003</MmbId>", "<MmbId>0O3</MmbId>",
      "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId: no Exact3NumericText"),
    Breach(
      "at most so many digits", "camt.053", "<NbOfNtries>3</NbOfNtries>", "<NbOfNtries>1234567890123456</NbOfNtries>",
      "Document/BkToCstmrStmt/Stmt/TxsSummry/TtlNtries/NbOfNtries: no Max15NumericText"),
    Breach(
      "code", "pacs.008", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>DEBT</ChrgBr>",
      "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/ChrgBr: no SLEV"),
    Breach(
      "date", "camt.060-history", "<FrDt>2026-11-01</FrDt>", "<FrDt>2026-02-30</FrDt>",
      "Document/AcctRptgReq/RptgReq/RptgPrd/FrToDt/FrDt: no ISODate"),
    Breach(
      "time", "camt.060-history", "<FrTm>00:00:00+09:00</FrTm>", "<FrTm>24:00:00+09:00</FrTm>",
      "Document/AcctRptgReq/RptgReq/RptgPrd/FrToTm/FrTm: no ISOTime"),
    Breach(
      "date and time", "pacs.028", "<CreDtTm>2026-11-24T09:30:00+09:00</CreDtTm>", "<CreDtTm>2026-11-24</CreDtTm>",
      "Document/FIToFIPmtStsReq/GrpHdr/CreDtTm: no ISODateTime"),
    Breach(
      "indicator", "acmt.024-refused", "<Vrfctn>false</Vrfctn>", "<Vrfctn>no</Vrfctn>",
      "Document/IdVrfctnRpt/Rpt/Vrfctn: no TrueFalseIndicator"),
    Breach(
      "whole won", "pacs.003", "<IntrBkSttlmAmt Ccy=\"KRW\">10000</IntrBkSttlmAmt>",
      "<IntrBkSttlmAmt Ccy=\"KRW\">10000.00</IntrBkSttlmAmt>",
      "Document/FIToFICstmrDrctDbt/DrctDbtTxInf/IntrBkSttlmAmt: no whole number of won"),
    Breach(
      "currency", "pacs.003", "Ccy=\"KRW\"", "Ccy=\"USD\"",
      "Document/FIToFICstmrDrctDbt/DrctDbtTxInf/IntrBkSttlmAmt: the currency is not KRW"),
    Breach(
      "attribute", "pacs.003", "<GrpHdr>", "<GrpHdr x=\"1\">",
      "Document/FIToFICstmrDrctDbt/GrpHdr: text or attributes in a group"),
    Breach(
      "text in a group", "pacs.007", "<RmtInf><Ustrd>쇼핑 A&amp;B</Ustrd></RmtInf>", "<RmtInf>쇼핑</RmtInf>",
      "Document/FIToFIPmtRvsl/TxInf/OrgnlTxRef/RmtInf: text or attributes in a group"),
    Breach(
      "group in a text", "pacs.007", "<OrgnlMsgNmId>pacs.003.001.08</OrgnlMsgNmId>",
      "<OrgnlMsgNmId><Id>1</Id></OrgnlMsgNmId>",
      "Document/FIToFIPmtRvsl/TxInf/OrgnlGrpInf/OrgnlMsgNmId: text alone was expected"),
    Breach(
      "namespace of an element", "camt.060-history", " xmlns=\"urn:maru:xsd:paging.1\"", " xmlns=\"urn:other\"",
      "Document/AcctRptgReq/SplmtryData/Envlp/Pgng: missing, or after Pgng"),
    Breach(
      "namespace of the document", "camt.053", "camt.053.001.08\">", "camt.053.001.02\">",
      "Document: no camt.053.001.08"),
  ]

  @Test("what breaks a definition is named with its place and rule", arguments: breaches)
  func broken(_ breach: Breach) throws {
    let example = try #require(ISOExample.examples.first { $0.name == breach.example })
    let text = String(decoding: try example.bytes, as: UTF8.self)
    let changed = text.replacing(breach.from, with: breach.to, maxReplacements: 1)
    try #require(changed != text, "the example has no such place")
    let problem = try #require(throws: MessageProblem.self) {
      try example.check(try XMLReader.read(Array(changed.utf8)))
    }
    #expect(problem.description == breach.problem)
    // Nobody reads it either, and nobody would send it.
    #expect(throws: MessageProblem.self) { try example.again(try XMLReader.read(Array(changed.utf8))) }
  }

  @Test("whatever a change of a message's structure leaves standing is still defined", arguments: ISOExample.examples)
  func structure(_ example: ISOExample) throws {
    let original = try XMLReader.read(try example.bytes)
    for change in original.changes() where (try? example.again(change.tree)) != nil {
      #expect(throws: Never.self, "\(change.what) \(change.name)") { try example.check(change.tree) }
    }
    let refused = original.changes().count { (try? example.check($0.tree)) == nil }
    #expect(refused > 10, "most of what is left out, doubled, renamed or moved breaks the definition itself")
  }

  @Test("a message that would break its definition is not written")
  func outgoing() throws {
    let message = Receipt(
      stamp: MessageStamp("BANK-1", at: ISOExample.time), original: String(repeating: "x", count: 36),
      code: .noSuchAccount, text: "")
    #expect(throws: MessageProblem("Document/Rct/RctDtls/OrgnlMsgId/MsgId", "no Max35Text")) {
      try message.validated()
    }
  }
}
