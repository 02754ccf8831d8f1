import Logging
import MaruDomain
package import MaruHub
import MaruStore
import Synchronization

/// The record of every API call: collected in memory and written many at a time, because a record must cost a fraction of
/// the call. Money has its own record (`transfer`, `journal`) that is written before anything is answered.
package final class CallLog: Sendable {
  /// So many records wait at most; whoever would add one more writes them first.
  private static let bound = 4096
  private static let longestWait = Duration.milliseconds(250)
  private let hub: Hub
  private let waiting = Mutex<[CallRecord]>([])
  private let turns = Turns()
  /// Records of which nobody knows whether they were kept.
  private let doubtful = Mutex<[[CallRecord]]>([])

  package init(hub: Hub) { self.hub = hub }

  /// Adds a record; returns at once unless the disk cannot keep up.
  func add(_ record: CallRecord) async {
    let full = waiting.withLock { waiting in
      waiting.append(record)
      return waiting.count >= CallLog.bound
    }
    if full { await flush() }
  }

  /// Writes what waits, and returns when everything added before is written, whoever writes it. A store that cannot take it is told
  /// in the log; the records are kept for the next try.
  package func flush() async { await turns.take { await self.write() } }

  private func write() async {
    let records = waiting.withLock { waiting in
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
    await settleDoubts()
    guard !records.isEmpty else { return }
    do {
      try await hub.store.writeMany { try CallTable.append(records, in: $0) }
      note(records)
    } catch StoreError.outcomeUnknown {
      doubtful.withLock { $0.append(records) }
      note(records)
    } catch {
      hub.logger.error("calls could not be recorded", metadata: ["count": "\(records.count)", "error": "\(error)"])
      waiting.withLock { waiting in
        if waiting.count < CallLog.bound { waiting.insert(contentsOf: records, at: 0) }
      }
    }
  }

  /// Counts calls, each once: not those that are tried again.
  private func note(_ records: [CallRecord]) {
    hub.consentUses.note(records)
    hub.callWatch.note(records)
  }

  /// Fees are counted from the record, so nothing may stand in it twice: what may have been kept is looked up first.
  private func settleDoubts() async {
    let doubts = doubtful.withLock { doubtful in
      defer { doubtful.removeAll() }
      return doubtful
    }
    for records in doubts {
      do {
        try await hub.store.write { session in
          guard let first = records.first, try !CallTable.holds(first, in: session) else { return }
          try CallTable.append(records, in: session)
        }
      } catch {
        hub.logger.error("calls could not be recorded", metadata: ["count": "\(records.count)", "error": "\(error)"])
        doubtful.withLock { $0.append(records) }
      }
    }
  }

  /// Writes four times a second until cancelled, and a last time then.
  package func run() async throws {
    while !Task.isCancelled {
      do { try await hub.world.sleep(CallLog.longestWait) } catch { break }
      await flush()
      await hub.writeConsentUses()
      await hub.writeCallSums()
    }
    await flush()
    await hub.writeConsentUses(isLast: true)
    await hub.writeCallSums(isLast: true)
  }
}
