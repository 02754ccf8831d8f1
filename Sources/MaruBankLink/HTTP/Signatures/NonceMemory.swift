package import MaruDomain
import Synchronization

/// The nonces of the requests that are still fresh: each is taken once. What is older is refused by its time, so the memory
/// never holds more than the window, and at most ``limit`` of it.
package final class NonceMemory: Sendable {
  /// Nonces at once; about 64 MiB.
  private let limit: Int
  /// Seconds that share a set, forgotten together.
  private static let span: Int64 = 30

  private struct Memory {
    var nonces: [Int64: Set<String>] = [:]
    var count = 0
    /// The earliest `created` that is still taken: it never goes back, not even with the clock.
    var horizon: Int64
  }
  private let memory: Mutex<Memory>

  /// An empty memory. It knows nothing of what was taken before `start`, so it takes nothing that was made before.
  package init(since start: Instant, limit: Int = 500_000) {
    self.limit = limit
    memory = Mutex(Memory(horizon: start.seconds))
  }

  /// Takes the nonce of a request of the second `created`; throws ``SignatureProblem``.
  func remember(_ nonce: String, created: Int64, at now: Instant) throws {
    try memory.withLock { memory in
      memory.horizon = max(memory.horizon, now.seconds - Seal.oldest)
      guard created >= memory.horizon else { throw SignatureProblem.stale }
      for period in memory.nonces.keys where period < memory.horizon / NonceMemory.span {
        memory.count -= memory.nonces.removeValue(forKey: period)?.count ?? 0
      }
      let period = created / NonceMemory.span
      if memory.nonces[period]?.contains(nonce) == true { throw SignatureProblem.replayed }
      // Forgetting a fresh one would let it in again.
      guard memory.count < limit else { throw SignatureProblem.tooMany }
      memory.nonces[period, default: []].insert(nonce)
      memory.count += 1
    }
  }
}
