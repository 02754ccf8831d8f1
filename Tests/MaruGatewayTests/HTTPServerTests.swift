import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MaruDomain
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import MaruGateway

/// The server below the gateway: what RFC 9112 asks of a connection, told in bytes.
@Suite struct HTTPServerTests {
  private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
  private static func post(_ path: String, _ body: String) -> String {
    "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// What is sent, and what comes back until the server closes, with `Date` fields and lengths left out.
  @Test(
    "requests are answered one by one and in order",
    arguments: [
      // Sent ahead, the last one with the client's wish to end.
      (
        "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b?c=d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        ["200 GET /a||", "200 GET /b|c=d| close"]
      ),
      // A client that has said its last is answered to the end.
      ("\(get)\(post("/p", "12"))\(get)", ["200 GET /a||", "200 POST /p||12", "200 GET /a||"]),
      // HTTP/1.0 closes, or stays when asked to.
      ("GET /a HTTP/1.0\r\n\r\n", ["200 GET /a|| close"]),
      ("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", ["200 GET /a|| keep-alive"]),
      // A target in absolute form (RFC 9112 section 3.2.2).
      ("GET http://h:1/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n", ["200 GET /a/b|c|"]),
      ("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", ["200 GET /||"]),
      // Pieces of any size are one body.
      (
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n",
        ["200 POST /p||abcd"]
      ),
      // The length of an answer to HEAD is told, its body is not sent.
      ("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n\(get)", ["200 [9]", "200 GET /a||"]),
      // A client that waits to be asked for its body is asked.
      (
        "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        ["100", "200 POST /p||x"]
      ),
      // A body that is too large, told in advance or not, is thrown away; what follows is answered.
      (post("/p", String(repeating: "x", count: 100)) + get, ["413 POST /p||", "200 GET /a||"]),
      (
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "1E\r\n" + String(repeating: "x", count: 30) + "\r\n", count: 3) + "0\r\n\r\n" + get,
        ["413 POST /p||", "200 GET /a||"]
      ),
      // A pass lets one body be larger, up to its own bound; the next request has to have one of its own.
      (
        post("/pass", String(repeating: "x", count: 150)) + get,
        ["200 POST /pass||\(String(repeating: "x", count: 150))", "200 GET /a||"]
      ),
      (
        post("/pass", String(repeating: "x", count: 201)) + post("/p", String(repeating: "x", count: 100)),
        ["413 POST /pass||", "413 POST /p||"]
      ),
      (
        "POST /pass HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "32\r\n" + String(repeating: "x", count: 50) + "\r\n", count: 5) + "0\r\n\r\n" + get,
        ["413 POST /pass||", "200 GET /a||"]
      ),
      // A large answer with another request behind it.
      ("GET /large HTTP/1.1\r\nHost: h\r\n\r\n\(get)", ["200 \(Answerer.large)", "200 GET /a||"]),
      // The parser reads nothing behind a wish for another protocol.
      (
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n\(get)", ["200 GET /a|| close"]
      ),
      (
        "GET /a HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 70_000))\r\nY: \(String(repeating: "y", count: 20_000))\r\n\r\n",
        ["400 close"]
      ),
      // What is no HTTP is refused after what was.
      ("\(get)nonsense\r\n\r\n", ["200 GET /a||", "400 close"]),
      ("GET /a HTTP/1.1\r\nbad field\r\n\r\n", ["400 close"]),
      ("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab", ["400 close"]),
      (String(repeating: get, count: 100), Array(repeating: "200 GET /a||", count: 100)),
    ])
  func exchange(sent: String, expected: [String]) async throws {
    // Among others, alone from the ninth request on, and alone at once.
    for aloneAfter in [Int.max, 8, 0] {
      var rules = HTTPServer.Rules()
      rules.aloneAfter = aloneAfter
      try await serve(rules: rules, bare: sent.hasPrefix("HEAD") ? 1 : 0) { connection, _ in
        try await connection.send(sent)
        try await connection.endSending()
        #expect(try await connection.answers() == expected)
      }
    }
  }

