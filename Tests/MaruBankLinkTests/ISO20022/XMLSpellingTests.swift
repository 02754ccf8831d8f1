import MaruDomain
import TestSupport
import Testing

@testable import MaruBankLink

/// The reader takes texts and names in one piece where it can; whatever way a document was written, it says the same.
@Suite(.serialized) struct XMLSpellingTests {
  @Test("a document is read as the same tree in whatever way it was written", arguments: 1...8)
  func spellings(_ seed: Int) throws {
    var spelling = XMLSpelling(seed: UInt64(seed))
    for _ in 0..<25 {
      let tree = spelling.tree()
      for _ in 0..<4 {
        let bytes = spelling.document(tree)
        #expect(try XMLReader.read(bytes) == tree, "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test("what is written is read as the tree that was written", arguments: 1...8)
  func written(_ seed: Int) throws {
    var spelling = XMLSpelling(seed: UInt64(seed))
    for _ in 0..<40 {
      let tree = spelling.tree()
      #expect(try XMLReader.read(XMLWriter.write(tree)) == tree)
    }
  }

  @Test("a message is checked as the tree that its reader will see", arguments: ISOExample.examples)
  func messages(_ example: ISOExample) throws {
    #expect(try XMLReader.read(example.written) == example.tree)
    #expect(try XMLReader.read(example.bytes) == example.tree)
  }

  /// A text between the tags of an element, and what is read.
  static let texts: [(written: String, read: String)] = [
    ("", ""), ("a", "a"), ("&amp;", "&"), ("a&amp;b", "a&b"), ("&lt;a&gt;", "<a>"), ("a&#66;c&#x44;", "aBcD"),
    ("\r", "\n"), ("\r\n", "\n"), ("\r\r\n\n", "\n\n\n"), ("a\r", "a\n"), ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a\r\n&#13;", "a\n\r"),
    ("]]", "]]"), ("]]&gt;", "]]>"), ("]>", "]>"), ("]&#93;b>", "]]b>"), (">", ">"), ("a>b", "a>b"),
    ("\u{FFFD}", "\u{FFFD}"),
    ("a\u{FFFD}b", "a\u{FFFD}b"), ("가\u{FF01}나", "가\u{FF01}나"), (" \t\n ", " \t\n "), ("\"'", "\"'"),
    ("\u{7F}", "\u{7F}"),
  ]

  @Test("a text is the same in one piece and in several", arguments: texts.indices)
  func pieces(_ index: Int) throws {
    let (written, expected) = Self.texts[index]
    // The whole element, a value in either quote, and within a longer text.
    for (before, after) in [("", ""), ("x", ""), ("", "y"), ("가&#32;", "&#x20;나")] {
      let tree = try XMLReader.read(Array("<a>\(before)\(written)\(after)</a>".utf8))
      let around = (before.replacing("&#32;", with: " "), after.replacing("&#x20;", with: " "))
      #expect(Array(tree.text.utf8) == Array((around.0 + expected + around.1).utf8))
    }
    for quote in ["'", "\""] where !written.contains(quote) {
      let tree = try XMLReader.read(Array("<a b=\(quote)\(written)\(quote)/>".utf8))
      #expect(tree.attributes == [XMLTree.Attribute(name: "b", value: expected)])
    }
  }

  /// What is refused, with the byte and the reason.
  static let refused: [(text: String, position: Int, reason: String)] = [
    ("<a></ab>", 7, "the end tag is another's"), ("<ab></a>", 7, "the end tag is another's"),
    ("<a></a:b>", 8, "the end tag is another's"), ("<a></b>", 6, "the end tag is another's"), ("<a></>", 5, "no name"),
    ("<a></a", 6, "no end of an end tag"), ("<a></", 5, "no name"), ("<a></1>", 6, "no name"),
    ("<a></a b>", 7, "no end of an end tag"),
    ("<p:a xmlns:p='x'></a>", 20, "the end tag is another's"),
    ("<p:a xmlns:p='x' xmlns:q='x'></q:a>", 34, "the end tag is another's"),
    ("<a><b xmlns:p='x'/><p:b/></a>", 25, "the prefix of b has no namespace"),
    ("<a>]]></a>", 5, "]]> in text"), ("<a>x]]></a>", 6, "]]> in text"), ("<a>]&#93;></a>", 9, "]]> in text"),
    ("<a b=']]>'/>", 8, "]]> in text"), ("<a>\r]]></a>", 6, "]]> in text"),
    ("<a>]]<b/>></a>", 14, "text beside elements"),
    ("<a>x<b/></a>", 12, "text beside elements"), ("<a><b/>&#65;</a>", 16, "text beside elements"),
    ("<a>\u{1}</a>", 3, "a control character"), ("<a>가\u{1}</a>", 6, "a control character"),
    ("<a>\u{FFFF}</a>", 3, "no character of XML"), ("<a>x", 4, "ended within a"), ("<a>&#65;x", 9, "ended within a"),
    ("<a b='1' b='2'/>", 14, "an attribute twice"), ("<a xmlns='1' xmlns='2'/>", 22, "an attribute twice"),
    ("<a b='<'/>", 6, "< in a value"), ("<a b='x", 7, "a value without end"), ("<a b='\"/>", 9, "a value without end"),
  ]

  @Test("what is refused is refused where it stands", arguments: refused.indices)
  func refusals(_ index: Int) throws {
    let (text, position, reason) = Self.refused[index]
    let problem = try #require(throws: XMLReader.Problem.self) { try XMLReader.read(Array(text.utf8)) }
    #expect((problem.position, problem.reason) == (position, reason), "\(text)")
  }

  @Test("a problem that only the message's own rules see is named with its whole path")
  func paths() throws {
    let text = { (name: String) in
      String(decoding: try #require(ISOExample.examples.first { $0.name == name }).written, as: UTF8.self)
    }
    let side = try text("camt.053").replacing("<RvslInd>true</RvslInd>", with: "<RvslInd>false</RvslInd>")
    #expect(throws: MessageProblem("Document/BkToCstmrStmt/Stmt/Ntry/RvslInd", "no value of its type")) {
      try DayStatement(xml: Array(side.utf8))
    }
    let sum = try text("camt.053").replacing("<NbOfNtries>3<", with: "<NbOfNtries>4<", maxReplacements: 1)
      .replacing(
        "NETP</Prtry></CdOrPrtry></Tp><Amt Ccy=\"KRW\">", with: "NETP</Prtry></CdOrPrtry></Tp><Amt Ccy=\"KRW\">1")
    #expect(throws: MessageProblem("Document/BkToCstmrStmt/Stmt/Bal", "the entries do not add up to the balance")) {
      try DayStatement(xml: Array(sum.utf8))
    }
    let id = try text("pacs.003").replacing("<TxId>20261124", with: "<TxId>20261125")
    #expect(throws: MessageProblem("Document/FIToFICstmrDrctDbt/DrctDbtTxInf/PmtId/TxId", "no value of its type")) {
      try DirectDebit(xml: Array(id.utf8))
    }
  }

  @Test(
    "a page with the most and the longest entries is within what a reader takes, and one entry more breaks its definition"
  )
  func largest() throws {
    func report(_ count: Int) throws -> AccountReport {
      let line = AccountTransaction(
        at: ISOExample.time, direction: .incoming, kind: String(repeating: "&", count: 35),
        printContent: String(repeating: "&", count: 140), amount: .greatest,
        balanceAfter: try #require(SignedWon(-999_999_999_999)),
        branchName: String(repeating: "&", count: 500),
        remitter: Remitter(
          name: try #require(HolderName(String(repeating: "&", count: 20))),
          account: BankAccount(bank: ISOExample.bank, number: ISOExample.account)))
      let page = TransactionPage(
        balance: try #require(SignedWon(0)), totalCount: count, transactions: Array(repeating: line, count: count),
        next: nil)
      return AccountReport(
        stamp: MessageStamp("BANK-1", at: ISOExample.time), query: "HUB-1", bank: ISOExample.bank,
        content: .history(page, ISOExample.account))
    }
    let full = try report(1_000)
    let xml = try full.validated()
    #expect(xml.count > XMLReader.largest - 200_000)
    #expect(try XMLReader.read(xml) == full.document)
    #expect(throws: MessageProblem("Document/BkToCstmrAcctRpt/Rpt/Ntry", "more than 1000")) {
      try report(1_001).validated()
    }
  }
}
