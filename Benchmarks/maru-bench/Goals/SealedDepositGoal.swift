import Foundation
import MaruContract
import MaruDomain
import MaruStore

/// D1: deposits to the accounts of a bank that is a process of its own, reached over mutual TLS with every message sealed (RFC
/// 9421) and each sealed answer checked. Hub, bank and load share all cores. Both legs are durable in the bank's own database,
/// intent and outcome in the hub's, before the answer.
struct SealedDeposits: Measurement {
  let goal = Goal(
    id: "D1", what: "durable deposits, bank process, mutual TLS and seals, 64 in flight", yardstick: nil,
    unit: "per s", measure: "per s", better: .higher, floor: 2_000, target: 2_500, stretch: 3_000, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let scene = try await SealedDepositScene.start(bench)
    let report = try await bench.compare(goal) {
      let before = scene.bank.process.processorSeconds
      let plan = LoadPlan(port: scene.hub.port, length: bench.length)
      let load = try await bench.load(scene.hub.process, plan, scene.deposits)
      var sample = load.throughput
      let bankSeconds = scene.bank.process.processorSeconds - before
      sample.processorMicroseconds =
        (sample.processorMicroseconds ?? 0) + bankSeconds * 1e6 / Double(max(1, load.result.answeredInAll))
      return sample
    }
    return try await scene.proved(bench, report)
  }
}

/// A hub and the bank of an organisation's paying account, with payees at the same bank.
struct SealedDepositScene: Sendable {
  /// Deposits to one account follow each other, so there are more payees than connections.
  private static let payees = 256

  let bank: BankProcessServer
  let hub: MaruServer
  let deposits: Transfers

  static func start(_ bench: Bench) async throws -> SealedDepositScene {
    bench.progress.show("starting a hub and a bank process")
    let data = bench.freshPath("hub")
    // Once without the bank: the directory with its organisation.
    let first = try await MaruServer.start(bench.binary, data: data)
    let code = try (first.ready["paying_account"] ?? .null).text("bank_code_std")
    await first.process.stop()
    let certificates = bench.freshPath("certificates")
    _ = try ChildProcess.output(of: bench.binary, ["certs", "--out", certificates, "--code", code])
    // Once without load: the bank's database, to which the payees are added.
    let unfilled = try await BankProcessServer.start(bench, code: code)
    await unfilled.process.stop()
    let payees = try await openAccounts(at: code, in: unfilled.data)
    let bank = try await BankProcessServer.start(
      bench, code: code, data: unfilled.data, flags: ["--credentials", certificates])
    let hub = try await MaruServer.start(
      bench.binary, data: data,
      flags: ["--bank", "\(code)=https://127.0.0.1:\(bank.port)", "--bank-credentials", certificates])
    let client = "client_id=\(try hub.ready.text("client_id"))&client_secret=\(try hub.ready.text("client_secret"))"
    let token = try await HubDesk(generator: bench.generator, port: hub.port).token(
      client + "&grant_type=client_credentials&scope=oob")
    let deposits = try Transfers.deposits(to: payees, host: "127.0.0.1:\(hub.port)", token: token)
    return SealedDepositScene(bank: bank, hub: hub, deposits: deposits)
  }

  /// Copies of one of the bank's own accounts under new numbers.
  private static func openAccounts(at code: String, in data: String) async throws -> [BankAccount] {
    let store = try SQLiteStore(path: "\(data)/bank-\(code).sqlite", migrations: BankSchema.migrations)
    let known = try await store.read { try BankAccountTable.page(after: 0, atMost: 1_000, in: $0) }
    guard let model = known.first(where: { $0.state == .normal }), let nothing = SignedWon(0) else {
      throw BenchFailure("bank \(code) has no usable account")
    }
    let last = known.map(\.id).max() ?? 0
    let digits = model.account.number.text
    let accounts = (1...payees).compactMap { number in
      AccountNumber(digits.dropLast(4) + String(format: "%04d", number)).map {
        BankLedgerAccount(
          id: last + Int64(number), account: BankAccount(bank: model.account.bank, number: $0),
          holderName: model.holderName, holderCI: "", holderInfo: model.holderInfo, type: model.type,
          productName: model.productName, branch: model.branch, branchName: model.branchName, state: .normal,
          openingBalance: nothing, balance: nothing, sequence: 0, incoming: 0, lastAt: model.lastAt)
      }
    }.filter { account in !known.contains { $0.account == account.account } }
    try await store.write { session in
      for account in accounts { try BankAccountTable.insert(account, in: session) }
    }
    await store.close()
    return accounts.map(\.account)
  }

  /// Stops both; speed counts only where both books are sound and agree.
  func proved(_ bench: Bench, _ report: GoalReport) async throws -> GoalReport {
    var report = report
    let unit = Figure.text(try SealedBalance.unit(for: bench.length))
    report.notes.append("one signature and its check take \(unit) µs here; 49 µs where the yardsticks were taken")
    await hub.process.stop()
    await bank.process.stop()
    _ = try ChildProcess.output(of: bench.binary, ["verify", "--data", hub.data, "--banks", bank.data])
    return report
  }
}
