import Foundation
import Logging
import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import NIOCore
import NIOPosix
import TestSupport

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A simulated bank behind its own server on a free port, and a hub's link to it.
struct RunningBank: Sendable {
  static let seed: UInt64 = 3
  static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  let standalone: StandaloneBank
  let clock: TestClock
  let port: Int
  let client: BankClient
  let link: HTTPBankLink

  var bank: SimulatedBank { standalone.bank }

  /// Sends what no hub sends, over a connection that ends with the answer: the bank's end would wait for it.
  func send(_ request: URLRequest) async throws -> (Data, URLResponse) {
    var request = request
    request.setValue("close", forHTTPHeaderField: "Connection")
    return try await URLSession.shared.data(for: request)
  }

  var desk: BankDesk { bank.desk }

  /// Runs `body` against a fresh bank with the code 004; `hub` and `bank` are what each side has to show.
  static func with<Value: Sendable>(
    clock: TestClock = TestClock(), hub: PartyCredentials = PartyCredentials(),
    bank: PartyCredentials = PartyCredentials(), _ body: @Sendable (RunningBank) async throws -> Value
  ) async throws -> Value {
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-bank-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let store = try SQLiteStore(path: place.appending(path: "bank.sqlite").path, migrations: BankSchema.migrations)
    guard
      let code = BankCode("004"),
      let standalone = try await StandaloneBank.open(code, store: store, seed: seed, world: clock.world)
    else { throw TestHub.Missing("bank 004") }
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let seals = bank.seals.map { BankSeals(bank: code, own: $0.own, trusted: $0.trusted, world: clock.world) }
    let server = BankServer(
      bank: standalone.bank, controls: BankControls(banks: [standalone.bank], world: clock.world, logger: logger),
      seals: seals, logger: logger)
    let app = try server.service(host: "127.0.0.1", port: 0, transport: bank.transport, logger: logger) {
      found.yield($0)
      found.finish()
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await app.run() }
      guard let port = await ports.first(where: { _ in true }) else { throw TestHub.Missing("a port") }
      let client = BankClient(
        host: "127.0.0.1", port: port, transport: try hub.transport?.hubSide() ?? .plain,
        seals: hub.seals.map { ExchangeSeals(bank: code, own: $0.own, trusted: $0.trusted, world: clock.world) },
        timeout: .seconds(20), group: MultiThreadedEventLoopGroup.singleton)
      let running = RunningBank(
        standalone: standalone, clock: clock, port: port, client: client,
        link: HTTPBankLink(bank: standalone.bank.bank, client: client))
      let value = try await body(running)
      client.close()
      group.cancelAll()
      try? await group.waitForAll()
      await standalone.close()
      try FileManager.default.removeItem(at: place)
      return value
    }
  }

  /// An account of the bank in this state, with the most money.
  func account(_ state: BankAccountState = .normal) async throws -> BankLedgerAccount {
    let accounts = try await standalone.accounts().filter { $0.state == state }
    guard let found = accounts.max(by: { $0.balance.amount < $1.balance.amount }) else {
      throw TestHub.Missing("an account in the state \(state)")
    }
    return found
  }
}

/// What one side of an exchange has to show; nothing by default.
struct PartyCredentials: Sendable {
  var transport: TransportCredentials?
  var seals: (own: SealKey, trusted: [TrustedSeal])?
}

/// The leg number `serial` of a day.
func leg(
  _ serial: UInt64, _ kind: TransferLeg, of account: BankLedgerAccount, _ amount: Int64, on date: String = "20261124"
) throws -> LegOrder {
  guard let organisation = OrganisationCode("T000000001"), let date = BusinessDate(wire: date), let won = Won(amount)
  else { throw TestHub.Missing("a leg") }
  return LegOrder(
    id: LegID(
      bankTransactionID: BankTransactionID(organisation: organisation, serial: serial), date: date, leg: kind),
    account: account.account.number, amount: won, expectedHolder: nil, printContent: nil, counterparty: nil)
}

extension BankAnswer {
  var confirmed: Value? { if case .confirmed(let value) = self { value } else { nil } }
  var refusal: BankResponseCode? { if case .refused(let refusal) = self { refusal.code } else { nil } }
  var reason: UnknownReason? { if case .unknown(let reason) = self { reason } else { nil } }
}
