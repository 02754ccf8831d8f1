import Logging
import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// The connectors to a bank. What `BankLinkConformanceTests` asks holds for each of them.
enum Connector: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// The simulated bank in the hub's own process.
  case inProcess
  /// The bank-side API over HTTP, served by the product's bank server.
  case http
  /// ISO 20022 over HTTP, served by the same.
  case iso20022
  /// ISO 20022 with the simulated bank in the hub's own process.
  case inProcessISO20022

  var testDescription: String { rawValue }
}

/// A bank behind one of the connectors, with an account of 100,000 won.
struct LinkedBank: Sendable {
  let link: any BankLink
  let hub: TestHub
  let account: BankAccount
  let holder: HolderName

  static func with<Value>(
    _ connector: Connector, _ body: (LinkedBank) async throws -> Value
  ) async throws -> Value {
    let hub = try await TestHub.open()
    let account = hub.account.account
    let bank = try #require(hub.bed.banks.first { $0.bank.code == account.bank })
    try await hub.setBalance(100_000, of: account)
    func linked(_ link: any BankLink) -> LinkedBank {
      LinkedBank(link: link, hub: hub, account: account, holder: hub.account.holderName)
    }
    let value: Value
    switch connector {
    case .inProcess: value = try await body(linked(bank))
    case .inProcessISO20022:
      let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
      let channel = InProcessChannel(bank, logger: logger)
      value = try await body(
        linked(ISO20022BankLink(bank: bank.bank, client: channel, world: hub.clock.world)))
    case .http, .iso20022:
      value = try await served(bank) { port in
        let client = BankClient(
          host: "127.0.0.1", port: port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
        defer { client.close() }
        return try await body(
          linked(
            connector == .http
              ? HTTPBankLink(bank: bank.bank, client: client)
              : ISO20022BankLink(bank: bank.bank, client: client, world: hub.clock.world)))
      }
    }
    await hub.close()
    return value
  }

  /// Runs the bank's server on a free port for as long as `body` takes.
  private static func served<Value>(_ bank: SimulatedBank, _ body: (Int) async throws -> Value) async throws -> Value {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let server = try BankServer(bank: bank, controls: nil, logger: logger)
      .service(host: "127.0.0.1", port: 0, logger: logger) {
        found.yield($0)
        found.finish()
      }
    let running = Task { try await server.run() }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    defer { running.cancel() }
    return try await body(port)
  }

  /// Leg number `serial` of the day.
  func leg(
    _ kind: TransferLeg, _ amount: Int64, serial: UInt64 = 1, account: AccountNumber? = nil, holder: String? = nil,
    print: String = "쇼핑"
  ) -> LegOrder {
    LegOrder(
      id: id(kind, serial: serial), account: account ?? self.account.number, amount: Won(amount)!,
      expectedHolder: holder.flatMap { HolderName($0) }, printContent: PrintContent(print),
      counterparty: Remitter(name: hub.client.name, account: hub.client.collectionAccount))
  }

  func id(_ kind: TransferLeg, serial: UInt64 = 1) -> LegID {
    LegID(
      bankTransactionID: BankTransactionID(organisation: hub.client.code, serial: serial),
      date: BusinessDate(wire: "20261124")!, leg: kind)
  }

  func balance() async throws -> Int64 { try await hub.balance(of: account) }

  func page(_ index: Int, size: Int, cursor: TraceInfo? = nil, order: SortOrder = .descending) async -> BankAnswer<
    TransactionPage
  > {
    await link.transactions(
      TransactionQuery(
        account: account.number, inquiryType: .all, from: DateTime(wire: "20260101000000")!,
        to: DateTime(wire: "20261231235959")!, sortOrder: order, pageIndex: index, pageSize: size, cursor: cursor))
  }
}
