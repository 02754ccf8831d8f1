import ArgumentParser
import Foundation
import MaruDelivery
import NIOPosix

/// How letters leave the hub.
struct MailSettings: Sendable {
  static let server = Setting(
    "smtp",
    "Mail server that letters go through, as smtp://user@host:587 (STARTTLS) or smtps://user@host:465. Not given: they stay in the outbox."
  )
  static let passwordFile = Setting("smtp-password-file", "File of the password of --smtp's user.")
  static let authority = Setting("smtp-ca", "Authority of the mail server's certificate, PEM; else the system's.")
  static let plaintext = Setting(
    "smtp-plaintext", "Send without TLS to a mail server that is not on this machine.", standard: "false")
  static let sender = Setting("mail-from", "Sender of letters, as Maru <no-reply@hub.example>; needed with --smtp.")

  static let all = [server, passwordFile, authority, plaintext, sender]

  /// A mail server and whose letters it gets.
  struct Post: Sendable {
    let server: SMTPServer
    let sender: Mailbox
  }
  /// Nil where nothing is delivered.
  let post: Post?

  init(_ values: SettingValues) throws {
    let url = values.text(Self.server)
    let isPlaintextAllowed = try values.flag(Self.plaintext)
    // Looked at even where nothing is delivered: a wrong sender is found before it is needed.
    let sender = try values.value(Self.sender, "an address such as Maru <no-reply@hub.example>") { text -> Mailbox?? in
      text.isEmpty ? .some(nil) : Mailbox(text).map { .some($0) }
    }
    let form = "a URL such as smtp://user@mail.example:587, without the password"
    let isRight = try values.secret(Self.server, form) { $0.isEmpty || SMTPServer(url: $0) != nil ? true : nil }
    guard isRight, !url.isEmpty else {
      post = nil
      return
    }
    guard let sender else { throw ValidationError("--smtp needs --mail-from.") }
    let authority = values.text(Self.authority)
    guard !isPlaintextAllowed || authority.isEmpty else {
      throw ValidationError("--smtp-plaintext and --smtp-ca exclude each other.")
    }
    let server = SMTPServer(
      url: url, password: try Self.password(values.text(Self.passwordFile)),
      authority: try Self.authority(values, Self.authority), isPlaintextAllowed: isPlaintextAllowed)
    guard let server else { throw ValidationError("--smtp must be \(form).") }
    guard (server.user == nil) == values.text(Self.passwordFile).isEmpty else {
      throw ValidationError("A user in --smtp and --smtp-password-file go together.")
    }
    guard !server.showsPassword else {
      throw ValidationError(
        "--smtp-plaintext would show the password to everybody in between: take the user out of --smtp.")
    }
    post = Post(server: server, sender: sender)
  }

  /// Who carries letters. Throws a sentence for the operator.
  static func carrier(of post: Post) throws -> SMTPCarrier {
    do {
      return try SMTPCarrier(post.server, group: MultiThreadedEventLoopGroup.singleton)
    } catch {
      throw Failure("--smtp-ca holds no certificate in PEM")
    }
  }

  /// The authority that a setting names the file of; nil where it is not set.
  static func authority(_ values: SettingValues, _ setting: Setting) throws -> String? {
    let path = values.text(setting)
    return path.isEmpty ? nil : try text(path)
  }

  private static func password(_ path: String) throws -> String {
    guard !path.isEmpty else { return "" }
    var text = try text(path)
    while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
    guard !text.isEmpty, !text.utf8.contains(0) else {
      throw ValidationError("--smtp-password-file \(path) holds no password.")
    }
    return text
  }

  private static func text(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ValidationError("\(path) cannot be read.")
    }
    return text
  }
}
