import Foundation
import MaruDomain
import TestSupport
import Testing

@testable import MaruBankLink

@Suite(.serialized) struct ISOMessageTests {
  @Test("the documented examples are what the product writes and reads", arguments: ISOExample.examples)
  func golden(_ example: ISOExample) throws {
    let documented = try XMLReader.read(try example.bytes)
    #expect(try XMLReader.read(example.written) == documented)
    #expect(try example.isValue(documented))
  }

  @Test("each example stands in the mapping's document, and no other file beside them")
  func documented() throws {
    let docs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs")
    let text = try String(contentsOf: docs.appending(path: "ISO20022.md"), encoding: .utf8)
    for example in ISOExample.examples { #expect(text.contains("api/iso20022/\(example.name).xml"), "\(example)") }
    let files = try FileManager.default.contentsOfDirectory(atPath: docs.appending(path: "api/iso20022").path)
    #expect(Set(files) == Set(ISOExample.examples.map { $0.name + ".xml" }))
  }

  /// Elements whose value, or whose being there at all, changes nothing that Maru reads.
  private static let idle: Set = ["StsRsnInf", "Cd", "AddtlInf", "Desc"]

  @Test(
    "nothing in a message is passed over: a change of its structure is refused or read", arguments: ISOExample.examples)
  func structure(_ example: ISOExample) throws {
    let original = try XMLReader.read(try example.bytes)
    var refused = 0
    for change in original.changes() {
      guard let again = try? example.again(change.tree) else {
        refused += 1
        continue
      }
      let isSame = try XMLReader.read(again) == change.tree
      #expect(isSame || Self.idle.contains(change.name), "\(example.name): \(change.what) \(change.name)")
    }
    #expect(refused > 10)
  }

  @Test("an empty value, and one longer than any, is refused in every element", arguments: ISOExample.examples)
  func lengths(_ example: ISOExample) throws {
    let original = try XMLReader.read(try example.bytes)
    for value in ["", String(repeating: "가", count: 600)] {
      for change in original.texts(replacedBy: value) {
        #expect(throws: (any Error).self, "\(example.name): \(change.name)") { try example.again(change.tree) }
      }
    }
  }

  /// Values that an element of this name must refuse.
  static let wrong: [(element: String, values: [String])] = [
    (
      "CreDtTm",
      [
        "2026-11-24", "2026-11-24 09:30:00", "2026-02-30T09:30:00Z", "2026-11-24T24:00:00Z",
        "2026-11-24T09:30:00+15:00",
      ]
    ),
    ("EndToEndId", ["20261124-M202600001O000000002", "x"]), ("NbOfTxs", ["0", "2", "01"]),
    ("IntrBkSttlmAmt", ["1.00", "-1", "+1", "1e3", "1000000000000", " 1", "１"]), ("MmbId", ["3", "ABC", "0003"]),
    ("TxSts", ["DONE", "acsc", "ACSC "]), ("OrgnlTxId", ["20261124-M202600001O000000001-X"]),
    ("CdtDbtInd", ["C", "DEBIT"]), ("Tp", ["ALL"]), ("Ordr", ["X"]), ("PgNb", ["0", "-1", "1.5", "99999999999"]),
    ("StsCd", ["000", "12", "1234"]), ("Vrfctn", ["yes", "TRUE"]), ("NbOfNtries", ["-1", "x", "+1"]), ("Ccy", ["USD"]),
  ]

  @Test("values that break their type are refused", arguments: wrong.indices)
  func values(_ index: Int) throws {
    let row = Self.wrong[index]
    var tried = 0
    for example in ISOExample.examples {
      let original = try XMLReader.read(try example.bytes)
      for value in row.values {
        for change in original.texts(replacedBy: value) where change.name == row.element {
          tried += 1
          #expect(throws: MessageProblem.self, "\(example.name): \(row.element) \(value)") {
            try example.again(change.tree)
          }
        }
      }
    }
    #expect(tried >= row.values.count)
  }

