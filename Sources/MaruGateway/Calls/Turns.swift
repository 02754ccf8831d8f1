import Synchronization

/// Lets works be done one after the other, in the order in which they came.
final class Turns: Sendable {
  private let last = Mutex<Task<Void, Never>?>(nil)

  /// Does `work` when everything that came before is done; returns when it is done itself.
  func take(_ work: @escaping @Sendable () async -> Void) async {
    let mine = last.withLock { last in
      let before = last
      let mine = Task {
        await before?.value
        await work()
      }
      last = mine
      return mine
    }
    await mine.value
  }
}
