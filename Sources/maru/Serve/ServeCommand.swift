import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// `maru serve`: the hub, its store, the consent pages and, while the test bed is on, the simulated banks.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Start the hub. 중계센터를 시작합니다.",
    discussion: """
      Every setting has one name and three places: the flag --ready-file is MARU_READY_FILE in the environment and
      'ready-file:' in the YAML file given by --config (or MARU_CONFIG). Flags win over the environment, the environment
      over the file.
      """)

  @Option(help: "YAML file with settings.")
  var config: String?
  @Option(help: help(ServeSettings.host))
  var host: String?
  @Option(help: help(ServeSettings.port))
  var port: String?
  @Option(help: help(ServeSettings.data))
  var data: String?
  @Option(help: help(ServeSettings.seed))
  var seed: String?
  @Option(help: help(ServeSettings.readyFile))
  var readyFile: String?
  @Flag(inversion: .prefixedNo, help: help(ServeSettings.testBed))
  var testbed: Bool?
  @Option(help: help(ServeSettings.publicURL))
  var publicUrl: String?
  @Option(help: help(ServeSettings.logLevel))
  var logLevel: String?
  @Option(help: help(ServeSettings.bankTimeout))
  var bankTimeoutSeconds: String?
  @Option(help: help(ServeSettings.timeTolerance))
  var requestTimeToleranceSeconds: String?
  @Option(help: help(ServeSettings.repeatWindow))
  var frozenRepeatWindowSeconds: String?
  @Option(help: help(ServeSettings.consentDays))
  var consentDays: String?
  @Option(help: help(ServeSettings.callsPerSecond))
  var callsPerSecond: String?
  @Option(help: help(ServeSettings.bank))
  var bank: String?

  private static func help(_ setting: Setting) -> ArgumentHelp {
    ArgumentHelp(
      stringLiteral: setting.standard.isEmpty ? setting.help : "\(setting.help) (default: \(setting.standard))")
  }

  func run() async throws {
    // Tasks run on the event loops themselves: a call then changes threads only where it waits for the disk, which saves a
    // third of its processor time (docs/PERFORMANCE.md). Nothing in a task may block, and nothing does: writers and password
    // hashes have threads of their own. Where the system does not allow it, everything works as before.
    _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    try await HubProcess(settings: try await settings()).run()
  }

  private func settings() async throws -> ServeSettings {
    let given: [(Setting, String?)] = [
      (ServeSettings.host, host), (ServeSettings.port, port), (ServeSettings.data, data), (ServeSettings.seed, seed),
      (ServeSettings.readyFile, readyFile), (ServeSettings.testBed, testbed.map { String($0) }),
      (ServeSettings.publicURL, publicUrl), (ServeSettings.logLevel, logLevel),
      (ServeSettings.bankTimeout, bankTimeoutSeconds), (ServeSettings.timeTolerance, requestTimeToleranceSeconds),
      (ServeSettings.repeatWindow, frozenRepeatWindowSeconds), (ServeSettings.consentDays, consentDays),
      (ServeSettings.callsPerSecond, callsPerSecond), (ServeSettings.bank, bank),
    ]
    let flags = Dictionary(uniqueKeysWithValues: given.compactMap { pair in pair.1.map { (pair.0.name, $0) } })
    let file = config ?? ProcessInfo.processInfo.environment["MARU_CONFIG"]
    return try ServeSettings(try await SettingValues(flags: flags, file: file, known: ServeSettings.all))
  }
}
