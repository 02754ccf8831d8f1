package import MaruDomain
import Synchronization

/// One life of a party of the simulation (the hub, a bank, a fintech): from a start to the crash that ends it.
///
/// It is the executor of everything that the party does, so a crash can come at any await point: from that moment none of
/// its jobs runs in the world again. What waited is told that it is over and unwinds with its hands tied (its store is closed,
/// its calls go nowhere), so that no task and no continuation is left behind.
package final class PartyLife: TaskExecutor {
  private struct State {
    var isAlive = true
    var leftovers: [UnownedJob] = []
    var waits: [UInt64: @Sendable () -> Void] = [:]
    var lastWait: UInt64 = 0
    var random: SeededRandom
  }

  /// A task that ended lives may run on for so many jobs: more means that it does not stop when everything fails.
  private static let longestUnwinding = 100_000

  package let party: Party
  package let processor: SimulatedProcessor
  package let clock: PartyClock
  private let state: Mutex<State>

  package init(of party: Party, number: Int, seed: UInt64, clock: PartyClock, processor: SimulatedProcessor) {
    self.party = party
    self.processor = processor
    self.clock = clock
    state = Mutex(State(random: SeededRandom(seed: seed, purpose: "\(party) life \(number)")))
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isAlive = state.withLock { state in
      if !state.isAlive { state.leftovers.append(job) }
      return state.isAlive
    }
    if isAlive { processor.enqueue(job, of: self) }
  }

  package var isAlive: Bool { state.withLock { $0.isAlive } }

  /// Starts a task of the party.
  package func start(_ work: @escaping @Sendable () async -> Void) {
    Task(executorPreference: self) { await work() }
  }

  /// Waits until somebody ends the ``Waiting`` that `begin` is handed; throws ``PartyCrashed`` when the life ends before.
  package func wait<Value: Sendable>(_ begin: (Waiting<Value>) -> Void) async throws -> Value {
    guard isAlive else { throw PartyCrashed() }
    return try await withCheckedThrowingContinuation { continuation in
      let waiting = Waiting(continuation, in: self)
      waiting.number = whenEnded { waiting.end(with: .failure(PartyCrashed())) }
      begin(waiting)
    }
  }

  /// Runs `action` when the life ends (at once when it has ended); the number is for ``forget(_:)``.
  @discardableResult
  package func whenEnded(_ action: @escaping @Sendable () -> Void) -> UInt64 {
    let number = state.withLock { state -> UInt64? in
      guard state.isAlive else { return nil }
      state.lastWait += 1
      state.waits[state.lastWait] = action
      return state.lastWait
    }
    if let number { return number }
    action()
    return 0
  }

  package func forget(_ number: UInt64) { state.withLock { _ = $0.waits.removeValue(forKey: number) } }

  /// Ends the life. Must not be called from one of its own jobs.
  package func end() {
    let waits = state.withLock { state -> [UInt64: @Sendable () -> Void] in
      state.isAlive = false
      defer { state.waits = [:] }
      return state.waits
    }
    let jobs = processor.removeJobs(of: self)
    state.withLock { $0.leftovers += jobs }
    for number in waits.keys.sorted() { waits[number]?() }
    for _ in 0..<PartyLife.longestUnwinding {
      guard let job = state.withLock({ $0.leftovers.isEmpty ? nil : $0.leftovers.removeFirst() }) else { return }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
    processor.trace.note(.fault, at: processor.now, "\(party) does not stop when everything fails")
  }

  /// The world as the party sees it: its own clock, chance from the seed, waiting in virtual time.
  package var world: World {
    World(
      now: { self.clock.now },
      randomBytes: { count in self.state.withLock { $0.random.bytes(count) } },
      sleep: { try await self.sleep($0) },
      executor: self)
  }

  /// Waits in virtual time; throws `CancellationError` when the task is cancelled, ``PartyCrashed`` when the life ends.
  package func sleep(_ duration: Duration) async throws {
    let canceller = Canceller()
    try await withTaskCancellationHandler {
      try await wait { (waiting: Waiting<Void>) in
        guard canceller.attach(waiting) else {
          waiting.end(with: .failure(CancellationError()))
          return
        }
        processor.after(duration.microseconds) { _ = waiting.end(with: .success(())) }
      }
    } onCancel: {
      canceller.cancel()
    }
  }
}

/// The life that waited has ended.
package struct PartyCrashed: Error {}

/// Somebody who waits; the first of several possible endings counts.
package final class Waiting<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value, any Error>?>
  private let life: PartyLife
  private let registered = Mutex<UInt64>(0)

  fileprivate init(_ continuation: CheckedContinuation<Value, any Error>, in life: PartyLife) {
    self.continuation = Mutex(continuation)
    self.life = life
  }

  fileprivate var number: UInt64 {
    get { registered.withLock { $0 } }
    set { registered.withLock { $0 = newValue } }
  }

  /// Ends the waiting; false when it was over already.
  @discardableResult
  package func end(with result: Result<Value, any Error>) -> Bool {
    let waiting = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    guard let waiting else { return false }
    life.forget(number)
    waiting.resume(with: result)
    return true
  }
}

/// Joins a sleep with the cancellation of its task, whichever comes first.
private final class Canceller: Sendable {
  private struct State {
    var isCancelled = false
    var waiting: Waiting<Void>?
  }
  private let state = Mutex(State())

  /// False when the task was cancelled before.
  func attach(_ waiting: Waiting<Void>) -> Bool {
    state.withLock { state in
      state.waiting = waiting
      return !state.isCancelled
    }
  }

  func cancel() {
    let waiting = state.withLock { state in
      state.isCancelled = true
      return state.waiting
    }
    waiting?.end(with: .failure(CancellationError()))
  }
}

extension Duration {
  var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
