import ArgumentParser
import Logging
import MaruBankLink
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import MaruTestBed

/// Everything that `maru serve` can be told, read and checked once.
struct ServeSettings: Sendable {
  static let host = Setting("host", "Address to listen on.", standard: "127.0.0.1")
  static let port = Setting("port", "Port to listen on; 0 takes a free one.", standard: "8080")
  static let data = Setting("data", "Directory of the databases; made when missing.", standard: "data")
  static let database = Setting(
    "database",
    "PostgreSQL database for any number of hubs, as postgres://user@host/database; otherwise files in --data.")
  static let testBedDatabase = Setting(
    "testbed-database",
    "Test bed: where the simulated banks keep their books, if not beside the hub's: postgres://user@host/database, or sqlite:DIRECTORY for one hub alone."
  )
  static let seed = Setting("seed", "Test bed: number that its people, accounts and keys follow from.", standard: "1")
  static let readyFile = Setting(
    "ready-file", "Write url, test client and test users as JSON to this file when ready.")
  static let testBed = Setting(
    "testbed", "Simulated banks, test people and /testbed; off in production.", standard: "true")
  static let developerSite = Setting(
    "developer-site",
    "The site where developers sign up, apply for use and look after their services. Without the test bed it needs --smtp. Not given: there with the test bed alone."
  )
  static let publicURL = Setting("public-url", "URL that browsers and clients use, when a proxy stands in front.")
  static let trustedProxies = Setting(
    "trusted-proxies",
    "Proxies in front, as 127.0.0.1,10.1.0.0/16: of their requests the client's address is read from X-Forwarded-For or Forwarded, and TLS from X-Forwarded-Proto. Others' are not believed."
  )
  static let logLevel = Setting(
    "log-level", "trace, debug, info, notice, warning, error or critical.", standard: "info")
  static let bankTimeout = Setting(
    "bank-timeout-seconds",
    "Longest wait for one answer of a bank; a client's call may need three. Of single banks as 6,004=3.", standard: "6")
  static let timeTolerance = Setting(
    "request-time-tolerance-seconds", "How far a tran_dtime may lie from the hub's clock.", standard: "600")
  static let repeatWindow = Setting(
    "frozen-repeat-window-seconds",
    "Test bed: how long an equal order with a tran_dtime beyond the tolerance counts as a repeat.", standard: "60")
  static let consentDays = Setting("consent-days", "How long a user's consent lasts.", standard: "365")
  static let callsPerSecond = Setting(
    "calls-per-second", "Calls a second that one organisation may make.", standard: "100000")
  static let numbersPerHour = Setting(
    "one-time-numbers-per-hour",
    "One-time numbers that one person is sent within an hour at most. Not given: 10, and 1000 with the test bed.")
  static let passwordCost = Setting(
    "password-cost",
    "What one hash of a password costs: the binary logarithm of scrypt's N, from 14; with the test bed from 4. One more is twice the time and memory.",
    standard: "14")
  static let keepCalls = Setting(
    "keep-calls-days", "How long the record of a call is kept; one not settled yet stays.", standard: "1825")
  static let keepDocuments = Setting(
    "keep-documents-days",
    "How long documents of an application are kept after its service ended; 30 days where no service came of it.",
    standard: "1825")
  static let keepExpired = Setting(
    "keep-expired-days", "How long codes and tokens are kept after they expired.", standard: "30")
  static let bankMaintenance = Setting(
    "bank-maintenance",
    "When banks are closed every day, Korean time, as CODE=HHMM-HHMM (all=2330-0030,004=0200-0300), unless a bank said so itself."
  )
  static let iso20022Banks = Setting(
    "iso20022-banks", "Test bed: simulated banks within the hub that speak ISO 20022, as 003,004 or all.",
    standard: "097")
  static let drain = Setting(
    "drain-seconds", "How long a hub that is told to stop answers on while /alive says 404, so that proxies leave it.",
    standard: "0")
  static let siteKey = Setting(
    "site-key",
    "File of the key that seals what authenticator apps share with the hub, made when missing; the same for all hubs of a database. Not given: site.key in --data."
  )
  static let webhookAuthority = Setting(
    "webhook-ca", "Authority of webhook receivers' certificates, PEM, beside those of the system.")
  static let scenario = Setting(
    "scenario",
    "Test bed: file of a scenario, as the developer site exports it, played to the client of the ready file.")
  static let cutOff = Setting(
    "cut-off", "When a settlement day ends, Korean time, as HHMM.", standard: "0000")

