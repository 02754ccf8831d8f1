import Crypto
import MaruDomain

/// Seals what the hub has to read again and nobody else shall: the keys of authenticators (AES-256-GCM, NIST SP 800-38D).
///
/// The key is kept outside the database, so that a copy of the database opens no second factor.
struct SecretSeal: Sendable {
  private static let nonceLength = 12
  private let key: SymmetricKey

  /// A seal with a key of the hub, 32 random bytes.
  init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  /// Nonce, text and tag. It opens for the same developer alone: moved to another one's row it is nothing.
  func seal(_ secret: [UInt8], for developer: Int64, _ world: World) throws -> [UInt8] {
    let nonce = try AES.GCM.Nonce(data: world.randomBytes(Self.nonceLength))
    let box = try AES.GCM.seal(secret, using: key, nonce: nonce, authenticating: owner(developer))
    return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// Nil for what was sealed with another key, or for somebody else.
  func open(_ sealed: [UInt8], for developer: Int64) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let secret = try? AES.GCM.open(box, using: key, authenticating: owner(developer))
    else { return nil }
    return Array(secret)
  }

  private func owner(_ developer: Int64) -> [UInt8] { Array("authenticator/\(developer)".utf8) }
}
