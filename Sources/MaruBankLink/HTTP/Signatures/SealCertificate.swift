import Crypto
import Foundation
package import MaruDomain
@_spi(FixedExpiryValidationTime) import X509

/// The certificate of a seal: ties a party's public key to the authority that both sides trust.
package enum SealCertificate {
  /// Why a certificate is of no use.
  package struct Refused: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The key of a certificate that `authority` issued and that is valid at `now`; both are PEM texts. Throws ``Refused``.
  package static func trusted(
    _ certificate: String, by authority: String, at now: Instant
  ) async throws -> TrustedSeal {
    let (leaf, root) = (try parse(certificate), try parse(authority))
    guard let key = P256.Signing.PublicKey(leaf.publicKey) else {
      throw Refused(description: "a seal's key must be of the curve P-256")
    }
    let date = Date(timeIntervalSince1970: Double(now.milliseconds) / 1_000)
    var verifier = Verifier(rootCertificates: CertificateStore([root])) {
      RFC5280Policy(fixedExpiryValidationTime: date)
    }
    guard case .validCertificate = await verifier.validate(leaf: leaf, intermediates: CertificateStore()) else {
      throw Refused(description: "the seal of \(leaf.subject) is not valid now, or not of this authority")
    }
    return TrustedSeal(key, validFrom: instant(leaf.notValidBefore), validUntil: instant(leaf.notValidAfter))
  }

  private static func parse(_ pem: String) throws -> Certificate {
    do {
      return try Certificate(pemEncoded: pem)
    } catch {
      throw Refused(description: "not a certificate in PEM: \(error)")
    }
  }

  private static func instant(_ date: Date) -> Instant {
    Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
  }
}
