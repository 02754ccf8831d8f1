import MaruDelivery
import MaruDomain
import MaruStore
import NIOPosix
import TestSupport
import Testing

@testable import MaruHub

/// From the outbox to a mail server: at least once, in the end, and not for ever.
@Suite struct MailDeliveryTests {
  private func append(_ test: TestHub, to recipient: String = "dev@app.example", isDelivered: Bool = true) async throws
  {
    let now = test.clock.world.now()
    try await test.hub.store.write { session in
      try OutboxTable.append(
        OutboxMessage(recipient: recipient, subject: "확인", body: "https://hub.example/token", sentAt: now),
        isDelivered: isDelivered, in: session)
    }
  }

  private struct Row: Hashable {
    let state: String
    let attempts: Int64
    let body: String
    let trouble: String?
  }

  private func rows(_ test: TestHub) async throws -> [Row] {
    try await test.hub.store.read { session in
      try session.rows("SELECT state, attempts, body, trouble FROM outbox ORDER BY id", []).map {
        Row(state: try $0.text(0), attempts: try $0.integer(1), body: try $0.text(2), trouble: try $0.optionalText(3))
      }
    }
  }

  private func delivery(_ test: TestHub, port: Int) throws -> MailDelivery {
    let server = try #require(SMTPServer(url: "smtp://127.0.0.1:\(port)"))
    return MailDelivery(
      hub: test.hub, carrier: try SMTPCarrier(server, group: MultiThreadedEventLoopGroup.singleton),
      sender: try #require(Mailbox("Maru <no-reply@hub.example>")))
  }

  @Test("what the server took is not sent again, and its words are gone; the test bed's own letters stay")
  func delivered() async throws {
    let test = try await TestHub.open()
    try await append(test, isDelivered: false)
    try await append(test)
    try await MailServer().run { server in
      let delivery = try delivery(test, port: server.port)
      await delivery.pass()
      await delivery.pass()
      #expect(server.letters.count == 1)
    }
    #expect(
      try await rows(test) == [
        Row(state: "kept", attempts: 0, body: "https://hub.example/token", trouble: nil),
        Row(state: "delivered", attempts: 1, body: "", trouble: nil),
      ])
    await test.close()
  }

  @Test("put off, the letter comes again later and later, until it is taken")
  func postponed() async throws {
    let test = try await TestHub.open()
    try await append(test)
    try await MailServer({ verb, count in verb == "RCPT" && count < 4 ? .reply("451 4.7.1 later") : nil }).run {
      server in
      let delivery = try delivery(test, port: server.port)
      for attempt in Int64(1)...3 {
        await delivery.pass()
        #expect(try await rows(test).map(\.attempts) == [attempt])
        await delivery.pass()
        #expect(try await rows(test).map(\.attempts) == [attempt], "not before its time")
        test.clock.move(seconds: MailDelivery.firstWait << (attempt - 1))
      }
      await delivery.pass()
      #expect(server.letters.count == 1)
    }
    #expect(try await rows(test).map(\.state) == ["delivered"])
    await test.close()
  }

  @Test("refused for good, it is given up at once, and the others go on")
  func refused() async throws {
    let test = try await TestHub.open()
    try await append(test)
    try await append(test, to: "주소@app.example")
    try await append(test)
    try await MailServer({ verb, count in verb == "RCPT" && count == 1 ? .reply("550 5.1.1 nobody") : nil }).run {
      server in
      let delivery = try delivery(test, port: server.port)
      await delivery.pass()
      test.clock.move(seconds: 86_400)
      await delivery.pass()
      #expect(server.letters.count == 1)
    }
    #expect(try await rows(test).map(\.state) == ["failed", "failed", "delivered"])
    #expect(try await rows(test).allSatisfy { $0.body.isEmpty && $0.attempts == 1 })
    let counts = try await test.hub.letterCounts()
    #expect(counts.waiting == 0 && counts.oldest == nil && counts.failed == 2)
    await test.close()
  }

  @Test("while the server is down one letter asks for all; when it is up again all arrive")
  func down() async throws {
    let test = try await TestHub.open()
    for _ in 0..<3 { try await append(test) }
    let server = MailServer()
    try await server.start()
    let port = server.port
    try await server.stop()
    let delivery = try delivery(test, port: port)
    await delivery.pass()
    #expect(try await rows(test).map(\.attempts) == [1, 0, 0])
    #expect(try await test.hub.letterCounts().waiting == 3)
    try await server.start(port: port)
    await delivery.pass()
    test.clock.move(seconds: MailDelivery.firstWait)
    await delivery.pass()
    #expect(server.letters.count == 3)
    try await server.stop()
    await test.close()
  }

  @Test("a letter that nobody takes is given up after three days")
  func givenUp() async throws {
    let test = try await TestHub.open()
    try await append(test)
    try await MailServer({ verb, _ in verb == "RCPT" ? .reply("451 4.7.1 later") : nil }).run { server in
      let delivery = try delivery(test, port: server.port)
      for _ in 0..<80 {
        await delivery.pass()
        test.clock.move(seconds: 3_600)
      }
      let tried = server.commands.filter { $0.hasPrefix("RCPT") }.count
      #expect((70...80).contains(tried))
      #expect(try await rows(test).map(\.state) == ["failed"])
      await delivery.pass()
      #expect(server.commands.filter { $0.hasPrefix("RCPT") }.count == tried)
    }
    await test.close()
  }

  @Test("two hubs at once send a letter once; one that dies with it leaves it to the other")
  func claims() async throws {
    let test = try await TestHub.open()
    try await append(test)
    let now = test.clock.world.now()
    let letter = try #require(try await test.hub.store.read { try OutboxTable.due(at: now, atMost: 1, in: $0) }.first)
    let claimed = try await test.hub.store.write { session in
      try (1...2).map { _ in try OutboxTable.claim(letter, until: now.adding(seconds: 600), in: session) }
    }
    #expect(claimed == [true, false])
    try await MailServer().run { server in
      let delivery = try delivery(test, port: server.port)
      await delivery.pass()
      #expect(server.letters.isEmpty, "the other hub has it")
      test.clock.move(seconds: 600)
      await delivery.pass()
      #expect(server.letters.count == 1)
    }
    await test.close()
  }

  @Test("behind a connection that was lost after the letter it comes again, under the same name")
  func twice() async throws {
    let test = try await TestHub.open()
    try await append(test)
    let server = MailServer { verb, count in verb == "." && count == 1 ? .close : nil }
    try await server.run { server in
      let delivery = try delivery(test, port: server.port)
      await delivery.pass()
      #expect(try await rows(test).first?.trouble?.contains("twice") == true)
      test.clock.move(seconds: MailDelivery.firstWait)
      await delivery.pass()
      #expect(server.letters.count == 1 && server.letters[0].contains("Message-ID: <letter.1."))
    }
    await test.close()
  }
}
