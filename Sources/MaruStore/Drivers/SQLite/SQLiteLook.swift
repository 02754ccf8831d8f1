import Dispatch
import Synchronization

/// The engine's own check of a whole file, which may take minutes and can be given up.
final class SQLiteLook: Sendable {
  private struct State {
    var snapshot: SQLiteSnapshot?
    var isGivenUp = false
  }
  private let state = Mutex(State())

  /// What the check finds: nil, or the first complaint; nil too once it was given up, for then it knows nothing. Its moment is given up at
  /// once: the log of the database could not be reset as long as somebody holds one.
  func damage(path: String) throws -> String? {
    let snapshot = try SQLiteSnapshot(path: path)
    state.withLock { $0.snapshot = snapshot }
    defer {
      state.withLock { $0.snapshot = nil }
      snapshot.closeNow()
    }
    guard !isGivenUp else { return nil }
    let found = Result { try snapshot.damage() }
    return isGivenUp ? nil : try found.get()
  }

  private var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

  /// Gives it up.
  func stop() {
    let goesOn = state.withLock { state in
      state.isGivenUp = true
      // Within the lock: nobody closes it meanwhile.
      state.snapshot?.interrupt()
      return state.snapshot != nil
    }
    // An interrupt is not heard by a statement that begins behind it.
    guard goesOn else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) { self.stop() }
  }
}
