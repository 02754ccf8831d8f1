import Foundation
import MaruContract
import MaruDelivery
import MaruDomain
import MaruStore
import MaruTestBed
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@testable import MaruHub

/// From a fact to a receiver: with the fact itself on disk, and told until it is taken or a day is over.
@Suite struct WebhookDispatchTests {
  private static let secret: [UInt8] = Array(1...32)

  private func add(
    _ test: TestHub, port: Int, events: [WebhookEventType] = WebhookEventType.chosen, developer: Int64 = 77
  ) async throws {
    let webhook = Webhook(
      id: 1, organisation: test.client.code, client: test.client.clientID, developer: developer,
      url: try #require(WebhookURL("http://127.0.0.1:\(port)/hook?x=1")), events: events, secret: Self.secret,
      madeAt: test.clock.world.now())
    try await test.hub.store.write { session in
      try WebhookTable.insert(webhook, in: session)
      try DeveloperTable.insert(
        Developer(
          id: 77, email: "dev@app.example", passwordHash: [], passwordSalt: [], language: "eng",
          createdAt: webhook.madeAt),
        in: session)
    }
  }

  private func dispatch(_ test: TestHub) throws -> WebhookDispatch {
    let client = try WebhookClient(allowsLoopback: true, group: MultiThreadedEventLoopGroup.singleton)
    return WebhookDispatch(
      hub: test.hub, call: { await client.call($0) }, open: { secret, _ in secret }, link: { "http://site.test\($0)" })
  }

  private func deliveries(_ test: TestHub) async throws -> [WebhookDelivery] {
    try await test.hub.store.read { try WebhookDeliveryTable.newest(100, of: 1, in: $0).reversed() }
  }

