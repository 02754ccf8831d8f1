import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// The simulated banks' part of `maru verify`: their ledgers, and that hub and banks agree on every leg.
struct BanksVerification {
  private let hub: String
  private var ledgers: [(path: String, store: SQLiteSnapshot)] = []
  private var banks: [BankCode: any Store] = [:]
  /// The hub's book before any bank's was opened.
  private let before: SQLiteSnapshot

  init(hub: String) throws {
    self.hub = hub
    before = try SQLiteSnapshot(path: hub)
  }

  /// Adds a database of one or more banks; of two with the same bank the first counts.
  mutating func open(_ path: String) async throws {
    let store = try SQLiteSnapshot(path: path)
    ledgers.append((path, store))
    for bank in try await store.read({ try BankAccountTable.banks(in: $0) }) where banks[bank] == nil {
      banks[bank] = store
    }
  }

  /// Whether all ledgers are sound and agree with the hub; prints what it found.
  func run() async throws -> Bool {
    guard !ledgers.isEmpty else { return true }
    let after = try SQLiteSnapshot(path: hub)
    var (accounts, lines) = (Int64(0), Int64(0))
    for (path, store) in ledgers {
      if let damage = try store.damage() { return wrong("\(path) is damaged: \(damage)") }
      let bar = ProgressBar("ledgers")
      let report = try await LedgerCheck(store: store).run { bar.show($0) }
      bar.finish()
      accounts += report.accounts
      lines += report.lines
      if let finding = report.finding { return wrong("\(finding)") }
    }
    let bar = ProgressBar("legs")
    let report = try await LegCheck(before: before, banks: banks, after: after).run { bar.show($0) }
    bar.finish()
    Terminal.say(
      "banks    \(banks.count) banks, \(accounts) accounts with \(lines) lines, \(report.legs) legs of the hub's transfers"
    )
    if !report.elsewhere.isEmpty {
      Terminal.say(
        "         not looked at: \(report.elsewhere.map(\.text).sorted().joined(separator: ", ")); give their directories with --banks"
      )
    }
    if let finding = report.finding {
      return wrong("\(finding). A bank that is a process of its own has its ledger elsewhere: --banks DIR")
    }
    for (_, store) in ledgers { await store.close() }
    await before.close()
    await after.close()
    return true
  }

  private func wrong(_ text: String) -> Bool {
    Terminal.say("WRONG    \(text)")
    return false
  }
}
