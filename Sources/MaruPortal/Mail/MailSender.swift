import MaruDomain
import MaruHub
import MaruStore

/// Brings a letter to a developer.
protocol MailSender: Sendable {
  /// Takes the letter over within the unit of work that it belongs to: a link and the letter that carries it are kept together.
  func send(_ letter: Letter, to email: String, at: Instant, in session: any SQLSession) throws
  /// Where a person reads such mail on this hub itself; nil where it goes to the person's own mailbox.
  var reader: String? { get }
}

/// A letter's words.
struct Letter: Sendable {
  let subject: String
  let body: String
}

/// The outbox: a mail server gets what is in it (``MailDelivery``), or everybody reads it on the test bed's page.
struct OutboxMail: MailSender {
  let hub: Hub

  func send(_ letter: Letter, to email: String, at: Instant, in session: any SQLSession) throws {
    try OutboxTable.append(
      OutboxMessage(recipient: email, subject: letter.subject, body: letter.body, sentAt: at),
      isDelivered: hub.settings.deliversLetters, in: session)
  }
  /// Letters that are delivered hold links that open accounts: no page shows them.
  var reader: String? { hub.settings.deliversLetters ? nil : "/testbed/outbox" }
}