  static let all =
    [
      host, port, data, database, testBedDatabase, seed, readyFile, testBed, developerSite, publicURL, trustedProxies,
      logLevel,
      bankTimeout,
      timeTolerance,
      repeatWindow, consentDays, callsPerSecond, numbersPerHour, passwordCost, keepCalls, keepDocuments, keepExpired,
      bankMaintenance,
      cutOff,
      iso20022Banks, drain, scenario, siteKey, webhookAuthority,
    ] + BankLinkSettings.all + MailSettings.all

  let host: String
  let port: Int
  let data: String
  /// The hub's own store, and that of the simulated banks within it.
  let hubPlace: StorePlace
  let banksPlace: StorePlace
  /// Whether their place was named.
  let banksAreElsewhere: Bool
  let seed: UInt64
  let readyFile: String?
  let testBed: Bool
  /// Whether developers have their site.
  let hasDeveloperSite: Bool
  let publicURL: String?
  let trustedProxies: TrustedProxies
  let logLevel: Logger.Level
  let hub: HubSettings
  let bankLinks: BankLinkSettings
  let mail: MailSettings
  let maintenance: BankMaintenance
  /// In seconds.
  let bankTimeouts: NumberByBank
  var cutOff: SettlementCutOff { hub.cutOff }
  let drain: Duration
  /// Simulated banks within the hub that are asked with ISO 20022 messages.
  let iso20022Banks: Set<BankCode>
  let scenario: String?
  let siteKey: String?
  /// PEM; nil where the system's authorities are all.
  let webhookAuthority: String?

  init(_ values: SettingValues) throws {
    host = try values.value(Self.host, "an address") { $0.isEmpty ? nil : $0 }
    port = try values.number(Self.port, 0...65535)
    let directory = try values.value(Self.data, "a directory") { $0.isEmpty ? nil : $0 }
    data = directory
    hubPlace = try values.secret(Self.database, "a URL such as postgres://user@host/database") {
      StorePlace(hubsAt: $0, orIn: directory)
    }
    let beside = values.text(Self.database)
    banksAreElsewhere = !values.text(Self.testBedDatabase).isEmpty
    banksPlace = try values.secret(
      Self.testBedDatabase, "a URL such as postgres://user@host/database, or sqlite: and a directory"
    ) { StorePlace(banksAt: $0.isEmpty ? beside : $0, orIn: directory) }
    seed = try values.value(Self.seed, "a whole number from 0 up", UInt64.init)
    readyFile = values.text(Self.readyFile).isEmpty ? nil : values.text(Self.readyFile)
    testBed = try values.flag(Self.testBed)
    hasDeveloperSite = values.text(Self.developerSite).isEmpty ? testBed : try values.flag(Self.developerSite)
    publicURL = try values.value(Self.publicURL, "an http:// or https:// URL without a path") { text -> String?? in
      if text.isEmpty { return .some(nil) }
      guard text.hasPrefix("http://") || text.hasPrefix("https://"), !text.hasSuffix("/") else { return nil }
      return text
    }
    trustedProxies = try values.value(
      Self.trustedProxies, "addresses and networks such as 127.0.0.1,10.1.0.0/16,fd00::/8, none of them everybody's",
      TrustedProxies.init)
    logLevel = try values.value(Self.logLevel, "a log level", Logger.Level.init(rawValue:))
    var hub = HubSettings()
    bankTimeouts = try values.value(Self.bankTimeout, "whole numbers from 1 to 60, such as 6 or 6,004=3") {
      NumberByBank($0, 1...60)
    }
    // What still fits into the time of a client's call is reckoned with the most patient one.
    hub.bankTimeout = .seconds(bankTimeouts.greatest)
    hub.requestTimeTolerance = .seconds(try values.number(Self.timeTolerance, 1...86_400))
    hub.consentDays = Int64(try values.number(Self.consentDays, 1...3_650))
    hub.callsPerSecond = try values.number(Self.callsPerSecond, 1...10_000_000)
    // The test bed's phones do not exist, and its people are everybody's.
    hub.oneTimeNumbersPerHour =
      values.text(Self.numbersPerHour).isEmpty
      ? (testBed ? 1_000 : hub.oneTimeNumbersPerHour) : try values.number(Self.numbersPerHour, 1...1_000_000)
    // What guards nothing but a test may be cheap.
    let least = testBed ? PasswordHasher.costs.lowerBound : PasswordHasher.standardCost
    hub.passwordCost = UInt8(
      try values.number(Self.passwordCost, Int(least)...Int(PasswordHasher.costs.upperBound)))
    hub.callsKeptDays = Int64(try values.number(Self.keepCalls, 1...36_500))
    hub.documentsKeptDays = Int64(try values.number(Self.keepDocuments, 1...36_500))
    hub.expiredKeptDays = Int64(try values.number(Self.keepExpired, 1...36_500))
    let window = try values.number(Self.repeatWindow, 1...86_400)
    hub.frozenRepeatWindow = testBed ? .seconds(window) : nil
    hub.acceptsPassPhraseNone = testBed
    hub.cutOff = try values.value(Self.cutOff, "a time as HHMM, such as 2330", SettlementCutOff.init(wire:))
    mail = try MailSettings(values)
    hub.deliversLetters = mail.post != nil
    // Its accounts open by letters, and letters that stay in the outbox reach nobody there.
    guard !hasDeveloperSite || testBed || mail.post != nil else {
      throw ValidationError(
        "--developer-site without the test bed needs --smtp: nobody could sign up, for the letters would go nowhere.")
    }
    hub.storeShown = hubPlace.shown
    hub.publicURL = publicURL
    self.hub = hub
    bankLinks = try BankLinkSettings(values, testBed: testBed)
    maintenance = try values.value(
      Self.bankMaintenance, "a list such as all=2330-0030,004=0200-0300", BankMaintenance.init)
    drain = .seconds(try values.number(Self.drain, 0...60))
    siteKey = values.text(Self.siteKey).isEmpty ? nil : values.text(Self.siteKey)
    webhookAuthority = try MailSettings.authority(values, Self.webhookAuthority)
    scenario = values.text(Self.scenario).isEmpty ? nil : values.text(Self.scenario)
    iso20022Banks = try values.value(Self.iso20022Banks, "codes of simulated banks, such as 003,004, or all") { text in
      let known = Set(ParticipatingBanks.all.map(\.bank.code))
      if text == "all" { return known }
      let codes = text.split(separator: ",").map { BankCode(String($0)) }
      let found = Set(codes.compactMap { $0 })
      return found.count == codes.count && found.isSubset(of: known) ? found : nil
    }
  }
}

