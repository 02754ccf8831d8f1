import Foundation
import MaruDomain

/// Where letters are handed over, and how the hub shows who it is.
package struct SMTPServer: Sendable {
  /// What protects the connection.
  package enum Security: Sendable, Hashable {
    /// TLS from the first byte (RFC 8314): `smtps://`.
    case implicit
    /// The server must offer STARTTLS (RFC 3207), else nothing is sent.
    case startTLS
    /// Nothing: a server on this machine, or one that the operator vouches for.
    case none
  }

  package let host: String
  package let port: Int
  package let security: Security
  /// Whom the server knows; nil where it asks nobody.
  package let user: String?
  let password: String
  /// The authority of the server's certificate, PEM; nil for those of the system.
  let authority: String?

  /// Reads `smtp://user@host:587` or `smtps://user@host:465`; the ports are those when none is given. `isPlaintextAllowed` sends to any
  /// server without TLS. Nil for anything else, above all for a URL with a password in it.
  package init?(url: String, password: String = "", authority: String? = nil, isPlaintextAllowed: Bool = false) {
    let isImplicit = url.hasPrefix("smtps://")
    guard isImplicit || url.hasPrefix("smtp://") else { return nil }
    var rest = url.dropFirst(isImplicit ? "smtps://".count : "smtp://".count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var user: String?
    if let at = rest.lastIndex(of: "@") {
      guard let text = String(rest[..<at]).removingPercentEncoding, !text.isEmpty, !text.contains(":"),
        text.unicodeScalars.allSatisfy({ !Mailbox.controls($0) })
      else { return nil }
      user = text
      rest = rest[rest.index(after: at)...]
    }
    guard let place = HostAndPort(rest, usual: isImplicit ? 465 : 587) else { return nil }
    host = place.host
    port = place.port
    self.user = user
    self.password = password
    self.authority = authority
    // A server on this machine has rarely a certificate, and nobody listens in between; with an authority it shall have one.
    let isOpen = isPlaintextAllowed || (HostAndPort.namesThisMachine(host) && authority == nil)
    security = isImplicit ? .implicit : isOpen ? .none : .startTLS
  }

  /// Whether a password would go over the network for everybody to read.
  package var showsPassword: Bool { security == .none && user != nil && !HostAndPort.namesThisMachine(host) }
}
