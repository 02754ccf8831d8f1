package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What came back from a bank's server, before anybody looked inside.
package enum BankExchange: Sendable {
  case answered(status: Int, body: [UInt8])
  case failed(UnknownReason)
}

/// Keep-alive HTTP/1.1 connections to one bank, straight on the event loops.
///
/// A general client would cost several times as much per call as everything else that the hub does for an inquiry
/// (docs/PERFORMANCE.md). Requests beyond the connection limit wait in a bounded line, so a slow bank fills only its own.
package final class BankClient: Sendable {
  /// Connections to this bank at most.
  private static let connectionLimit = 64
  /// Requests that may wait for a connection.
  private static let waitingLimit = 1024

  private struct Pool {
    var idle: [BankConnection] = []
    var open = 0
    var waiting: [CheckedContinuation<BankConnection?, Never>] = []
    var closed = false
  }

  private let host: String
  private let port: Int
  private let authority: String
  private let timeout: TimeAmount
  private let group: any EventLoopGroup
  private let pool = Mutex(Pool())

  /// Talks to `host:port`; an exchange that takes longer than `timeout` closes its connection.
  package init(host: String, port: Int, timeout: Duration, group: any EventLoopGroup) {
    self.host = host
    self.port = port
    authority = port == 80 ? host : "\(host):\(port)"
    self.timeout = .milliseconds(
      timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000)
    self.group = group
  }

  /// Posts JSON and returns what came back.
  ///
  /// A kept connection that turns out to be closed before anything came back is replaced once: every operation of the
  /// bank-side API is idempotent, so the bank may safely see it again.
  package func post(_ path: String, _ body: [UInt8]) async -> BankExchange {
    for fresh in [false, true] {
      guard let connection = await connection(fresh: fresh) else {
        // On the second round the first request may have arrived: that is no "not sent".
        return .failed(fresh ? .connectionLost : .notSent)
      }
      let wasKept = connection.isKept
      let outcome = await connection.exchange(path: path, authority: authority, body: body, timeout: timeout)
      release(connection)
      if case .failed(.connectionLost) = outcome, wasKept, !connection.sawBytes, !fresh { continue }
      return outcome
    }
    return .failed(.connectionLost)
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
    for continuation in waiting { continuation.resume(returning: nil) }
  }

  private enum Place {
    case ready(BankConnection)
    case open
    case wait
    case full
  }

  private func connection(fresh: Bool) async -> BankConnection? {
    let place = pool.withLock { pool -> Place in
      guard !pool.closed else { return .full }
      while !fresh, let kept = pool.idle.popLast() {
        if kept.isActive { return .ready(kept) }
        pool.open -= 1
      }
      if pool.open < BankClient.connectionLimit {
        pool.open += 1
        return .open
      }
      return pool.waiting.count < BankClient.waitingLimit ? .wait : .full
    }
    switch place {
    case .ready(let connection): return connection
    case .open: return await connect()
    case .full: return nil
    case .wait:
      return await withCheckedContinuation { continuation in
        let kept: BankConnection?? = pool.withLock { pool in
          if pool.closed { return .some(nil) }
          // Somebody may have come back between the two looks.
          if let kept = pool.idle.popLast() { return .some(kept) }
          pool.waiting.append(continuation)
          return .none
        }
        if let kept { continuation.resume(returning: kept) }
      }
    }
  }

  private func connect() async -> BankConnection? {
    do {
      let connection = BankConnection()
      let channel = try await ClientBootstrap(group: group)
        .connectTimeout(timeout)
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HTTPRequestEncoder())
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPResponseDecoder()))
            try channel.pipeline.syncOperations.addHandler(BankExchangeHandler(connection: connection))
          }
        }
        .connect(host: host, port: port).get()
      connection.attach(channel)
      return connection
    } catch {
      released(nil)
      return nil
    }
  }

  private func release(_ connection: BankConnection) {
    released(connection.isActive ? connection : nil)
  }

  /// Hands a connection to the next in line; a lost one makes room for a new one.
  private func released(_ connection: BankConnection?) {
    let next = pool.withLock { pool -> CheckedContinuation<BankConnection?, Never>? in
      if !pool.waiting.isEmpty { return pool.waiting.removeFirst() }
      if let connection, !pool.closed { pool.idle.append(connection) } else { pool.open -= 1 }
      return nil
    }
    guard let next else { return }
    if let connection {
      next.resume(returning: connection)
    } else {
      // The place of the lost connection goes to the one who waited.
      Task { next.resume(returning: await connect()) }
    }
  }
}
