/// What a token opens; RFC 6749 section 3.3 and the platform's four v1 scopes.
public struct Scope: OptionSet, Sendable, Hashable, Codable {
  /// One bit for each scope; stored so.
  public let rawValue: UInt8
  /// The set of the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// User and account management; given by a user.
  public static let login = Scope(rawValue: 1)
  /// Balance and transactions; given by a user.
  public static let inquiry = Scope(rawValue: 2)
  /// Withdraw; given by a user.
  public static let transfer = Scope(rawValue: 4)
  /// An organisation's own calls; client credentials only.
  public static let oob = Scope(rawValue: 8)

  /// The scopes that a user can give.
  public static let user: Scope = [.login, .inquiry, .transfer]

  private static let names: [(Scope, String)] = [
    (.login, "login"), (.inquiry, "inquiry"), (.transfer, "transfer"), (.oob, "oob"),
  ]

  /// Blank-separated names, as RFC 6749 writes a scope; nil for an unknown, repeated-empty or absent name.
  public init?(wire text: String) {
    var scope: Scope = []
    for name in text.split(whereSeparator: { $0 == " " || $0 == "+" || $0 == "," }) {
      guard let known = Scope.names.first(where: { $0.1 == name }) else { return nil }
      scope.formUnion(known.0)
    }
    guard !scope.isEmpty else { return nil }
    self = scope
  }

  /// The names in a fixed order, blank-separated.
  public var wire: String { Scope.names.filter { contains($0.0) }.map(\.1).joined(separator: " ") }
}
