import Foundation
import MaruDomain
import Testing

/// Valid and invalid spellings of every checked text, side by side. Section 2 of the wire contract.
@Suite struct IdentifierTests {
  /// One type's rule: what it takes, what it refuses.
  struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let pattern: String
    let accepts: @Sendable (String) -> Bool
    let valid: [String]
    let invalid: [String]
    var testDescription: String { name }

    init<Text: ValidatedText>(_ type: Text.Type, valid: [String], invalid: [String]) {
      name = "\(type)"
      pattern = Text.pattern
      accepts = { Text($0)?.text == $0 }
      self.valid = valid
      self.invalid = invalid
    }
  }

  static let rules: [Rule] = [
    Rule(
      OrganisationCode.self, valid: ["M202600001", "T000000000", "F123456789"],
      invalid: ["", "m202600001", "M20260000", "M2026000011", "1202600001", "M20260000A", "M２02600001", "MM02600001"]),
    Rule(
      ClientID.self, valid: ["l7xx0f6c2d1e9b7a4c3d8e5f60718293a4b5", "a", "2c1ba4c9-0d5f-4b7e-9d5e-7a3f60c1b2d8"],
      invalid: ["", String(repeating: "a", count: 41), "a b", "a_b", "클라이언트", "a\n"]),
    Rule(
      UserSeqNo.self, valid: ["1100000001", "0000000000"], invalid: ["", "110000001", "11000000011", "110000000a"]),
    Rule(
      FintechUseNumber.self, valid: ["120260000100000000000001"],
      invalid: [
        "", "12026000010000000000000", "1202600001000000000000011", "12026000010000000000000A",
        "１20260000100000000000001",
      ]),
    Rule(BankCode.self, valid: ["097", "004", "000"], invalid: ["", "97", "0970", "09A", "-97", "٠٩٧"]),
    Rule(BranchCode.self, valid: ["0970001", "0000000"], invalid: ["", "097001", "09700011", "097000A"]),
    Rule(
      AccountNumber.self, valid: ["123456", "9701234567890", "1234567890123456"],
      invalid: ["", "12345", "12345678901234567", "123-456", "12345a", "123 456"]),
    Rule(
      BankTransactionID.self, valid: ["M202600001O00QK3N7ZB", "M202600001U000000000"],
      invalid: ["", "M202600001O00QK3N7Z", "M202600001O00QK3N7ZBB", "m202600001O00QK3N7ZB", "M202600001O00QK3N7Z-"]),
    Rule(
      BankResponseCode.self, valid: ["000", "822", "999"], invalid: ["", "00", "0000", "A00", "00 "]),
    Rule(
      AccountAlias.self, valid: ["급여", "a", String(repeating: "가", count: 50)],
      invalid: ["", String(repeating: "가", count: 51), "a\nb", "a\u{0}", "\u{7F}", "a\u{9B}"]),
    Rule(
      PrintContent.self, valid: ["쇼핑몰결제", "A", String(repeating: "한", count: 20)],
      invalid: ["", String(repeating: "한", count: 21), "a\tb", "\u{1B}[31m"]),
    Rule(
      HolderName.self, valid: ["김오픈", "HONG GILDONG", String(repeating: "김", count: 20)],
      invalid: ["", String(repeating: "김", count: 21), "김\n오픈"]),
    Rule(
      CMSNumber.self, valid: ["CMS20261124", "a", String(repeating: "9", count: 32)],
      invalid: ["", String(repeating: "9", count: 33), "A-1", "가"]),
    Rule(
      PassPhrase.self, valid: ["NONE", "1111", String(repeating: "a", count: 128)],
      invalid: ["", String(repeating: "a", count: 129), "a\nb"]),
    Rule(
      HolderInfo.self, valid: ["880101", "8801011", "1234567890"],
      invalid: ["", "88010", "88010112", "88010a", "12345678901", "８80101"]),
    Rule(
      TraceInfo.self, valid: ["1", "000000000000000025", "abcDEF123"],
      invalid: ["", String(repeating: "1", count: 21), "a b", "a-b"]),
  ]

  @Test("a well-formed text is taken as it is", arguments: rules)
  func valid(rule: Rule) {
    for text in rule.valid { #expect(rule.accepts(text), "\(text.debugDescription)") }
  }

  @Test("a malformed text makes no value", arguments: rules)
  func invalid(rule: Rule) {
    for text in rule.invalid { #expect(!rule.accepts(text), "\(text.debugDescription)") }
  }

  @Test("the documented pattern says the same as the check", arguments: rules)
  func patterns(rule: Rule) throws {
    let pattern = try NSRegularExpression(pattern: "\\A(?:\(rule.pattern))\\z")
    for text in rule.valid + rule.invalid {
      let fits = pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
      #expect(fits == rule.accepts(text), "\(text.debugDescription)")
    }
  }

  @Test("account numbers, phrases and holder numbers never print themselves")
  func masked() throws {
    let number = try #require(AccountNumber("9701234567890"))
    #expect(number.description == "9701234567***")
    #expect(PassPhrase("secret")?.description == "•••")
    #expect(HolderInfo("880101")?.description == "•••")
    let bank = try #require(BankCode("097"))
    #expect("\(BankAccount(bank: bank, number: number))" == "097-9701234567***")
  }

  @Test("an organisation's fintech numbers carry its digits and a serial")
  func fintechNumbers() throws {
    let code = try #require(OrganisationCode("M202600001"))
    #expect(FintechUseNumber(organisation: code, serial: 42)?.text == "120260000100000000000042")
    #expect(FintechUseNumber(organisation: code, serial: 99_999_999_999_999)?.text == "120260000199999999999999")
    #expect(FintechUseNumber(organisation: code, serial: 100_000_000_000_000) == nil)
    #expect(FintechUseNumber(organisation: code, serial: -1) == nil)
  }

  @Test("the hub's bank_tran_id is its organisation, O, and a serial in base 36")
  func bankTransactionIDs() throws {
    let code = try #require(OrganisationCode("M202600001"))
    #expect(BankTransactionID(organisation: code, serial: 0).text == "M202600001O000000000")
    #expect(BankTransactionID(organisation: code, serial: 35).text == "M202600001O00000000Z")
    #expect(BankTransactionID(organisation: code, serial: 36).text == "M202600001O000000010")
    #expect(BankTransactionID(BankTransactionID(organisation: code, serial: .max).text) != nil)
  }

  @Test("names match whatever the blanks in them")
  func names() throws {
    let name = try #require(HolderName("HONG GILDONG"))
    let (same, other) = (try #require(HolderName("HONGGILDONG  ")), try #require(HolderName("HONG GILSOON")))
    #expect(name.matches(same))
    #expect(!name.matches(other))
  }

  @Test("a UUID has version 4 and its variant, whatever the bits")
  func uuids() {
    #expect(uuidText(high: 0, low: 0) == "00000000-0000-4000-8000-000000000000")
    #expect(uuidText(high: .max, low: .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }
}
