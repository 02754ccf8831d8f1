import CryptoExtras
import Foundation
package import MaruDomain
import Synchronization

/// Slow hashes of what people choose or can guess, on threads of their own.
///
/// scrypt (RFC 7914) with r = 8 and p = 1; with N = 2^14 about 30 ms of one core and 16 MiB. The threads are few and run at a lower
/// priority, so that a burst of them leaves the event loops alone; whoever waits beyond the bound is refused rather than kept.
/// A salt tells what its hash costs, so that another cost counts for new hashes and the old ones still match.
package final class PasswordHasher: Sendable {
  /// Of each kind.
  private static let waitingLimit = 256
  /// The binary logarithm of scrypt's N where nobody chose another.
  package static let standardCost: UInt8 = 14
  /// What a cost may be: one more is twice the time and the memory, and 20 takes a gigabyte.
  package static let costs: ClosedRange<UInt8> = 4...20
  private static let saltLength = 16

  private struct Job {
    let work: @Sendable () -> Void
  }
  private struct State {
    var jobs: [Job] = []
    /// These are taken before the others.
    var urgent: [Job] = []
    var isClosed = false
  }
  // A condition variable: the threads sleep until there is work. NSCondition is thread-safe by its own contract.
  private let condition = NSCondition()
  private let state = Mutex(State())
  private let cost: UInt8

  /// `threads` at most are hashing at one time. `cost` is the binary logarithm of scrypt's N for new hashes, within ``costs``.
  package init(
    threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount / 2), cost: UInt8 = PasswordHasher.standardCost
  ) {
    precondition(Self.costs.contains(cost), "outside of what a cost may be")
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

  /// A salt for a new hash, of `random` bytes. Where another cost than the standard was chosen it stands before them; a number that
  /// counts for minutes takes the standard `atMost`, for many are waited for.
  package func salt(_ random: [UInt8], atMost: UInt8 = PasswordHasher.costs.upperBound) -> [UInt8] {
    precondition(random.count == Self.saltLength, "a salt is made of 16 bytes")
    let cost = min(cost, atMost)
    return cost == Self.standardCost ? random : [cost] + random
  }

  /// A salt that nobody has, for the same work where there is nobody.
  package var nobodysSalt: [UInt8] { salt(Array(repeating: 0, count: Self.saltLength)) }

  /// A new hash and salt for a secret that was just proven, where its salt tells another cost than new ones have; nil where it does
  /// not, and where too many are waiting: the next login will do.
  package func renewed(_ secret: String, salt old: [UInt8], _ world: World) async -> (hash: [UInt8], salt: [UInt8])? {
    guard Self.cost(of: old) != cost else { return nil }
    let salt = salt(world.randomBytes(Self.saltLength))
    return (try? await hash(secret, salt: salt)).map { ($0, salt) }
  }

  /// What a salt tells of its hash's cost: one that is a byte longer begins with it. Nil where no hash costs that.
  private static func cost(of salt: [UInt8]) -> UInt8? {
    guard salt.count == saltLength + 1 else { return standardCost }
    return costs.contains(salt[0]) ? salt[0] : nil
  }

  /// 32 bytes for `secret` and `salt`; throws O0009 when too many are waiting, and an internal fault where no hash costs what the salt tells.
  /// What is `urgent` waits for no other that is not: dear hashes of passwords hold nobody's one-time number up.
  package func hash(_ secret: String, salt: [UInt8], urgent: Bool = false) async throws(HubError) -> [UInt8] {
    guard let cost = Self.cost(of: salt) else { throw HubError(.internalFault, cause: "a salt of no known cost") }
    let result: Result<[UInt8], HubError> = await withCheckedContinuation { continuation in
      let job = Job {
        let key = try? KDF.Scrypt.deriveKey(
          from: Data(secret.utf8), salt: Data(salt), outputByteCount: 32, rounds: 1 << Int(cost), blockSize: 8,
          parallelism: 1)
        let bytes = key.map { $0.withUnsafeBytes { Array($0) } }
        continuation.resume(returning: bytes.map { .success($0) } ?? .failure(HubError(.internalFault)))
      }
      let accepted = state.withLock { state in
        let waiting = urgent ? \State.urgent : \State.jobs
        guard !state.isClosed, state[keyPath: waiting].count < PasswordHasher.waitingLimit else { return false }
        state[keyPath: waiting].append(job)
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
        let waiting = state.urgent.isEmpty ? \State.jobs : \State.urgent
        return (state[keyPath: waiting].isEmpty ? nil : state[keyPath: waiting].removeFirst(), state.isClosed)
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
