import MaruDomain

/// What a text of a message may be: the data types of ISO 20022 by their names there.
enum SimpleType: Sendable, Hashable {
  /// `Max35Text` and its like: one to so many characters.
  case max(Int)
  /// `Max15NumericText` and its like: one to so many digits.
  case digits(Int)
  /// `Max4AlphaNumericText` and its like: one to so many ASCII letters and digits.
  case alphanumeric(Int)
  /// Codes of a closed list.
  case code([String])
  /// `Exact3NumericText` and its like.
  case exactDigits(Int)
  /// `ISODate`, `ISOTime`, `ISODateTime`.
  case date
  case time
  case dateTime
  /// `TrueFalseIndicator`.
  case indicator

  var name: String {
    switch self {
    case .max(let longest): "Max\(longest)Text"
    case .digits(let longest): "Max\(longest)NumericText"
    case .alphanumeric(let longest): "Max\(longest)AlphaNumericText"
    case .exactDigits(let count): "Exact\(count)NumericText"
    case .code(let codes): codes.joined(separator: " or ")
    case .date: "ISODate"
    case .time: "ISOTime"
    case .dateTime: "ISODateTime"
    case .indicator: "TrueFalseIndicator"
    }
  }

  func takes(_ text: String) -> Bool {
    switch self {
    case .max(let longest): return text.hasScalars(1...longest)
    case .digits(let longest): return (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isDigit)
    case .exactDigits(let count): return text.utf8.count == count && text.utf8.allSatisfy(Self.isDigit)
    case .alphanumeric(let longest):
      return (1...longest).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          Self.isDigit($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
    case .code(let codes): return codes.contains(text)
    case .date: return ISOTime.parseDate(text) != nil
    case .time: return text.utf8.count <= 40 && ISOTime.time(text, on: BusinessDate(daysSinceEpoch: 0)) != nil
    case .dateTime: return ISOTime.parse(text) != nil
    case .indicator: return text == "true" || text == "false" || text == "1" || text == "0"
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
