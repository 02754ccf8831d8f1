import Dispatch
import MaruDomain
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import MaruDelivery

/// A name server that says nothing holds up nobody but those whose name it has.
@Suite struct NameLookupTests {
  /// A look-up whose names answer, but for those of `silent.example`, which wait until the gate opens.
  private final class Names: Sendable {
    let gate = DispatchSemaphore(value: 0)
    let asked = Mutex<[String]>([])
    let port: Int
    init(port: Int) { self.port = port }

    func find(_ host: String) throws -> SocketAddress {
      asked.withLock { $0.append(host) }
      if host.hasSuffix("silent.example") { gate.wait() }
      if host == "none.example" { throw ChannelError.eof }
      return try SocketAddress(ipAddress: "127.0.0.1", port: port)
    }
  }

  private func call(_ client: WebhookClient, _ url: String) async throws -> WebhookAnswer {
    await client.call(
      WebhookCall(url: try #require(WebhookURL(url)), id: "a", timestamp: "1", signature: "v1,x", body: "{}"))
  }

  @Test("a name that is not found in time is told so, and meanwhile all others are called")
  func late() async throws {
    let receiver = HookReceiver()
    try await receiver.start()
    let names = Names(port: receiver.port)
    let group = MultiThreadedEventLoopGroup.singleton
    // As many as are called side by side, and more than the system has threads for such things.
    let count = 64
    try await withThrowingTaskGroup(of: WebhookAnswer.self) { tasks in
      let patient = NameLookup(limit: .seconds(60)) { host, _ in try names.find(host) }
      for number in 0..<count {
        tasks.addTask {
          guard case .found = await patient.address(of: "a\(number).silent.example", port: 1, on: group.next()) else {
            return .none("late")
          }
          return .status(200)
        }
      }
      try await until { names.asked.withLock { $0.count == count } }
      // `localhost` is this machine by its very name, wherever it leads.
      let client = try WebhookClient(
        allowsLoopback: true, names: NameLookup { host, _ in try names.find(host) }, group: group)
      #expect(try await call(client, "http://localhost:\(receiver.port)/") == .status(204))
      #expect(try await call(client, "https://none.example/") == .none("the name is not known"))
      for _ in 0..<count { names.gate.signal() }
      for try await answer in tasks { #expect(answer == .status(200)) }
    }
    let hasty = try WebhookClient(
      allowsLoopback: true, names: NameLookup(limit: .milliseconds(20)) { host, _ in try names.find(host) },
      group: group)
    #expect(try await call(hasty, "https://silent.example/") == .none("the name was not found in time"))
    names.gate.signal()
    try await receiver.stop()
  }

  @Test("who asks for a name that is being looked up waits for the same look-up")
  func shared() async throws {
    let names = Names(port: 1)
    let lookup = NameLookup(limit: .milliseconds(20)) { host, _ in try names.find(host) }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    for _ in 0..<5 {
      guard case .late = await lookup.address(of: "silent.example", port: 1, on: loop) else {
        Issue.record("it answered")
        continue
      }
    }
    #expect(names.asked.withLock { $0 } == ["silent.example"])
    names.gate.signal()
  }
}
