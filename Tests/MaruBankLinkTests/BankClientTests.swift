import MaruDomain
import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization
import Testing

@testable import MaruBankLink

/// The connections to one bank, against a server that behaves as badly as a test wants.
@Suite struct BankClientTests {
  private static let ok = ScriptedServer.http("{}")

  private func client(_ server: ScriptedServer, timeout: Duration = .seconds(120)) -> BankClient {
    BankClient(host: "127.0.0.1", port: server.port, timeout: timeout, group: MultiThreadedEventLoopGroup.singleton)
  }

  private func post(_ client: BankClient, _ body: String = "{}") async -> Outcome {
    switch await client.post("/bank/v1/balance", Array(body.utf8)) {
    case .answered(let status, let bytes): .answered(status, String(decoding: bytes, as: UTF8.self))
    case .failed(let reason): .failed(reason)
    }
  }

  /// Leaves the client with a kept connection: on a busy machine, a deadline that is short on purpose may end before there is one.
  private func connect(_ client: BankClient) async {
    while await post(client) != .answered(200, "{}") {}
  }

  private enum Outcome: Equatable {
    case answered(Int, String)
    case failed(UnknownReason)
  }

  @Test("a request arrives as it was written, and its answer comes back")
  func exchange() async throws {
    try await ScriptedServer.with({ _ in .answer(ScriptedServer.http("{\"a\":\"마루\"}", status: "201 Created")) }) {
      server in
      let client = client(server)
      #expect(await post(client, "{\"b\":1}") == .answered(201, "{\"a\":\"마루\"}"))
      let text = try #require(server.requests.first).text
      #expect(text.hasPrefix("POST /bank/v1/balance HTTP/1.1\r\n"))
      #expect(text.hasSuffix("\r\n\r\n{\"b\":1}"))
      #expect(
        text.contains("Host: 127.0.0.1:\(server.port)\r\n") || text.contains("host: 127.0.0.1:\(server.port)\r\n"))
      client.close()
    }
  }

  @Test("a connection is kept and used again")
  func kept() async throws {
    try await ScriptedServer.with({ _ in .answer(Self.ok) }) { server in
      let client = client(server)
      for _ in 0..<20 { #expect(await post(client) == .answered(200, "{}")) }
      #expect(server.connections == 1)
      client.close()
    }
  }

  @Test("silence ends with the deadline as timed out, and its connection is not used again (M-12)")
  func timeOut() async throws {
    try await ScriptedServer.with({ $0.number == 1 ? .answer(Self.ok) : .silence }) { server in
      let client = client(server, timeout: .seconds(2))
      await connect(client)
      let (requests, connections) = (server.requests.count, server.connections)
      #expect(await post(client) == .failed(.timedOut))
      #expect(server.requests.count <= requests + 1, "what may have been done is not sent again")
      await connect(client)
      #expect(server.connections > connections)
      client.close()
    }
  }

  @Test("an answer that comes in drops past the deadline is late as a whole")
  func drops() async throws {
    let half = Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123".utf8)
    try await ScriptedServer.with({ $0.number == 1 ? .answer(Self.ok) : .answer(half) }) { server in
      let client = client(server, timeout: .seconds(2))
      await connect(client)
      #expect(await post(client) == .failed(.timedOut))
      client.close()
    }
  }

  @Test("a refused connection was not sent")
  func refused() async throws {
    let held = try HeldPort()
    let client = BankClient(
      host: "127.0.0.1", port: held.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
    #expect(await post(client) == .failed(.notSent))
    #expect(await post(client) == .failed(.notSent), "a lost place in the pool is given back")
    client.close()
    held.release()
  }

  @Test("a connection that breaks after sending is lost, not repeated: the bank may have done it (M-03)")
  func lostFresh() async throws {
    try await ScriptedServer.with({ _ in .close }) { server in
      let client = client(server)
      #expect(await post(client) == .failed(.connectionLost))
      #expect(server.requests.count == 1)
      client.close()
    }
  }

  @Test("a kept connection that the bank closed meanwhile is replaced, and the request arrives once")
  func closedWhileIdle() async throws {
    try await ScriptedServer.with({ _ in .answerAndClose(Self.ok) }) { server in
      let client = client(server)
      for number in 1...5 {
        #expect(await post(client) == .answered(200, "{}"))
        #expect(server.requests.count == number)
      }
      #expect(server.connections == 5)
      client.close()
    }
  }

  @Test("a kept connection that the bank closes in the face of a request is replaced once")
  func closedOnRequest() async throws {
    try await ScriptedServer.with({ $0.number == 1 ? .answer(Self.ok) : .close }) { server in
      let client = client(server)
      #expect(await post(client) == .answered(200, "{}"))
      #expect(await post(client, "{\"again\":1}") == .answered(200, "{}"))
      #expect(server.connections == 2)
      #expect(server.requests.filter { $0.text.hasSuffix("{\"again\":1}") }.count == 2)
      client.close()
    }
  }

  @Test("the replacement is not replaced")
  func replacedOnce() async throws {
    let script: @Sendable (ScriptedServer.Request) -> ScriptedServer.Action = {
      $0.connection == 1 && $0.number == 1 ? .answer(Self.ok) : .close
    }
    try await ScriptedServer.with(script) { server in
      let client = client(server)
      #expect(await post(client) == .answered(200, "{}"))
      #expect(await post(client) == .failed(.connectionLost))
      #expect(server.requests.count == 3)
      client.close()
    }
  }

  /// Answers that are none, with what is made of them.
  static let garbage: [(what: String, bytes: String, reason: UnknownReason)] = [
    ("no HTTP", "hello, who are you?\r\n\r\n", .unreadable),
    ("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", .unreadable),
    ("a status without number", "HTTP/1.1 OK\r\n\r\n", .unreadable),
    ("a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n", .unreadable),
    ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", .unreadable),
    ("a chunk without length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .unreadable),
  ]

  @Test("an answer that is no HTTP is unreadable", arguments: garbage.indices)
  func unreadable(_ index: Int) async throws {
    let row = Self.garbage[index]
    try await ScriptedServer.with({ _ in .answerAndClose(Array(row.bytes.utf8)) }) { server in
      let client = client(server)
      #expect(await post(client) == .failed(row.reason), "\(row.what)")
      #expect(server.requests.count == 1)
      client.close()
    }
  }

  @Test("an answer that breaks off is no answer, also on a kept connection, and is not asked for twice")
  func brokenOff() async throws {
    let half = Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123".utf8)
    try await ScriptedServer.with({ $0.number == 1 ? .answer(Self.ok) : .answerAndClose(half) }) { server in
      let client = client(server)
      #expect(await post(client) == .answered(200, "{}"))
      guard case .failed = await post(client) else {
        Issue.record("half an answer was taken for one")
        return
      }
      #expect(server.requests.count == 2)
      client.close()
    }
  }

  @Test("an answer beyond four megabytes is unreadable; one of four is read")
  func oversized() async throws {
    let largest = String(repeating: "x", count: 4 << 20)
    let script: @Sendable (ScriptedServer.Request) -> ScriptedServer.Action = {
      .answer(ScriptedServer.http($0.connection == 1 && $0.number == 1 ? largest : largest + "y"))
    }
    try await ScriptedServer.with(script) { server in
      let client = client(server)
      #expect(await post(client) == .answered(200, largest))
      #expect(await post(client) == .failed(.unreadable))
      client.close()
    }
  }

  @Test("an answer that nobody asked for is never given to the next request")
  func unsolicited() async throws {
    let script: @Sendable (ScriptedServer.Request) -> ScriptedServer.Action = { request in
      let answer = ScriptedServer.http("for \(request.text.suffix(1))")
      return request.text.hasSuffix("0") ? .answer(answer + ScriptedServer.http("stray")) : .answer(answer)
    }
    try await ScriptedServer.with(script) { server in
      let client = client(server)
      for round in 0..<50 {
        let number = round % 3
        #expect(await post(client, "\(number)") == .answered(200, "for \(number)"))
      }
      client.close()
    }
  }

  @Test("Connection: close is obeyed")
  func connectionClose() async throws {
    let answer = ScriptedServer.http("{}", headers: ["Connection: close"])
    try await ScriptedServer.with({ _ in .answer(answer) }) { server in
      let client = client(server)
      for _ in 0..<3 { #expect(await post(client) == .answered(200, "{}")) }
      #expect(server.connections == 3)
      client.close()
    }
  }
}

/// A name with several addresses is tried at more than one of them at once.
@Suite struct SeveralAddressesTests {
  @Test("the try that lost the race ends alone: the connection that won is as good as before")
  func ownParts() throws {
    let client = BankClient(
      host: "bank.example", port: 9004, timeout: .seconds(1), group: MultiThreadedEventLoopGroup.singleton)
    let (lost, won) = (EmbeddedChannel(), EmbeddedChannel())
    var connections: [BankConnection] = []
    for channel in [lost, won] {
      try client.prepare(channel)
      let (connection, _) = try BankClient.parts(of: channel)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9004)).wait()
      connection.attach(channel)
      #expect(connection.isActive)
      connections.append(connection)
    }
    lost.pipeline.fireChannelInactive()
    #expect(connections.map(\.isActive) == [false, true])
    client.close()
  }

  @Test("a handshake that never began is over when its channel is")
  func neverConnected() throws {
    let channel = EmbeddedChannel()
    let handshake = HandshakeHandler(on: channel.eventLoop)
    try channel.pipeline.syncOperations.addHandler(handshake)
    _ = try? channel.finish()
    #expect(throws: (any Error).self) { try handshake.done.futureResult.wait() }
  }
}