  private func object(_ body: String) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }

  private func member(_ name: String, of body: String) -> String? {
    (object(body)["data"] as? [String: Any])?[name] as? String
  }

  @Test("an outcome is told once, signed, with ids alone")
  func outcome() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver()
    try await receiver.start()
    try await add(test, port: receiver.port)
    #expect(try await test.withdraw(1_000).code == .success)
    let dispatch = try dispatch(test)
    await dispatch.pass()
    await dispatch.pass()
    let call = try #require(receiver.received.first)
    #expect(receiver.received.count == 1 && call.target == "/hook?x=1")
    let id = try #require(call.headers.first(name: "webhook-id"))
    let expected = WebhookSignature.value(
      id: id, at: test.clock.world.now(), body: call.body, secrets: [Self.secret])
    #expect(call.headers.first(name: "webhook-signature") == expected)
    #expect(
      call.headers.first(name: "webhook-timestamp") == WebhookSignature.timestamp(test.clock.world.now()))
    let json = object(call.body)
    #expect(json["id"] as? String == id && json["type"] as? String == "transfer.completed")
    #expect(json["created"] as? String == "2026-11-24T09:30:00+09:00")
    #expect(member("fintech_use_num", of: call.body) == test.account.fintechUseNumber.text)
    #expect(member("user_seq_no", of: call.body) == test.person.user.text)
    #expect(member("bank_rsp_code", of: call.body) == "000")
    for word in [test.account.holderName.text, test.account.account.number.text, test.person.person.phone] {
      #expect(!call.body.contains(word))
    }
    let stored = try #require(try await deliveries(test).first)
    #expect(stored.state == .delivered && stored.status == 204 && stored.attempts == 1)
    try await receiver.stop()
    await test.close()
  }

  @Test("whoever has no webhook, or asked for other things, is written nothing down for")
  func nothing() async throws {
    let test = try await TestHub.open()
    func rows() async throws -> Int64? {
      try await test.hub.store.read { try $0.row("SELECT COUNT(*) FROM webhook_delivery")?.integer(0) }
    }
    #expect(try await test.withdraw(1_000).code == .success)
    #expect(try await rows() == 0)
    try await add(test, port: 9, events: [.accountCancelled])
    #expect(try await test.withdraw(2_000).code == .success)
    #expect(try await rows() == 0)
    let webhook = try #require(try await test.hub.store.read { try WebhookTable.find(1, in: $0) })
    let now = test.clock.world.now()
    try await test.hub.store.write { try WebhookTable.remove(webhook, at: now, in: $0) }
    #expect(try await test.withdraw(3_000).code == .success)
    #expect(try await rows() == 0)
    await test.close()
  }

  @Test(
    "a hub that knows the organisation from before its first webhook, made at another hub, tells of the next outcome")
  func firstWebhook() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    // It is remembered from here on, for as long as the clock stands still.
    #expect(try await test.withdraw(1_000).code == .success)
    try await add(test, port: 9)
    #expect(try await test.withdraw(2_000).code == .success)
    // An order beyond the bank's cap is refused when it is recorded, past the way of all others.
    try await test.hub.store.write { try ExposureTable.setCap(Won(1), of: bank, in: $0) }
    _ = try await test.withdraw(3_000)
    #expect(try await deliveries(test).map(\.type) == [.transferCompleted, .transferRejected])
    await test.close()
  }

  @Test("an order that was answered as under way is told when its end is known, whichever it is")
  func late() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver()
    try await receiver.start()
    try await add(test, port: receiver.port)
    test.bed.desk[test.account.account.bank] = .loseAnswer
    _ = try await test.withdraw(1_000)
    let dispatch = try dispatch(test)
    await dispatch.pass()
    #expect(receiver.received.isEmpty, "its end is not known yet")
    test.bed.desk[test.account.account.bank] = .up
    try await until { try await test.hub.resumeAll() == 0 }
    await dispatch.pass()
    #expect(receiver.received.count == 1 && receiver.received[0].body.contains("transfer.completed"))
    test.bed.desk[test.client.collectionAccount.bank] = .refuseCredit
    _ = try await test.withdraw(2_000)
    try await until { try await test.hub.resumeAll() == 0 }
    await dispatch.pass()
    #expect(receiver.received.count == 2 && receiver.received[1].body.contains("transfer.reversed"))
    try await receiver.stop()
    await test.close()
  }

  @Test("ends of consents are told, with who ended them")
  func consents() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver()
    try await receiver.start()
    try await add(test, port: receiver.port)
    _ = try await test.hub.accountCancel(
      .init(service: .transfer, fintechUseNumber: test.account.fintechUseNumber), by: test.user)
    try await test.hub.end(.organisation(test.client.code), of: test.person.user, language: "kor")
    try await until {
      await (try dispatch(test)).pass()
      return try await deliveries(test).allSatisfy { $0.state == .delivered }
    }
    let bodies = receiver.received.map(\.body)
    #expect(bodies[0].contains("account.cancelled") && member("by", of: bodies[0]) == "client")
    #expect(bodies.dropFirst().contains { $0.contains("account.cancelled") && member("by", of: $0) == "user" })
    #expect(bodies.filter { $0.contains("consent.revoked") }.count == 1)
    try await receiver.stop()
    await test.close()
  }

  @Test("a receiver that is not there is tried later and later, and other things wait with it; then all arrive")
  func fails() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver { [503, 429, 0][safe: $0 - 1] ?? 200 }
    try await receiver.start()
    try await add(test, port: receiver.port)
    _ = try await test.withdraw(1_000)
    _ = try await test.withdraw(2_000)
    let dispatch = try dispatch(test)
    for attempt in 1...3 {
      await dispatch.pass()
      #expect(receiver.received.count == attempt, "one call for all that wait")
      await dispatch.pass()
      #expect(receiver.received.count == attempt, "not before its time")
      test.clock.move(seconds: 5 << Int64(attempt - 1))
    }
    test.clock.move(seconds: 60)
    await dispatch.pass()
    #expect(receiver.received.count == 5)
    #expect(Set(receiver.received.compactMap { $0.headers.first(name: "webhook-id") }).count == 2)
    #expect(try await deliveries(test).map(\.state) == [.delivered, .delivered])
    try await receiver.stop()
    await test.close()
  }

  @Test("after more than a day without an answer the webhook is switched off, with one letter")
  func off() async throws {
    let test = try await TestHub.open()
    try await add(test, port: 9)
    _ = try await test.withdraw(1_000)
    _ = try await test.withdraw(2_000)
    let dispatch = try dispatch(test)
    for _ in 0..<40 {
      await dispatch.pass()
      test.clock.move(seconds: 3_600)
    }
    #expect(try await deliveries(test).allSatisfy { $0.state == .failed && $0.nextAt == nil })
    let webhook = try await test.hub.store.read { try WebhookTable.find(1, in: $0) }
    #expect(webhook?.state == .off)
    let letters = try await test.hub.store.read { try OutboxTable.newest(10, in: $0) }
    #expect(letters.map(\.recipient) == ["dev@app.example"])
    #expect(letters.first?.body.contains("http://site.test/developers/apps/\(test.client.clientID)/webhooks") == true)
    _ = try await test.withdraw(3_000)
    #expect(try await deliveries(test).count == 2, "what is off is told nothing more")
    await test.close()
  }

  @Test("a receiver that says it is gone is switched off at once")
  func gone() async throws {
    let test = try await TestHub.open()
    let receiver = HookReceiver { _ in 410 }
    try await receiver.start()
    try await add(test, port: receiver.port)
    _ = try await test.withdraw(1_000)
    await (try dispatch(test)).pass()
    #expect(try await test.hub.store.read { try WebhookTable.find(1, in: $0)?.state } == .off)
    try await receiver.stop()
    await test.close()
  }

  @Test("over TLS the receiver's authority and name count")
  func encrypted() async throws {
    // The real clock: TLS looks at no other.
    let today = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let authority = try TestAuthority(at: today)
    func receiver(of host: String) throws -> HookReceiver {
      let issued = try authority.issue("hook", for: .bank, hosts: [host], at: today, days: 1)
      let chain = try NIOSSLCertificate.fromPEMBytes(Array(issued.certificate.utf8))
      let key = try NIOSSLPrivateKey(bytes: Array(issued.key.utf8), format: .pem)
      return HookReceiver(
        tls: try NIOSSLContext(
          configuration: .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))))
    }
    func answer(of receiver: HookReceiver, trusting authority: TestAuthority?) async throws -> WebhookAnswer {
      let client = try WebhookClient(
        allowsLoopback: true, authority: try authority?.own.certificate, group: MultiThreadedEventLoopGroup.singleton)
      let url = try #require(WebhookURL("https://localhost:\(receiver.port)/hook"))
      return await client.call(WebhookCall(url: url, id: "a", timestamp: "1", signature: "v1,x", body: "{}"))
    }
    let (right, wrong) = (try receiver(of: "localhost"), try receiver(of: "other.example"))
    try await right.start()
    try await wrong.start()
    #expect(try await answer(of: right, trusting: authority) == .status(204))
    #expect(right.received.first?.headers.first(name: "host") == "localhost:\(right.port)")
    #expect(try await answer(of: right, trusting: nil) == .none("the certificate is not trusted"))
    #expect(try await answer(of: wrong, trusting: authority) == .none("the certificate is not trusted"))
    #expect(right.received.count == 1 && wrong.received.isEmpty)
    try await right.stop()
    try await wrong.stop()
  }

  @Test("in production nothing on this machine or in its network is called, and nothing without TLS")
  func closed() async throws {
    let receiver = HookReceiver()
    try await receiver.start()
    let client = try WebhookClient(allowsLoopback: false, group: MultiThreadedEventLoopGroup.singleton)
    let open = try WebhookClient(allowsLoopback: true, group: MultiThreadedEventLoopGroup.singleton)
    func answer(_ client: WebhookClient, _ url: String) async throws -> WebhookAnswer {
      await client.call(
        WebhookCall(url: try #require(WebhookURL(url)), id: "a", timestamp: "1", signature: "v1,x", body: "{}"))
    }
    let port = receiver.port
    #expect(try await answer(client, "http://127.0.0.1:\(port)/") == .none("only https is called"))
    #expect(try await answer(client, "https://127.0.0.1:\(port)/") == .none("the address is not public"))
    #expect(try await answer(client, "https://localhost:\(port)/") == .none("the address is not public"))
    for host in ["169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "10.0.0.1", "[fd00::1]"] {
      for client in [client, open] {
        #expect(try await answer(client, "https://\(host)/") == .none("the address is not public"), "\(host)")
      }
    }
    // By a name just as well.
    let metadata = NameLookup { _, port in try SocketAddress(ipAddress: "169.254.169.254", port: port) }
    let led = try WebhookClient(allowsLoopback: true, names: metadata, group: MultiThreadedEventLoopGroup.singleton)
    #expect(try await answer(led, "https://hooks.example/") == .none("the address is not public"))
    #expect(try await answer(open, "http://10.0.0.1/") == .none("only https is called"))
    #expect(receiver.received.isEmpty)
    try await receiver.stop()
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
