package import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Hands letters over to a mail server by SMTP, each on a connection of its own: letters are few.
package struct SMTPCarrier: LetterCarrier {
  private let server: SMTPServer
  private let tls: NIOSSLContext?
  private let timeout: TimeAmount
  private let group: any EventLoopGroup

  /// `timeout` bounds one letter, from the connection to the last reply. Throws `NIOSSLError` where the server's authority is no PEM.
  package init(_ server: SMTPServer, timeout: Duration = .seconds(120), group: any EventLoopGroup) throws {
    self.server = server
    self.timeout = TimeAmount(timeout)
    self.group = group
    guard server.security != .none else {
      tls = nil
      return
    }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .fullVerification
    if let authority = server.authority {
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
    }
    tls = try NIOSSLContext(configuration: configuration)
  }

  package func carry(_ letter: MailMessage) async -> CarriedLetter {
    let conversation: SMTPConversation
    do {
      conversation = try await connect()
    } catch {
      return SMTPTrouble(error, isSent: false).outcome
    }
    let late = conversation.channel.eventLoop.scheduleTask(in: timeout) { conversation.end(.timedOut) }
    defer {
      late.cancel()
      conversation.close()
    }
    var isSent = false
    do {
      try await conversation.open(tls)
      try await conversation.address(letter)
      isSent = true
      try await conversation.hand(over: letter)
      return .delivered
    } catch {
      return SMTPTrouble(error, isSent: isSent).outcome
    }
  }

  private func connect() async throws -> SMTPConversation {
    let (server, tls, attempts) = (server, tls, Attempts())
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(min(timeout, .seconds(30)))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if server.security == .implicit, let tls {
            try channel.pipeline.syncOperations.addHandler(server.handler(tls))
          }
          let replies = SMTPReplyHandler()
          try channel.pipeline.syncOperations.addHandler(replies)
          attempts.add(SMTPConversation(channel, replies, with: server))
        }
      }
    do {
      let channel = try await bootstrap.connect(host: server.host, port: server.port).get()
      guard let conversation = attempts.conversation(over: channel) else { throw SMTPTrouble.unreachable }
      return conversation
    } catch {
      throw SMTPTrouble.unreachable
    }
  }

  /// A name with several addresses is tried at more than one of them at once (RFC 8305). What a connection was told is known even if it
  /// ended before anybody looked.
  private final class Attempts: Sendable {
    private let all = Mutex<[SMTPConversation]>([])

    func add(_ conversation: SMTPConversation) { all.withLock { $0.append(conversation) } }

    func conversation(over channel: any Channel) -> SMTPConversation? {
      all.withLock { $0.first { $0.channel === channel } }
    }
  }
}