  @Test("a call of a connection that is alone begins on its thread; a long one, and one among others, does not")
  func alone() async throws {
    let answerer = Answerer()
    try await answerer.application().test(.live) { client in
      let port = try #require(client.port)
      let (one, other) = (try await Connection.open(port: port), try await Connection.open(port: port))
      func thread(_ connection: Connection, _ path: String = "/thread") async throws -> String? {
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
        return try await connection.next()
      }
      for _ in 0..<8 { #expect(try await thread(one) == "200 other") }
      for _ in 0..<3 { #expect(try await thread(one) == "200 its own") }
      #expect(try await thread(one, "/thread/long") == "200 other")
      #expect(try await thread(other) == "200 other")
      #expect(try await thread(one) == "200 other")
      try await one.close()
      try await other.close()
    }
  }

  @Test("an answer is whole also while its request is still being sent")
  func early() async throws {
    try await serve { connection, _ in
      try await connection.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nxx")
      #expect(try await connection.next() == "413 POST /p||")
      try await connection.send(String(repeating: "x", count: 98) + Self.get)
      #expect(try await connection.next() == "200 GET /a||")
    }
  }

  @Test("a pass is held while its body comes and is answered, and not for a body that is too large for it")
  func passes() async throws {
    try await serve { connection, answerer in
      try await connection.send("POST /pass HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nxx")
      try await until { answerer.passes == 1 }
      try await connection.send(String(repeating: "x", count: 98))
      #expect(try await connection.next() == "200 POST /pass||\("xx" + String(repeating: "x", count: 98))")
      try await until { answerer.passes == 0 }
      // Most of it is still to come.
      try await connection.send("POST /pass HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\nxx")
      #expect(try await connection.next() == "413 POST /pass||")
      #expect(answerer.passes == 0)
    }
  }

  @Test(
    "a request that does not arrive whole in time, and a client that asks for nothing, lose the connection",
    arguments: ["POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab", "GET /a HT", ""])
  func deadlines(sent: String) async throws {
    var rules = HTTPServer.Rules()
    (rules.requestLimit, rules.idleLimit, rules.lookEvery) = (.milliseconds(50), .milliseconds(50), .milliseconds(10))
    try await serve(rules: rules) { connection, _ in
      try await connection.send(sent)
      #expect(try await connection.answers() == [])
    }
  }

  @Test("a call that takes longer than an idle connection may is answered")
  func longCall() async throws {
    var rules = HTTPServer.Rules()
    // Far longer than a busy machine takes from the connection to the request: one that was closed before would never be held.
    (rules.requestLimit, rules.idleLimit, rules.lookEvery) = (.seconds(15), .seconds(15), .milliseconds(10))
    try await serve(rules: rules) { connection, answerer in
      try await connection.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
      await answerer.waitUntilHeld()
      // Both limits pass, and are looked at, while the call is under way.
      try await MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .milliseconds(15_100)) {}.futureResult
        .get()
      answerer.release()
      #expect(try await connection.next() == "200 GET /held||")
    }
  }

  @Test("a call whose client is gone is carried to its end, and the server's stop waits for it")
  func goneClient() async throws {
    let answerer = Answerer()
    try await answerer.application().test(.live) { client in
      let port = try #require(client.port)
      let connection = try await Connection.open(port: port)
      try await connection.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
      await answerer.waitUntilHeld()
      try await connection.close()
      Task {
        // The stop has begun when nobody is let in any more.
        while let other = try? await Connection.open(port: port) { try await other.close() }
        answerer.release()
      }
    }
    #expect(answerer.ended == 1)
  }

  @Test("what follows the last request is not even looked at")
  func afterTheLast() async throws {
    try await serve { connection, answerer in
      try await connection.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + Self.get + Self.get)
      #expect(try await connection.answers() == ["200 GET /a|| close"])
      #expect(answerer.ended == 1)
    }
  }

  @Test("an answer larger than any buffer arrives whole before the connection closes", arguments: [true, false])
  func large(isHalfClosed: Bool) async throws {
    try await serve { connection, _ in
      try await connection.send("GET /large HTTP/1.1\r\nHost: h\r\n\(isHalfClosed ? "" : "Connection: close\r\n")\r\n")
      if isHalfClosed { try await connection.endSending() }
      #expect(try await connection.answers() == ["200 \(Answerer.large)\(isHalfClosed ? "" : " close")"])
    }
  }

  @Test("while a client leaves answers unread, none of its requests is begun")
  func unread() async throws {
    let answerer = Answerer()
    let (connection, other) = (try await Tested.open(answerer), try await Tested.open(answerer))
    try await connection.request()
    _ = try await connection.answer()
    connection.channel.isWritable = false
    for _ in 0..<3 { try await connection.request() }
    // Somebody else's, which came later, is answered meanwhile.
    try await other.request()
    _ = try await other.answer()
    #expect(answerer.began == 2)
    connection.channel.isWritable = true
    try await connection.channel.testingEventLoop.executeInContext {
      connection.channel.pipeline.fireChannelWritabilityChanged()
    }
    for _ in 0..<3 { _ = try await connection.answer() }
    #expect(answerer.began == 5)
    for tested in [connection, other] { try await tested.close() }
  }

