import MaruDomain
import NIOCore
import NIOHTTP1

/// One client's connection: requests in, answers out, one at a time and in order (RFC 9112 section 9.3).
///
/// A call that has begun is carried to its end also when its client is gone: money may be under way.
final class HTTPConnection: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// So many parts of requests that were sent ahead are kept before no more is read.
  private static let farthestAhead = 32

  private let rules: HTTPServer.Rules
  private let answerer: any HTTPAnswering
  private let head: AnswerHead
  private let company: HTTPCompany
  /// Succeeds when the connection is closed and its last call has ended.
  private let ended: EventLoopPromise<Void>

  private var context: ChannelHandlerContext?
  /// The request that is being read or answered.
  private var request: HTTPRequestHead?
  private var body = ByteBuffer()
  /// What lets the body be larger than usual, until the request is answered.
  private var pass: BodyPass?
  private var isAnswering = false
  /// Whether the rest of the request's body is thrown away as it comes.
  private var isDiscarding = false
  /// What came while a call was answered.
  private var ahead = CircularBuffer<HTTPServerRequestPart>()
  private var owesRead = false
  /// The server stops: no request is taken any more.
  private var isLeaving = false
  /// The client has said its last.
  private var isHeardOut = false
  private var isMalformed = false
  /// The last bytes are on their way: nothing is taken any more.
  private var isOver = false
  private var deadline: NIODeadline = .distantFuture
  private var watch: Scheduled<Void>?

  init(
    rules: HTTPServer.Rules, answerer: any HTTPAnswering, head: AnswerHead, company: HTTPCompany,
    ended: EventLoopPromise<Void>
  ) {
    self.rules = rules
    self.company = company
    self.answerer = answerer
    self.head = head
    self.ended = ended
  }

  // MARK: - Requests in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if ahead.isEmpty, mayTake(context) { take(part, context) } else { ahead.append(part) }
  }

  /// One request at a time, and none while the client leaves answers unread: they would pile up here.
  private func mayTake(_ context: ChannelHandlerContext) -> Bool {
    (!isAnswering || isDiscarding) && context.channel.isWritable
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head(let head):
      // After the last answer nothing is answered any more (RFC 9112 section 9.6).
      guard !isOver else { return }
      request = head
      deadline = context.eventLoop.now + rules.requestLimit
      if head.method != .GET { begin(head, context) }
    case .body(let piece):
      guard !isDiscarding, request != nil else { return }
      guard mayHold(body.readableBytes + piece.readableBytes, context) else { return refuseRest(context) }
      if body.readableBytes == 0 { body = piece } else { body.writeImmutableBuffer(piece) }
    case .end:
      if isDiscarding {
        isDiscarding = false
        if isOver { closeWhenSent(context) } else if !isAnswering { rest(context) }
      } else {
        answer(.whole(body), context)
      }
    }
  }

  /// A client that waits to be asked for its body is asked (RFC 9110 section 10.1.1), unless it is too large.
  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), !mayHold(length, context) {
      return refuseRest(context)
    }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
    }
  }

  /// Whether so many bytes of the request's body are kept.
  private func mayHold(_ length: Int, _ context: ChannelHandlerContext) -> Bool {
    guard length > rules.largestBody else { return true }
    if pass == nil, let request {
      pass = answerer.pass(for: request)
      if pass != nil { deadline = context.eventLoop.now + rules.passLimit }
    }
    return pass.map { length <= $0.largest } ?? false
  }

  private func refuseRest(_ context: ChannelHandlerContext) {
    isDiscarding = true
    // What is thrown away takes neither a place nor more time than any other request.
    pass = nil
    deadline = min(deadline, context.eventLoop.now + rules.requestLimit)
    answer(.tooLarge, context)
  }

  private func answer(_ body: IncomingRequest.Body, _ context: ChannelHandlerContext) {
    guard let request else { return }
    self.body = ByteBuffer()
    isAnswering = true
    if !isDiscarding { deadline = .distantFuture }
    let incoming = IncomingRequest(
      head: request, body: body,
      sender: RequestSender(channel: context.channel, fields: request.headers, proxies: rules.proxies))
    let (loop, answerer) = (context.eventLoop, answerer)
    let connection = NIOLoopBound(self, eventLoop: loop)
    let work: @Sendable () async -> Void = {
      let answer = await answerer.answer(incoming)
      if loop.inEventLoop {
        connection.value.send(answer)
      } else {
        loop.execute { connection.value.send(answer) }
      }
    }
    // With nobody beside it a short call runs here and now, on the connection's thread: the way to another thread and back would be
    // a good part of what it costs. Among others it does not: answers that leave in one go are cheaper than each by itself.
    if company.isAlone(self), !isDiscarding, answerer.isShort(incoming), #available(macOS 26, *) {
      Task.immediate { await work() }
    } else {
      Task { await work() }
    }
  }

  // MARK: - Answers out

  private func send(_ answer: HTTPAnswer) {
    guard let context, let request else {
      isAnswering = false
      return ended.succeed()
    }
    // After a request that asks for another protocol the parser reads no more (RFC 9110 section 7.8: we may ignore the wish).
    let asksForOther = request.method == .CONNECT || request.headers.contains(name: "upgrade")
    let stays = request.isKeepAlive && !isLeaving && !asksForOther
    let field: AnswerHead.ConnectionField =
      if !stays { .close } else if request.version.minor == 0 { .keepAlive } else { .unsaid }
    let bytes = head.bytes(
      of: answer, now: answerer.now, connection: field, omitsBody: request.method == .HEAD,
      allocator: context.channel.allocator)
    if stays {
      context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
      // Not before: while it is written, the channel may tell that there is room again.
      isAnswering = false
      if !isDiscarding { rest(context) }
    } else {
      isAnswering = false
      last(bytes, context)
    }
  }

  /// Between two requests.
  private func rest(_ context: ChannelHandlerContext) {
    request = nil
    pass = nil
    deadline = context.eventLoop.now + rules.idleLimit
    goOn(context)
  }

  private func goOn(_ context: ChannelHandlerContext) {
    while mayTake(context), let part = ahead.popFirst() { take(part, context) }
    guard isIdle else { return readAgain(context) }
    if isMalformed {
      last(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), context)
    } else if isLeaving || isHeardOut {
      closeWhenSent(context)
    } else {
      readAgain(context)
    }
  }

  /// Nothing is read or answered, and nothing waits to be.
  private var isIdle: Bool {
    !isAnswering && !isDiscarding && !isOver && request == nil && ahead.isEmpty && context != nil
  }

  /// Sends the last bytes of the connection.
  private func last(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    // A client that is still sending would lose the answer if its bytes met a closed socket: it has until its deadline.
    closeWhenSent(context, bytes, isDiscarding ? .output : .all)
  }

  /// Closes behind the bytes that are still to be sent.
  private func closeWhenSent(
    _ context: ChannelHandlerContext, _ bytes: ByteBuffer = ByteBuffer(), _ mode: CloseMode = .all
  ) {
    isOver = true
    request = nil
    pass = nil
    ahead.removeAll()
    // Whoever does not read it is not waited for either.
    deadline = min(deadline, context.eventLoop.now + rules.requestLimit)
    context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
      self.context?.close(mode: mode, promise: nil)
    }
  }

  // MARK: - The connection

  func read(context: ChannelHandlerContext) {
    if mayRead(context) { context.read() } else { owesRead = true }
  }

  private func readAgain(_ context: ChannelHandlerContext) {
    guard owesRead, mayRead(context) else { return }
    owesRead = false
    context.read()
  }

  private func mayRead(_ context: ChannelHandlerContext) -> Bool {
    ahead.count < Self.farthestAhead && context.channel.isWritable
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { goOn(context) }
    context.fireChannelWritabilityChanged()
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    deadline = context.eventLoop.now + rules.idleLimit
    look(context)
  }

  /// One look for many requests: a timer for each would cost every call.
  private func look(_ context: ChannelHandlerContext) {
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: rules.lookEvery) {
      guard let context = self.context else { return }
      if context.eventLoop.now >= self.deadline { context.close(promise: nil) } else { self.look(context) }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    watch?.cancel()
    watch = nil
    self.context = nil
    pass = nil
    ahead.removeAll()
    if !isAnswering { ended.succeed() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      isLeaving = true
      // A request that is only half there was not begun.
      if !isAnswering, !isOver { closeWhenSent(context) }
    case ChannelEvent.inputClosed:
      isHeardOut = true
      if isIdle { closeWhenSent(context) }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What comes behind a broken request is broken too; the call before it is still answered.
    guard !isMalformed else { return }
    guard error is HTTPParserError else { return context.close(promise: nil) }
    isMalformed = true
    isDiscarding = false
    if !isAnswering { rest(context) }
  }
}