  @Test("another currency than won, or none, is refused")
  func currency() throws {
    let text = String(decoding: try ISOExample.examples[0].bytes, as: UTF8.self)
    for other in ["Ccy=\"USD\"", "Ccy=\"krw\"", "", "Ccy=\"KRW\" X=\"1\""] {
      let changed = text.replacing("Ccy=\"KRW\"", with: other)
      #expect(throws: MessageProblem.self) { try DirectDebit(xml: Array(changed.utf8)) }
    }
  }

  @Test("a document of another namespace or version is another message")
  func versions() throws {
    let text = String(decoding: try ISOExample.examples[0].bytes, as: UTF8.self)
    for other in ["pacs.003.001.09", "pacs.008.001.08", ""] {
      let changed = text.replacing("pacs.003.001.08", with: other)
      #expect(throws: MessageProblem.self) { try DirectDebit(xml: Array(changed.utf8)) }
    }
    let prefixed = text.replacing("<", with: "<i:").replacing("<i:/", with: "</i:").replacing("<i:?", with: "<?")
      .replacing("xmlns=", with: "xmlns:i=")
    #expect(try DirectDebit(xml: Array(prefixed.utf8)).order == ISOExample.leg(.debit))
  }

  @Test("every text that a field can hold arrives as it was written", arguments: ["<&>\"'", " x ", "🏦é", "a\u{FFFD}"])
  func texts(_ text: String) throws {
    let id = ISOExample.id(.credit)
    let order = LegOrder(
      id: id, account: ISOExample.account, amount: .greatest, expectedHolder: HolderName(text),
      printContent: PrintContent(text),
      counterparty: nil)
    let message = CreditTransfer(
      stamp: MessageStamp(of: id, world: TestClock().world), bank: ISOExample.bank, order: order)
    #expect(try CreditTransfer(xml: message.xml) == message)
  }

  @Test("a character that XML cannot hold is replaced, so that the message stays one")
  func unrepresentable() throws {
    let id = ISOExample.id(.credit)
    let order = LegOrder(
      id: id, account: ISOExample.account, amount: .zero, expectedHolder: nil, printContent: PrintContent("a\u{FFFF}b"),
      counterparty: nil)
    let message = CreditTransfer(
      stamp: MessageStamp(of: id, world: TestClock().world), bank: ISOExample.bank, order: order)
    #expect(try CreditTransfer(xml: message.xml).order.printContent?.text == "a\u{FFFD}b")
  }

  @Test("times are read at any offset and kept in Korean time")
  func times() {
    let half = DateTime(wire: "20261124093000")
    for text in [
      "2026-11-24T09:30:00+09:00", "2026-11-24T09:30:00", "2026-11-24T00:30:00Z", "2026-11-23T23:30:00.123-01:00",
    ] { #expect(ISOTime.parse(text) == half, "\(text)") }
    for text in ["", "T", "2026-11-24T09:30", "2026-11-24T09:30:00.Z", "2026-11-24T09:30:00z", "2026-11-24T09:30:00+9"]
    {
      #expect(ISOTime.parse(text) == nil, "\(text)")
    }
  }

  @Test("every code that Maru knows goes to ISO and comes back, and its ISO code alone means what the table says")
  func codes() throws {
    for row in BankResponseCode.catalogue where row.code != .accepted {
      let report = StatusReport(
        stamp: MessageStamp(world: TestClock().world), answering: "x", "y", leg: ISOExample.id(.debit),
        bank: ISOExample.bank,
        outcome: .other(row.code, row.korean))
      #expect(try StatusReport(xml: report.xml).outcome == .other(row.code, row.korean), "\(row.code)")
      guard let iso = StatusReason.iso(row.code) else { continue }
      #expect(iso.utf8.count == 4)
      let alone = try #require(StatusReason.code(of: [StatusReason(code: iso, proprietary: nil, text: nil)]))
      #expect(StatusReason.iso(alone) == iso, "\(row.code)")
      let first = try #require(StatusReason.table.first { $0.iso == iso })
      #expect(alone == first.code)
    }
  }
}
