package import MaruStore
import Synchronization

/// A party's disk: keeps exactly what was committed, whatever becomes of the party. On PostgreSQL it is a server that the party has
/// connections to.
///
/// Units of work that wait share a commit, as in ``GroupCommit``, and a commit takes virtual time. A crash meanwhile leaves
/// it whole or not at all, as the seed says: durable but never acknowledged, or lost.
package final class SimulatedDisk: Sendable {
  /// What is wrong with the disk for a while.
  package enum Trouble: String, Sendable, Hashable {
    case none = "well"
    case full
    case readOnly = "read-only"
    /// Commits fail with an input/output error. What they wrote may lie in the log all the same: should the party crash before
    /// the next commit, it may come back.
    case failing
  }

  /// What a planned crash does to the commit that it comes upon.
  package enum Fate: Sendable, CaseIterable {
    case lost
    case durable
  }

  struct Unit: Sendable {
    /// What it is going to ask.
    let questions: [SQLQuestion]
    /// Runs the unit and returns what to do once it is durable.
    let attempt: @Sendable (any SQLSession) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var waiting: [Unit] = []
    var underWay: [Unit] = []
    /// The batch whose commit failed last.
    var ghost: [Unit] = []
    /// Counts crashes, so that a commit that was under way does not finish in the next life.
    var crashes = 0
    var commits = 0
    var trouble = Trouble.none
    var isSlow = false
    var random: SeededRandom
    /// What becomes of connections follows from draws of its own: whoever recovers from a lost one as it should does everything else
    /// as if it had not been lost.
    var connections: SeededRandom
    /// How many connections and transactions were lost without anybody's notice, and commits whose outcome was not told.
    var interruptions = 0
    var unheard = 0
    var planned: (commit: Int, crash: @Sendable (Fate) -> Void, fate: Fate)?
    var whenCommitted: @Sendable () -> Void = {}
  }

  package let party: Party
  package let database: any SimulationDatabase
  private let processor: SimulatedProcessor
  private let state: Mutex<State>

  /// `shelf` may have a database of an earlier simulation.
  package init(
    of party: Party, migrations: [Migration], seed: UInt64, processor: SimulatedProcessor,
    shelf: (any SimulationShelf)? = nil
  ) throws {
    self.party = party
    self.processor = processor
    database = try shelf?.take(migrations) ?? MemoryDatabase(migrations: migrations)
    state = Mutex(
      State(
        random: SeededRandom(seed: seed, purpose: "disk of \(party)"),
        connections: SeededRandom(seed: seed, purpose: "connections of \(party)")))
  }

  package var trouble: Trouble {
    get { state.withLock { $0.trouble } }
    set { state.withLock { $0.trouble = newValue } }
  }

  /// Whether a commit takes tens of milliseconds instead of a few.
  package var isSlow: Bool {
    get { state.withLock { $0.isSlow } }
    set { state.withLock { $0.isSlow = newValue } }
  }

  /// How many commits have been made.
  package var commits: Int { state.withLock { $0.commits } }

  /// How many connections and transactions to a server were lost, with a try that followed.
  package var interruptions: Int { state.withLock { $0.interruptions } }
  /// How many commits a server kept or lost without a word.
  package var unheard: Int { state.withLock { $0.unheard } }

  /// Calls `check` after every commit, between two jobs.
  package func whenCommitted(_ check: @escaping @Sendable () -> Void) { state.withLock { $0.whenCommitted = check } }

  /// Calls nobody any more.
  package func forgetCallers() {
    state.withLock { state in
      state.whenCommitted = {}
      state.planned = nil
    }
  }

  /// Calls `crash` in place of commit number `commit` (from 1), which must then call ``crash(_:)`` with the fate.
  package func planCrash(at commit: Int, _ fate: Fate, _ crash: @escaping @Sendable (Fate) -> Void) {
    state.withLock { $0.planned = (commit, crash, fate) }
  }

  /// The party has crashed: nothing that waits is kept; the commit under way is, or is not.
  package func crash(_ fate: Fate? = nil) {
    let (batch, isGhost, fate) = state.withLock { state -> ([Unit], Bool, Fate) in
      state.crashes += 1
      state.waiting = []
      defer {
        state.underWay = []
        state.ghost = []
      }
      let isGhost = !state.ghost.isEmpty
      return (isGhost ? state.ghost : state.underWay, isGhost, fate ?? state.random.one(of: Fate.allCases))
    }
    defer { database.endConnections() }
    guard !batch.isEmpty else { return }
    processor.trace.note(.commit, at: processor.now, "\(party): \(batch.count) units of work are \(fate) in the crash")
    guard fate == .durable else {
      // On a server the transaction was open, and ends with the connection.
      if database.isServer { _ = answers(of: batch, .brokenOff) }
      return
    }
    _ = isGhost ? committed(batch) : perform(batch)
  }

  func add(_ unit: Unit) {
    state.withLock { $0.waiting.append(unit) }
    begin()
  }

  /// What a read has to wait for now and then, in microseconds; nil mostly: a page in memory is there at once.
  func readDelay() -> Int64? {
    state.withLock { $0.random.chance(12) ? $0.random.number(1...800) : nil }
  }

  private func begin() {
    let started = state.withLock { state -> (delay: Int64, crashes: Int)? in
      guard state.underWay.isEmpty, !state.waiting.isEmpty else { return nil }
      let count =
        state.random.chance(20) ? Int(state.random.number(1...Int64(state.waiting.count))) : state.waiting.count
      state.underWay = Array(state.waiting.prefix(count))
      state.waiting.removeFirst(count)
      let slow: Int64 = state.isSlow ? 50 : 1
      return (state.random.number(100...2_500) * slow, state.crashes)
    }
    guard let started else { return }
    processor.after(started.delay) { self.finish(started.crashes) }
  }

  private func finish(_ crashes: Int) {
    let batch = state.withLock { state -> [Unit] in
      guard state.crashes == crashes else { return [] }
      state.commits += 1
      return state.underWay
    }
    guard !batch.isEmpty else { return }
    if let planned = state.withLock({ $0.planned }), planned.commit == commits {
      state.withLock { $0.planned = nil }
      return planned.crash(planned.fate)
    }
    let answers = perform(batch)
    state.withLock { $0.underWay = [] }
    processor.trace.note(.commit, at: processor.now, "\(party): commit of \(batch.count) units of work")
    state.withLock { $0.whenCommitted }()
    for answer in answers { answer() }
    begin()
  }

  /// Runs a batch in one transaction and returns what to tell whom.
  private func perform(_ batch: [Unit]) -> [@Sendable () -> Void] {
    switch trouble {
    case .none:
      let answers = committed(batch)
      state.withLock { $0.ghost = [] }
      return answers
    case .full: return failed(batch, .full)
    case .readOnly: return failed(batch, .readOnly)
    case .failing:
      guard !database.isServer else {
        let fate = state.withLock { state in
          state.unheard += 1
          return state.random.one(of: Fate.allCases)
        }
        return answers(of: batch, .unheard(isKept: fate == .durable))
      }
      state.withLock { $0.ghost = batch }
      return batch.map { unit in { unit.fail(StoreError.engine("disk I/O error")) } }
    }
  }

  private func committed(_ batch: [Unit]) -> [@Sendable () -> Void] {
    let isTwice = state.withLock { $0.random.chance(5) }
    return answers(of: batch, isTwice ? .twice : interruption())
  }

  /// The disk takes nothing: each unit fails at one of its statements, or at the commit; only its own refusal comes first.
  private func failed(_ batch: [Unit], _ trouble: StoreError) -> [@Sendable () -> Void] {
    answers(
      of: batch,
      .refused(trouble, after: state.withLock { state in batch.map { _ in Int(state.random.number(0...5)) } }))
  }

  private func answers(of batch: [Unit], _ course: CommitCourse) -> [@Sendable () -> Void] {
    do {
      return zip(batch, try database.commit(batch.map(\.attempt), asking: batch.map(\.questions), course)).map {
        unit, result in
        switch result {
        case .success(let answer): answer
        case .failure(let error): { unit.fail(error) }
        }
      }
    } catch {
      return batch.map { unit in { unit.fail(error) } }
    }
  }

  /// What comes between the party and its server at a commit, where it has one.
  private func interruption() -> CommitCourse {
    guard database.isServer else { return .plain }
    return state.withLock { state in
      guard state.connections.chance(6) else { return .plain }
      state.interruptions += 1
      return switch state.connections.number(0...3) {
      case 0: .cutAtCommit(isKept: false)
      case 1: .cutAtCommit(isKept: true)
      default:
        .interrupted(
          state.connections.one(of: CommitCourse.Interruption.allCases),
          statement: Int(state.connections.number(1...12)))
      }
    }
  }

  /// Before which statement of a read the connection to a server is lost.
  func readCut() -> Int? {
    guard database.isServer else { return nil }
    return state.withLock { state in
      guard state.connections.number(1...200) == 1 else { return nil }
      state.interruptions += 1
      return Int(state.connections.number(1...3))
    }
  }
}
