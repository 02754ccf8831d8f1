/// A non-negative amount of Korean won (원), in whole won; the wire's `tran_amt`, N(12).
///
/// There is no smaller unit than one won and no floating point anywhere. A direction is a debit or a credit, never
/// a minus sign; a ledger balance that may be negative is a ``SignedWon``.
public struct Won: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The amount in whole won, `0 … Won.greatest.amount`.
  public let amount: Int64

  /// The largest amount that N(12) can carry.
  public static let greatest = Won(unchecked: 999_999_999_999)
  /// Nothing.
  public static let zero = Won(unchecked: 0)

  private init(unchecked amount: Int64) { self.amount = amount }

  /// Nil when `amount` is negative or does not fit N(12).
  public init?(_ amount: Int64) {
    guard amount >= 0, amount <= Won.greatest.amount else { return nil }
    self.amount = amount
  }

  /// Parses decimal digits; leading zeros are allowed because real clients pad (`"000000001000"`).
  public init?(wire text: some StringProtocol) {
    guard let value = parseDigits(text, atMost: 12) else { return nil }
    self.amount = value
  }

  /// Nil where the sum does not fit N(12).
  public func adding(_ other: Won) -> Won? { Won(amount + other.amount) }

  /// Nil where `other` is larger.
  public func subtracting(_ other: Won) -> Won? { Won(amount - other.amount) }

  public static func < (left: Won, right: Won) -> Bool { left.amount < right.amount }
  public var description: String { String(amount) }
}

/// A balance in whole won that may be below zero; the wire's `balance_amt`, SN(13).
public struct SignedWon: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Whole won, negative for an overdrawn account.
  public let amount: Int64

  /// Nil when the magnitude does not fit twelve digits.
  public init?(_ amount: Int64) {
    guard amount.magnitude <= UInt64(Won.greatest.amount) else { return nil }
    self.amount = amount
  }

  /// Parses an optional leading `-` and up to twelve digits.
  public init?(wire text: some StringProtocol) {
    let negative = text.first == "-"
    guard let value = parseDigits(negative ? text.dropFirst() : text[...], atMost: 12) else { return nil }
    self.amount = negative ? -value : value
  }

  public static func < (left: SignedWon, right: SignedWon) -> Bool { left.amount < right.amount }
  public var description: String { String(amount) }
}

/// ASCII digits only, 1 to `limit` of them; nil for anything else, so `+1`, `１` and `1e3` are refused.
func parseDigits(_ text: some StringProtocol, atMost limit: Int) -> Int64? { number(text.utf8, atMost: limit) }

/// The same for a whole string, whose bytes are looked at without a table of functions.
func parseDigits(_ text: String, atMost limit: Int) -> Int64? { number(text.utf8, atMost: limit) }

@inline(__always)
private func number(_ bytes: some Sequence<UInt8>, atMost limit: Int) -> Int64? {
  var value: Int64 = 0
  var count = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    count += 1
    guard count <= limit else { return nil }
    value = value * 10 + Int64(byte - 0x30)
  }
  return count > 0 ? value : nil
}
