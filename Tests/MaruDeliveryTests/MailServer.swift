import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server of a test: takes letters, unless the script says otherwise.
final class MailServer: Sendable {
  /// What a test lets it do at a command instead.
  enum Action: Sendable {
    case reply(String)
    case close
    case silence
    /// The reply and, in the same packet, more than was asked for.
    case replyAndMore(String, String)
  }

  /// Verb of a command (`.` is the end of a letter, `*` the greeting) and how often it came, from 1.
  typealias Script = @Sendable (_ verb: String, _ count: Int) -> Action?

  struct State {
    var commands: [String] = []
    var counts: [String: Int] = [:]
    var letters: [String] = []
    var open: [ObjectIdentifier: any Channel] = [:]
  }

  let extensions: [String]
  let tls: NIOSSLContext?
  let isImplicit: Bool
  let script: Script
  private let state = Mutex(State())
  private let listener = Mutex<(any Channel)?>(nil)

  init(
    extensions: [String] = [], tls: NIOSSLContext? = nil, isImplicit: Bool = false,
    _ script: @escaping Script = { _, _ in nil }
  ) {
    self.extensions = extensions
    self.tls = tls
    self.isImplicit = isImplicit
    self.script = script
  }

  var commands: [String] { state.withLock { $0.commands } }
  /// The letters that were taken over, as they came.
  var letters: [String] { state.withLock { $0.letters } }
  var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

  func start(port: Int = 0) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if self.isImplicit, let tls = self.tls {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
          }
          try channel.pipeline.syncOperations.addHandler(MailHandler(server: self))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    listener.withLock { $0 = channel }
  }

  func stop() async throws {
    for channel in state.withLock({ Array($0.open.values) }) { channel.close(promise: nil) }
    let channel = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    try await channel?.close()
  }

  /// Listens for as long as `body` runs.
  func run<Value>(_ body: (MailServer) async throws -> Value) async throws -> Value {
    try await start()
    do {
      let value = try await body(self)
      try await stop()
      return value
    } catch {
      try await stop()
      throw error
    }
  }

  fileprivate func opened(_ channel: any Channel) { state.withLock { $0.open[ObjectIdentifier(channel)] = channel } }
  fileprivate func closed(_ channel: any Channel) { state.withLock { $0.open[ObjectIdentifier(channel)] = nil } }
  fileprivate func taken(_ letter: String) { state.withLock { $0.letters.append(letter) } }

  fileprivate func action(_ command: String, verb: String) -> Action? {
    let count = state.withLock { state in
      if verb != "*" { state.commands.append(command) }
      state.counts[verb, default: 0] += 1
      return state.counts[verb] ?? 0
    }
    return script(verb, count)
  }
}

private final class MailHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let server: MailServer
  private var waiting = ""
  private var letter: String?
  private var isSecure: Bool
  /// How many words of AUTH LOGIN are still to come.
  private var words = 0

  init(server: MailServer) {
    self.server = server
    isSecure = server.isImplicit
  }

  func channelActive(context: ChannelHandlerContext) {
    server.opened(context.channel)
    answer(server.action("", verb: "*") ?? .reply("220 mail.test ESMTP"), context)
  }
  func channelInactive(context: ChannelHandlerContext) { server.closed(context.channel) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    waiting += String(buffer: unwrapInboundIn(data))
    while let end = waiting.range(of: "\r\n") {
      let line = String(waiting[..<end.lowerBound])
      waiting.removeSubrange(..<end.upperBound)
      take(line, context)
    }
  }

  private func take(_ line: String, _ context: ChannelHandlerContext) {
    if let text = letter {
      guard line == "." else {
        letter = text + (line.hasPrefix(".") ? String(line.dropFirst()) : line) + "\r\n"
        return
      }
      letter = nil
      let action = server.action(".", verb: ".")
      if action == nil { server.taken(text) }
      return answer(action ?? .reply("250 2.0.0 taken"), context)
    }
    let verb = words > 0 ? "word" : String(line.prefix { $0 != " " }).uppercased()
    let action = server.action(line, verb: verb) ?? usual(verb, line)
    if case .reply(let text) = action, verb == "DATA", text.hasPrefix("354") { letter = "" }
    answer(action, context)
    if case .reply(let text) = action, verb == "STARTTLS", text.hasPrefix("220"), let tls = server.tls {
      isSecure = true
      try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
    }
  }

  private func usual(_ verb: String, _ line: String) -> MailServer.Action {
    switch verb {
    case "EHLO":
      let offered = server.extensions.filter { $0 != "STARTTLS" || !isSecure }
      let lines = ["mail.test greets you"] + offered
      return .reply(
        lines.enumerated().map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)" }
          .joined(separator: "\r\n"))
    case "STARTTLS": return .reply("220 go ahead")
    case "AUTH" where line == "AUTH LOGIN":
      words = 2
      return .reply("334 VXNlcm5hbWU6")
    case "AUTH": return .reply("235 2.7.0 welcome")
    case "word":
      words -= 1
      return .reply(words == 0 ? "235 2.7.0 welcome" : "334 UGFzc3dvcmQ6")
    case "MAIL", "RCPT": return .reply("250 2.1.0 well")
    case "DATA": return .reply("354 go on")
    case "QUIT": return .reply("221 2.0.0 bye")
    default: return .reply("500 5.5.1 what")
    }
  }

  private func answer(_ action: MailServer.Action, _ context: ChannelHandlerContext) {
    switch action {
    case .reply(let text): context.writeAndFlush(NIOAny(ByteBuffer(string: text + "\r\n")), promise: nil)
    case .replyAndMore(let text, let more):
      context.writeAndFlush(NIOAny(ByteBuffer(string: text + "\r\n" + more + "\r\n")), promise: nil)
    case .close: context.close(promise: nil)
    case .silence: break
    }
  }
}
