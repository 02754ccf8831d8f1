import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// The simulated banks' part of `maru verify`: their ledgers, and that hub and banks agree on every leg.
struct BanksVerification {
  private let hub: StorePlace
  private var ledgers: [(place: StorePlace, store: any StoreSnapshot)] = []
  private var banks: [BankCode: any Store] = [:]
  /// Ledgers of before, of banks that moved out of the hub.
  private var former: [BankCode: any Store] = [:]
  /// The hub's book before any bank's was opened.
  private let before: any StoreSnapshot

  init(hub: StorePlace) throws {
    self.hub = hub
    before = try hub.snapshot()
  }

  /// Adds a database of one or more banks; those of bank processes first.
  ///
  /// The hub's own file has the accounts of every simulated bank, also of those that it reaches elsewhere. The test bed notes
  /// there which these are; what they moved before they did is looked for there all the same.
  mutating func open(_ place: StorePlace, isWithinHub: Bool) async throws {
    let store = try place.snapshot()
    ledgers.append((place, store))
    let (found, elsewhere) = try await store.read { session in
      (try BankAccountTable.banks(in: session), try TestBed.banksElsewhere(in: session))
    }
    for bank in found {
      if isWithinHub, elsewhere.contains(bank) || banks[bank] != nil {
        former[bank] = store
      } else if banks[bank] == nil {
        banks[bank] = store
      }
    }
  }

  /// Whether all ledgers are sound and agree with the hub; prints what it found, and says how much was looked at.
  func run() async throws -> Bool {
    guard !ledgers.isEmpty else {
      Terminal.say(
        "sound    the hub's every chain value, balance and transfer checked; there are no simulated banks here")
      return true
    }
    let after = try hub.snapshot()
    var (accounts, lines) = (Int64(0), Int64(0))
    for (place, store) in ledgers {
      if let damage = try store.damage() { return wrong("\(place.shown) is damaged: \(damage)") }
      let bar = ProgressBar("ledgers")
      let report = try await LedgerCheck(store: store).run { bar.show($0) }
      bar.finish()
      accounts += report.accounts
      lines += report.lines
      if let finding = report.finding { return wrong("\(finding)") }
    }
    let bar = ProgressBar("legs")
    let report = try await LegCheck(before: before, banks: banks, former: former, after: after).run { bar.show($0) }
    bar.finish()
    Terminal.say(
      "banks    \(accounts) accounts with \(lines) lines; \(report.legs) legs of the hub's transfers at \(banks.count) banks"
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
    Terminal.say(
      "sound    every chain value, balance and transfer checked, and every leg at \(banks.count) banks"
        + (report.elsewhere.isEmpty ? "" : "; the others' legs were not"))
    await before.close()
    await after.close()
    return true
  }

  private func wrong(_ text: String) -> Bool {
    Terminal.say("WRONG    \(text)")
    return false
  }
}
