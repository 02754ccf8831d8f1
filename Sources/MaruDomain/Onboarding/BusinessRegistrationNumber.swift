/// 사업자등록번호: ten digits, the last of which checks the others.
public struct BusinessRegistrationNumber: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{10}"
  private static let weights = [1, 3, 7, 1, 3, 7, 1, 3, 5]

  /// Ten digits without hyphens. The ninth counts five times, and the tens of that once more (the National Tax Service's rule).
  public init?(_ text: String) {
    guard text.utf8.count == 10, text.isDigits else { return nil }
    let digits = text.utf8.map { Int($0) - 0x30 }
    let sum = zip(digits, Self.weights).reduce(0) { $0 + $1.0 * $1.1 } + digits[8] * 5 / 10
    guard (10 - sum % 10) % 10 == digits[9], Set(digits) != [0] else { return nil }
    self.text = text
  }

  /// As people type it: hyphens and blanks do not matter.
  public init?(typed text: String) { self.init(text.filter { $0 != "-" && !$0.isWhitespace }) }

  /// `123-45-67891`, as it is printed.
  public var printed: String { "\(text.prefix(3))-\(text.dropFirst(3).prefix(2))-\(text.dropFirst(5))" }
}
