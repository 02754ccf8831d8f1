import ArgumentParser
import MaruBankLink
import MaruDomain
import MaruTestBed
import NIOPosix

/// The banks that a hub reaches over HTTP, and with which certificates and keys.
struct BankLinkSettings: Sendable {
  static let bank = Setting(
    "bank",
    "A bank reached over HTTP, as CODE=URL; several separated by commas. Replaces the simulated one. iso20022+URL: ISO 20022."
  )
  static let credentials = Setting(
    "bank-credentials", "Directory of 'maru certs'; the five --bank-… files below are looked for in it.")
  static let authority = Setting("bank-ca", "Authority of the banks' certificates, PEM.")
  static let certificate = Setting("bank-certificate", "The hub's TLS certificate towards banks, PEM.")
  static let key = Setting("bank-key", "The key of --bank-certificate, PEM.")
  static let sealKey = Setting("bank-seal-key", "The key that seals requests to banks (RFC 9421), P-256 PEM.")
  static let seals = Setting("bank-seals", "Directory of the banks' seal certificates, bank-CODE-seal.pem.")

  static let plaintext = Setting(
    "bank-plaintext", "Without the test bed: talk to banks that lack TLS (http://) or seals all the same.",
    standard: "false")
  static let connections = Setting(
    "bank-connections", "Connections to one bank at most; more requests wait. Of single banks as 64,004=16.",
    standard: "64")

  static let all = [bank, credentials, authority, certificate, key, sealKey, seals, plaintext, connections]

  let banks: [BankAddress]
  private let transport: (authority: String, certificate: String, key: String)?
  private let seal: (authority: String, key: String, directory: String)?
  private let connections: NumberByBank

  /// Throws a sentence for the operator; in production (`testBed` false) also where a bank would be asked in clear over a network, or
  /// without seals, and nobody said that this is meant.
  init(_ values: SettingValues, testBed: Bool) throws {
    connections = try values.value(Self.connections, "whole numbers from 1 to 4096, such as 64 or 64,004=16") {
      NumberByBank($0, 1...4096)
    }
    let allowsPlaintext = try values.flag(Self.plaintext)
    banks = try values.value(
      Self.bank, "a list such as 004=http://127.0.0.1:9004,088=iso20022+https://bank.example:9088"
    ) {
      text in
      let parts = text.split(separator: ",")
      let banks = parts.compactMap { BankAddress(String($0)) }
      return banks.count == parts.count && Set(banks.map(\.code)).count == banks.count ? banks : nil
    }
    let directory = values.text(Self.credentials)
    let files = CredentialsDirectory(path: directory)
    func path(_ setting: Setting, _ usual: String) -> String? {
      let given = values.text(setting)
      return given.isEmpty ? (directory.isEmpty ? nil : usual) : given
    }
    let authority = path(Self.authority, files.authority)
    let (certificate, key) = (path(Self.certificate, files.certificate(.hub)), path(Self.key, files.key(.hub)))
    let (sealKey, seals) = (path(Self.sealKey, files.sealKey(.hub)), path(Self.seals, directory))
    switch (authority, certificate, key) {
    case (let authority?, let certificate?, let key?): transport = (authority, certificate, key)
    case (_, nil, nil): transport = nil
    default: throw ValidationError("--bank-ca, --bank-certificate and --bank-key go together (or --bank-credentials).")
    }
    switch (authority, sealKey, seals) {
    case (let authority?, let key?, let directory?): seal = (authority, key, directory)
    case (_, nil, nil): seal = nil
    default:
      throw ValidationError("--bank-seal-key and --bank-seals go together, with --bank-ca (or --bank-credentials).")
    }
    if transport == nil, let bank = banks.first(where: \.isEncrypted) {
      throw ValidationError(
        "--bank \(bank.code)=https://… needs --bank-ca, --bank-certificate and --bank-key (or --bank-credentials).")
    }
    guard !testBed, !allowsPlaintext else { return }
    if let bank = banks.first(where: \.isReadableOnTheWay) {
      throw ValidationError(
        "--bank \(bank.code)=http://… sends money orders in clear: give its https:// address, or --bank-plaintext where something else keeps that line."
      )
    }
    if seal == nil, let bank = banks.first {
      throw ValidationError(
        "--bank \(bank.code)=…: requests to banks are not signed without --bank-seal-key and --bank-seals (or --bank-credentials); give them, or --bank-plaintext."
      )
    }
  }

  /// What an operator should know of the way to the banks, one sentence each; empty where all of it is sealed and encrypted.
  var warnings: [String] {
    let readable = banks.filter(\.isReadableOnTheWay).map(\.code.text).sorted()
    return
      (readable.isEmpty ? [] : ["requests to banks travel in clear (http://): \(readable.joined(separator: ", "))"])
      + (banks.isEmpty || seal != nil ? [] : ["requests to banks are not signed: there is no --bank-seal-key"])
  }

  /// Links to the banks; `timeouts` bound one call, in seconds.
  func links(_ timeouts: NumberByBank) async throws -> [any BankLink] {
    let encrypted = try transport.map { files in
      do {
        return try CredentialFiles.transport(
          authority: files.authority, certificate: files.certificate, key: files.key
        ).hubSide()
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure("the certificates towards banks cannot be used: \(error)")
      }
    }
    var links: [any BankLink] = []
    for address in banks {
      let timeout = Duration.seconds(timeouts.of(address.code))
      let client = BankClient(
        host: address.host, port: address.port,
        transport: address.isEncrypted ? encrypted ?? .plain : .plain, seals: try await seals(with: address.code),
        timeout: timeout, connections: connections.of(address.code), group: MultiThreadedEventLoopGroup.singleton)
      let bank = Bank(code: address.code, name: ParticipatingBanks.name(of: address.code))
      links.append(
        address.speaksISO20022
          ? ISO20022BankLink(bank: bank, client: client, world: .live)
          : HTTPBankLink(bank: bank, client: client, joinsWithin: timeout / 2))
    }
    return links
  }

  private func seals(with bank: BankCode) async throws -> ExchangeSeals? {
    guard let seal else { return nil }
    return ExchangeSeals(
      bank: bank, own: try CredentialFiles.sealKey(seal.key),
      trusted: try await CredentialFiles.seals(
        of: .bank(bank), in: CredentialsDirectory(path: seal.directory), authority: seal.authority),
      world: .live)
  }
}
