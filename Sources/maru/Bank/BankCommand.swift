import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// `maru bank --code 004`: a simulated bank with its own database, reached over the bank-side API.
struct BankCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bank",
    abstract: "Start one simulated bank, or all, as a process of its own. 모의 참가은행을 시작합니다.",
    subcommands: [BankRunCommand.self, BankCheckCommand.self], defaultSubcommand: BankRunCommand.self)
}

/// `maru bank --code 004`: a simulated bank with its own database, reached over the bank-side API.
struct BankRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Start one simulated bank, or all. 모의 참가은행을 시작합니다.",
    discussion: """
      Every setting has one name and three places: the flag --ready-file is MARU_READY_FILE in the environment and
      'ready-file:' in the YAML file given by --config (or MARU_CONFIG). Connect a hub with: maru serve --bank 004=URL
      """)

  @Option(help: "YAML file with settings.")
  var config: String?
  @Option(help: BankSettings.code.argumentHelp)
  var code: String?
  @Option(help: BankSettings.host.argumentHelp)
  var host: String?
  @Option(help: BankSettings.port.argumentHelp)
  var port: String?
  @Option(help: BankSettings.data.argumentHelp)
  var data: String?
  @Option(help: BankSettings.database.argumentHelp)
  var database: String?
  @Option(help: BankSettings.seed.argumentHelp)
  var seed: String?
  @Option(help: BankSettings.readyFile.argumentHelp)
  var readyFile: String?
  @Flag(inversion: .prefixedNo, help: BankSettings.testBed.argumentHelp)
  var testbed: Bool?
  @Option(help: BankSettings.logLevel.argumentHelp)
  var logLevel: String?
  @Option(help: BankSettings.credentials.argumentHelp)
  var credentials: String?
  @Flag(inversion: .prefixedNo, help: BankSettings.tls.argumentHelp)
  var tls: Bool?
  @Flag(inversion: .prefixedNo, help: BankSettings.seals.argumentHelp)
  var seals: Bool?

  func run() async throws {
    // As `maru serve` does, and for the same reason.
    _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    try await BankProcess(settings: try await settings()).run()
  }

  private func settings() async throws -> BankSettings {
    let given: [(Setting, String?)] = [
      (BankSettings.code, code), (BankSettings.host, host), (BankSettings.port, port), (BankSettings.data, data),
      (BankSettings.database, database),
      (BankSettings.seed, seed), (BankSettings.readyFile, readyFile),
      (BankSettings.testBed, testbed.map { String($0) }), (BankSettings.logLevel, logLevel),
      (BankSettings.credentials, credentials), (BankSettings.tls, tls.map { String($0) }),
      (BankSettings.seals, seals.map { String($0) }),
    ]
    let flags = Dictionary(uniqueKeysWithValues: given.compactMap { pair in pair.1.map { (pair.0.name, $0) } })
    let file = config ?? ProcessInfo.processInfo.environment["MARU_CONFIG"]
    return try BankSettings(try await SettingValues(flags: flags, file: file, known: BankSettings.all))
  }
}
