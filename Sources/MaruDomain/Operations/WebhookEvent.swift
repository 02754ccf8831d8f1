/// What a webhook tells an organisation.
public enum WebhookEventType: String, Sendable, CaseIterable {
  /// The money of an order arrived.
  case transferCompleted = "transfer.completed"
  /// An order moved nothing.
  case transferRejected = "transfer.rejected"
  /// The payee's bank refused, and the payer has the money back.
  case transferReversed = "transfer.reversed"
  /// A service of an account ended, by the organisation's call or by the user.
  case accountCancelled = "account.cancelled"
  /// The organisation unlinked a user.
  case userUnlinked = "user.unlinked"
  /// A user ended everything towards the organisation.
  case consentRevoked = "consent.revoked"
  /// Sent by a button, to try the way.
  case testPing = "test.ping"

  /// Those that a webhook may be asked to tell; a ping is told to all.
  public static let chosen = allCases.filter { $0 != .testPing }
}

/// Where a webhook leads: `https://` and a name with a point, or `http://` to this machine while tests are on.
public struct WebhookURL: Sendable, Hashable {
  /// As it was typed.
  public let text: String
  /// Whether TLS is spoken.
  public let isEncrypted: Bool
  /// A name or an address, without brackets.
  public let host: String
  /// From the URL, or the scheme's own.
  public let port: Int
  /// Path and query, with the leading slash.
  public let target: String

  /// Nil for anything but an absolute URL in printable ASCII without user and fragment, of 300 characters at most.
  public init?(_ text: String) {
    guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}#".utf8.contains($0) })
    else {
      return nil
    }
    let isEncrypted = text.hasPrefix("https://")
    guard isEncrypted || text.hasPrefix("http://") else { return nil }
    let rest = text.dropFirst(isEncrypted ? 8 : 7)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let target = rest[authority.endIndex...]
    var behind: Substring
    let host: Substring
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<end]
      behind = authority[authority.index(after: end)...]
      guard host.contains(":") else { return nil }
    } else {
      host = authority.prefix { $0 != ":" }
      behind = authority[host.endIndex...]
      guard host.utf8.allSatisfy({ $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") })
      else { return nil }
    }
    guard !host.isEmpty else { return nil }
    var port = isEncrypted ? 443 : 80
    if !behind.isEmpty {
      behind = behind.dropFirst()
      guard let given = Int(behind), (1...65_535).contains(given), authority.contains(":") else { return nil }
      port = given
    }
    self.text = text
    self.isEncrypted = isEncrypted
    self.host = host.lowercased()
    self.port = port
    self.target = target.hasPrefix("/") ? String(target) : "/" + target
  }

  /// Whether the host is this machine by its very name.
  public var namesLoopback: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }
}
