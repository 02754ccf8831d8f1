import Dispatch
import Synchronization

/// Lets writes from concurrent requests share one durable commit.
///
/// Whatever waits when the disk becomes free is run in one transaction, and all of it is answered after its commit. A batch
/// runs without savepoints at first; only when a unit that already wrote throws is the whole batch rolled back and run again
/// with one savepoint each, so the rare refusal pays and the common success does not.
final class GroupCommit: Sendable {
  /// What a batch needs of the engine; only ever called by one thread at a time.
  struct Engine: Sendable {
    /// Runs the closure with the writer's session.
    let withSession: @Sendable (_ body: (any SQLSession) throws -> Void) throws -> Void
    let begin: @Sendable (any SQLSession) throws -> Void
    /// Asks what the units of a batch are going to ask, at once.
    var ask: @Sendable (any SQLSession, [SQLQuestion]) throws -> Void = { _, _ in }
    /// Waits for statements that were posted and not answered yet.
    var settle: @Sendable (any SQLSession) throws -> Void = { _ in }
    let commit: @Sendable (any SQLSession) throws -> Void
    let rollback: @Sendable (any SQLSession) throws -> Void
    /// Rows changed since the connection was opened: tells whether a unit that threw had written.
    let totalChanges: @Sendable (any SQLSession) -> Int
  }

  private struct Pending: Sendable {
    /// Nil where nobody asks how long it has waited.
    let since: ContinuousClock.Instant?
    /// What the unit is going to ask, as far as it is known before.
    let questions: [SQLQuestion]
    /// Runs the unit and returns what to do once its writes are durable.
    let attempt: @Sendable (any SQLSession) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var waiting: [Pending] = []
    var draining = false
    var closed = false
    var whenIdle: [@Sendable () -> Void] = []
    /// How many batches in a row were one unit that was quick and left nobody waiting.
    var alone = 0
  }

  /// Who runs what waits.
  private enum Runner {
    /// Nobody: the store is closed.
    case none
    /// Nobody: too many wait.
    case full
    /// Whoever runs now.
    case other
    /// The caller.
    case caller
    /// The writer's own thread.
    case writer
  }

  /// A transaction longer than this makes those who wait behind it wait too long.
  private static let largestBatch = 256
  /// After so many units that nobody shared, the next is run where it comes from: with nobody to share a commit with, the way
  /// to the writer's thread and back would be most of what it costs.
  private static let aloneEnough = 8
  /// A disk slower than this must not hold a caller's thread.
  private let quick: Duration

  private let engine: Engine
  private let longestQueue: Int?
  private let queue: DispatchQueue
  private let state = Mutex(State())

  /// `longestQueue`: more units than this do not wait; nil: as many as there are, none of them given up. `quick`: how long a lone
  /// batch may take for its caller to run the next; a flush of a busy solid-state disk is within the standard value.
  init(label: String, engine: Engine, longestQueue: Int? = nil, quick: Duration = .milliseconds(5)) {
    self.quick = quick
    self.engine = engine
    self.longestQueue = longestQueue
    queue = DispatchQueue(label: label, qos: .userInitiated)
  }

