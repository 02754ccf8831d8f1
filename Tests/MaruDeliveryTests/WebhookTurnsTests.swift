import MaruContract
import MaruDelivery
import MaruDomain
import MaruStore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import MaruHub

/// Many webhooks with much to tell: none waits for another's receiver, and no event for another one.
@Suite struct WebhookTurnsTests {
  private func add(_ test: TestHub, _ id: Int64, port: Int) async throws {
    let webhook = Webhook(
      id: id, organisation: test.client.code, client: test.client.clientID, developer: 77,
      url: try #require(WebhookURL("http://127.0.0.1:\(port)/hook/\(id)")), events: WebhookEventType.chosen,
      secret: [UInt8(id)], madeAt: test.clock.world.now())
    try await test.hub.store.write { try WebhookTable.insert(webhook, in: $0) }
  }

  /// Something to be told to one webhook, as if it had been noted with a fact.
  private func note(_ test: TestHub, _ count: Int, to webhook: Int64) async throws {
    let now = test.clock.world.now()
    try await test.hub.store.write { session in
      for number in 0..<count {
        try session.run(
          """
          INSERT INTO webhook_delivery (webhook, event, type, body, state, attempts, made_at, next_at)
          VALUES (?, ?, 'transfer.completed', '{}', 'waiting', 0, ?, ?)
          """,
          [
            .integer(webhook), .text("evt_\(now.milliseconds)_\(number)"), .integer(now.milliseconds),
            .integer(now.milliseconds),
          ])
      }
    }
  }

  private func dispatch(
    _ test: TestHub, seeing: @escaping @Sendable (WebhookCall) async -> Void = { _ in }
  ) throws -> WebhookDispatch {
    let client = try WebhookClient(allowsLoopback: true, group: MultiThreadedEventLoopGroup.singleton)
    return WebhookDispatch(
      hub: test.hub,
      call: {
        await seeing($0)
        return await client.call($0)
      }, open: { secret, _ in secret }, link: { "http://site.test\($0)" })
  }

  private func deliveries(_ test: TestHub, of webhook: Int64 = 1) async throws -> [WebhookDelivery] {
    try await test.hub.store.read { try WebhookDeliveryTable.newest(5_000, of: webhook, in: $0).reversed() }
  }

  private func webhook(_ test: TestHub) async throws -> Webhook {
    try #require(try await test.hub.store.read { try WebhookTable.find(1, in: $0) })
  }

  @Test(
    "with new events all the while, who is not there is called ever less, and given up after a day; one row changes a failure"
  )
  func steady() async throws {
    let test = try await TestHub.open()
    try await add(test, 1, port: 9)
    try await note(test, 50, to: 1)
    let dispatch = try dispatch(test)
    let before = try await deliveries(test)
    await dispatch.pass()
    #expect(try await deliveries(test).dropFirst() == before.dropFirst())
    var calls: [Int64] = []
    for _ in 0..<4 {
      calls.append(try await deliveries(test).map(\.attempts).reduce(0, +))
      for _ in 0..<10 {
        test.clock.move(seconds: 30)
        try await note(test, 1, to: 1)
        await dispatch.pass()
      }
    }
    #expect(zip(calls.dropFirst(), calls.dropFirst(2)).allSatisfy { $1 - $0 <= 3 }, "\(calls)")
    for _ in 0..<30 where try await webhook(test).state == .on {
      test.clock.move(seconds: 3_600)
      try await note(test, 1, to: 1)
      await dispatch.pass()
    }
    #expect(try await webhook(test).state == .off)
    await dispatch.pass()
    #expect(try await deliveries(test).allSatisfy { $0.state == .failed })
    await test.close()
  }

