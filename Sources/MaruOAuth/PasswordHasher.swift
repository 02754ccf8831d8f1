import CryptoExtras
import Foundation
package import MaruDomain
import Synchronization

/// Slow hashes of what people choose or can guess, on threads of their own.
///
/// scrypt (RFC 7914) with N = 2^14, r = 8, p = 1: about 30 ms of one core. The threads are few and run at a lower priority, so
/// that a burst of them leaves the event loops alone; whoever waits beyond the bound is refused rather than kept.
package final class PasswordHasher: Sendable {
  private static let waitingLimit = 256
  /// scrypt's N of every hub; hashes that were made with another do not match.
  package static let standardCost = 1 << 14

  private struct Job {
    let work: @Sendable () -> Void
  }
  private struct State {
    var jobs: [Job] = []
    var isClosed = false
  }
  // A condition variable: the threads sleep until there is work. NSCondition is thread-safe by its own contract.
  private let condition = NSCondition()
  private let state = Mutex(State())
  private let cost: Int

  /// `threads` at most are hashing at one time. `cost` is scrypt's N, a power of two; tests of whole hubs take less than hubs do.
  package init(
    threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount / 2), cost: Int = PasswordHasher.standardCost
  ) {
    self.cost = cost
    for number in 0..<threads {
      let thread = Thread { [weak self] in
        lowerPriority()
        while let job = self?.next() { job.work() }
      }
      thread.name = "maru.hasher.\(number)"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// 32 bytes for `secret` and `salt`; throws O0009 when too many are waiting.
  package func hash(_ secret: String, salt: [UInt8]) async throws(HubError) -> [UInt8] {
    let result: Result<[UInt8], HubError> = await withCheckedContinuation { continuation in
      let job = Job { [cost] in
        let key = try? KDF.Scrypt.deriveKey(
          from: Data(secret.utf8), salt: Data(salt), outputByteCount: 32, rounds: cost, blockSize: 8, parallelism: 1)
        let bytes = key.map { $0.withUnsafeBytes { Array($0) } }
        continuation.resume(returning: bytes.map { .success($0) } ?? .failure(HubError(.internalFault)))
      }
      let accepted = state.withLock { state in
        guard !state.isClosed, state.jobs.count < PasswordHasher.waitingLimit else { return false }
        state.jobs.append(job)
        return true
      }
      if accepted {
        condition.lock()
        condition.signal()
        condition.unlock()
      } else {
        continuation.resume(returning: .failure(HubError(.apiQuotaExceeded)))
      }
    }
    return try result.get()
  }

  /// The next job, waiting for one; nil when the hasher was closed.
  private func next() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      let (job, isClosed) = state.withLock { state in
        (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
      }
      if let job { return job }
      if isClosed { return nil }
      condition.wait()
    }
  }

  /// Lets the threads end once the waiting jobs are done.
  package func close() {
    state.withLock { $0.isClosed = true }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }
}

/// Hashing gives way to the calls that move money. Where the system has no priority per thread, nothing happens.
private func lowerPriority() {
  #if os(Linux)
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
  #else
    Thread.current.qualityOfService = .utility
  #endif
}
