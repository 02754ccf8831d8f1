/// A parsed request or answer body, before any field of it was checked.
///
/// Numbers keep their text: money is never read through floating point.
public indirect enum WireValue: Sendable, Hashable {
  /// A text, unescaped.
  case string(String)
  /// The number as it was written.
  case number(String)
  /// `true` or `false`.
  case bool(Bool)
  /// `null`, read as absent.
  case null
  /// Elements in their order.
  case array([WireValue])
  /// Members in the order they were written; a name given twice is kept twice, so that the reader can refuse it.
  case object([Member])

  /// One member of an object.
  public struct Member: Sendable, Hashable {
    /// As written.
    public let name: String
    /// Not checked yet.
    public let value: WireValue
    /// A member `name`.
    public init(_ name: String, _ value: WireValue) {
      self.name = name
      self.value = value
    }
  }

  /// The flat text of a string or number; nil for anything else.
  public var flatText: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool, .null, .array, .object: nil
    }
  }
}
