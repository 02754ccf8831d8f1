import Crypto
package import MaruDomain

/// Seals what the hub has to read again and nobody else shall: the keys of authenticators (AES-256-GCM, NIST SP 800-38D).
///
/// The key is kept outside the database, so that a copy of the database opens no second factor.
package struct SecretSeal: Sendable {
  /// Whose secret it is.
  package enum Owner: Sendable {
    case developer(Int64)
    /// An organisation's webhooks, whose secrets the hub signs with.
    case webhooks(OrganisationCode)
    /// An operator, or somebody of a bank.
    case console(Int64)

    fileprivate var bytes: [UInt8] {
      switch self {
      case .developer(let id): Array("authenticator/\(id)".utf8)
      case .webhooks(let code): Array("webhook/\(code.text)".utf8)
      case .console(let id): Array("operator/\(id)".utf8)
      }
    }
  }

  private static let nonceLength = 12
  private let key: SymmetricKey

  /// A seal with a key of the hub, 32 random bytes.
  package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  /// Tells keys apart, and nothing of the key itself: 32 random bytes cannot be guessed.
  package var fingerprint: String {
    key.withUnsafeBytes { hexText(SHA256.hash(data: Array("maru site key ".utf8) + $0)) }
  }

  /// Nonce, text and tag. It opens for the same owner alone: moved to another one's row it is nothing.
  package func seal(_ secret: [UInt8], for owner: Owner, _ world: World) throws -> [UInt8] {
    let nonce = try AES.GCM.Nonce(data: world.randomBytes(Self.nonceLength))
    let box = try AES.GCM.seal(secret, using: key, nonce: nonce, authenticating: owner.bytes)
    return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// Nil for what was sealed with another key, or for somebody else.
  package func open(_ sealed: [UInt8], for owner: Owner) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let secret = try? AES.GCM.open(box, using: key, authenticating: owner.bytes)
    else { return nil }
    return Array(secret)
  }
}
