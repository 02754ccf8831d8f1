import Foundation
package import MaruDomain

/// A letter as a mail server takes it (RFC 5322, RFC 2045).
package struct MailMessage: Sendable, Hashable {
  package let from: Mailbox
  package let to: Mailbox
  package let subject: MailSubject
  package let body: String
  package let date: Instant
  /// What tells the letter from all others of the hub: the same at every try, so that a mailbox knows a copy for one.
  package let name: MailName

  package init(from: Mailbox, to: Mailbox, subject: MailSubject, body: String, date: Instant, name: MailName) {
    self.from = from
    self.to = to
    self.subject = subject
    self.body = body
    self.date = date
    self.name = name
  }

  /// Header and body, each line ended by CR and LF; none is longer than 78 characters, and all are ASCII.
  package var text: String {
    let sender = from.name.isEmpty ? from.address : "\(EncodedWords.phrase(from.name)) <\(from.address)>"
    let fields = [
      "Date: \(MailDate.text(of: date))",
      "From: \(sender)",
      "To: \(to.address)",
      "Message-ID: <\(name.text)@\(from.domain)>",
      "Subject: \(EncodedWords.field(subject.text))",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      // Nobody's holiday notice comes back to it (RFC 3834 section 5).
      "Auto-Submitted: auto-generated",
    ]
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") + "\r\n"
    let encoded = Data(lines.utf8).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    return fields.joined(separator: "\r\n") + "\r\n\r\n" + encoded + "\r\n"
  }
}

/// The left half of a `Message-ID`: letters, digits, points and hyphens.
package struct MailName: Sendable, Hashable {
  package let text: String

  /// The name of the hub's letter with that number, written at that moment.
  package init(letter id: Int64, at moment: Instant) { text = "letter.\(id).\(moment.milliseconds)" }
}

/// The `Date` field: that of HTTP but for the zone (RFC 5322 section 3.3).
enum MailDate {
  static func text(of instant: Instant) -> String {
    HTTPDate.text(of: instant).replacing("GMT", with: "+0000")
  }
}
