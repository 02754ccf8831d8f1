import Crypto
import Foundation
package import MaruDomain
import SwiftASN1
import X509

/// A certificate authority for test beds: makes the certificates of hub and banks, for TLS and for seals. Keys are P-256.
package struct TestAuthority: Sendable {
  /// A certificate with its key, as PEM texts.
  package struct Issued: Sendable {
    package let certificate: String
    package let key: String
    package init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// What a certificate may be used for, and nothing else.
  package enum Purpose: Sendable {
    /// TLS, as a client.
    case hub
    /// TLS, as a server.
    case bank
    /// Seals on messages.
    case seal
  }

  private static let organisation = "Maru test bed"
  private static let documentSigning = ExtendedKeyUsage.Usage(oid: [1, 3, 6, 1, 5, 5, 7, 3, 36])
  /// Clocks differ a little.
  private static let backdating: Int64 = 300
  private static let years: Int64 = 10

  private let certificate: Certificate
  private let key: P256.Signing.PrivateKey

  /// A new authority.
  package init(at now: Instant) throws {
    key = P256.Signing.PrivateKey()
    let own = Certificate.PrivateKey(key)
    let name = try TestAuthority.name("Maru test authority")
    certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: own.publicKey,
      notValidBefore: TestAuthority.date(now, -TestAuthority.backdating),
      notValidAfter: TestAuthority.date(now, TestAuthority.years * 365 * 86_400), issuer: name, subject: name,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: own.publicKey)
      },
      issuerPrivateKey: own)
  }

  /// The authority whose certificate and key these PEM texts are.
  package init(_ issued: Issued) throws {
    certificate = try Certificate(pemEncoded: issued.certificate)
    key = try P256.Signing.PrivateKey(pemRepresentation: issued.key)
  }

  /// Its own certificate and key.
  package var own: Issued {
    get throws { Issued(certificate: try certificate.serializeAsPEM().pemString, key: key.pemRepresentation) }
  }

  /// When its certificate ends.
  package var validUntil: Instant {
    Instant(milliseconds: Int64(certificate.notValidAfter.timeIntervalSince1970 * 1_000))
  }

  /// A new key with a certificate for it; `hosts` are the DNS names and addresses of a TLS server.
  package func issue(
    _ name: String, for purpose: Purpose, hosts: [String] = [], at now: Instant, days: Int64
  ) throws -> Issued {
    let leafKey = P256.Signing.PrivateKey()
    let publicKey = Certificate.PrivateKey(leafKey).publicKey
    let identifier = SubjectKeyIdentifier(hash: Certificate.PrivateKey(key).publicKey)
    let leaf = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: TestAuthority.date(now, -TestAuthority.backdating),
      notValidAfter: TestAuthority.date(now, days * 86_400), issuer: certificate.subject,
      subject: try TestAuthority.name(name), signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try extensions(purpose, hosts, publicKey, identifier),
      issuerPrivateKey: Certificate.PrivateKey(key))
    return Issued(certificate: try leaf.serializeAsPEM().pemString, key: leafKey.pemRepresentation)
  }

  private func extensions(
    _ purpose: Purpose, _ hosts: [String], _ publicKey: Certificate.PublicKey, _ issuer: SubjectKeyIdentifier
  ) throws -> Certificate.Extensions {
    var extensions = try Certificate.Extensions {
      Critical(BasicConstraints.notCertificateAuthority)
      Critical(KeyUsage(digitalSignature: true))
      SubjectKeyIdentifier(hash: publicKey)
      AuthorityKeyIdentifier(keyIdentifier: issuer.keyIdentifier)
    }
    switch purpose {
    case .hub: try extensions.append(Certificate.Extension(ExtendedKeyUsage([.clientAuth]), critical: false))
    case .bank: try extensions.append(Certificate.Extension(ExtendedKeyUsage([.serverAuth]), critical: false))
    // Without a purpose of its own it would pass for any, a TLS client's too. RFC 9336: signing of documents.
    case .seal:
      try extensions.append(Certificate.Extension(ExtendedKeyUsage([TestAuthority.documentSigning]), critical: false))
    }
    guard !hosts.isEmpty else { return extensions }
    let names = hosts.map { host in
      TestAuthority.address(host).map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        ?? .dnsName(host)
    }
    try extensions.append(Certificate.Extension(SubjectAlternativeNames(names), critical: false))
    return extensions
  }

  private static func name(_ common: String) throws -> DistinguishedName {
    try DistinguishedName {
      CountryName("KR")
      OrganizationName(organisation)
      CommonName(common)
    }
  }

  private static func date(_ now: Instant, _ seconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(now.milliseconds / 1_000 + seconds))
  }

  /// The bytes of an IP address; nil for a name.
  private static func address(_ host: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, host, &bytes) == 1 { return bytes }
    }
    return nil
  }
}
