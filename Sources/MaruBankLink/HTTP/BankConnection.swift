import NIOCore
import NIOHTTP1
import Synchronization

/// How one exchange on a connection ended.
enum ConnectionOutcome: Sendable {
  case answered(status: Int, fields: HTTPHeaders, body: [UInt8])
  case failed(UnknownReason)
}

/// One connection to a bank: one request at a time.
final class BankConnection: Sendable {
  private struct State {
    var channel: (any Channel)?
    var waiting: CheckedContinuation<ConnectionOutcome, Never>?
    var deadline: Scheduled<Void>?
    var exchanges = 0
    var sawBytes = false
    var isBroken = false
  }
  private let state = Mutex(State())

  func attach(_ channel: any Channel) {
    state.withLock { $0.channel = channel }
  }

  var isActive: Bool { state.withLock { !$0.isBroken && $0.channel?.isActive == true } }
  /// Whether an earlier exchange used the connection.
  var isKept: Bool { state.withLock { $0.exchanges > 0 } }
  /// Whether anything of the last answer arrived.
  var sawBytes: Bool { state.withLock { $0.sawBytes } }

  func close() {
    let channel = state.withLock { $0.channel }
    channel?.close(promise: nil)
  }

  /// `fields` go along with the ones that every request has.
  func exchange(
    path: String, authority: String, type: BankMediaType, fields: [SignedMessage.Field], body: [UInt8],
    timeout: TimeAmount
  ) async -> ConnectionOutcome {
    await withCheckedContinuation { continuation in
      let channel = state.withLock { state -> (any Channel)? in
        guard let channel = state.channel, channel.isActive, !state.isBroken else { return nil }
        state.waiting = continuation
        state.exchanges += 1
        state.sawBytes = false
        return channel
      }
      guard let channel else {
        // Closed before a byte was written: certainly not sent.
        continuation.resume(returning: .failed(.notSent))
        return
      }
      channel.eventLoop.execute {
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
        head.headers.reserveCapacity(3 + fields.count)
        head.headers.add(name: "Host", value: authority)
        head.headers.add(name: "Content-Type", value: type.rawValue)
        head.headers.add(name: "Content-Length", value: String(body.count))
        for field in fields { head.headers.add(name: field.name, value: field.value) }
        let deadline = channel.eventLoop.scheduleTask(in: timeout) {
          self.finish(.failed(.timedOut), breaking: true)
        }
        self.state.withLock { $0.deadline = deadline }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      }
    }
  }

  func arrived() {
    state.withLock { $0.sawBytes = true }
  }

  /// Ends the exchange that is under way, if one is.
  func finish(_ outcome: ConnectionOutcome, breaking: Bool) {
    let (waiting, deadline, channel) = state.withLock { state in
      if breaking { state.isBroken = true }
      defer {
        state.waiting = nil
        state.deadline = nil
      }
      return (state.waiting, state.deadline, breaking ? state.channel : nil)
    }
    deadline?.cancel()
    channel?.close(promise: nil)
    waiting?.resume(returning: outcome)
  }
}

/// Collects one answer after the other.
final class BankExchangeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  /// No answer of the bank-side API comes near it.
  private static let largestAnswer = 4 << 20

  let connection: BankConnection
  private var status = 0
  private var fields = HTTPHeaders()
  private var keepAlive = true
  private var body: [UInt8] = []

  init(connection: BankConnection) { self.connection = connection }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      connection.arrived()
      status = Int(head.status.code)
      fields = head.headers
      keepAlive = head.isKeepAlive
      body.removeAll(keepingCapacity: true)
    case .body(let bytes):
      body.append(contentsOf: bytes.readableBytesView)
      if body.count > BankExchangeHandler.largestAnswer { connection.finish(.failed(.unreadable), breaking: true) }
    case .end:
      connection.finish(.answered(status: status, fields: fields, body: body), breaking: !keepAlive)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    connection.finish(.failed(.connectionLost), breaking: true)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let reason: UnknownReason = error is HTTPParserError ? .unreadable : .connectionLost
    connection.finish(.failed(reason), breaking: true)
  }
}
