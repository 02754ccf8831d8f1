import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import MaruBankLink

/// More requests than connections: who waits, for how long, and what becomes of them when the client closes.
@Suite struct BankClientLineTests {
  private static let ok = ScriptedServer.http("{}")

  private func client(_ server: ScriptedServer, timeout: Duration = .seconds(120)) -> BankClient {
    BankClient(host: "127.0.0.1", port: server.port, timeout: timeout, group: MultiThreadedEventLoopGroup.singleton)
  }

  /// How many requests have ended.
  private final class Ended: Sendable {
    private let stored = Mutex(0)
    var count: Int { stored.withLock { $0 } }
    func add() { stored.withLock { $0 += 1 } }
  }

  /// Posts `count` requests at once; returns how many were answered and the reasons of the others.
  private func post(
    _ count: Int, on client: BankClient, during body: (Ended) async throws -> Void = { _ in }
  ) async throws -> (answered: Int, failed: [UnknownReason]) {
    let ended = Ended()
    return try await withThrowingTaskGroup(of: UnknownReason?.self) { group in
      for _ in 0..<count {
        group.addTask {
          defer { ended.add() }
          switch await client.post("/bank/v1/balance", Array("{}".utf8)) {
          case .answered: return nil
          case .failed(let reason): return reason
          }
        }
      }
      try await body(ended)
      return try await group.reduce(into: (0, [])) { result, reason in
        if let reason { result.1.append(reason) } else { result.0 += 1 }
      }
    }
  }

  @Test("more requests than connections share them, and all are answered")
  func shared() async throws {
    try await ScriptedServer.with({ _ in .answer(Self.ok) }) { server in
      let client = client(server)
      let (answered, failed) = try await post(1_000, on: client)
      #expect((answered, failed) == (1_000, []))
      #expect(server.greatestOpen <= BankClient.usualConnections)
      client.close()
    }
  }

  @Test("the line has an end: what does not fit in is not sent, at once")
  func full() async throws {
    try await ScriptedServer.with({ _ in .hold(Self.ok) }) { server in
      let client = client(server)
      let room = BankClient.usualConnections + BankClient.waitingLimit
      let (answered, failed) = try await post(room + 10, on: client) { ended in
        try await until { ended.count == 10 && server.held == BankClient.usualConnections }
        server.release()
      }
      #expect(answered == room)
      #expect(failed == Array(repeating: .notSent, count: 10))
      #expect(server.requests.count == room)
      client.close()
    }
  }

  @Test("who waits longer than the deadline for a connection is not sent: every wait has a bound")
  func waitsBounded() async throws {
    try await ScriptedServer.with({ _ in .silence }) { server in
      let client = client(server, timeout: .seconds(12))
      let (answered, failed) = try await post(BankClient.usualConnections * 4, on: client)
      #expect(answered == 0)
      #expect(failed.count == BankClient.usualConnections * 4)
      // How many connections are made in that time is the machine's matter.
      #expect(Set(failed) == [.timedOut, .notSent])
      #expect(server.requests.count <= failed.filter { $0 == .timedOut }.count, "what was not sent did not arrive")
      client.close()
    }
  }

  @Test("who waits goes on when the connections of those before are lost")
  func lostBefore() async throws {
    try await ScriptedServer.with({ $0.connection <= BankClient.usualConnections ? .close : .answer(Self.ok) }) {
      server in
      let client = client(server)
      let (answered, failed) = try await post(300, on: client)
      #expect(failed == Array(repeating: .connectionLost, count: BankClient.usualConnections))
      #expect(answered == 300 - BankClient.usualConnections)
      client.close()
    }
  }

  @Test("closing: who waits is not sent, who was sent gets the answer, and no connection stays")
  func close() async throws {
    try await ScriptedServer.with({ _ in .hold(Self.ok) }) { server in
      let client = client(server)
      let (answered, failed) = try await post(BankClient.usualConnections + 50, on: client) { _ in
        try await until { client.waiting == 50 && server.held == BankClient.usualConnections }
        client.close()
        server.release()
      }
      #expect(answered == BankClient.usualConnections)
      #expect(failed == Array(repeating: .notSent, count: 50))
      try await until { server.openConnections == 0 }
      let (later, refused) = try await post(1, on: client)
      #expect((later, refused) == (0, [.notSent]))
      client.close()
    }
  }

  @Test("closing a client at rest closes its connections")
  func closeIdle() async throws {
    try await ScriptedServer.with({ _ in .answer(Self.ok) }) { server in
      let client = client(server)
      _ = try await post(10, on: client)
      client.close()
      try await until { server.openConnections == 0 }
    }
  }
}
