import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A server that does to a client what networks do: takes a request and answers with bytes of the test's choice, with nothing,
/// or with a closed connection.
struct ScriptedServer: Sendable {
  enum Behaviour: Sendable {
    case answer([UInt8])
    /// Reads and stays silent; the connection stays open.
    case silence
    /// Reads and closes.
    case hangUp
    /// Answers and closes in the middle.
    case cut([UInt8])
  }
  let port: Int
  private let requests: SharedList
  /// Tells each request as it arrives.
  let arrivals: AsyncStream<Void>

  var received: [String] { requests.value }

  /// Runs `work` beside a server that does `behaviour` to every connection.
  static func run(_ behaviour: Behaviour, _ work: (ScriptedServer) async throws -> Void) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let (arrivals, arrive) = AsyncStream<Void>.makeStream()
    let requests = SharedList()
    guard let port = channel.channel.localAddress?.port else { throw TestHub.Missing("a port") }
    let server = ScriptedServer(port: port, requests: requests, arrivals: arrivals)
    let serving = Task {
      try await channel.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            group.addTask {
              // A client that gives up closes its end; that is no failure of the server.
              try? await connection.executeThenClose { inbound, outbound in
                var text = ""
                for try await part in inbound {
                  text += String(buffer: part)
                  guard isWhole(text) else { continue }
                  requests.append(text)
                  text = ""
                  arrive.yield()
                  switch behaviour {
                  case .answer(let bytes): try await outbound.write(ByteBuffer(bytes: bytes))
                  case .silence: continue
                  case .hangUp: return
                  case .cut(let bytes):
                    try await outbound.write(ByteBuffer(bytes: bytes))
                    return
                  }
                }
              }
            }
          }
        }
      }
    }
    do {
      try await work(server)
    } catch {
      serving.cancel()
      throw error
    }
    serving.cancel()
    _ = await serving.result
  }

  /// Head and as many bytes of body as it announces.
  private static func isWhole(_ text: String) -> Bool {
    guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
    let head = text[..<end.lowerBound].lowercased()
    guard let field = head.firstRange(of: "content-length: ") else { return true }
    let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
    return text[end.upperBound...].utf8.count >= length
  }

  /// An HTTP answer with a body.
  static func http(_ status: String, _ body: String, type: String = "application/json") -> [UInt8] {
    Array(
      "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  }
}

/// A list that several tasks share.
final class SharedList: Sendable {
  private let list = Mutex<[String]>([])
  var value: [String] { list.withLock { $0 } }
  func append(_ text: String) { list.withLock { $0.append(text) } }
}
