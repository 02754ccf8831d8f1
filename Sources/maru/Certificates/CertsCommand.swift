import ArgumentParser
import Foundation
import MaruDomain
import MaruTestBed

/// `maru certs`: a test authority with certificates for the hub and the banks, for TLS and for seals.
struct CertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certs",
    abstract: "Make a test authority and certificates for hub and banks. 테스트 인증서를 만듭니다.",
    discussion: """
      Run again to renew: the authority stays, all other keys and certificates are made anew, and the seals before are kept
      as *-seal-former.pem, which stay trusted until they end. For tests; production certificates come from your own authority.
      """)

  @Option(help: "Directory to write to; made when missing.")
  var out: String
  @Option(help: "Banks: a code, several separated by commas, or all.")
  var code = "all"
  @Option(help: "More DNS names and addresses of the banks' servers, separated by commas.")
  var names = ""
  @Option(help: "How long the certificates are valid, in days.")
  var days: Int = 397

  func run() throws {
    let codes = try Self.codes(code)
    guard (1...3_650).contains(days) else { throw ValidationError("--days must be from 1 to 3650.") }
    let hosts = try Self.hosts(names)
    let directory = CredentialsDirectory(path: out)
    let now = World.live.now()
    do {
      umask(0o077)
      try FileManager.default.createDirectory(
        atPath: out, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let (authority, isNew) = try authority(in: directory, at: now)
      let issuer = CertificateWriter(authority: authority, directory: directory, now: now, days: Int64(days))
      try issuer.write(.hub, hosts: [])
      for code in codes { try issuer.write(.bank(code), hosts: hosts) }
      Terminal.say(
        """
        \(isNew ? "made an authority and" : "renewed with the authority of \(out):") certificates and seals of the hub and of \
        \(codes.count) \(codes.count == 1 ? "bank" : "banks"), valid \(days) days, for \(hosts.joined(separator: ", "))

          maru bank --code \(codes[0]) --credentials \(out)
          maru serve --bank-credentials \(out) --bank \(codes[0])=https://localhost:9000
        """)
    } catch let error as CocoaError {
      throw Failure("\(out) cannot be written: \(error.localizedDescription)")
    }
  }

  private func authority(in directory: CredentialsDirectory, at now: Instant) throws -> (TestAuthority, isNew: Bool) {
    if FileManager.default.fileExists(atPath: directory.authority) {
      let (certificate, key) = (
        try CredentialFiles.text(directory.authority), try CredentialFiles.text(directory.authorityKey)
      )
      guard let known = try? TestAuthority(.init(certificate: certificate, key: key)) else {
        throw Failure("\(directory.authority) and its key are no test authority: give another --out directory")
      }
      guard now.adding(seconds: Int64(days) * 86_400) < known.validUntil else {
        throw Failure("the authority in \(out) ends before the new certificates would: give another --out directory")
      }
      return (known, false)
    }
    let made = try TestAuthority(at: now)
    try CertificateWriter.write(try made.own, to: directory.authority, directory.authorityKey)
    return (made, true)
  }

  private static func codes(_ text: String) throws -> [BankCode] {
    let known = ParticipatingBanks.all.map(\.bank.code)
    if text == "all" { return known }
    let parts = text.split(separator: ",")
    let codes = parts.compactMap { BankCode(String($0)) }
    guard !codes.isEmpty, codes.count == parts.count else {
      throw ValidationError(
        "--code is '\(text)': it must be a bank's code such as 004, several separated by commas, or all.")
    }
    return codes
  }

  private static func hosts(_ text: String) throws -> [String] {
    let more = text.split(separator: ",").map(String.init)
    guard more.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else {
      throw ValidationError("--names is '\(text)': it must be DNS names and addresses separated by commas.")
    }
    return ["localhost", "127.0.0.1", "::1"] + more
  }
}

/// Issues a party's two certificates and writes them; keys are readable by their owner only.
struct CertificateWriter {
  let authority: TestAuthority
  let directory: CredentialsDirectory
  let now: Instant
  let days: Int64

  func write(_ party: CredentialsDirectory.Party, hosts: [String]) throws {
    let purpose: TestAuthority.Purpose =
      switch party {
      case .hub: .hub
      case .bank: .bank
      }
    let transport = try authority.issue(party.name, for: purpose, hosts: hosts, at: now, days: days)
    try Self.write(transport, to: directory.certificate(party), directory.key(party))
    let former = try? String(contentsOfFile: directory.seal(party), encoding: .utf8)
    let seal = try authority.issue("\(party.name) seal", for: .seal, at: now, days: days)
    if let former { try Self.write(former, to: directory.formerSeal(party), mode: 0o644) }
    try Self.write(seal, to: directory.seal(party), directory.sealKey(party))
  }

  static func write(_ issued: TestAuthority.Issued, to certificate: String, _ key: String) throws {
    try write(issued.certificate, to: certificate, mode: 0o644)
    try write(issued.key, to: key, mode: 0o600)
  }

  /// Whole or not at all, and never readable by others in between.
  private static func write(_ text: String, to path: String, mode: Int) throws {
    let part = path + ".part"
    guard
      FileManager.default.createFile(
        atPath: part, contents: Data((text.hasSuffix("\n") ? text : text + "\n").utf8),
        attributes: [.posixPermissions: mode]), rename(part, path) == 0
    else { throw CocoaError(.fileWriteUnknown) }
  }
}
