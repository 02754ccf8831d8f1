package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// What came back from a bank's server, before anybody looked inside.
package enum BankExchange: Sendable {
  case answered(status: Int, body: [UInt8])
  case failed(UnknownReason)
}

/// What a body is: `Content-Type`.
package enum BankMediaType: String, Sendable {
  case json = "application/json"
  case xml = "application/xml"
}

/// Carries one message to a bank and brings back what the bank said.
package protocol BankChannel: Sendable {
  /// `waited` of the message's time is over already.
  func post(_ path: String, _ body: [UInt8], as type: BankMediaType, waited: Duration) async -> BankExchange
}

extension BankChannel {
  /// Carries a message that has all its time.
  package func post(_ path: String, _ body: [UInt8], as type: BankMediaType = .json) async -> BankExchange {
    await post(path, body, as: type, waited: .zero)
  }
}

/// Keep-alive HTTP/1.1 connections to one bank, straight on the event loops.
///
/// A general client would cost several times as much per call as everything else that the hub does for an inquiry
/// (docs/PERFORMANCE.md). Requests beyond the connection limit wait in a bounded line, so a slow bank fills only its own.
package final class BankClient: BankChannel {
  /// Connections to a bank at most, where nobody says otherwise.
  package static let usualConnections = 64
  /// Requests that may wait for a connection.
  static let waitingLimit = 1024

  private struct Pool {
    var idle: [BankConnection] = []
    var open = 0
    var waiting: [Waiter] = []
    var lastWaiter = 0
    var closed = false
  }

  /// Somebody in line for a connection.
  private struct Waiter {
    let number: Int
    let deadline: NIODeadline
    let continuation: CheckedContinuation<BankConnection?, Never>
  }

  private let host: String
  private let port: Int
  private let transport: BankTransport
  private let seals: ExchangeSeals?
  private let authority: String
  private let timeout: TimeAmount
  /// Connections to this bank at most.
  private let connectionLimit: Int
  private let group: any EventLoopGroup
  private let pool = Mutex(Pool())

  /// Talks to `host:port`. `timeout` bounds a whole call: the wait in line, the connection and the exchange together; one that
  /// is not over by then closes its connection. With `seals`, each request is sealed and each answer must be.
  package init(
    host: String, port: Int, transport: BankTransport = .plain, seals: ExchangeSeals? = nil, timeout: Duration,
    connections: Int = BankClient.usualConnections, group: any EventLoopGroup
  ) {
    connectionLimit = connections
    self.host = host
    self.port = port
    self.transport = transport
    self.seals = seals
    authority = BankClient.authority(host, port, transport)
    self.timeout = .milliseconds(
      timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000)
    self.group = group
  }

  /// Posts a body and returns what came back.
  ///
  /// A kept connection that turns out to be closed before anything came back is replaced once: every operation of a
  /// bank is idempotent, so it may safely see it again.
  ///
  /// A repeat is sealed anew: its nonce must be one that the bank has not seen.
  package func post(_ path: String, _ body: [UInt8], as type: BankMediaType, waited: Duration) async -> BankExchange {
    await post(path, body, type, given: nil, waited: waited)
  }

  /// Posts any bytes with these fields instead of a seal, and takes any answer: for checks that break the rules on purpose.
  package func post(_ path: String, _ body: [UInt8], fields: [SignedMessage.Field]) async -> BankExchange {
    await post(path, body, .json, given: fields, waited: .zero)
  }

  private func post(
    _ path: String, _ body: [UInt8], _ type: BankMediaType, given: [SignedMessage.Field]?, waited: Duration
  ) async -> BankExchange {
    let deadline = NIODeadline.now() + timeout - TimeAmount(waited)
    var maySent = false
    for fresh in [false, true] {
      guard let connection = await connection(fresh: fresh, deadline) else { break }
      let wasKept = connection.isKept
      let sealed: SealedMessage?
      do {
        sealed = given == nil ? try seals?.request(path, authority: authority, body: body) : nil
      } catch {
        // What cannot be sealed is not sent at all.
        release(connection)
        break
      }
      let outcome = await connection.exchange(
        path: path, authority: authority, type: type, fields: given ?? sealed?.fields ?? [],
        body: body, timeout: deadline - NIODeadline.now())
      release(connection)
      switch outcome {
      case .failed(.notSent): break
      case .failed(.connectionLost) where wasKept && !connection.sawBytes && !fresh: maySent = true
      case .failed(let reason): return .failed(reason)
      case .answered(let status, _, let body) where given != nil: return .answered(status: status, body: body)
      case .answered(let status, let fields, let body): return checked(status, fields, body, answering: sealed)
      }
    }
    return .failed(maySent ? .connectionLost : .notSent)
  }

  /// The answer, if it is the bank's. One with another status than 200 says nothing anyway (and may come from a proxy).
  private func checked(
    _ status: Int, _ fields: HTTPHeaders, _ body: [UInt8], answering request: SealedMessage?
  ) -> BankExchange {
    guard let seals, status == 200 else { return .answered(status: status, body: body) }
    guard let request,
      (try? seals.check(
        status: status, fields: fields.lazy.map { ($0.name, $0.value) }, body: body, answering: request)) != nil
    else { return .failed(.untrusted) }
    return .answered(status: status, body: body)
  }

  /// The `Host` field: without the port that the scheme has anyway (RFC 9110 section 7.2).
  private static func authority(_ host: String, _ port: Int, _ transport: BankTransport) -> String {
    let usual =
      switch transport {
      case .plain: 80
      case .tls: 443
      }
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return port == usual ? name : "\(name):\(port)"
  }

  /// Closes every connection; later requests are not sent.
  package func close() {
    let (idle, waiting) = pool.withLock { pool in
      pool.closed = true
      defer {
        pool.idle = []
        pool.waiting = []
      }
      return (pool.idle, pool.waiting)
    }
    for connection in idle { connection.close() }
    for waiter in waiting { waiter.continuation.resume(returning: nil) }
  }

  private enum Place {
    case ready(BankConnection)
    case open
    case wait(Int)
    case full
  }

  /// A connection, or nil where there is none before the deadline.
  private func connection(fresh: Bool, _ deadline: NIODeadline) async -> BankConnection? {
    switch pool.withLock({ place(in: &$0, fresh: fresh) }) {
    case .ready(let connection): return connection
    case .open: return await connect(deadline)
    case .full: return nil
    case .wait: return await turn(deadline)
    }
  }

  /// Waits in line. Looks again under the lock that files the waiter: whoever let a connection go in between has seen nobody.
  private func turn(_ deadline: NIODeadline) async -> BankConnection? {
    await withCheckedContinuation { continuation in
      let found = pool.withLock { pool in
        let found = place(in: &pool, fresh: false)
        if case .wait(let number) = found {
          pool.waiting.append(Waiter(number: number, deadline: deadline, continuation: continuation))
        }
        return found
      }
      switch found {
      case .ready(let connection): continuation.resume(returning: connection)
      case .open: Task { continuation.resume(returning: await connect(deadline)) }
      case .full: continuation.resume(returning: nil)
      case .wait(let number): group.any().scheduleTask(deadline: deadline) { self.giveUp(number) }
      }
    }
  }

  /// How many requests are in line for a connection.
  var waiting: Int { pool.withLock { $0.waiting.count } }

  private func place(in pool: inout Pool, fresh: Bool) -> Place {
    guard !pool.closed else { return .full }
    while !fresh, let kept = pool.idle.popLast() {
      if kept.isActive { return .ready(kept) }
      pool.open -= 1
    }
    if pool.open < connectionLimit {
      pool.open += 1
      return .open
    }
    guard pool.waiting.count < BankClient.waitingLimit else { return .full }
    pool.lastWaiter += 1
    return .wait(pool.lastWaiter)
  }

  /// Ends a wait that took too long: nothing was sent.
  private func giveUp(_ number: Int) {
    let waiter = pool.withLock { pool in
      pool.waiting.firstIndex { $0.number == number }.map { pool.waiting.remove(at: $0) }
    }
    waiter?.continuation.resume(returning: nil)
  }

  private func connect(_ deadline: NIODeadline) async -> BankConnection? {
    let loop = group.any()
    do {
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(max(.milliseconds(1), deadline - .now()))
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try self.prepare(channel) }
        }
        .connect(host: host, port: port).get()
      // A handshake that does not end is no connection either.
      let late = loop.scheduleTask(deadline: deadline) { channel.close(promise: nil) }
      defer { late.cancel() }
      let (connection, secured) = try await loop.submit { try BankClient.parts(of: channel) }.get()
      try await secured.get()
      connection.attach(channel)
      return connection
    } catch {
      released(nil)
      return nil
    }
  }

  /// Builds a connection's pipeline. A name with several addresses may be tried at more than one of them at once (RFC 8305):
  /// each try has its own parts, so that the end of one that lost says nothing about the one that won.
  func prepare(_ channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    if case .tls(let context) = transport {
      // An address is checked against the certificate as an address; a name also tells the server which one is meant.
      let name = (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
      try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
      try pipeline.addHandler(HandshakeHandler(on: channel.eventLoop))
    }
    try pipeline.addHandler(WholeWrites())
    try pipeline.addHandler(HTTPRequestEncoder())
    try pipeline.addHandler(ByteToMessageHandler(HTTPResponseDecoder()))
    try pipeline.addHandler(BankExchangeHandler(connection: BankConnection()))
  }

  /// The connection that belongs to a prepared channel, and when a request may be sent on it.
  static func parts(of channel: any Channel) throws -> (BankConnection, EventLoopFuture<Void>) {
    let pipeline = channel.pipeline.syncOperations
    let connection = try pipeline.handler(type: BankExchangeHandler.self).connection
    let handshake = try? pipeline.handler(type: HandshakeHandler.self)
    return (connection, handshake?.done.futureResult ?? channel.eventLoop.makeSucceededVoidFuture())
  }

  private func release(_ connection: BankConnection) {
    released(connection.isActive ? connection : nil)
  }

  /// Hands a connection to the next in line; a lost one makes room for a new one.
  private func released(_ connection: BankConnection?) {
    let (next, surplus) = pool.withLock { pool -> (Waiter?, BankConnection?) in
      if !pool.waiting.isEmpty { return (pool.waiting.removeFirst(), nil) }
      guard let connection, !pool.closed else {
        pool.open -= 1
        return (nil, connection)
      }
      pool.idle.append(connection)
      return (nil, nil)
    }
    surplus?.close()
    guard let next else { return }
    if let connection {
      next.continuation.resume(returning: connection)
    } else {
      // The place of the lost connection goes to the one who waited.
      Task { next.continuation.resume(returning: await connect(next.deadline)) }
    }
  }
}
