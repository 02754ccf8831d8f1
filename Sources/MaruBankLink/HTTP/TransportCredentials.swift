package import NIOSSL

/// How the hub reaches a bank's server.
package enum BankTransport: Sendable {
  /// Plain TCP: banks of the test bed on the same machine.
  case plain
  /// TLS 1.3, each side with its certificate.
  case tls(NIOSSLContext)
}

/// What one side of a mutual TLS connection needs, as PEM texts: its own certificate and key, and the authority whose
/// certificates it takes. Each side takes nobody else's.
package struct TransportCredentials: Sendable {
  let authority: String
  let certificate: String
  let key: String

  package init(authority: String, certificate: String, key: String) {
    self.authority = authority
    self.certificate = certificate
    self.key = key
  }

  /// The hub's side: checks chain, validity and the host's name. Throws ``NIOSSLError`` for texts that are no PEM.
  package func hubSide() throws -> BankTransport {
    var configuration = TLSConfiguration.makeClientConfiguration()
    try apply(to: &configuration)
    configuration.certificateVerification = .fullVerification
    return .tls(try NIOSSLContext(configuration: configuration))
  }

  /// A bank's side: takes clients with a client's certificate of the authority, and no others.
  package func bankSide() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: [], privateKey: .privateKey(try own()))
    try apply(to: &configuration)
    // A client has no host name to check: its certificate, and later its seal, say who it is.
    configuration.certificateVerification = .noHostnameVerification
    return configuration
  }

  private func apply(to configuration: inout TLSConfiguration) throws {
    configuration.minimumTLSVersion = .tlsv13
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
    configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map {
      .certificate($0)
    }
    configuration.privateKey = .privateKey(try own())
  }

  private func own() throws -> NIOSSLPrivateKey { try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem) }
}
