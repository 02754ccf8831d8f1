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
  @Option(help: ServeSettings.host.argumentHelp)
  var host: String?
  @Option(help: ServeSettings.port.argumentHelp)
  var port: String?
  @Option(help: ServeSettings.data.argumentHelp)
  var data: String?
  @Option(help: ServeSettings.database.argumentHelp)
  var database: String?
  @Option(help: ServeSettings.testBedDatabase.argumentHelp)
  var testbedDatabase: String?
  @Option(help: ServeSettings.seed.argumentHelp)
  var seed: String?
  @Option(help: ServeSettings.readyFile.argumentHelp)
  var readyFile: String?
  @Flag(inversion: .prefixedNo, help: ServeSettings.testBed.argumentHelp)
  var testbed: Bool?
  @Flag(inversion: .prefixedNo, help: ServeSettings.developerSite.argumentHelp)
  var developerSite: Bool?
  @Option(help: ServeSettings.publicURL.argumentHelp)
  var publicUrl: String?
  @Option(help: ServeSettings.trustedProxies.argumentHelp)
  var trustedProxies: String?
  @Option(help: ServeSettings.logLevel.argumentHelp)
  var logLevel: String?
  @Option(help: ServeSettings.bankTimeout.argumentHelp)
  var bankTimeoutSeconds: String?
  @Option(help: ServeSettings.timeTolerance.argumentHelp)
  var requestTimeToleranceSeconds: String?
  @Option(help: ServeSettings.repeatWindow.argumentHelp)
  var frozenRepeatWindowSeconds: String?
  @Option(help: ServeSettings.consentDays.argumentHelp)
  var consentDays: String?
  @Option(help: ServeSettings.callsPerSecond.argumentHelp)
  var callsPerSecond: String?
  @Option(help: ServeSettings.numbersPerHour.argumentHelp)
  var oneTimeNumbersPerHour: String?
  @Option(help: ServeSettings.passwordCost.argumentHelp)
  var passwordCost: String?
  @Option(help: ServeSettings.keepCalls.argumentHelp)
  var keepCallsDays: String?
  @Option(help: ServeSettings.keepDocuments.argumentHelp)
  var keepDocumentsDays: String?
  @Option(help: ServeSettings.keepExpired.argumentHelp)
  var keepExpiredDays: String?
  @Option(help: BankLinkSettings.bank.argumentHelp)
  var bank: String?
  @Option(help: BankLinkSettings.credentials.argumentHelp)
  var bankCredentials: String?
  @Option(help: BankLinkSettings.authority.argumentHelp)
  var bankCa: String?
  @Option(help: BankLinkSettings.certificate.argumentHelp)
  var bankCertificate: String?
  @Option(help: BankLinkSettings.key.argumentHelp)
  var bankKey: String?
  @Option(help: BankLinkSettings.sealKey.argumentHelp)
  var bankSealKey: String?
  @Option(help: BankLinkSettings.seals.argumentHelp)
  var bankSeals: String?
  @Flag(inversion: .prefixedNo, help: BankLinkSettings.plaintext.argumentHelp)
  var bankPlaintext: Bool?
  @Option(help: BankLinkSettings.connections.argumentHelp)
  var bankConnections: String?
  @Option(help: ServeSettings.bankMaintenance.argumentHelp)
  var bankMaintenance: String?
  @Option(help: ServeSettings.cutOff.argumentHelp)
  var cutOff: String?
  @Option(help: ServeSettings.drain.argumentHelp)
  var drainSeconds: String?
  @Option(name: .customLong(ServeSettings.iso20022Banks.name), help: ServeSettings.iso20022Banks.argumentHelp)
  var iso20022Banks: String?
  @Option(help: ServeSettings.scenario.argumentHelp)
  var scenario: String?
  @Option(help: ServeSettings.siteKey.argumentHelp)
  var siteKey: String?
  @Option(help: ServeSettings.webhookAuthority.argumentHelp)
  var webhookCa: String?
  @Option(help: MailSettings.server.argumentHelp)
  var smtp: String?
  @Option(help: MailSettings.passwordFile.argumentHelp)
  var smtpPasswordFile: String?
  @Option(help: MailSettings.authority.argumentHelp)
  var smtpCa: String?
  @Flag(inversion: .prefixedNo, help: MailSettings.plaintext.argumentHelp)
  var smtpPlaintext: Bool?
  @Option(help: MailSettings.sender.argumentHelp)
  var mailFrom: String?

  func run() async throws {
    // A limit on the size of files is an error of the write that meets it, like a full disk, and no reason to die.
    signal(SIGXFSZ, SIG_IGN)
    // Tasks run on the event loops themselves: a call then changes threads only where it waits for the disk, which saves a
    // third of its processor time (docs/PERFORMANCE.md). Nothing in a task may block, and nothing does: writers and password
    // hashes have threads of their own. Where the system does not allow it, everything works as before.
    _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    try await HubProcess(settings: try await settings()).run()
  }

  private func settings() async throws -> ServeSettings {
    let given: [(Setting, String?)] = [
      (ServeSettings.host, host), (ServeSettings.port, port), (ServeSettings.data, data),
      (ServeSettings.database, database), (ServeSettings.testBedDatabase, testbedDatabase),
      (ServeSettings.seed, seed),
      (ServeSettings.readyFile, readyFile), (ServeSettings.testBed, testbed.map { String($0) }),
      (ServeSettings.developerSite, developerSite.map { String($0) }),
      (ServeSettings.publicURL, publicUrl), (ServeSettings.trustedProxies, trustedProxies),
      (ServeSettings.logLevel, logLevel),
      (ServeSettings.bankTimeout, bankTimeoutSeconds), (ServeSettings.timeTolerance, requestTimeToleranceSeconds),
      (ServeSettings.repeatWindow, frozenRepeatWindowSeconds), (ServeSettings.consentDays, consentDays),
      (ServeSettings.callsPerSecond, callsPerSecond), (ServeSettings.numbersPerHour, oneTimeNumbersPerHour),
      (ServeSettings.passwordCost, passwordCost), (ServeSettings.keepCalls, keepCallsDays),
      (ServeSettings.keepDocuments, keepDocumentsDays), (ServeSettings.keepExpired, keepExpiredDays),
      (BankLinkSettings.bank, bank),
      (BankLinkSettings.credentials, bankCredentials), (BankLinkSettings.authority, bankCa),
      (BankLinkSettings.certificate, bankCertificate), (BankLinkSettings.key, bankKey),
      (BankLinkSettings.sealKey, bankSealKey), (BankLinkSettings.seals, bankSeals),
      (BankLinkSettings.plaintext, bankPlaintext.map { String($0) }), (BankLinkSettings.connections, bankConnections),
      (ServeSettings.bankMaintenance, bankMaintenance), (ServeSettings.cutOff, cutOff),
      (ServeSettings.drain, drainSeconds),
      (ServeSettings.iso20022Banks, iso20022Banks), (ServeSettings.scenario, scenario),
      (ServeSettings.siteKey, siteKey), (ServeSettings.webhookAuthority, webhookCa),
      (MailSettings.server, smtp), (MailSettings.passwordFile, smtpPasswordFile),
      (MailSettings.authority, smtpCa), (MailSettings.plaintext, smtpPlaintext.map { String($0) }),
      (MailSettings.sender, mailFrom),
    ]
    let flags = Dictionary(uniqueKeysWithValues: given.compactMap { pair in pair.1.map { (pair.0.name, $0) } })
    let file = config ?? ProcessInfo.processInfo.environment["MARU_CONFIG"]
    return try ServeSettings(try await SettingValues(flags: flags, file: file, known: ServeSettings.all))
  }
}
