import ArgumentParser
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import MaruBankLink
import MaruConsole
import MaruContract
import MaruDelivery
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruPortal
import MaruStore
import MaruTestBed
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Everything that `maru serve` runs, from opening the stores to the last clean close.
struct HubProcess: Sendable {
  let settings: ServeSettings
  private let started = ContinuousClock.now
  /// Bytes of a file that its engine looks over in a moment; a larger one is looked over beside the work.
  private static let quicklyChecked = 64 << 20

  init(settings: ServeSettings) { self.settings = settings }

  func run() async throws {
    var logger = Logger(label: "maru", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = settings.logLevel
    let directory = try DataDirectory(settings.data)
    do {
      let hubStore = try settings.hubPlace.open(KnownSteps.hub)
      let testBed = try await openTestBed(beside: hubStore, directory)
      let hub = try await makeHub(store: hubStore, testBed: testBed, logger: logger)
      settings.hubPlace.check(hubStore.health, atMost: Self.quicklyChecked)
      await hub.lookAtStore()
      let seeded = try await seed(hub, testBed)
      try await serve(hub, testBed, seeded, directory, logger)
      await hubStore.close()
      await testBed?.close()
    } catch let error as StoreError {
      throw Failure(
        "the data in \(settings.hubPlace.isFile ? settings.data : settings.hubPlace.shown) cannot be used: \(error)")
    } catch let error as TestBed.OtherSeed {
      throw Failure("\(settings.data): \(error)")
    }
  }

  private func openTestBed(beside hub: any Store, _ directory: DataDirectory) async throws -> TestBed? {
    guard settings.testBed else { return nil }
    if case .file(let path) = settings.banksPlace { try directory.holdDirectory(of: path) }
    do {
      let store = try settings.banksPlace.open(BankSchema.migrations)
      try await TestBed.join(store, of: settings.seed, to: hub, world: .live)
      return try await TestBed.open(
        store: store, seed: settings.seed, world: .live, bankTimeout: { .seconds(settings.bankTimeouts.of($0)) }
      ).without(Set(settings.bankLinks.banks.map(\.code)))
    } catch let error as TestBed.OtherBooks {
      throw Failure(
        """
        \(settings.banksPlace.shown): \(error). Give --data, --database and --testbed-database as before, or start with a \
        database of the hub and books that are both empty
        """)
    } catch let error as StoreError where settings.banksAreElsewhere {
      throw Failure("the simulated banks' books in \(settings.banksPlace.shown) cannot be used: \(error)")
    } catch let error as TestBed.OtherSeed where settings.banksAreElsewhere {
      throw Failure("the simulated banks' books in \(settings.banksPlace.shown): \(error)")
    }
  }

  private func makeHub(store: any Store, testBed: TestBed?, logger: Logger) async throws -> Hub {
    var links = testBed?.links(iso20022: settings.iso20022Banks, logger: logger) ?? []
    links += try await settings.bankLinks.links(settings.bankTimeouts)
    for warning in settings.bankLinks.warnings { logger.warning("\(warning)") }
    let identity: any IdentityAgency =
      testBed.map {
        TestBedIdentityAgency(people: $0.people, store: store, world: .live)
      } ?? NoIdentityAgency()
    let guarded = links.map { link in
      var rules = BankGate.Rules()
      rules.hours = settings.maintenance.hours(of: link.bank.code)
      return GuardedBankLink(link, rules: rules, world: .live)
    }
    let number = try await SerialSource.hubNumber(in: store)
    return Hub(
      store: store, banks: BankDirectory(guarded),
      oauth: AuthorizationServer(store: store, world: .live, number: number),
      identity: identity, world: .live, settings: settings.hub, logger: logger,
      number: number)
  }

  private func seed(_ hub: Hub, _ testBed: TestBed?) async throws -> SeededPeople? {
    guard let testBed else { return nil }
    return try await testBed.register(at: hub)
  }

  private func serve(
    _ hub: Hub, _ testBed: TestBed?, _ seeded: SeededPeople?, _ directory: DataDirectory, _ logger: Logger
  ) async throws {
    let log = CallLog(hub: hub)
    let router = Router(context: GatewayContext.self)
    let metrics = PrometheusRegistry()
    try HubPages(hub: hub, hasTestBed: testBed != nil).add(to: router)
    let departure = Departure()
    OperationsRoutes(hub: hub, metrics: metrics, departure: departure).add(to: router)
    let (siteAddress, door, keeper) = (
      SiteAddress(), HubDoor(), CallKeeper(hub: hub, testBed == nil ? .liveServices : .appsInTest)
    )
    let siteKey = try SiteKey(settings.siteKey ?? directory.path("site.key"))
    if try await !siteKey.isKnown(to: hub.store) {
      logger.error(
        "authenticators of this database were sealed with another key than this hub's: give all hubs of a database the same --site-key, or let people begin anew with 'maru operator renew'"
      )
    }
    let key = siteKey.bytes
    try OperatorConsole(hub: hub, key: key, address: siteAddress).add(to: router)
    try BankConsole(hub: hub, key: key).add(to: router)
    let scripts = try scripts(testBed)
    if let testBed { TestBedRoutes(hub: hub, testBed: testBed, scripts: scripts).add(to: router) }
    let portal =
      try settings.hasDeveloperSite
      ? Portal(
        hub: hub, address: siteAddress, keeper: keeper, key: key,
        testBed: testBed.map {
          Portal.TestBed(office: $0, people: $0.people.map(\.name.text), door: door, scripts: scripts)
        }) : nil
    portal?.add(to: router)
    if portal != nil, testBed == nil, settings.publicURL == nil {
      logger.warning("links in letters to developers lead to this machine: give --public-url")
    }
    let gateway = Gateway(
      hub: hub, log: log, pages: router, metrics: metrics, keeper: portal == nil ? nil : keeper,
      scripts: testBed == nil ? nil : scripts, passes: portal?.bodyPasses)
    door.lead(to: gateway)
    var rules = HTTPServer.Rules()
    rules.proxies = settings.trustedProxies
    let server = Server(
      childChannelSetup: HTTPServer(gateway, rules: rules),
      configuration: .init(
        address: .hostname(settings.host, port: settings.port), backlog: 1024,
        availableConnectionsDelegate: .maximum(OpenFiles.connectionsThatFit(), logger: logger.forFrameworks)),
      onServerRunning: { channel in
        let url = url(port: channel.localAddress?.port ?? settings.port)
        siteAddress.set(url)
        hub.signs.settle(at: place(port: channel.localAddress?.port ?? settings.port), version: Maru.version)
        await announce(url, testBed, seeded, directory)
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger.forFrameworks)
    let clerk = try clerk(hub, directory, SecretSeal(key: key), siteAddress)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: Loop { try await log.run() }), .init(service: Loop { try await keeper.run() }),
          .init(service: Loop { try await Resolver(hub: hub).run() }),
          .init(service: Loop { try await clerk.run() }), .init(service: server),
          // The last one is told first to stop, and the server when it has.
          .init(service: LastCalls(departure: departure, drain: settings.drain)),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.forFrameworks))
    do {
      try await group.run()
    } catch let error as IOError {
      throw Failure("cannot listen on \(settings.host):\(settings.port): \(error.description)")
    }
  }

  /// What is played to apps from the start: the scenario of the settings, to the client of the ready file.
  private func scripts(_ testBed: TestBed?) throws -> ScriptBook {
    let scripts = ScriptBook()
    guard let path = settings.scenario else { return scripts }
    guard let client = testBed?.organisations.first?.clientID else {
      throw Failure("--scenario needs the test bed: take --no-testbed or --scenario away")
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure("the scenario \(path) cannot be read")
    }
    do {
      scripts.set(try Scenario(json: [UInt8](bytes)).rules, for: client)
    } catch {
      throw Failure("the scenario \(path): \(error.message)")
    }
    return scripts
  }

  /// Closes settlement days, whose reports go beside the databases; and the hub's other chores beside it.
  private func clerk(
    _ hub: Hub, _ directory: DataDirectory, _ seal: SecretSeal, _ address: SiteAddress
  ) throws -> HubChores {
    let client = try webhookClient()
    let mail = try settings.mail.post.map { post in
      MailDelivery(hub: hub, carrier: try MailSettings.carrier(of: post), sender: post.sender)
    }
    let files = SettlementFiles(directory: directory.path("settlement"))
    return HubChores(
      check: { [place = settings.hubPlace] in
        guard let health = hub.store.health else { return }
        await place.checkBeside(health, beyond: HubProcess.quicklyChecked)
        await hub.lookAtStore()
      },
      watch: { try await hub.watch() },
      signs: { try await hub.tellOthers() }, clerk: SettlementClerk(hub: hub, cutOff: settings.cutOff, reports: files),
      notices: BankNotices(hub: hub), sweeper: Sweeper(hub: hub), days: JournalDays(hub: hub),
      hours: BankHours(hub: hub), mail: mail,
      webhooks: WebhookDispatch(
        hub: hub, call: { await client.call($0) }, open: { seal.open($0, for: .webhooks($1)) },
        link: { address.link($0) }))
  }

  private func webhookClient() throws -> WebhookClient {
    do {
      return try WebhookClient(
        allowsLoopback: settings.testBed, authority: settings.webhookAuthority,
        group: MultiThreadedEventLoopGroup.singleton)
    } catch {
      throw Failure("--webhook-ca holds no certificate in PEM")
    }
  }

  private func url(port: Int) -> String {
    let shownHost = settings.host == "0.0.0.0" ? "localhost" : settings.host
    return settings.publicURL ?? "http://\(shownHost):\(port)"
  }

  /// What operators know this hub by among others: the machine's name and its port.
  private func place(port: Int) -> String { "\(ProcessInfo.processInfo.hostName):\(port)" }

  private func announce(
    _ url: String, _ testBed: TestBed?, _ seeded: SeededPeople?, _ directory: DataDirectory
  ) async {
    let ready = ReadyFile(url: url, testBed: testBed, seeded: seeded)
    for path in [directory.path("ready.json"), settings.readyFile].compactMap({ $0 }) {
      do {
        try ready.write(to: path)
      } catch {
        Terminal.complain("maru serve: \(path) cannot be written: \(error.localizedDescription)")
      }
    }
    Terminal.say(
      Banner(
        ready: ready, data: settings.data, elapsed: ContinuousClock.now - started,
        hasDeveloperSite: settings.hasDeveloperSite
      ).text)
  }
}

