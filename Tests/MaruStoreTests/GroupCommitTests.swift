import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import MaruStore

/// An engine that only notes what is asked of it, and fails where a test says so.
private final class ScriptedEngine: Sendable {
  struct Session: SQLSession {
    let engine: ScriptedEngine
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      engine.log.withLock { $0.append(sql) }
      if engine.fails(sql) { throw StoreError.engine("scripted") }
      if sql.hasPrefix("write") { engine.changes.withLock { $0 += 1 } }
      return 1
    }
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { [] }
  }

  let log = Mutex<[String]>([])
  let changes = Mutex(0)
  /// The statement that fails.
  private let failing = Shared<String?>(nil)
  private let armed: String?

  init(failing: String? = nil) { armed = failing }

  /// From now on the statement fails.
  func arm() { failing.value = armed }
  func fails(_ sql: String) -> Bool { sql == failing.value }

  var engine: GroupCommit.Engine {
    GroupCommit.Engine(
      withSession: { try $0(Session(engine: self)) },
      begin: { try $0.run("BEGIN", []) },
      commit: { try $0.run("COMMIT", []) },
      rollback: { try $0.run("ROLLBACK", []) },
      totalChanges: { _ in self.changes.withLock { $0 } })
  }
  var statements: [String] { log.withLock { $0 } }
  func count(_ statement: String) -> Int { statements.filter { $0 == statement }.count }
}

/// Holds the writer in a unit of its own until it is opened, so that a test decides what waits behind it.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let entered = Mutex(false)
  /// The unit that waits.
  func unit(_ session: any SQLSession) {
    entered.withLock { $0 = true }
    semaphore.wait()
    // A unit may run again: once open, it stays open.
    semaphore.signal()
  }
  var isEntered: Bool { entered.withLock { $0 } }
  func open() { semaphore.signal() }
}

