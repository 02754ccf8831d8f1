import Dispatch
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

@Suite struct ChoreThreadsTests {
  @Test("chores run on threads of their own, whoever starts them, also behind what they wait for")
  func own() async throws {
    let threads = ChoreThreads()
    #expect(!threads.areHere)
    try await threads.carry {
      #expect(threads.areHere)
      #expect(LongReads.areExpected)
      await Task.yield()
      #expect(threads.areHere)
      await withTaskGroup(of: Bool.self) { group in
        group.addTask { threads.areHere }
        for await isOwn in group { #expect(isOwn) }
      }
    }
    #expect(!threads.areHere)
    #expect(!LongReads.areExpected)
  }

  @Test("one that does not pause keeps no other waiting")
  func beside() async throws {
    let (began, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    try await ChoreThreads().carry {
      async let long = holds(began, until: end)
      async let short = releases(end, behind: began)
      #expect(await [long, short] == [.success, .success])
    }
  }

  @Test("no more run at a time than are allowed, and all of them run")
  func width() async throws {
    let threads = ChoreThreads(width: 2)
    let gauge = Gauge()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { try await threads.carry { gauge.pass() } } }
      try await group.waitForAll()
    }
    let seen = gauge.seen
    #expect(seen.most <= 2)
    #expect(seen.all == 20)
  }

  @Test("a look through many rows runs beside its caller, and an error of it comes back")
  func apart() async throws {
    let test = try await TestHub.open()
    let caller = ChoreThreads()
    let hub = test.hub
    try await caller.carry {
      let isElsewhere = try await hub.apart { !caller.areHere }
      #expect(isElsewhere)
      #expect(caller.areHere)
    }
    await #expect(throws: StoreError.full) { try await hub.apart { throw StoreError.full } }
    await test.close()
  }
}

/// How many were in at a time.
private final class Gauge: Sendable {
  private let state = Mutex((now: 0, most: 0, all: 0))
  var seen: (now: Int, most: Int, all: Int) { state.withLock { $0 } }

  /// A moment of work that gives its thread to nobody.
  func pass() {
    state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
    for _ in 0..<1_000 { _ = seen }
    state.withLock { $0.now -= 1 }
  }
}

/// Waits without giving its thread back, which an async function must not do by itself.
private func holds(_ began: DispatchSemaphore, until end: DispatchSemaphore) -> DispatchTimeoutResult {
  began.signal()
  return end.wait(timeout: .now() + .seconds(60))
}

private func releases(_ end: DispatchSemaphore, behind began: DispatchSemaphore) -> DispatchTimeoutResult {
  defer { end.signal() }
  return began.wait(timeout: .now() + .seconds(60))
}
