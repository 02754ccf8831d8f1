package import Crypto
package import MaruDomain

/// The private key with which a party seals its messages: ECDSA over P-256. Never the key of its TLS certificate
/// (docs/decisions/0009-tls-and-seals-towards-banks.md).
package struct SealKey: Sendable {
  package let keyID: String
  let key: P256.Signing.PrivateKey

  package init(_ key: P256.Signing.PrivateKey) {
    self.key = key
    keyID = SealKey.id(of: key.publicKey)
  }

  /// A PKCS 8 key in PEM; throws where it is none of P-256.
  package init(pem: String) throws { self.init(try P256.Signing.PrivateKey(pemRepresentation: pem)) }

  /// `keyid`: lower-case hexadecimal SHA-256 of the public key's SubjectPublicKeyInfo in DER.
  package static func id(of key: P256.Signing.PublicKey) -> String {
    hexText(SHA256.hash(data: key.derRepresentation))
  }
}

/// A public key that the other party seals with, while its certificate is valid.
package struct TrustedSeal: Sendable {
  package let keyID: String
  let key: P256.Signing.PublicKey
  let validFrom: Instant
  let validUntil: Instant

  package init(_ key: P256.Signing.PublicKey, validFrom: Instant, validUntil: Instant) {
    self.key = key
    self.validFrom = validFrom
    self.validUntil = validUntil
    keyID = SealKey.id(of: key)
  }
}

/// Why a message is not taken as the other party's.
package enum SignatureProblem: Error, Sendable, Hashable {
  /// No signature for this purpose.
  case missing
  /// A field of the signature breaks its grammar, or a parameter is missing or of a wrong kind.
  case malformed
  /// Another algorithm than ecdsa-p256-sha256.
  case algorithm
  /// A component that must be covered is not, or one is covered that cannot be.
  case coverage
  /// `created` or `Date` lies outside the window.
  case stale
  /// Nobody that is trusted has this `keyid`, or the certificate is not valid now.
  case unknownKey
  /// The body is not the one of `Content-Digest`.
  case digest
  /// The signature does not fit.
  case wrong
  /// The nonce was seen before.
  case replayed
  /// More messages within the window than can be remembered.
  case tooMany

  /// For the answer and the log, in Korean and English.
  package var text: String {
    switch self {
    case .missing: "서명 없음. The message is not signed for this purpose."
    case .malformed: "서명 형식 오류. Signature-Input or Signature is malformed."
    case .algorithm: "서명 알고리즘 오류. The algorithm must be ecdsa-p256-sha256."
    case .coverage: "서명 범위 오류. A required component is not covered."
    case .stale: "서명 시각 오류. created or Date is outside the window."
    case .unknownKey: "서명 키 오류. The keyid is not trusted now."
    case .digest: "본문 다이제스트 불일치. Content-Digest does not fit the body."
    case .wrong: "서명 불일치. The signature does not fit."
    case .replayed: "재전송 거부. The nonce was used before."
    case .tooMany: "일시 과부하. Too many messages to remember."
    }
  }
}