/// The rule of shared commits, on an engine that can be watched. `StoreContractTests` checks it on real ones.
@Suite struct GroupCommitTests {
  @Test("a writer that is alone runs its own units after a while; who joins meanwhile is run by the writer's thread")
  func alone() async throws {
    // However slow the machine is that runs this.
    let commits = GroupCommit(label: "test", engine: ScriptedEngine().engine, quick: .seconds(600))
    @Sendable func thread() -> ObjectIdentifier { ObjectIdentifier(Thread.current) }
    /// Whether a unit ran on the thread that asked for it.
    func isHere(elsewhere: Bool = false) async throws -> Bool {
      let here = thread()
      return try await commits.write(elsewhere: elsewhere) { _ in thread() == here }
    }
    for _ in 0..<8 { #expect(try await !isHere()) }
    #expect(try await isHere())
    #expect(try await !isHere(elsewhere: true), "a unit of many rows never holds its caller")

    guard #available(macOS 26, *) else { return }
    // The one that runs its own unit is joined by another, from within it: on its own thread, up to where the other waits. To
    // wait here for another thread could be for ever, where there are few.
    let (here, joined) = (thread(), Shared<Task<Bool, any Error>?>(nil))
    let own = try await commits.write { _ in
      joined.value = Task.immediate { try await commits.write { _ in thread() == here } }
      #expect(commits.backlog == 1)
      return thread() == here
    }
    #expect(own)
    #expect(try await joined.value?.value == false)
    // Nobody was alone just now: it takes as many again.
    #expect(try await !isHere())
  }

  @Test("behind a disk that is not quick nobody runs units of its own")
  func slow() async throws {
    let commits = GroupCommit(label: "test", engine: ScriptedEngine().engine, quick: .zero)
    @Sendable func thread() -> ObjectIdentifier { ObjectIdentifier(Thread.current) }
    for _ in 0..<20 {
      let here = thread()
      #expect(try await commits.write { _ in thread() != here })
    }
  }

  /// Runs `units` as one batch on the engine, which fails from its beginning on, and returns how each ended.
  private func batch(
    on engine: ScriptedEngine, _ units: [@Sendable (any SQLSession) throws -> Int]
  ) async throws -> [Result<Int, any Error>] {
    let commits = GroupCommit(label: "test", engine: engine.engine)
    let gate = Gate()
    async let first: Void = commits.write { gate.unit($0) }
    try await until { gate.isEntered }
    let results = try await withThrowingTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
      for (index, unit) in units.enumerated() {
        group.addTask {
          do { return (index, .success(try await commits.write(unit))) } catch { return (index, .failure(error)) }
        }
        // One after the other, so that their order in the batch is the order given.
        try await until { commits.backlog == index + 1 }
      }
      engine.arm()
      gate.open()
      return try await group.reduce(into: [(Int, Result<Int, any Error>)]()) { $0.append($1) }
    }
    _ = try? await first
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static func writes(_ value: Int) -> @Sendable (any SQLSession) throws -> Int {
    { session in
      try session.run("write \(value)", [])
      return value
    }
  }

  @Test("what waits together is committed together, and answered after the commit (M-05)")
  func shared() async throws {
    let engine = ScriptedEngine()
    let results = try await batch(
      on: engine, (0..<50).map(GroupCommitTests.writes))
    #expect(try results.map { try $0.get() } == Array(0..<50))
    #expect(engine.count("COMMIT") == 2, "one for the unit that held the writer, one for the fifty")
    #expect(engine.count("SAVEPOINT unit") == 0)
  }

  @Test("a batch has a greatest size, so that nobody waits behind a transaction without end")
  func bounded() async throws {
    let engine = ScriptedEngine()
    let results = try await batch(
      on: engine, (0..<600).map(GroupCommitTests.writes))
    #expect(results.count == 600)
    #expect(engine.count("COMMIT") == 4, "1, then 256, 256 and 88")
  }

  @Test("a refusal before anything was written costs nobody: no savepoints, no second run")
  func refusalBeforeWriting() async throws {
    let engine = ScriptedEngine()
    var units = (0..<10).map(GroupCommitTests.writes)
    units[4] = { _ in throw Refusal("no") }
    let results = try await batch(
      on: engine, units)
    #expect(throws: Refusal("no")) { try results[4].get() }
    #expect(results.indices.filter { $0 != 4 }.allSatisfy { (try? results[$0].get()) == $0 })
    #expect(engine.count("SAVEPOINT unit") == 0 && engine.count("ROLLBACK") == 0)
    #expect(engine.count("write 0") == 1)
  }

  @Test("a unit that throws after writing fails alone: the batch is rolled back and run again with savepoints")
  func refusalAfterWriting() async throws {
    let engine = ScriptedEngine()
    var units = (0..<6).map(GroupCommitTests.writes)
    units[3] = { session in
      try session.run("write 3", [])
      throw Refusal("late")
    }
    let results = try await batch(
      on: engine, units)
    #expect(throws: Refusal("late")) { try results[3].get() }
    #expect(results.indices.filter { $0 != 3 }.allSatisfy { (try? results[$0].get()) == $0 })
    #expect(engine.count("ROLLBACK") == 1)
    #expect(engine.count("SAVEPOINT unit") == 6)
    #expect(engine.count("ROLLBACK TO unit") == 1)
    #expect(engine.count("write 0") == 2, "a unit may run twice")
    #expect(engine.count("write 5") == 1, "what stood behind the guilty one had not run yet")
  }

  @Test("an engine's own failure never lets the rest of the batch go on outside a transaction (J-04)")
  func engineFailure() async throws {
    let engine = ScriptedEngine(failing: "write 2")
    let results = try await batch(
      on: engine, (0..<5).map(GroupCommitTests.writes))
    #expect(throws: StoreError.engine("scripted")) { try results[2].get() }
    #expect([0, 1, 3, 4].allSatisfy { (try? results[$0].get()) == $0 })
    // Between BEGIN and COMMIT or ROLLBACK at any time: never a write outside.
    var isOpen = false
    for statement in engine.statements {
      switch statement {
      case "BEGIN": isOpen = true
      case "COMMIT", "ROLLBACK": isOpen = false
      default: #expect(isOpen, "\(statement) outside a transaction")
      }
    }
  }

  @Test("a commit that fails fails every unit of its batch, and is rolled back", arguments: ["COMMIT", "BEGIN"])
  func commitFails(_ statement: String) async throws {
    let engine = ScriptedEngine(failing: statement)
    let results = try await batch(
      on: engine, (0..<5).map(GroupCommitTests.writes))
    for result in results { #expect(throws: StoreError.engine("scripted")) { try result.get() } }
    #expect(engine.count("ROLLBACK") == (statement == "COMMIT" ? 2 : 0))
  }

  @Test("after a failure the writer goes on with the next batch")
  func goesOn() async throws {
    let engine = ScriptedEngine(failing: "write 0")
    engine.arm()
    let commits = GroupCommit(label: "test", engine: engine.engine)
    await #expect(throws: StoreError.self) { try await commits.write(GroupCommitTests.writes(0)) }
    #expect(try await commits.write(GroupCommitTests.writes(1)) == 1)
  }

  @Test("close waits for what is under way and refuses what comes later")
  func close() async throws {
    let engine = ScriptedEngine()
    let commits = GroupCommit(label: "test", engine: engine.engine)
    let gate = Gate()
    async let held: Void = commits.write { gate.unit($0) }
    try await until { gate.isEntered }
    async let waiting = commits.write(GroupCommitTests.writes(1))
    try await until { commits.backlog == 1 }
    let closing = Task {
      await commits.close()
      return engine.count("COMMIT")
    }
    // The first refusal tells that the store is closing; the writer is still held then.
    let refused = Shared(false)
    while !refused.value {
      let before = commits.backlog
      Task {
        do { try await commits.write { _ in } } catch { refused.value = true }
      }
      try await until { refused.value || commits.backlog > before }
    }
    gate.open()
    try await held
    #expect(try await waiting == 1)
    let committed = await closing.value
    #expect(committed == engine.count("COMMIT"), "close returned after the last commit")
    await commits.close()
  }
}
