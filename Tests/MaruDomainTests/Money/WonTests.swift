import MaruDomain
import Testing

/// M-09: whole won, checked arithmetic, no floating point.
@Suite struct WonTests {
  @Test(
    "an amount is up to twelve digits, padded or not",
    arguments: [
      ("0", 0), ("1", 1), ("000000001000", 1_000), ("999999999999", 999_999_999_999), ("000000000000", 0),
    ] as [(String, Int64)])
  func valid(text: String, amount: Int64) {
    #expect(Won(wire: text)?.amount == amount)
  }

  @Test(
    "anything but one to twelve ASCII digits is no amount",
    arguments: ["", "-1", "+1", "1.0", "1e3", " 1", "1 ", "１", "1,000", "1000000000000", "0000000000001", "a", "0x10"])
  func invalid(text: String) {
    #expect(Won(wire: text) == nil)
  }

  @Test("adding past twelve digits and taking away too much give nothing, never a wrap")
  func arithmetic() throws {
    let one = try #require(Won(1))
    #expect(Won.greatest.adding(one) == nil)
    #expect(Won.greatest.adding(.zero) == .greatest)
    #expect(Won.zero.subtracting(one) == nil)
    #expect(one.subtracting(one) == .zero)
    #expect(Won.greatest.subtracting(one)?.adding(one) == .greatest)
    #expect(Won.greatest.adding(.greatest) == nil)
    #expect(Won(-1) == nil)
    #expect(Won(1_000_000_000_000) == nil)
    #expect(Won(Int64.max) == nil)
    #expect(Won(Int64.min) == nil)
  }

  @Test("amounts order and print as numbers, without padding")
  func order() throws {
    let (two, ten) = (try #require(Won(2)), try #require(Won(10)))
    #expect(two < ten)
    #expect(!(ten < two))
    #expect(Won(wire: "000000000010")?.description == "10")
  }

  @Test(
    "a balance may be below zero",
    arguments: [
      ("-1", -1), ("0", 0), ("-0", 0), ("-999999999999", -999_999_999_999), ("999999999999", 999_999_999_999),
    ] as [(String, Int64)])
  func balances(text: String, amount: Int64) {
    #expect(SignedWon(wire: text)?.amount == amount)
  }

  @Test(
    "a balance has one sign at most, in front",
    arguments: ["", "-", "--1", "+1", "1-", "-1000000000000", "1000000000000", "- 1"])
  func noBalances(text: String) {
    #expect(SignedWon(wire: text) == nil)
  }

  @Test("the least 64-bit number is no balance and does not crash")
  func extremes() {
    #expect(SignedWon(Int64.min) == nil)
    #expect(SignedWon(-999_999_999_999)?.description == "-999999999999")
  }
}