extension Logger {
  /// The frameworks' own lines say nothing to an operator: only their warnings are kept.
  var forFrameworks: Logger {
    var quiet = self
    quiet.logLevel = max(logLevel, .warning)
    return quiet
  }
}

/// An endless piece of work that ends with the process.
private struct Loop: Service {
  let work: @Sendable () async throws -> Void
  init(_ work: @escaping @Sendable () async throws -> Void) { self.work = work }
  func run() async throws {
    try await cancelWhenGracefulShutdown {
      do { try await work() } catch is CancellationError {}
    }
  }
}

/// Says that the hub is about to stop, and waits until proxies have heard it.
private struct LastCalls: Service {
  let departure: Departure
  let drain: Duration

  func run() async throws {
    try? await gracefulShutdown()
    departure.begin()
    try? await World.live.sleep(drain)
  }
}

/// A sentence for the operator; the process ends with status 1.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Without the test bed, users can only be identified by an agency that is connected.
private struct NoIdentityAgency: IdentityAgency {
  func person(matching claim: IdentityClaim) async throws(HubError) -> VerifiedPerson? {
    throw HubError(.registeredDataWrong, detail: "no identity agency is connected to this hub")
  }
  func send(oneTimeNumber: String, to phone: String) async throws(HubError) {
    throw HubError(.registeredDataWrong, detail: "no identity agency is connected to this hub")
  }
  var showsOneTimeNumbers: Bool { false }
}