  /// Runs `unit` with whatever else waits; `elsewhere`: on no account on the caller's thread. `questions`: what it is going to ask,
  /// which the engine may ask for all units of a batch at once.
  func write<Value: Sendable>(
    elsewhere: Bool = false, asking questions: [SQLQuestion] = [],
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      enqueue(
        elsewhere,
        Pending(
          since: longestQueue == nil ? nil : .now,
          questions: questions,
          attempt: { session in
            let value = try unit(session)
            return { continuation.resume(returning: value) }
          },
          fail: { continuation.resume(throwing: $0) }))
    }
  }

  /// How many units wait for the one that runs now.
  var backlog: Int { state.withLock { $0.waiting.count } }

  /// Fails what has been waiting since before `moment`, although the writer may be held up for longer.
  func giveUp(waitingSinceBefore moment: ContinuousClock.Instant) {
    let late = state.withLock { state -> [Pending] in
      // They stand in the order of their coming.
      let late = state.waiting.prefix { $0.since.map { $0 < moment } ?? false }
      defer { state.waiting.removeFirst(late.count) }
      return Array(late)
    }
    late.forEach { $0.fail(StoreError.unreachable("its turn to write did not come in time")) }
  }

  /// Runs units as one batch, here and now: for whoever lets nothing else of this writer's happen meanwhile. `questions`: what each
  /// of them is going to ask.
  func together<Value: Sendable>(
    _ units: [@Sendable (any SQLSession) throws -> Value], asking questions: [[SQLQuestion]]
  ) -> [Result<Value, any Error>] {
    let results = Mutex([Result<Value, any Error>](repeating: .failure(StoreError.closed), count: units.count))
    let batch = zip(units, questions).enumerated().map { number, asked in
      let (unit, questions) = asked
      return Pending(
        since: nil,
        questions: questions,
        attempt: { session in
          let value = try unit(session)
          return { results.withLock { $0[number] = .success(value) } }
        },
        fail: { error in results.withLock { $0[number] = .failure(error) } })
    }
    for answer in runBatch(batch) { answer() }
    return results.withLock { $0 }
  }

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

  private func enqueue(_ elsewhere: Bool, _ pending: Pending) {
    let runner = state.withLock { state -> Runner in
      guard !state.closed else { return .none }
      if let longestQueue, state.waiting.count >= longestQueue { return .full }
      state.waiting.append(pending)
      guard !state.draining else { return .other }
      state.draining = true
      return state.alone >= GroupCommit.aloneEnough && !elsewhere ? .caller : .writer
    }
    switch runner {
    case .none: pending.fail(StoreError.closed)
    case .full: pending.fail(StoreError.unreachable("too many units of work wait for their turn"))
    case .other: break
    case .caller: drain(atMost: 1)
    case .writer: queue.async { self.drain() }
    }
  }

  /// What comes next for whoever runs.
  private enum Next {
    case batch([Pending])
    /// Nothing waits: those who wait for that are told.
    case idle([@Sendable () -> Void])
    /// A caller has run its share, and others wait.
    case others
  }

  /// Runs what waits, until nothing does; the writer's thread goes on where a caller has run its share.
  private func drain(atMost limit: Int = .max) {
    var ran = 0
    var last: (count: Int, took: Duration)?
    var answers: [@Sendable () -> Void] = []
    while true {
      let next = state.withLock { self.next(&$0, after: last, isDone: ran >= limit, atMost: limit) }
      // Only now: whoever is answered may write again at once, and should not find a writer that is about to rest.
      answers.forEach { $0() }
      switch next {
      case .idle(let told): return told.forEach { $0() }
      case .others: return queue.async { self.drain() }
      case .batch(let batch):
        let started = ContinuousClock.now
        answers = runBatch(batch)
        last = (batch.count, ContinuousClock.now - started)
        ran += 1
      }
    }
  }

  private func next(
    _ state: inout State, after last: (count: Int, took: Duration)?, isDone: Bool, atMost limit: Int
  ) -> Next {
    if let last {
      let isAlone = last.count == 1 && state.waiting.isEmpty && last.took < quick
      state.alone = isAlone ? state.alone + 1 : 0
    }
    guard !state.waiting.isEmpty else {
      state.draining = false
      defer { state.whenIdle = [] }
      return .idle(state.whenIdle)
    }
    guard !isDone else { return .others }
    // A caller runs its own unit, which came first, and no other.
    let size = min(limit, GroupCommit.largestBatch)
    guard state.waiting.count > size else {
      defer { state.waiting.removeAll(keepingCapacity: true) }
      return .batch(state.waiting)
    }
    defer { state.waiting.removeFirst(size) }
    return .batch(Array(state.waiting.prefix(size)))
  }

  /// Runs a batch; returns how its callers are answered.
  private func runBatch(_ batch: [Pending]) -> [@Sendable () -> Void] {
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
      return answers
    } catch {
      return batch.map { pending in { pending.fail(error) } }
    }
  }

  /// False when a unit threw after writing: everything was rolled back.
  private func runTogether(
    _ batch: [Pending], _ session: any SQLSession, _ answers: inout [@Sendable () -> Void]
  ) throws -> Bool {
    try engine.begin(session)
    do {
      do {
        // A unit that is alone asks for itself.
        if batch.count > 1 { try engine.ask(session, batch.flatMap(\.questions)) }
      } catch let error as StoreError where error.mayPass {
        // It stands in the way of all of them.
        throw error
      } catch {
        try? engine.rollback(session)
        return false
      }
      for pending in batch {
        let before = engine.totalChanges(session)
        do {
          answers.append(try pending.attempt(session))
        } catch let error as StoreError where error.mayPass {
          throw error
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
      do {
        try engine.settle(session)
      } catch {
        // Whose statement it was is only seen when each unit runs apart.
        try? engine.rollback(session)
        return false
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
          let answer = try pending.attempt(session)
          try engine.settle(session)
          try session.run("RELEASE unit", [])
          answers.append(answer)
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
