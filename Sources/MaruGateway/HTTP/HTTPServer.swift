import HummingbirdCore
package import Logging
package import MaruDomain
package import NIOCore
package import NIOHTTP1

/// Whoever answers requests.
package protocol HTTPAnswering: Sendable {
  /// Answers one; nothing is thrown, a refusal is an answer too.
  func answer(_ request: IncomingRequest) async -> HTTPAnswer
  /// Whether a request's answer takes little time of the processor until it waits for something: it may then begin on the thread
  /// of its connection, which others share.
  func isShort(_ request: IncomingRequest) -> Bool
  /// Lets a request's body be larger than usual, as its head has it; nil where it may not. Asked on the connection's thread.
  func pass(for head: HTTPRequestHead) -> BodyPass?
  /// The time that answers tell.
  var now: Instant { get }
}

extension HTTPAnswering {
  package func isShort(_ request: IncomingRequest) -> Bool { false }
  package func pass(for head: HTTPRequestHead) -> BodyPass? { nil }
}

/// HTTP/1.1 for answers that are made whole: each is written as one piece, with no stream and no queue between the socket
/// and the call.
///
/// Accepting, the bound on connections and the graceful stop are those of Hummingbird's server; the parser is SwiftNIO's.
package struct HTTPServer: ServerChildChannel {
  package struct Rules: Sendable {
    /// Bytes of a body; what is larger is refused unread, unless the answerer gives it a pass.
    package var largestBody = 1 << 20
    /// Bytes of all fields of a head.
    package var largestHead = 80 << 10
    /// From the head of a request to its end: a body that comes a byte at a time would hold a connection for ever.
    package var requestLimit = TimeAmount.seconds(30)
    /// The same for a body with a pass: it may come over a slow line.
    package var passLimit = TimeAmount.seconds(120)
    /// Between two requests, and for a head.
    package var idleLimit = TimeAmount.seconds(75)
    /// How often a connection is looked at; the limits are kept to this.
    package var lookEvery = TimeAmount.seconds(5)
    /// After so many requests in a row that all came on it, a connection counts as alone.
    package var aloneAfter = 8
    /// Whose word is taken for where a request comes from.
    package var proxies = TrustedProxies.none
    package init() {}
  }

  /// A connection, for as long as it or a call of it lasts.
  package struct Value: ServerChildChannelValue {
    package let channel: any Channel
    fileprivate let ended: EventLoopFuture<Void>
  }

  private let rules: Rules
  private let answerer: any HTTPAnswering
  private let head = AnswerHead()
  private let company: HTTPCompany

  package init(_ answerer: some HTTPAnswering, rules: Rules = Rules()) {
    self.answerer = answerer
    self.rules = rules
    company = HTTPCompany(aloneAfter: rules.aloneAfter)
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let ended = channel.eventLoop.makePromise(of: Void.self)
      let pipeline = channel.pipeline.syncOperations
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderListSize = rules.largestHead
      try pipeline.addHandler(
        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
      try pipeline.addHandler(
        HTTPConnection(rules: rules, answerer: answerer, head: head, company: company, ended: ended))
      return Value(channel: channel, ended: ended.futureResult)
    }
  }

  package func handle(value: Value, logger: Logger) async {
    // The promise is only ever kept.
    try? await value.ended.get()
  }
}
