import Foundation
import Logging
import MaruDomain
import MaruStore
import MaruTestBed
import NIOCore
import ServiceLifecycle
import Synchronization

/// Everything that `maru bank` runs: for each bank a store, a server, and a lock on its database.
struct BankProcess: Sendable {
  let settings: BankSettings

  func run() async throws {
    var logger = Logger(label: "maru.bank", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = settings.logLevel
    var banks: [StandaloneBank] = []
    for code in settings.codes { banks.append(try await open(code)) }
    try await serve(banks, logger)
    for bank in banks { await bank.close() }
  }

  private func open(_ code: BankCode) async throws -> StandaloneBank {
    _ = try DataDirectory(settings.data, lock: "bank-\(code).lock")
    do {
      let store = try settings.place(of: code).open(BankSchema.migrations)
      guard let bank = try await StandaloneBank.open(code, store: store, seed: settings.seed, world: .live) else {
        throw Failure("\(code) is none of the simulated banks")
      }
      return bank
    } catch let error as StoreError {
      throw Failure("the data of bank \(code) in \(settings.data) cannot be used: \(error)")
    } catch let error as TestBed.OtherSeed {
      throw Failure("bank \(code) in \(settings.data): \(error)")
    }
  }

  private func serve(_ banks: [StandaloneBank], _ logger: Logger) async throws {
    let ready = BankReadiness(settings: settings, banks: banks)
    var services: [any Service] = []
    for bank in banks {
      let code = bank.bank.bank.code
      let controls = settings.testBed ? BankControls(banks: [bank.bank], world: .live, logger: logger) : nil
      let server = BankServer(
        bank: bank.bank, controls: controls, seals: try await settings.seals(of: code), logger: logger)
      let transport = try settings.transport(of: code)
      do {
        services.append(
          try server.service(
            host: settings.host, port: settings.port(of: code), transport: transport, logger: logger.forFrameworks
          ) { await ready.listens(code, port: $0) })
      } catch {
        throw Failure("the certificates of bank \(code) cannot be used: \(error)")
      }
    }
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger.forFrameworks))
    do {
      try await group.run()
    } catch let error as IOError {
      throw Failure("cannot listen on \(settings.host): \(error.description)")
    }
  }
}