  @Test("one with thousands of things to tell leaves the others their turn, and gets through")
  func turns() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver()
    try await receiver.start()
    for id in Int64(1)...2 { try await add(test, id, port: receiver.port) }
    try await note(test, 35, to: 1)
    try await note(test, 1, to: 2)
    let dispatch = try dispatch(test)
    #expect(await dispatch.pass())
    #expect(receiver.received.count { $0.target == "/hook/1" } == WebhookDispatch.batch)
    #expect(receiver.received.count { $0.target == "/hook/2" } == 1)
    while await dispatch.pass() {}
    #expect(receiver.received.count == 36)
    try await receiver.stop()
    await test.close()
  }

  @Test("a slow receiver's turn ends after fifteen seconds, and goes on with the next pass")
  func slow() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver { [clock = test.clock] _ in
      clock.move(seconds: 6)
      return 204
    }
    try await receiver.start()
    try await add(test, 1, port: receiver.port)
    try await note(test, 5, to: 1)
    let dispatch = try dispatch(test)
    #expect(await dispatch.pass())
    #expect(receiver.received.count == 3)
    await dispatch.pass()
    #expect(receiver.received.count == 5)
    try await receiver.stop()
    await test.close()
  }

  @Test("the secret that counts is the one of the moment of the call; what was removed meanwhile is told nothing more")
  func anew() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver()
    try await receiver.start()
    try await add(test, 1, port: receiver.port)
    try await note(test, 3, to: 1)
    let (webhook, now) = (try await webhook(test), test.clock.world.now())
    let calls = Mutex<[WebhookCall]>([])
    let store = test.hub.store
    let dispatch = try dispatch(test) { call in
      let count = calls.withLock { calls in
        calls.append(call)
        return calls.count
      }
      try? await store.write { session in
        if count == 1 { try WebhookTable.rotate(1, to: [9], formerUntil: now, in: session) }
        if count == 2 { try WebhookTable.remove(webhook, at: now, in: session) }
      }
    }
    await dispatch.pass()
    let seen = calls.withLock { $0 }
    #expect(
      seen.map(\.signature)
        == zip([[1], [9]], seen).map { WebhookSignature.value(id: $1.id, at: now, body: "{}", secrets: [$0]) })
    #expect(receiver.received.count == 2)
    await dispatch.pass()
    #expect(try await deliveries(test).isEmpty)
    try await receiver.stop()
    await test.close()
  }

  @Test("an event that is refused is put off alone: the others arrive, and it comes again later and later")
  func refused() async throws {
    let test = try await TestHub.open()
    let refusals = [1: 500, 4: 302, 5: 404]
    let receiver = HookReceiver { refusals[$0] ?? 204 }
    try await receiver.start()
    try await add(test, 1, port: receiver.port)
    try await note(test, 3, to: 1)
    let dispatch = try dispatch(test)
    await dispatch.pass()
    #expect(try await deliveries(test).map(\.state) == [.waiting, .delivered, .delivered])
    for seconds in [Int64(5), 10, 20] {
      test.clock.move(seconds: seconds - 1)
      let before = receiver.received.count
      await dispatch.pass()
      #expect(receiver.received.count == before, "not before its time")
      test.clock.move(seconds: 1)
      await dispatch.pass()
      #expect(receiver.received.count == before + 1)
    }
    #expect(try await deliveries(test).map(\.attempts) == [4, 1, 1])
    #expect(receiver.received.allSatisfy { $0.target == "/hook/1" }, "no redirect is followed")
    try await receiver.stop()
    await test.close()
  }

  /// A dispatch whose receivers answer what `status` says of an event.
  private func answering(_ test: TestHub, _ status: @escaping @Sendable (String) -> Int) -> WebhookDispatch {
    WebhookDispatch(
      hub: test.hub, call: { .status(status($0.id)) }, open: { secret, _ in secret },
      link: { "http://site.test\($0)" })
  }

  @Test("what is refused for a day is given up alone while others are taken; who refuses all is switched off")
  func poison() async throws {
    let test = try await TestHub.open()
    try await add(test, 1, port: 9)
    try await note(test, 1, to: 1)
    let poison = try #require(try await deliveries(test).first?.event)
    let some = answering(test) { $0 == poison ? 500 : 204 }
    for _ in 0..<30 {
      await some.pass()
      test.clock.move(seconds: 3_600)
      try await note(test, 1, to: 1)
    }
    await some.pass()
    let states = try await deliveries(test).map(\.state)
    #expect(states.first == .failed && states.dropFirst().allSatisfy { $0 == .delivered })
    #expect(try await webhook(test).state == .on)
    try await note(test, 1, to: 1)
    let none = answering(test) { _ in 500 }
    for _ in 0..<30 {
      await none.pass()
      test.clock.move(seconds: 3_600)
    }
    #expect(try await webhook(test).state == .off)
    await test.close()
  }

  @Test("what was never tried is not given up because another thing was refused for a day")
  func untried() async throws {
    let test = try await TestHub.open()
    try await add(test, 1, port: 9)
    try await note(test, 1, to: 1)
    let dispatch = answering(test) { _ in 500 }
    for _ in 0..<40 where try await deliveries(test).first?.state == .waiting {
      if try await webhook(test).state == .on { try await note(test, 1, to: 1) }
      // The first one's turn comes before that of what is new.
      try await test.hub.store.write { _ = try $0.run("UPDATE webhook_delivery SET next_at = 0 WHERE id = 1", []) }
      await dispatch.pass()
      test.clock.move(seconds: 3_600)
    }
    await dispatch.pass()
    let all = try await deliveries(test)
    #expect(all.first?.state == .failed)
    #expect(all.allSatisfy { $0.state == .waiting || $0.attempts > 0 })
    await test.close()
  }

  @Test("a consent that ended since it was looked up is recorded and told once")
  func once() async throws {
    let test = try await TestHub.open()
    try await add(test, 1, port: 9)
    // The account is remembered with its consent.
    #expect(try await test.withdraw(1_000).code == .success)
    let number = test.account.fintechUseNumber
    try await test.hub.store.write { session in
      var account = try #require(try RegisteredAccountTable.find(number, in: session))
      account.transferAgreedAt = nil
      _ = try RegisteredAccountTable.update(account, in: session)
    }
    let error = await #expect(throws: HubError.self) {
      _ = try await test.hub.accountCancel(.init(service: .transfer, fintechUseNumber: number), by: test.user)
    }
    #expect(error?.code == .withdrawalConsentMissing)
    #expect(try await deliveries(test).allSatisfy { $0.type != .accountCancelled })
    await test.close()
  }
}