  @Test("every answer of the API carries its fields, and which method to use where another was used (1.7)")
  func fields() async throws {
    let connection = try await Tested.open(Answerer())
    try await connection.request("/api")
    #expect(
      try await connection.answer() == """
        HTTP/1.1 405 Method Not Allowed\r\nContent-Type: application/json; charset=UTF-8\r\n\
        Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\nAllow: POST\r\n\
        Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 2\r\n\r\n{}
        """)
    try await connection.close()
  }

  private func serve(
    rules: HTTPServer.Rules = HTTPServer.Rules(), bare: Int = 0,
    _ work: @escaping @Sendable (Connection, Answerer) async throws -> Void
  ) async throws {
    var rules = rules
    rules.largestBody = 64
    let answerer = Answerer()
    try await answerer.application(rules: rules).test(.live) { client in
      let connection = try await Connection.open(port: try #require(client.port), bare: bare)
      try await work(connection, answerer)
      try await connection.close()
    }
  }
}

/// A connection without a socket, whose room for answers a test decides.
private struct Tested {
  let channel: NIOAsyncTestingChannel
  private let ended: EventLoopFuture<Void>

  static func open(_ answerer: Answerer) async throws -> Tested {
    let channel = NIOAsyncTestingChannel()
    let ended = channel.eventLoop.makePromise(of: Void.self)
    try await channel.testingEventLoop.executeInContext {
      try channel.pipeline.syncOperations.addHandler(
        HTTPConnection(
          rules: HTTPServer.Rules(), answerer: answerer, head: AnswerHead(), company: HTTPCompany(aloneAfter: 8),
          ended: ended))
    }
    try await channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    return Tested(channel: channel, ended: ended.futureResult)
  }

  func request(_ uri: String = "/a") async throws {
    try await channel.writeInbound(
      HTTPServerRequestPart.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: uri)))
    try await channel.writeInbound(HTTPServerRequestPart.end(nil))
  }
  func answer() async throws -> String { String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self)) }
  func close() async throws {
    try await channel.close()
    try await ended.get()
  }
}

/// A client that sends bytes as they are and reads answers one by one.
private final class Connection: Sendable {
  private let channel: any Channel
  private let answers: AsyncStream<String>
  private let iterator: AnswerIterator

  private init(channel: any Channel, answers: AsyncStream<String>) {
    self.channel = channel
    self.answers = answers
    iterator = AnswerIterator(answers)
  }

  /// The first `bare` answers have no body, whatever they say of their length: they answer HEAD.
  static func open(port: Int, bare: Int = 0) async throws -> Connection {
    let (stream, feed) = AsyncStream<String>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AnswerReader(feed, bare))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    return Connection(channel: channel, answers: stream)
  }

  func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }
  func endSending() async throws { try await channel.close(mode: .output) }
  func close() async throws { try? await channel.close() }

  /// The next answer; nil when the server has closed.
  func next() async throws -> String? { await iterator.next() }
  /// All that come until the server closes.
  func answers() async throws -> [String] {
    var all: [String] = []
    while let answer = await iterator.next() { all.append(answer) }
    return all
  }
}

private actor AnswerIterator {
  private let answers: AsyncStream<String>
  init(_ answers: AsyncStream<String>) { self.answers = answers }
  func next() async -> String? {
    for await answer in answers { return answer }
    return nil
  }
}

/// Cuts what comes into answers: status, body (in brackets where none was sent) and what is said of the connection.
private final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let feed: AsyncStream<String>.Continuation
  private var bare: Int
  /// A large answer comes in many pieces: it is looked at when all are there, not at each.
  private var needed = 0
  private var bytes = ByteBuffer()

  init(_ feed: AsyncStream<String>.Continuation, _ bare: Int) { (self.feed, self.bare) = (feed, bare) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes.writeImmutableBuffer(unwrapInboundIn(data))
    while let answer = cut() { feed.yield(answer) }
  }
  func channelInactive(context: ChannelHandlerContext) { feed.finish() }
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { feed.finish() }
  }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { feed.finish() }

  private func cut() -> String? {
    guard bytes.readableBytes >= needed else { return nil }
    let text = String(buffer: bytes)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    let status = String(lines[0].split(separator: " ")[1])
    func field(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 2)) }
    }
    let (rest, length) = (text[end.upperBound...], field("content-length").flatMap(Int.init) ?? 0)
    let isBare = bare > 0
    guard isBare || rest.utf8.count >= length else {
      needed = text[..<end.upperBound].utf8.count + length
      return nil
    }
    needed = 0
    if isBare { bare -= 1 }
    let body = isBare ? "[\(length)]" : length == Answerer.large ? "\(length)" : String(rest.prefix(length))
    bytes = ByteBuffer(string: String(isBare ? rest : rest.dropFirst(length)))
    return [status, body, field("connection") ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
