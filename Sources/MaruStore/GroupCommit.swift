import Dispatch
import Synchronization

/// Lets writes from concurrent requests share one durable commit.
///
/// Whatever waits when the disk becomes free is run in one transaction, and all of it is answered after its commit. A batch
/// runs without savepoints at first; only when a unit that already wrote throws is the whole batch rolled back and run again
/// with one savepoint each, so the rare refusal pays and the common success does not.
final class GroupCommit: Sendable {
  /// What a batch needs of the engine; only ever called from the one writer queue.
  struct Engine: Sendable {
    /// Runs the closure with the writer's session.
    let withSession: @Sendable (_ body: (any SQLSession) throws -> Void) throws -> Void
    let begin: @Sendable (any SQLSession) throws -> Void
    let commit: @Sendable (any SQLSession) throws -> Void
    let rollback: @Sendable (any SQLSession) throws -> Void
    /// Rows changed since the connection was opened: tells whether a unit that threw had written.
    let totalChanges: @Sendable (any SQLSession) -> Int
  }

  private struct Pending: Sendable {
    /// Runs the unit and returns what to do once its writes are durable.
    let attempt: @Sendable (any SQLSession) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var waiting: [Pending] = []
    var draining = false
    var closed = false
    var whenIdle: [@Sendable () -> Void] = []
  }

  /// A transaction longer than this makes those who wait behind it wait too long.
  private static let largestBatch = 256

  private let engine: Engine
  private let queue: DispatchQueue
  private let state = Mutex(State())

  init(label: String, engine: Engine) {
    self.engine = engine
    queue = DispatchQueue(label: label, qos: .userInitiated)
  }

  func write<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      enqueue(
        Pending(
          attempt: { session in
            let value = try unit(session)
            return { continuation.resume(returning: value) }
          },
          fail: { continuation.resume(throwing: $0) }))
    }
  }

  /// How many units wait for the one that runs now.
  var backlog: Int { state.withLock { $0.waiting.count } }

  /// Refuses new units and returns when the last one is durable.
  func close() async {
    await withCheckedContinuation { continuation in
      let idle = state.withLock { state in
        state.closed = true
        if state.draining { state.whenIdle.append { continuation.resume() } }
        return !state.draining
      }
      if idle { continuation.resume() }
    }
  }

  private func enqueue(_ pending: Pending) {
    let (refused, start) = state.withLock { state -> (Bool, Bool) in
      guard !state.closed else { return (true, false) }
      state.waiting.append(pending)
      defer { state.draining = true }
      return (false, !state.draining)
    }
    if refused { return pending.fail(StoreError.closed) }
    if start { queue.async { self.drain() } }
  }

  private func drain() {
    while true {
      let (batch, idle) = state.withLock { state -> ([Pending], [@Sendable () -> Void]) in
        guard !state.waiting.isEmpty else {
          state.draining = false
          defer { state.whenIdle = [] }
          return ([], state.whenIdle)
        }
        guard state.waiting.count > GroupCommit.largestBatch else {
          defer { state.waiting.removeAll(keepingCapacity: true) }
          return (state.waiting, [])
        }
        defer { state.waiting.removeFirst(GroupCommit.largestBatch) }
        return (Array(state.waiting.prefix(GroupCommit.largestBatch)), [])
      }
      guard !batch.isEmpty else { return idle.forEach { $0() } }
      runBatch(batch)
    }
  }

  private func runBatch(_ batch: [Pending]) {
    var answers: [@Sendable () -> Void] = []
    answers.reserveCapacity(batch.count)
    do {
      try engine.withSession { session in
        // The engine may run all of this again, where it knows that nothing was kept.
        answers.removeAll(keepingCapacity: true)
        if try self.runTogether(batch, session, &answers) { return }
        answers.removeAll(keepingCapacity: true)
        try self.runApart(batch, session, &answers)
      }
    } catch {
      return batch.forEach { $0.fail(error) }
    }
    answers.forEach { $0() }
  }

  /// False when a unit threw after writing: everything was rolled back.
  private func runTogether(
    _ batch: [Pending], _ session: any SQLSession, _ answers: inout [@Sendable () -> Void]
  ) throws -> Bool {
    try engine.begin(session)
    do {
      for pending in batch {
        let before = engine.totalChanges(session)
        do {
          answers.append(try pending.attempt(session))
        } catch {
          // An engine's own failure (a full disk, say) may have ended the transaction: units that followed would then each
          // commit statement by statement. Only a unit's own refusal leaves the batch as it was.
          guard !(error is StoreError), engine.totalChanges(session) == before else {
            // Nothing is left to roll back where the engine already did it.
            try? engine.rollback(session)
            return false
          }
          answers.append { pending.fail(error) }
        }
      }
      try engine.commit(session)
      return true
    } catch {
      // The first error is the one to tell; a rollback that fails too leaves nothing behind either.
      try? engine.rollback(session)
      throw error
    }
  }

  private func runApart(
    _ batch: [Pending], _ session: any SQLSession, _ answers: inout [@Sendable () -> Void]
  ) throws {
    try engine.begin(session)
    do {
      for pending in batch {
        try session.run("SAVEPOINT unit", [])
        do {
          answers.append(try pending.attempt(session))
          try session.run("RELEASE unit", [])
        } catch {
          do {
            try session.run("ROLLBACK TO unit", [])
            try session.run("RELEASE unit", [])
          } catch _ {
            // The engine itself ended the transaction (a full disk): what it said first is what all of them are told.
            throw error
          }
          answers.append { pending.fail(error) }
        }
      }
      try engine.commit(session)
    } catch {
      try? engine.rollback(session)
      throw error
    }
  }
}
