import Synchronization

/// What is wrong with a store, as far as its calls have met it. Nobody asks the engine for it: the way of what goes well costs nothing.
///
/// A store that cannot be written recovers by itself when its next unit of work is kept. One whose pages are damaged does not: what
/// it was read as before, and what is written now, can no longer be trusted, until a process is started over sound files.
package final class StoreHealth: Sendable {
  /// Worst last.
  package enum Trouble: Sendable, Hashable {
    /// Units of work are refused at present: a full disk, a read-only file, a disk that does not answer as it should.
    case unwritable(String)
    /// The engine found a page that cannot be what it wrote.
    case damaged(String)

    /// The code of the status endpoint.
    package var code: String {
      switch self {
      case .unwritable: "unwritable"
      case .damaged: "damaged"
      }
    }

    /// What an operator is told; holds no stored value.
    package var text: String {
      switch self {
      case .unwritable(let text), .damaged(let text): text
      }
    }
  }

  private struct State {
    var trouble: Trouble?
    /// Whether somebody has still to be told.
    var isNews = false
  }

  private let state = Mutex(State())
  private let damaged = Atomic<Bool>(false)

  package init() {}

  /// Whether no new money may move over this store. Looked at for each order: one load.
  package var isDamaged: Bool { damaged.load(ordering: .relaxed) }

  /// What is wrong, if anything is known to be.
  package var trouble: Trouble? { state.withLock { $0.trouble } }

  /// Remembers what an error says about the store itself; most say nothing about it.
  package func note(_ error: StoreError) {
    switch error {
    case .corrupt: remember(.damaged("\(error)"))
    case .full, .readOnly, .disk: remember(.unwritable("\(error)"))
    case .damaged, .newerSchema, .closed, .unreachable, .outcomeUnknown, .engine: break
    }
  }

  /// Remembers that a unit of work was kept.
  package func noteKept() {
    state.withLock { state in
      guard case .unwritable = state.trouble else { return }
      state = State()
    }
  }

  /// What is wrong, once each time that it changes: for whoever writes the log.
  package func news() -> Trouble? {
    state.withLock { state in
      defer { state.isNews = false }
      return state.isNews ? state.trouble : nil
    }
  }

  private func remember(_ trouble: Trouble) {
    state.withLock { state in
      switch (state.trouble, trouble) {
      // The first complaint names the page; those that follow are its consequences.
      case (.damaged, _), (.unwritable, .unwritable): return
      case (nil, _), (.unwritable, .damaged): state = State(trouble: trouble, isNews: true)
      }
    }
    if case .damaged = trouble { damaged.store(true, ordering: .relaxed) }
  }
}
