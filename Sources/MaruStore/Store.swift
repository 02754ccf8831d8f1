package import MaruDomain

/// Everything durable, behind two verbs: a write is on disk when it returns, a read sees every write that returned before.
///
/// A unit of work is a plain closure over an ``SQLSession``. It may run more than once (a batch that a neighbour broke is
/// run again), so it must not touch anything outside; it must not wait for anything. It throws on what a statement threw: an
/// engine may have ended the transaction with it.
package protocol Store: Sendable {
  /// Runs `unit` in a transaction and returns once that transaction is durable. Throws what `unit` threw, with nothing of it
  /// kept, or a ``StoreError``: nothing is kept then either, but for ``StoreError/outcomeUnknown``.
  func write<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value

  /// The same; `questions`: what `unit` is going to ask (``SQLSession/answers(to:)``), as far as it is known before. A store that is far
  /// away asks it for all units of a transaction at once.
  func write<Value: Sendable>(
    asking questions: @autoclosure () -> [SQLQuestion], _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value

  /// The same for a unit of many rows, which must not hold the caller's thread.
  func writeMany<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value

  /// Runs `unit` on a recent state of the store that holds every finished write.
  func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value

  /// What its calls have met that speaks against the store itself; nil where nobody keeps account of it.
  var health: StoreHealth? { get }

  /// Whether other processes may write to it too: what is remembered of it grows old.
  var isShared: Bool { get }

  /// Runs `work` where nobody else, in whatever process, is at `name`; nil, and nothing is run, where somebody is. A courtesy
  /// that saves work done twice: a process that was stopped for a while may find another one at its work.
  func exclusively<Value: Sendable>(_ name: String, _ work: @Sendable () async -> Value) async -> Value?

  /// Whether no other process has the store open. False as long as that cannot be known.
  func isAlone() async -> Bool

  /// Takes `name` for this process, as long as it has the store open; false where another process has it, or where that cannot be
  /// known.
  func hold(_ name: String) async -> Bool

  /// Makes room in the book for days to come, where the engine files entries by their day; returns how many days are new. A day
  /// without room of its own is booked all the same.
  func openJournal(for days: [BusinessDate]) async throws -> Int

  /// Takes out of the files what was removed or changed before, as far as the engine can. False where somebody still reads what
  /// was there before, so that it has to be asked again.
  func overwriteRemoved() async throws -> Bool

  /// Waits for the writes that are under way and closes. Later calls throw ``StoreError/closed``.
  func close() async
}

extension Store {
  package func write<Value: Sendable>(
    asking questions: @autoclosure () -> [SQLQuestion], _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await write(unit)
  }

  package func writeMany<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await write(unit)
  }

  package var health: StoreHealth? { nil }

  /// Finds out whether a unit of work is kept again, where none was; whoever looks at a hub asks for it.
  package func tryAgain() async {
    guard let health, case .unwritable = health.trouble else { return }
    // Changes nothing, and is written all the same.
    let kept = try? await write { try $0.run("UPDATE schema_step SET number = number WHERE number = 1", []) }
    if kept != nil { health.noteKept() }
  }

  /// An engine that overwrites nothing: there is nothing to wait for.
  package func overwriteRemoved() async throws -> Bool { true }
}

/// A store of one process.
extension Store {
  package var isShared: Bool { false }

  package func exclusively<Value: Sendable>(
    _ name: String, _ work: @Sendable () async -> Value
  ) async -> Value? {
    await work()
  }

  package func isAlone() async -> Bool { true }

  package func hold(_ name: String) async -> Bool { true }

  package func openJournal(for days: [BusinessDate]) async throws -> Int { 0 }
}
