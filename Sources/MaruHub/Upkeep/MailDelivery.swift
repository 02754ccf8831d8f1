import Logging
package import MaruDelivery
import MaruDomain
import MaruStore

/// Hands the letters of the outbox to a mail server, each until the server takes it, refuses it for good, or its time is over.
///
/// A letter is in the outbox from the unit of work on that it belongs to. It may arrive twice, under the same `Message-ID`:
/// where the connection ends between the letter and the server's reply, or the hub dies before it has written the reply down.
package struct MailDelivery: Sendable {
  private static let batch = 20
  /// The wait behind the first try, in seconds: somebody sits before an empty mailbox. Each other wait is twice the one before.
  static let firstWait: Int64 = 5
  /// The longest wait between two tries, in seconds.
  private static let longestWait: Int64 = 3_600
  /// How long a hub has a letter for itself, in seconds: longer than any try lasts.
  private static let lease: Int64 = 600
  /// When a letter is given up, in seconds: its links are long over, and rows leave the outbox after thirty days.
  static let lifetime: Int64 = 3 * 86_400
  private let hub: Hub
  private let carrier: any LetterCarrier
  private let sender: Mailbox

  package init(hub: Hub, carrier: any LetterCarrier, sender: Mailbox) {
    self.hub = hub
    self.carrier = carrier
    self.sender = sender
  }

  /// Looks every other second until cancelled; of several hubs one at a time.
  package func run() async throws {
    try await hub.repeatedly("mail", every: .seconds(2)) { await pass() }
  }

  /// Carries what is due. A server that does not work with us is not asked for the other letters now.
  package func pass() async {
    do {
      let now = hub.world.now()
      let due = try await hub.store.read { try OutboxTable.due(at: now, atMost: MailDelivery.batch, in: $0) }
      for letter in due {
        guard try await claim(letter) else { continue }
        guard try await carry(letter) else { return }
      }
    } catch {
      hub.logger.error("letters could not be delivered", metadata: ["error": "\(error)"])
    }
  }

  private func claim(_ letter: WaitingLetter) async throws -> Bool {
    let end = hub.world.now().adding(seconds: MailDelivery.lease)
    return try await hub.store.write { try OutboxTable.claim(letter, until: end, in: $0) }
  }

  /// One try; whether the server is there for the next letter.
  private func carry(_ letter: WaitingLetter) async throws -> Bool {
    let message = letter.message
    guard let recipient = Mailbox(message.recipient) else {
      try await giveUp(letter, "no address that a mail server takes")
      return true
    }
    let outcome = await carrier.carry(
      MailMessage(
        from: sender, to: recipient, subject: MailSubject(message.subject), body: message.body, date: message.sentAt,
        name: MailName(letter: letter.id, at: message.sentAt)))
    switch outcome {
    case .delivered:
      try await hub.store.write { try OutboxTable.end(letter.id, .delivered, because: nil, in: $0) }
      return true
    case .refused(let reason):
      try await giveUp(letter, reason)
      return true
    case .delayed(let reason):
      try await postpone(letter, reason)
      return true
    case .serverAway(let reason):
      try await postpone(letter, reason)
      hub.logger.warning("the mail server takes no letters", metadata: ["reason": "\(reason)"])
      return false
    }
  }

  private func postpone(_ letter: WaitingLetter, _ reason: String) async throws {
    let now = hub.world.now()
    let wait = min(MailDelivery.longestWait, MailDelivery.firstWait << min(letter.attempts, 10))
    let next = now.adding(seconds: wait)
    guard next < letter.message.sentAt.adding(seconds: MailDelivery.lifetime) else {
      return try await giveUp(letter, reason)
    }
    try await hub.store.write { try OutboxTable.postpone(letter.id, to: next, because: reason, in: $0) }
  }

  private func giveUp(_ letter: WaitingLetter, _ reason: String) async throws {
    try await hub.store.write { try OutboxTable.end(letter.id, .failed, because: reason, in: $0) }
    hub.logger.error(
      "a letter could not be delivered and is given up",
      metadata: ["letter": "\(letter.id)", "tries": "\(letter.attempts + 1)", "reason": "\(reason)"])
  }
}
