import Dispatch

/// Where a hub's chores run, and pages' looks through many rows: on threads beside those that serve connections.
///
/// Async functions run where their caller runs, in `maru` on the event loops. To compare a day with all banks, or to close it, may be
/// seconds of work without a pause: on an event loop they would be seconds without an answer for every connection of that loop.
package final class ChoreThreads: TaskExecutor {
  private let queue = DispatchQueue(label: "maru.chores", qos: .utility, attributes: .concurrent)

  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

extension Hub {
  private static let threads = ChoreThreads()

  /// Does what looks through many rows beside the threads that serve connections: between two slices of a table nothing is waited for, so
  /// the slices alone would let nobody else on.
  package func apart<Value>(_ work: () async throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(world.executor ?? Hub.threads, operation: work)
  }
}
