import Foundation
import MaruDomain
import Testing

@testable import MaruDelivery

/// Letters as text: what mail programs read, and what nobody can slip in.
@Suite struct MailMessageTests {
  private func message(_ subject: String, _ body: String, from: String = "no-reply@hub.example") -> MailMessage {
    MailMessage(
      from: Mailbox(from)!, to: Mailbox("dev@app.example")!, subject: MailSubject(subject), body: body,
      date: Instant(milliseconds: 1_764_000_000_000), name: MailName(letter: 7, at: Instant(milliseconds: 5)))
  }

  @Test("header and body, word for word")
  func text() {
    #expect(
      message("Hello", "가\nb").text
        == [
          "Date: Mon, 24 Nov 2025 16:00:00 +0000", "From: no-reply@hub.example", "To: dev@app.example",
          "Message-ID: <letter.7.5@hub.example>", "Subject: Hello", "MIME-Version: 1.0",
          "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
          "Auto-Submitted: auto-generated", "", Data("가\r\nb\r\n".utf8).base64EncodedString(), "",
        ].joined(separator: "\r\n"))
  }

  @Test("a long Korean subject becomes words of 75 characters at most, and no character is cut in two")
  func encodedWords() throws {
    let subject = String(repeating: "마루 가입 확인 🙂 ", count: 12)
    let field = EncodedWords.field(subject)
    var decoded: [UInt8] = []
    for word in field.components(separatedBy: "\r\n ") {
      #expect(word.utf8.count <= 75 && word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?="))
      let bytes = [UInt8](try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))))
      #expect(String(validating: bytes, as: UTF8.self) != nil)
      decoded += bytes
    }
    #expect(String(decoding: decoded, as: UTF8.self) == subject)
    #expect(EncodedWords.field("=?utf-8?Q?x?=") != "=?utf-8?Q?x?=", "what looks like an encoded word is not one")
  }

  @Test("no line of a letter is long, and a subject adds no field")
  func injection() {
    for end in ["\r\n", "\n", "\r", "\u{2028}", "\u{85}", "\0"] {
      let text = message("Hi\(end)Bcc: other@app.example", String(repeating: "x", count: 5_000)).text
      let lines = text.components(separatedBy: "\r\n")
      #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasPrefix("Bcc") })
      #expect(text.utf8.allSatisfy { $0 == 13 || $0 == 10 || (0x20...0x7E).contains($0) })
      #expect(!text.replacing("\r\n", with: "").utf8.contains { $0 == 13 || $0 == 10 })
    }
  }

  @Test("addresses with ends of lines, brackets or letters outside ASCII are none")
  func mailboxes() {
    for text in [
      "", "a", "@b.example", "a@", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<c@d>", "a@b.example>",
      "<a@b.example",
      "가@b.example", "a@나.example", "Name\n <a@b.example>", "Na\"me <a@b.example>", "a,b@c.example",
    ] {
      #expect(Mailbox(text) == nil, "\(text)")
    }
    #expect(Mailbox("a+b@c.example")?.address == "a+b@c.example")
    #expect(Mailbox("<a@b.example>")?.address == "a@b.example")
    #expect(Mailbox("\"Maru, Inc.\" <a@b.example>")?.name == "Maru, Inc.")
    #expect(message("x", "y", from: "Maru, Inc. <a@b.example>").text.contains("From: \"Maru, Inc.\" <a@b.example>\r\n"))
    #expect(message("x", "y", from: "마루 <a@b.example>").text.contains("From: =?utf-8?B?66eI66Oo?= <a@b.example>\r\n"))
  }

  @Test("a line that begins with a point is told from the last one")
  func dots() {
    #expect(SMTPCommand.contents(".a\r\n.\r\nb.\r\n") == "..a\r\n..\r\nb.\r\n.\r\n")
    #expect(SMTPCommand.contents("a") == "a\r\n.\r\n")
  }

  @Test("where a mail server is, and what protects the way there")
  func servers() throws {
    func security(_ url: String, authority: String? = nil, allowed: Bool = false) -> SMTPServer.Security? {
      SMTPServer(url: url, authority: authority, isPlaintextAllowed: allowed)?.security
    }
    #expect(security("smtp://mail.example") == .startTLS)
    #expect(security("smtps://mail.example") == SMTPServer.Security.implicit)
    #expect(security("smtp://localhost:25") == SMTPServer.Security.none)
    #expect(security("smtp://[::1]:25") == SMTPServer.Security.none)
    #expect(security("smtp://127.0.0.1", authority: "x") == .startTLS)
    #expect(security("smtp://127.evil.example") == .startTLS)
    #expect(security("smtp://mail.example", allowed: true) == SMTPServer.Security.none)
    #expect(SMTPServer(url: "smtp://a@mail.example", isPlaintextAllowed: true)?.showsPassword == true)
    let server = try #require(SMTPServer(url: "smtps://hub%40a.example@mail.example/"))
    #expect(server.user == "hub@a.example" && server.host == "mail.example" && server.port == 465)
    #expect(SMTPServer(url: "smtp://mail.example")?.port == 587)
    for url in [
      "", "mail.example", "http://mail.example", "smtp://", "smtp://user:word@mail.example", "smtp://a:0", "smtp://a b",
    ] {
      #expect(SMTPServer(url: url) == nil, "\(url)")
    }
  }
}
