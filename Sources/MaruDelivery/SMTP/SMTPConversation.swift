import NIOCore
import NIOSSL

/// One connection to a mail server, from its greeting to the last word (RFC 5321).
struct SMTPConversation: Sendable {
  let channel: any Channel
  private let replies: NIOLoopBound<SMTPReplyHandler>
  private let server: SMTPServer

  /// `replies` belongs to the channel's pipeline; to be called on its event loop.
  init(_ channel: any Channel, _ replies: SMTPReplyHandler, with server: SMTPServer) {
    self.channel = channel
    self.replies = NIOLoopBound(replies, eventLoop: channel.eventLoop)
    self.server = server
  }

  /// Greets the server, makes the connection private and shows who we are. Throws ``SMTPTrouble``, or what the connection ended with.
  func open(_ tls: NIOSSLContext?) async throws {
    let greeting = try await reply()
    guard greeting.isDone else { throw SMTPTrouble.serverRefuses(greeting.shown) }
    var extensions = try await hello()
    if server.security == .startTLS {
      guard extensions["STARTTLS"] != nil, let tls else { throw SMTPTrouble.startTLSMissing }
      let answer = try await say(.startTLS)
      guard answer.isDone else { throw SMTPTrouble.startTLSMissing }
      try await secure(tls)
      // What was said before is forgotten: anybody could have said it (RFC 3207 section 4.2).
      extensions = try await hello()
    }
    if let user = server.user { try await logIn(user, extensions["AUTH"] ?? []) }
  }

  private func hello() async throws -> [String: [String]] {
    let answer = try await say(.hello(from: channel.localAddress?.ipAddress))
    guard answer.isDone else { throw SMTPTrouble.serverRefuses(answer.shown) }
    return answer.extensions
  }

  private func secure(_ tls: NIOSSLContext) async throws {
    let (channel, replies, server) = (channel, replies, server)
    try await channel.eventLoop.submit {
      guard replies.value.isQuiet else { throw SMTPTrouble.spokeBeforeTLS }
      try channel.pipeline.syncOperations.addHandler(server.handler(tls), position: .first)
    }.get()
  }

  private func logIn(_ user: String, _ ways: [String]) async throws {
    let answer: SMTPReply
    if ways.contains("PLAIN") {
      answer = try await say(.plain(user, server.password))
    } else if ways.contains("LOGIN") {
      var step = try await say(.login)
      if step.goesOn { step = try await say(.word(user)) }
      if step.goesOn { step = try await say(.word(server.password)) }
      answer = step
    } else {
      throw SMTPTrouble.loginMissing
    }
    guard answer.isDone else { throw SMTPTrouble.loginRefused(answer.shown) }
  }

  /// Names sender and recipient. A sender that is refused is a matter of the hub's settings and no letter's fault.
  func address(_ letter: MailMessage) async throws {
    let sender = try await say(.mail(from: letter.from))
    guard sender.isDone else { throw SMTPTrouble.serverRefuses(sender.shown) }
    try check(try await say(.recipient(letter.to)), \.isDone)
    try check(try await say(.data), \.goesOn)
  }

  /// Sends the letter's text. From here on the server may have it, whatever becomes of the connection.
  func hand(over letter: MailMessage) async throws {
    try check(try await write(SMTPCommand.contents(letter.text)), \.isDone)
  }

  /// Says goodbye and waits for nothing.
  func close() {
    let channel = channel
    channel.writeAndFlush(ByteBuffer(string: SMTPCommand.quit.line + "\r\n")).whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  /// Ends the connection and every wait on it.
  func end(_ trouble: SMTPTrouble) {
    let (channel, replies) = (channel, replies)
    channel.eventLoop.execute {
      replies.value.finish(trouble)
      channel.close(promise: nil)
    }
  }

  private func check(_ reply: SMTPReply, _ isRight: (SMTPReply) -> Bool) throws {
    guard !isRight(reply) else { return }
    throw reply.isForGood ? SMTPTrouble.neverLetter(reply.shown) : SMTPTrouble.laterLetter(reply.shown)
  }

  private func reply() async throws -> SMTPReply {
    let (loop, replies) = (channel.eventLoop, replies)
    return try await loop.flatSubmit { replies.value.next(on: loop) }.get()
  }

  private func say(_ command: SMTPCommand) async throws -> SMTPReply { try await write(command.line + "\r\n") }

  private func write(_ text: String) async throws -> SMTPReply {
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    return try await reply()
  }
}

extension SMTPServer {
  /// An address is checked against the certificate as an address; a name also tells the server which one is meant.
  func handler(_ tls: NIOSSLContext) throws -> NIOSSLClientHandler {
    let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
    return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
  }
}
