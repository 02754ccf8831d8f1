import Foundation
import MaruDomain
import MaruTestBed
import NIOPosix
import NIOSSL
import Testing

@testable import MaruDelivery

/// Letters handed over to a real server over real connections, and every way in which that ends.
@Suite struct SMTPCarrierTests {
  /// The real clock: TLS looks at no other.
  private static let today = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  private static let letter = MailMessage(
    from: Mailbox("마루 <no-reply@hub.example>")!, to: Mailbox("dev@app.example")!,
    subject: MailSubject("가입 확인"), body: "안녕하세요.\n.\n..점\nhttps://hub.example/x?token=1",
    date: Instant(milliseconds: 1_764_000_000_000), name: MailName(letter: 7, at: Instant(milliseconds: 5)))

  private let authority: TestAuthority
  private let tls: NIOSSLContext

  init() throws {
    authority = try TestAuthority(at: Self.today)
    let issued = try authority.issue("mail", for: .bank, hosts: ["localhost"], at: Self.today, days: 1)
    tls = try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.certificate.utf8)).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.key.utf8), format: .pem))))
  }

  private func carry(
    to server: MailServer, scheme: String = "smtp", user: String? = nil, trusting authority: TestAuthority? = nil,
    timeout: Duration = .seconds(60)
  ) async throws -> CarriedLetter {
    let address = try #require(
      SMTPServer(
        url: "\(scheme)://\(user.map { "\($0)@" } ?? "")localhost:\(server.port)", password: "비밀 1",
        authority: try authority?.own.certificate))
    return try await SMTPCarrier(address, timeout: timeout, group: MultiThreadedEventLoopGroup.singleton)
      .carry(Self.letter)
  }

  @Test("a letter arrives whole, with nothing but what was meant")
  func plain() async throws {
    try await MailServer().run { server in
      let outcome = try await carry(to: server)
      #expect(outcome == .delivered)
      #expect(
        server.commands.prefix(4) == [
          server.commands[0], "MAIL FROM:<no-reply@hub.example>", "RCPT TO:<dev@app.example>", "DATA",
        ])
      #expect(server.commands[0].hasPrefix("EHLO ["))
      #expect(server.letters == [Self.letter.text])
    }
  }

  @Test("with STARTTLS user, password and letter are said behind the handshake alone", arguments: ["PLAIN", "LOGIN"])
  func startTLS(_ way: String) async throws {
    let server = MailServer(extensions: ["STARTTLS", "AUTH \(way)", "8BITMIME"], tls: tls)
    try await server.run { server in
      let outcome = try await carry(to: server, user: "hub%40app", trusting: authority)
      #expect(outcome == .delivered)
      let verbs = server.commands.map { String($0.prefix { $0 != " " }) }
      #expect(Array(verbs.prefix(4)) == ["EHLO", "STARTTLS", "EHLO", "AUTH"])
      let expected =
        way == "PLAIN"
        ? ["AUTH PLAIN \(Data("\0hub@app\0비밀 1".utf8).base64EncodedString())"]
        : ["AUTH LOGIN", Data("hub@app".utf8).base64EncodedString(), Data("비밀 1".utf8).base64EncodedString()]
      #expect(Array(server.commands.dropFirst(3).prefix(expected.count)) == expected)
      #expect(server.letters.count == 1)
    }
  }

  @Test("smtps: TLS from the first byte")
  func implicit() async throws {
    try await MailServer(tls: tls, isImplicit: true).run { server in
      let outcome = try await carry(to: server, scheme: "smtps", trusting: authority)
      #expect(outcome == .delivered)
    }
  }

  @Test("a server without STARTTLS, or that takes it back, hears no user, no address and no letter")
  func noTLS() async throws {
    for server in [
      MailServer(extensions: ["AUTH PLAIN"]),
      MailServer(extensions: ["STARTTLS", "AUTH PLAIN"]) { verb, _ in verb == "STARTTLS" ? .reply("454 not now") : nil
      },
    ] {
      try await server.run { server in
        let outcome = try await carry(to: server, user: "hub", trusting: authority)
        #expect(outcome == .serverAway("the mail server offers no STARTTLS"))
        #expect(server.commands.allSatisfy { $0.hasPrefix("EHLO") || $0 == "STARTTLS" || $0 == "QUIT" })
      }
    }
  }

  @Test("a certificate of somebody else ends it before anything was said", arguments: ["smtp", "smtps"])
  func untrusted(_ scheme: String) async throws {
    let stranger = try TestAuthority(at: Self.today)
    try await MailServer(extensions: ["STARTTLS"], tls: tls, isImplicit: scheme == "smtps").run { server in
      let outcome = try await carry(to: server, scheme: scheme, trusting: stranger)
      #expect(outcome == .serverAway("the mail server's certificate is not trusted"))
      #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
    }
  }

  @Test("what was slipped in between STARTTLS and the handshake is not taken for the server's word")
  func slippedIn() async throws {
    let server = MailServer(extensions: ["STARTTLS"], tls: tls) { verb, _ in
      verb == "STARTTLS" ? .replyAndMore("220 go ahead", "250 2.1.0 well") : nil
    }
    try await server.run { server in
      let outcome = try await carry(to: server, trusting: authority)
      #expect(outcome == .serverAway("the mail server spoke between STARTTLS and the handshake"))
    }
  }

  @Test("refused or missing logins are the settings' fault and no letter's")
  func login() async throws {
    let refusing = MailServer(extensions: ["STARTTLS", "AUTH PLAIN"], tls: tls) { verb, _ in
      verb == "AUTH" ? .reply("535 5.7.8 no such user hub") : nil
    }
    try await refusing.run { server in
      let outcome = try await carry(to: server, user: "hub", trusting: authority)
      #expect(outcome == .serverAway("the mail server refused user or password (535 5.7.8)"))
    }
    try await MailServer(extensions: ["STARTTLS", "AUTH GSSAPI"], tls: tls).run { server in
      let outcome = try await carry(to: server, user: "hub", trusting: authority)
      #expect(outcome == .serverAway("the mail server offers neither AUTH PLAIN nor AUTH LOGIN"))
    }
  }

  @Test(
    "a reply of 4xx puts the letter off, one of 5xx ends it; reasons hold no address", arguments: ["RCPT", "DATA", "."])
  func replies(_ verb: String) async throws {
    for (reply, expected) in [
      ("451 4.7.1 <dev@app.example> later", CarriedLetter.delayed("the mail server put the letter off (451 4.7.1)")),
      ("550 5.1.1 <dev@app.example> nobody", .refused("the mail server refused the letter (550 5.1.1)")),
      ("554 dev@app.example", .refused("the mail server refused the letter (554)")),
    ] {
      try await MailServer({ said, _ in said == verb ? .reply(reply) : nil }).run { server in
        let outcome = try await carry(to: server)
        #expect(outcome == expected)
        #expect(server.letters.isEmpty)
      }
    }
  }

  @Test("a sender or a hub that is refused is no letter's fault", arguments: ["*", "EHLO", "MAIL"])
  func serverRefuses(_ verb: String) async throws {
    try await MailServer({ said, _ in said == verb ? .reply("550 5.7.1 no") : nil }).run { server in
      let outcome = try await carry(to: server)
      #expect(outcome == .serverAway("the mail server refused the hub (550 5.7.1)"))
    }
  }

  @Test("a connection that ends behind the letter leaves open whether it arrived; before, it did not")
  func lost() async throws {
    for verb in ["*", "EHLO", "MAIL", "RCPT", "DATA"] {
      try await MailServer({ said, _ in said == verb ? .close : nil }).run { server in
        let outcome = try await carry(to: server)
        #expect(outcome == .serverAway("the connection to the mail server was lost"), "\(verb)")
      }
    }
    try await MailServer({ said, _ in said == "." ? .close : nil }).run { server in
      let outcome = try await carry(to: server)
      #expect(
        outcome == .delayed("the connection was lost behind the letter, which may arrive twice"))
    }
  }

  @Test("a silent server, one that is none, and no server at all")
  func strange() async throws {
    try await MailServer({ _, _ in .silence }).run { server in
      let outcome = try await carry(to: server, timeout: .milliseconds(50))
      #expect(outcome == .serverAway("the mail server did not answer in time"))
    }
    for words in ["HTTP/1.1 400 Bad Request", "220", "25", "250?x"] {
      try await MailServer({ said, _ in said == "EHLO" ? .reply(words) : nil }).run { server in
        let outcome = try await carry(to: server, timeout: .seconds(60))
        #expect(
          outcome == (words == "220" ? .delivered : .serverAway("the mail server does not speak SMTP")), "\(words)")
      }
    }
    let gone = MailServer()
    try await gone.start()
    let port = gone.port
    try await gone.stop()
    let address = try #require(SMTPServer(url: "smtp://127.0.0.1:\(port)"))
    let outcome = try await SMTPCarrier(address, group: MultiThreadedEventLoopGroup.singleton).carry(Self.letter)
    #expect(outcome == .serverAway("the mail server cannot be reached"))
  }
}
