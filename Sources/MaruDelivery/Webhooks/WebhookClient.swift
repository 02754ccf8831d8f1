package import MaruDomain
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One call of a webhook as it goes out.
package struct WebhookCall: Sendable {
  package let url: WebhookURL
  package let id: String
  package let timestamp: String
  package let signature: String
  package let body: String
  package init(url: WebhookURL, id: String, timestamp: String, signature: String, body: String) {
    self.url = url
    self.id = id
    self.timestamp = timestamp
    self.signature = signature
    self.body = body
  }
}

/// What a receiver answered.
package enum WebhookAnswer: Sendable, Hashable {
  case status(Int)
  /// No answer came; why, in our own words.
  case none(String)
}

/// Calls webhooks over HTTP/1.1, each on a connection of its own; follows no redirect and reads no body.
package struct WebhookClient: Sendable {
  private let tls: NIOSSLContext
  private let timeout: TimeAmount
  private let allowsLoopback: Bool
  private let names: NameLookup
  private let group: any EventLoopGroup

  /// `allowsLoopback`: the test bed's receivers are on this machine; nothing else of the hub's own network is ever called, nor what is
  /// local to a wire. `timeout` bounds one call behind the look-up of its name by `names`. `authority`: PEM of
  /// an authority that is trusted beside those of the system; throws where it holds no certificate.
  package init(
    allowsLoopback: Bool, timeout: Duration = .seconds(15), names: NameLookup = NameLookup(), authority: String? = nil,
    group: any EventLoopGroup
  ) throws {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .fullVerification
    configuration.applicationProtocols = ["http/1.1"]
    if let authority {
      let trusted = try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8))
      guard !trusted.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
      configuration.additionalTrustRoots = [.certificates(trusted)]
    }
    tls = try NIOSSLContext(configuration: configuration)
    self.timeout = TimeAmount(timeout)
    self.allowsLoopback = allowsLoopback
    self.names = names
    self.group = group
  }

  package func call(_ call: WebhookCall) async -> WebhookAnswer {
    let url = call.url
    guard url.isEncrypted || (allowsLoopback && url.namesLoopback) else { return .none("only https is called") }
    // Looked up here and connected to by address: a name that leads elsewhere at the second look leads nowhere.
    let address: SocketAddress
    switch await names.address(of: url.host, port: url.port, on: group.next()) {
    case .found(let found): address = found
    case .unknown: return .none("the name is not known")
    case .late: return .none("the name was not found in time")
    }
    guard let ip = address.ipAddress.flatMap({ IPAddress($0) }), isAllowed(ip) else {
      return .none("the address is not public")
    }
    do {
      return try await exchange(call, at: address)
    } catch let error where error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
      // A wrong authority, a wrong name, a handshake that did not end.
      return .none("the certificate is not trusted")
    } catch ChannelError.connectTimeout(_) {
      return .none("no answer in time")
    } catch {
      return .none("the connection failed")
    }
  }

  private func isAllowed(_ ip: IPAddress) -> Bool { ip.isPublic || (allowsLoopback && ip.isLoopback) }

  private func exchange(_ call: WebhookCall, at address: SocketAddress) async throws -> WebhookAnswer {
    let (tls, url) = (tls, call.url)
    let loop = group.next()
    let answer = loop.makePromise(of: WebhookAnswer.self)
    let late = loop.scheduleTask(in: timeout) { answer.succeed(.none("no answer in time")) }
    defer { late.cancel() }
    do {
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(timeout)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if url.isEncrypted {
              let isName = (try? SocketAddress(ipAddress: url.host, port: url.port)) == nil
              try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: isName ? url.host : nil))
            }
            try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
            try pipeline.addHandler(WebhookAnswerHandler(answer))
          }
        }
        .connect(to: address).get()
      write(call, on: channel)
      let result = try await answer.futureResult.get()
      channel.close(promise: nil)
      return result
    } catch {
      answer.fail(error)
      throw error
    }
  }

  private func write(_ call: WebhookCall, on channel: any Channel) {
    let url = call.url
    let name = url.host.contains(":") ? "[\(url.host)]" : url.host
    let body = ByteBuffer(string: call.body)
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target)
    head.headers.add(
      name: "Host", value: url.port == (url.isEncrypted ? 443 : 80) ? name : "\(name):\(url.port)")
    head.headers.add(name: "Content-Type", value: "application/json")
    head.headers.add(name: "Content-Length", value: String(body.readableBytes))
    head.headers.add(name: "User-Agent", value: "Maru-Webhook")
    head.headers.add(name: "Connection", value: "close")
    head.headers.add(name: "webhook-id", value: call.id)
    head.headers.add(name: "webhook-timestamp", value: call.timestamp)
    head.headers.add(name: "webhook-signature", value: call.signature)
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
  }
}

/// Keeps the status of the answer; its body is nobody's business.
private final class WebhookAnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  private let answer: EventLoopPromise<WebhookAnswer>

  init(_ answer: EventLoopPromise<WebhookAnswer>) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data) { answer.succeed(.status(Int(head.status.code))) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }
}
