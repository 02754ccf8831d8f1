import Dispatch
import MaruHub
import TestSupport
import Testing

@Suite struct ChoreThreadsTests {
  @Test("chores run on threads of their own, whoever starts them, also behind what they wait for")
  func own() async throws {
    let threads = ChoreThreads()
    #expect(!runsOn(threads))
    try await withTaskExecutorPreference(threads) {
      #expect(runsOn(threads))
      try await Task.sleep(for: .milliseconds(1))
      #expect(runsOn(threads))
      await withTaskGroup(of: Bool.self) { group in
        group.addTask { runsOn(threads) }
        for await isOwn in group { #expect(isOwn) }
      }
    }
    #expect(!runsOn(threads))
  }

  @Test("one that does not pause keeps no other waiting")
  func beside() async {
    let (began, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    await withTaskExecutorPreference(ChoreThreads()) {
      async let long = holds(began, until: end)
      async let short = releases(end, behind: began)
      #expect(await [long, short] == [.success, .success])
    }
  }
}

/// Where looks through many rows run.
@Suite struct ApartTests {
  @Test("a look through many rows does not run where its caller runs")
  func apart() async throws {
    let test = try await TestHub.open()
    let caller = ChoreThreads()
    try await withTaskExecutorPreference(caller) {
      let isElsewhere = try await test.hub.apart {
        !runsOn(caller) && withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
      }
      #expect(isElsewhere)
      #expect(runsOn(caller))
    }
    await test.close()
  }
}

/// Whether the calling task runs on `threads` now.
private func runsOn(_ threads: ChoreThreads) -> Bool {
  withUnsafeCurrentTask { $0?.unownedTaskExecutor == threads.asUnownedTaskExecutor() }
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
