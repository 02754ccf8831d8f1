package import MaruDomain
package import MaruStore
import Synchronization

/// What this hub's calls look like now, and how many there were each month: collected from the record of calls, behind the calls.
///
/// Of calls whose organisation is known; those of strangers are in `/metrics` only. Figures of the last minute are this process's: what
/// other hubs have is told by ``HubSigns``.
package final class CallWatch: Sendable {
  private static let pause: Int64 = 60_000
  private struct State {
    /// By API.
    var minute = LastMinute<String, CallFigures>()
    var waiting: [MonthTally.Key: Int64] = [:]
    var writtenAt: Instant?
  }
  private let state = Mutex(State())

  /// Notes calls that ended.
  package func note(_ records: [CallRecord]) {
    guard let newest = records.map(\.stamp).max() else { return }
    state.withLock { state in
      // Months begin where windows do, and nearly all records of one look are of one window.
      var (window, month) = (MinuteWindow.of(newest), newest.month)
      for record in records {
        if MinuteWindow.of(record.stamp) != window {
          (window, month) = (MinuteWindow.of(record.stamp), record.stamp.month)
        }
        let hasFailed = record.code != .success && record.code != .noTransactions
        state.minute.note(record.api, microseconds: record.microseconds, hasFailed: hasFailed, in: window)
        state.waiting[MonthTally.Key(month: month, api: record.api, code: record.code), default: 0] += 1
      }
    }
  }

  /// The last minute by API.
  package func lastMinute(at now: Instant) -> [String: CallFigures] { state.withLock { $0.minute.sums(at: now) } }

  /// Sums that are not written yet.
  func waiting() -> [MonthTally] { state.withLock { $0.waiting.map { MonthTally($0.key, calls: $0.value) } } }

  func take(at now: Instant, isLast: Bool) -> [MonthTally] {
    state.withLock { state in
      let isDue = state.writtenAt.map { abs(now.milliseconds(since: $0)) >= Self.pause } ?? true
      guard !state.waiting.isEmpty, isDue || isLast else { return [] }
      state.writtenAt = now
      defer { state.waiting.removeAll() }
      return state.waiting.map { MonthTally($0.key, calls: $0.value) }
    }
  }

  func putBack(_ tallies: [MonthTally]) {
    state.withLock { state in
      for tally in tallies { state.waiting[tally.key, default: 0] += tally.calls }
    }
  }
}

extension Instant {
  /// `yyyyMM`, KST.
  package var month: String { String(businessDate.wire.prefix(6)) }
}

extension Hub {
  /// Writes the sums of calls that wait, once a minute or at the end.
  package func writeCallSums(isLast: Bool = false) async {
    let tallies = callWatch.take(at: world.now(), isLast: isLast)
    guard !tallies.isEmpty else { return }
    do {
      try await store.write { try MonthTallyTable.add(tallies, in: $0) }
    } catch StoreError.outcomeUnknown {
      // Rather a minute too few than a minute twice: what is charged is counted elsewhere.
      logger.warning("sums of a minute's calls may be missing")
    } catch {
      callWatch.putBack(tallies)
      logger.error("sums of calls could not be written", metadata: ["error": "\(error)"])
    }
  }

  /// The sums of the months from `month` (`yyyyMM`) on, those that wait included.
  package func callSums(from month: String) async throws -> [MonthTally] {
    let written = try await store.read { try MonthTallyTable.all(from: month, in: $0) }
    let waiting = callWatch.waiting().filter { $0.key.month >= month }
    let sums = (written + waiting).reduce(into: [MonthTally.Key: Int64]()) { $0[$1.key, default: 0] += $1.calls }
    return sums.map { MonthTally($0.key, calls: $0.value) }.sorted {
      ($0.key.month, $0.key.api, $0.key.code.wire) < ($1.key.month, $1.key.api, $1.key.code.wire)
    }
  }
}
