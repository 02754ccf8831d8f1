import ArgumentParser
import Logging
import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed

/// Everything that `maru bank` can be told, read and checked once.
struct BankSettings: Sendable {
  static let code = Setting("code", "Which bank, as 004; several separated by commas, or all.")
  static let host = Setting("host", "Address to listen on.", standard: "127.0.0.1")
  static let port = Setting(
    "port", "Port to listen on; 0 takes a free one. Of several banks each listens on this port plus its code.",
    standard: "9000")
  static let data = Setting("data", "Directory of bank-CODE.sqlite; made when missing.", standard: "data")
  static let database = Setting(
    "database", "PostgreSQL database, as postgres://user@host/database; otherwise a file in --data.")
  static let seed = Setting("seed", "Number that the accounts follow from; the hub's own.", standard: "1")
  static let readyFile = Setting("ready-file", "Write urls and accounts as JSON to this file when ready.")
  static let testBed = Setting(
    "testbed", "/testbed: lets the bank be down, slow or forgetful, and sets accounts.", standard: "true")
  static let logLevel = Setting(
    "log-level", "trace, debug, info, notice, warning, error or critical.", standard: "info")

  static let credentials = Setting(
    "credentials", "Directory of 'maru certs': TLS with the hub's certificate, and sealed messages (RFC 9421).")
  static let tls = Setting("tls", "TLS, where there are credentials.", standard: "true")
  static let seals = Setting("seals", "Sealed messages, where there are credentials.", standard: "true")

  static let all = [code, host, port, data, database, seed, readyFile, testBed, logLevel, credentials, tls, seals]

  let codes: [BankCode]
  let host: String
  private let port: Int
  let data: String
  private let database: String
  let seed: UInt64
  let readyFile: String?
  let testBed: Bool
  let logLevel: Logger.Level
  let credentials: CredentialsDirectory?
  private let usesTLS: Bool
  private let usesSeals: Bool

  init(_ values: SettingValues) throws {
    let known = ParticipatingBanks.all.map(\.bank.code)
    codes = try values.value(
      Self.code, "a bank of the test bed (\(known.map(\.text).joined(separator: ", "))), a list of them, or all"
    ) { text in
      if text == "all" { return known }
      let parts = text.split(separator: ",")
      let codes = parts.compactMap { BankCode(String($0)) }.filter(known.contains)
      return codes.isEmpty || codes.count != parts.count || Set(codes).count != codes.count ? nil : codes
    }
    host = try values.value(Self.host, "an address") { $0.isEmpty ? nil : $0 }
    // The highest code must still be a port.
    port = try values.number(Self.port, 0...(codes.count > 1 ? 64_500 : 65_535))
    data = try values.value(Self.data, "a directory") { $0.isEmpty ? nil : $0 }
    database = try values.secret(Self.database, "a URL such as postgres://user@host/database") { url in
      url.isEmpty || PostgresAddress.isURL(url) ? url : nil
    }
    seed = try values.value(Self.seed, "a whole number from 0 up", UInt64.init)
    readyFile = values.text(Self.readyFile).isEmpty ? nil : values.text(Self.readyFile)
    testBed = try values.flag(Self.testBed)
    logLevel = try values.value(Self.logLevel, "a log level", Logger.Level.init(rawValue:))
    let directory = values.text(Self.credentials)
    credentials = directory.isEmpty ? nil : CredentialsDirectory(path: directory)
    usesTLS = try values.flag(Self.tls)
    usesSeals = try values.flag(Self.seals)
  }

  /// The bank's TLS credentials; nil for plain HTTP.
  func transport(of code: BankCode) throws -> TransportCredentials? {
    guard usesTLS, let credentials else { return nil }
    return try CredentialFiles.transport(
      authority: credentials.authority, certificate: credentials.certificate(.bank(code)),
      key: credentials.key(.bank(code)))
  }

  /// The bank's side of sealed exchanges; nil where messages are not sealed.
  func seals(of code: BankCode) async throws -> BankSeals? {
    guard usesSeals, let credentials else { return nil }
    return BankSeals(
      bank: code, own: try CredentialFiles.sealKey(credentials.sealKey(.bank(code))),
      trusted: try await CredentialFiles.seals(of: .hub, in: credentials, authority: credentials.authority),
      world: .live)
  }

  /// Where a bank keeps its books: a file or a schema of its own.
  func place(of code: BankCode) throws -> StorePlace {
    guard !database.isEmpty else { return .file("\(data)/bank-\(code).sqlite") }
    guard let address = PostgresAddress(url: database, schema: "\(BankSchema.name)_\(code)") else {
      throw Failure("--database is no URL such as postgres://user@host/database")
    }
    return .postgreSQL(address)
  }

  /// `https` or `http`.
  var scheme: String { usesTLS && credentials != nil ? "https" : "http" }

  /// The port of one bank: 9000 and the code of bank 004 make 9004 where several run.
  func port(of code: BankCode) -> Int {
    codes.count == 1 || port == 0 ? port : port + (Int(code.text) ?? 0)
  }
}