/// A number for all banks, and others for single ones, as an operator writes them.
struct NumberByBank: Sendable {
  private let usual: Int
  private let own: [BankCode: Int]

  /// Reads `6` or `6,004=3`, each number within `bounds`; nil for anything else.
  init?(_ text: String, _ bounds: ClosedRange<Int>) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard let usual = Int(parts[0]), bounds.contains(usual) else { return nil }
    var own: [BankCode: Int] = [:]
    for part in parts.dropFirst() {
      let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard halves.count == 2, let bank = BankCode(halves[0]), let number = Int(halves[1]), bounds.contains(number),
        own.updateValue(number, forKey: bank) == nil
      else { return nil }
    }
    (self.usual, self.own) = (usual, own)
  }

  /// A bank's own number, or that of all banks where it has none.
  func of(_ bank: BankCode) -> Int { own[bank] ?? usual }

  var greatest: Int { max(usual, own.values.max() ?? usual) }
}

/// The daily maintenance windows of the banks, as an operator writes them.
struct BankMaintenance: Sendable {
  private let windows: [String: [ServiceHours.Window]]

  /// Reads `all=2330-0030,004=0200-0300`; nil for anything else.
  init?(_ text: String) {
    var windows: [String: [ServiceHours.Window]] = [:]
    for part in text.split(separator: ",") {
      let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard halves.count == 2, halves[0] == "all" || BankCode(halves[0]) != nil,
        let window = ServiceHours.Window(halves[1])
      else { return nil }
      windows[halves[0], default: []].append(window)
    }
    self.windows = windows
  }

  /// A bank's own windows, or those of all banks where it has none.
  func hours(of bank: BankCode) -> ServiceHours { ServiceHours(windows[bank.text] ?? windows["all"] ?? []) }
}
