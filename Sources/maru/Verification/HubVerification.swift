import MaruHub
import MaruStore

/// The hub's part of `maru verify`.
struct HubVerification {
  let place: StorePlace

  /// Whether the hub's book is sound; prints what it found.
  func run() async throws -> Bool {
    let store = try place.snapshot()
    if let damage = try store.damage() {
      Terminal.say("WRONG    \(place.shown) is damaged: \(damage)")
      return false
    }
    let bar = ProgressBar("journal")
    let report = try await BookCheck(store: store).run { bar.show($0) }
    bar.finish()
    await store.close()
    Terminal.say(
      """
      hub      \(report.transfers) transfers (\(report.open) open), \(report.entries) journal entries
               debits \(report.debits) won, credits \(report.credits) won, sum \(report.debits - report.credits)
      """)
    if report.sealedEntries > 0 {
      Terminal.say(
        "         \(report.sealedEntries) entries were taken out of this database: checked by the seals of their days")
    }
    for finding in report.findings { Terminal.say("WRONG    \(finding)") }
    return report.findings.isEmpty
  }
}
