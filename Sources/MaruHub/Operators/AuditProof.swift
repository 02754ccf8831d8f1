package import MaruDomain
import MaruStore
import Synchronization

/// Proves the audit log a piece at a time: what a hub has proven it does not read again until it is asked for the whole.
///
/// What it has proven is in its memory, out of reach of whoever writes to the database. So it notices also that the log has become
/// shorter, or another one, up to where it had come; a change further back shows when the whole is proven.
package final class AuditProof: Sendable {
  /// How far the log is proven.
  package struct Report: Sendable, Hashable {
    /// Up to this record each follows from the one before.
    package let proven: Int64
    /// The newest record.
    package let newest: Int64
    /// When every record was last looked at; nil where this hub has not come to the end yet.
    package let wholeAt: Instant?
    /// The first record that is not what was written, or is missing.
    package let broken: Int64?
  }

  private struct State {
    var last: Int64 = 0
    var chain: [UInt8] = []
    var wholeAt: Instant?
    var broken: Int64?
  }

  /// Records that one look at the store reads.
  private static let slice = 5_000
  /// Looks of one page view.
  private static let looks = 2
  private let hub: Hub
  private let state = Mutex(State())

  package init(hub: Hub) { self.hub = hub }

  /// Goes on from the last proven record, a bounded piece. What was found broken stays so until the whole is proven.
  package func goOn() async throws -> Report { try await hub.apart { try await self.proven() } }

  private func proven() async throws -> Report {
    let before = state.withLock { $0 }
    let (newest, known) = try await hub.store.read { session in
      (try AuditTable.lastNumber(in: session), try AuditTable.chain(at: before.last, in: session))
    }
    guard before.broken == nil else { return report(before, newest) }
    var now = before
    if before.last > 0, known != before.chain {
      // What this hub has seen there is gone, or another record stands in its place.
      now.broken = min(before.last, newest + 1)
    } else {
      try await walk(&now, from: before.wholeAt == nil, atMost: Self.looks)
    }
    return keep(now, in: before, newest)
  }

  /// Looks at every record from the first on, and whether the last one that this hub had proven still stands where it stood: a log that
  /// was cut off, or written anew as a whole, is whole in itself.
  package func whole() async throws -> Report { try await hub.apart { try await self.provenWhole() } }

  private func provenWhole() async throws -> Report {
    let before = state.withLock { $0 }
    var now = State()
    try await walk(&now, from: true, atMost: .max)
    let (newest, known) = try await hub.store.read { session in
      (try AuditTable.lastNumber(in: session), try AuditTable.chain(at: before.last, in: session))
    }
    let isLost = before.last > 0 && known != before.chain
    if isLost { now.broken = min(now.broken ?? .max, before.last, newest + 1) }
    var kept = now
    // Nothing that is found now takes the place of what is known to have been there.
    if now.broken != nil, isLost || now.last < before.last { (kept.last, kept.chain) = (before.last, before.chain) }
    state.withLock { [kept] in $0 = kept }
    return report(now, newest)
  }

  /// `isFirst`: every record so far was looked at in this walk, or in those that it goes on from.
  private func walk(_ state: inout State, from isFirst: Bool, atMost looks: Int) async throws {
    for _ in 0..<looks {
      let (last, chain) = (state.last, state.chain)
      let step = try await hub.store.read { session in
        try AuditTable.check(after: last, chain, atMost: Self.slice, in: session)
      }
      (state.last, state.chain, state.broken) = (step.last, step.chain, step.broken)
      guard step.broken == nil, !step.isEnd else {
        if step.broken == nil, isFirst { state.wholeAt = hub.world.now() }
        return
      }
    }
  }

  /// Of two views at once the one that was first counts.
  private func keep(_ now: State, in before: State, _ newest: Int64) -> Report {
    state.withLock { state in
      if state.last == before.last, state.broken == nil { state = now }
    }
    return report(now, newest)
  }

  private func report(_ state: State, _ newest: Int64) -> Report {
    Report(proven: state.last, newest: max(newest, state.last), wholeAt: state.wholeAt, broken: state.broken)
  }
}
