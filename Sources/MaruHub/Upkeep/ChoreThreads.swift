package import Dispatch
import MaruStore
import Synchronization

/// Where a hub's chores run, and pages' looks through many rows: on threads beside those that serve connections.
///
/// Async functions run where their caller runs, in `maru` on the event loops. To compare a day with all banks, or to close it, may be
/// seconds of work without a pause: on an event loop they would be seconds without an answer for every connection of that loop.
package final class ChoreThreads: TaskExecutor {
  private struct State {
    var running = 0
    var waiting: [UnownedJob] = []
  }

  private static let key = DispatchSpecificKey<ObjectIdentifier>()
  private let queue: DispatchQueue
  /// So many jobs run at a time; nil: as many as there are.
  private let width: Int?
  private let state = Mutex(State())

  package init(width: Int? = nil, qos: DispatchQoS = .utility) {
    self.width = width
    queue = DispatchQueue(label: "maru.chores", qos: qos, attributes: .concurrent)
    queue.setSpecific(key: Self.key, value: ObjectIdentifier(self))
  }

  /// Whether the calling thread is one of these.
  package var areHere: Bool { DispatchQueue.getSpecific(key: Self.key) == ObjectIdentifier(self) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let mayRun = state.withLock { state in
      guard state.running < width ?? .max else {
        state.waiting.append(job)
        return false
      }
      state.running += 1
      return true
    }
    if mayRun { start(job) }
  }

  private func start(_ job: UnownedJob) {
    queue.async {
      job.runSynchronously(on: self.asUnownedTaskExecutor())
      let next = self.state.withLock { state -> UnownedJob? in
        guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
        state.running -= 1
        return nil
      }
      if let next { self.start(next) }
    }
  }

  /// Runs `work` and all that it calls and waits for on these threads, or on `executor` where one is given; its reads are long ones.
  package func carry<Value: Sendable>(
    on executor: (any TaskExecutor)? = nil, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await LongReads.$areExpected.withValue(true) {
      // A task of its own begins there: whether the caller's would change threads before it waits for something is not said anywhere.
      try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(executorPreference: executor ?? self) { try await work() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
      }
    }
  }
}

extension Hub {
  /// Two at a time: whoever asks for many such pages waits, and leaves the cores to the calls.
  private static let threads = ChoreThreads(width: 2, qos: .default)

  /// Does what looks through many rows beside the threads that serve connections: between two slices of a table nothing is waited for, so
  /// the slices alone would let nobody else on.
  package func apart<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Hub.threads.carry(on: world.executor, work)
  }
}
