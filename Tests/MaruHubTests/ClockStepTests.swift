import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@Suite struct ClockStepTests {
  @Test("a clock that is set back by an hour hides no open transfer (J-08, M-06)", arguments: [-86_400, -3_600, 3_600])
  func resolverAfterStep(_ seconds: Int64) async throws {
    let test = try await TestHub.open()
    let payee = test.client.collectionAccount
    test.bed.desk[payee.bank] = .loseAnswer
    #expect(try await test.withdraw(4_321).code == .timeExceeded)
    let resolver = Task { try await Resolver(hub: test.hub).run() }
    // It has asked in vain, and means to ask again later.
    for _ in 0..<200 { await Task.yield() }
    test.bed.desk[payee.bank] = .up
    test.clock.move(seconds: seconds)
    // The clock stands still from here: nothing is left to wait for.
    var open = try await test.hub.store.read(TransferTable.openCount)
    for _ in 0..<100_000 where open > 0 {
      await Task.yield()
      open = try await test.hub.store.read(TransferTable.openCount)
    }
    #expect(open == 0)
    try await test.requireSoundBook()
    resolver.cancel()
    _ = await resolver.result
    await test.close()
  }

  @Test(
    "a hub with a number keeps to its own keys however many it makes in a millisecond, and they go on growing (M-14)")
  func serialsKeepToTheirPlace() {
    let clock = TestClock()
    for number in [Int64(0), 17, 511] {
      let (source, next) = (
        SerialSource(world: clock.world, hub: number), SerialSource(world: clock.world, hub: number + 1)
      )
      var last = source.next()
      for _ in 0..<5_000 {
        let key = source.next()
        #expect(key > last && source.isOwn(key) && !next.isOwn(key))
        last = key
      }
    }
  }

  @Test("keys of two hubs, or of one that was restarted after its clock was set back, do not meet (M-14)")
  func serialsDoNotMeet() {
    let clock = TestClock()
    let sources = (SerialSource(world: clock.world), SerialSource(world: clock.world))
    var seen: Set<Int64> = []
    var last: (Int64, Int64) = (0, 0)
    for _ in 0..<2_000 {
      clock.move(seconds: 1)
      let keys = (sources.0.next(), sources.1.next())
      #expect(keys.0 > last.0 && keys.1 > last.1)
      #expect(seen.insert(keys.0).inserted && seen.insert(keys.1).inserted)
      last = keys
    }
  }
}
