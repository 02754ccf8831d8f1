import MaruDomain
import Testing

@Suite struct BankResponseCodeTests {
  /// Section 7 of the wire contract.
  private static let listed = Set(
    ("000 111 114 400 412 413 414 415 416 417 418 419 420 421 422 424 425 426 427 428 431 432 433 452 453 454 455 456 458 "
      + "461 462 463 464 467 468 470 471 472 473 474 475 476 477 490 499 551 555 556 701 803 804 813 815 818 819 822 999")
      .split(separator: " ").map(String.init))

  @Test("the hub knows no code that the contract does not list")
  func known() {
    for entry in BankResponseCode.catalogue { #expect(Self.listed.contains(entry.code.text), "\(entry.code)") }
    let ordered = BankResponseCode.catalogue.map(\.code.text)
    #expect(ordered == ordered.sorted())
  }

  @Test("three digits are a code, known or not; anything else is none")
  func texts() {
    for text in Self.listed.union(["477", "001", "500"]) { #expect(BankResponseCode(text)?.text == text) }
    for text in ["", "0", "00", "0000", "A00", "0 0", " 000", "-12", "１２３", "00\u{0}"] {
      #expect(BankResponseCode(text) == nil, "\(text)")
    }
  }

  @Test(
    "texts are Korean and English, fit AH(100), and no two codes share one",
    arguments: BankResponseCode.catalogue.indices)
  func words(_ index: Int) {
    let entry = BankResponseCode.catalogue[index]
    #expect(entry.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) })
    #expect(entry.english.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(entry.korean.count <= 100)
    #expect(BankResponseCode.catalogue.filter { $0.korean == entry.korean }.count == 1)
  }

  @Test("a refusal without words of its own says the code's, else the code; words are cut at a hundred characters")
  func refusals() throws {
    #expect(BankRefusal(by: .hub, code: .balanceTooLow).message == "예금잔액 부족")
    #expect(BankRefusal(by: .hub, code: try #require(BankResponseCode("477"))).message == "477")
    #expect(BankRefusal(by: .hub, code: .balanceTooLow, message: "").message.isEmpty)
    let family = String(repeating: "👨‍👩‍👧", count: 101)
    #expect(BankRefusal(by: .hub, code: .cannotProcess, message: family).message.count == 100)
    #expect(BankRefusal(by: .hub, code: .balanceTooLow) != BankRefusal(by: .hub, code: .availableTooLow))
    #expect(BankCode.hub.text == "098")
  }

  @Test("only codes that say so leave the money's fate open (M-12)", arguments: BankResponseCode.catalogue.map(\.code))
  func openFate(_ code: BankResponseCode) {
    #expect(code.isUnknownOutcome == ["400", "803", "804", "819", "822"].contains(code.text))
  }
}
