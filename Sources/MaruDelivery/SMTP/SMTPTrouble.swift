import NIOSSL

/// Why a letter was not taken over at one try.
enum SMTPTrouble: Error, Sendable, Hashable {
  case unreachable
  /// The certificate is not the server's, or the two sides share no version.
  case untrusted
  case timedOut
  /// The connection ended before the letter was handed over.
  case lost
  /// The connection ended after the whole letter was sent, and before a reply.
  case lostBehindLetter
  case malformed
  case startTLSMissing
  /// The server said something between its yes to STARTTLS and the handshake, which somebody in between could have put there.
  case spokeBeforeTLS
  case loginMissing
  case loginRefused(String)
  /// A reply that concerns the connection, not the letter.
  case serverRefuses(String)
  /// A reply of 4xx to the letter.
  case laterLetter(String)
  /// A reply of 5xx to the letter.
  case neverLetter(String)

  /// What `error` of the connection means. `isSent`: the whole letter was written already.
  init(_ error: any Error, isSent: Bool) {
    self =
      switch error {
      case let trouble as SMTPTrouble:
        trouble == .lost || trouble == .timedOut ? (isSent ? .lostBehindLetter : trouble) : trouble
      case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: .untrusted
      case is SMTPReplyParser.Malformed: .malformed
      default: isSent ? .lostBehindLetter : .lost
      }
  }

  var outcome: CarriedLetter {
    switch self {
    case .unreachable: .serverAway("the mail server cannot be reached")
    case .untrusted: .serverAway("the mail server's certificate is not trusted")
    case .timedOut: .serverAway("the mail server did not answer in time")
    case .lost: .serverAway("the connection to the mail server was lost")
    case .lostBehindLetter: .delayed("the connection was lost behind the letter, which may arrive twice")
    case .malformed: .serverAway("the mail server does not speak SMTP")
    case .startTLSMissing: .serverAway("the mail server offers no STARTTLS")
    case .spokeBeforeTLS: .serverAway("the mail server spoke between STARTTLS and the handshake")
    case .loginMissing: .serverAway("the mail server offers neither AUTH PLAIN nor AUTH LOGIN")
    case .loginRefused(let reply): .serverAway("the mail server refused user or password (\(reply))")
    case .serverRefuses(let reply): .serverAway("the mail server refused the hub (\(reply))")
    case .laterLetter(let reply): .delayed("the mail server put the letter off (\(reply))")
    case .neverLetter(let reply): .refused("the mail server refused the letter (\(reply))")
    }
  }
}
