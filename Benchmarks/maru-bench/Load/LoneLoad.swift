import Foundation
import NIOCore

/// A closed loop on one connection: a socket that waits for its answer, as a simple client does, with no event loop between the
/// answer's arrival and the look at the clock.
struct LoneLoad {
  private let plan: LoadPlan
  private let source: any RequestSource

  init(_ plan: LoadPlan, _ source: any RequestSource) {
    self.plan = plan
    self.source = source
  }

  /// Drives the load to its end on the calling thread. Throws ``BenchFailure`` when the server cannot be reached.
  func run() throws -> LoadResult {
    let connection = try connect()
    defer { close(connection) }
    var result = LoadResult()
    result.generatorSeconds = -Clock.threadSeconds
    let countFrom = Clock.now + plan.warmUp.nanoseconds
    let countUntil = countFrom + plan.length.nanoseconds
    while Clock.now < countUntil {
      let request = source.next()
      let sent = Clock.now
      guard let (answer, bytes) = try exchange(Array(request.bytes.readableBytesView), on: connection) else {
        result.failed += 1
        result.firstFailure = result.firstFailure ?? "the connection was closed before the answer"
        break
      }
      let arrived = Clock.now
      let body = Array(bytes[answer.body])
      guard answer.status == request.status, request.expected.allSatisfy({ AnswerReader.holds($0, body) }) else {
        result.failed += 1
        result.firstFailure =
          result.firstFailure ?? "status \(answer.status): \(String(decoding: body.prefix(300), as: UTF8.self))"
        continue
      }
      result.answeredInAll += 1
      if request.isKept { result.answers.append(body) }
      guard arrived >= countFrom, arrived < countUntil else { continue }
      result.answered += 1
      result.latencies.record(nanoseconds: arrived - sent)
    }
    result.generatorSeconds += Clock.threadSeconds
    result.seconds = plan.length.seconds
    return result
  }

  private func connect() throws -> Int32 {
    #if os(Linux)
      let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let connection = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard connection >= 0 else { throw BenchFailure("no socket: \(String(cString: strerror(errno)))") }
    var (noDelay, patience) = (Int32(1), timeval(tv_sec: 30, tv_usec: 0))
    setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(plan.port).bigEndian
    address.sin_addr.s_addr = inet_addr(plan.host)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let reached = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(connection, $0, size) == 0 }
    }
    guard reached else {
      defer { close(connection) }
      throw BenchFailure("cannot connect to \(plan.host):\(plan.port): \(String(cString: strerror(errno)))")
    }
    return connection
  }

  /// Sends a request and waits for its whole answer; nil when the server closed instead.
  private func exchange(_ request: [UInt8], on connection: Int32) throws -> (AnswerReader.Answer, [UInt8])? {
    guard send(connection, request, request.count, 0) == request.count else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16 << 10)
    var filled = 0
    while true {
      let count = bytes.withUnsafeMutableBytes {
        recv(connection, $0.baseAddress.map { $0 + filled }, $0.count - filled, 0)
      }
      guard count > 0 else { return nil }
      filled += count
      let answer = try bytes.withUnsafeBytes {
        try AnswerReader.answer(in: UnsafeRawBufferPointer(rebasing: $0[..<filled]))
      }
      if let answer { return (answer, bytes) }
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
    }
  }
}
