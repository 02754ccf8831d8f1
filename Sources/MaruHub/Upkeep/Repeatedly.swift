import MaruDomain
import MaruStore

extension Hub {
  /// Does `work`, of several hubs one at a time, and again `pause` after it until cancelled.
  func repeatedly(_ name: String, every pause: Duration, _ work: @escaping @Sendable () async -> Void) async throws {
    while !Task.isCancelled {
      _ = await store.exclusively(name) { await work() }
      try await world.sleep(pause)
    }
  }
}
