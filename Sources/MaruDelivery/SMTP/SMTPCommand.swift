import Foundation

/// One line to a mail server. Made from checked values only, so that none can hold a second line.
struct SMTPCommand: Sendable {
  let line: String

  private init(_ line: String) { self.line = line }

  static let startTLS = SMTPCommand("STARTTLS")
  static let data = SMTPCommand("DATA")
  static let quit = SMTPCommand("QUIT")
  static let login = SMTPCommand("AUTH LOGIN")

  /// `address`: the own one, as a literal (RFC 5321 section 4.1.3): a hub behind a proxy has no name that it could prove.
  static func hello(from address: String?) -> SMTPCommand {
    let plain = (address ?? "127.0.0.1").filter { $0.isHexDigit || $0 == "." || $0 == ":" }
    return SMTPCommand("EHLO [\(plain.contains(":") ? "IPv6:" : "")\(plain)]")
  }

  static func mail(from sender: Mailbox) -> SMTPCommand { SMTPCommand("MAIL FROM:<\(sender.address)>") }
  static func recipient(_ mailbox: Mailbox) -> SMTPCommand { SMTPCommand("RCPT TO:<\(mailbox.address)>") }

  /// RFC 4616.
  static func plain(_ user: String, _ password: String) -> SMTPCommand {
    SMTPCommand("AUTH PLAIN \(Data("\0\(user)\0\(password)".utf8).base64EncodedString())")
  }
  /// One step of AUTH LOGIN, which older servers know alone.
  static func word(_ text: String) -> SMTPCommand { SMTPCommand(Data(text.utf8).base64EncodedString()) }

  /// The letter itself, with its last line: a line that begins with a point gets one more (RFC 5321 section 4.5.2).
  static func contents(_ text: String) -> String {
    var stuffed = text.hasPrefix(".") ? "." + text : text
    stuffed = stuffed.replacing("\r\n.", with: "\r\n..")
    return stuffed + (stuffed.hasSuffix("\r\n") ? "" : "\r\n") + ".\r\n"
  }
}
