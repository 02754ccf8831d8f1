import Crypto
import MaruContract
package import MaruDomain
import MaruStore

/// What an organisation is told of one fact: ids that its program knows already, and no word about a person.
struct WebhookNews: Sendable {
  /// One member of `data`.
  typealias Fact = (name: String, value: String)

  let type: WebhookEventType
  let organisation: OrganisationCode
  let at: Instant
  /// Follows from the fact, so that a unit of work that runs twice tells one thing.
  let event: String
  let body: String

  /// `subject` tells this fact from others of its kind and moment.
  init(_ type: WebhookEventType, of organisation: OrganisationCode, subject: String, at: Instant, _ facts: [Fact]) {
    self.type = type
    self.organisation = organisation
    self.at = at
    let name = "\(type.rawValue)/\(organisation)/\(subject)/\(at.milliseconds)"
    event = "evt_" + hexText(SHA256.hash(data: Array(name.utf8)).prefix(16))
    var json = JSONWriter(capacity: 512)
    json.openObject()
    json.put("id", event)
    json.put("type", type.rawValue)
    json.put("created", WebhookNews.moment(at))
    json.openObject("data")
    for fact in facts { json.put(fact.name, fact.value) }
    json.closeObject()
    json.closeObject()
    body = String(decoding: json.bytes, as: UTF8.self)
  }

  /// `2026-11-26T15:00:00+09:00`.
  private static func moment(_ at: Instant) -> String {
    let wire = Array(at.dateTime.wire)
    func part(_ range: Range<Int>) -> String { String(wire[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))+09:00"
  }

  /// Writes it down for the webhooks that want to hear it, in the unit of work of the fact itself.
  func note(in session: any SQLSession) throws {
    try WebhookDeliveryTable.note(type, event: event, body: body, for: organisation, at: at, in: session)
  }

  /// The end of an order; nil while it is open.
  static func outcome(of transfer: StoredTransfer) -> WebhookNews? {
    let type: WebhookEventType
    switch transfer.stage {
    case .completed: type = .transferCompleted
    case .rejected: type = .transferRejected
    case .reversed: type = .transferReversed
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: return nil
    }
    let order = transfer.order
    var facts: [Fact] = [
      ("api_tran_id", order.apiTransactionID.text), ("bank_tran_id", order.bankTransactionID.text),
      ("bank_tran_date", order.bankTransactionDate.wire), ("check_type", order.kind.rawValue),
      ("tran_amt", "\(order.amount.amount)"), ("bank_rsp_code", transfer.stage.bankResponseCode.text),
    ]
    if let number = order.counterparty.fintechUseNumber { facts.append(("fintech_use_num", number.text)) }
    if let user = transfer.user { facts.append(("user_seq_no", user.text)) }
    return WebhookNews(type, of: order.organisation, subject: "\(order.id)", at: transfer.changedAt, facts)
  }

  /// A service of an account ended; `byUser`: not by the organisation's own call.
  static func cancelled(
    _ service: AccountService, of account: RegisteredAccount, byUser: Bool, at: Instant
  ) -> WebhookNews {
    WebhookNews(
      .accountCancelled, of: account.organisation, subject: "\(account.fintechUseNumber)/\(service.rawValue)", at: at,
      [
        ("user_seq_no", account.user.text), ("fintech_use_num", account.fintechUseNumber.text),
        ("service", service.rawValue), ("by", byUser ? "user" : "client"),
      ])
  }

  /// A user is the organisation's no more.
  static func ended(
    _ type: WebhookEventType, _ user: UserSeqNo, _ organisation: OrganisationCode, at: Instant
  ) -> WebhookNews {
    WebhookNews(type, of: organisation, subject: user.text, at: at, [("user_seq_no", user.text)])
  }
}

/// A call by a button, to try the way to a receiver.
package struct WebhookPing: Sendable {
  package let event: String
  package let body: String

  /// `nonce` tells two of one moment apart.
  package init(_ organisation: OrganisationCode, _ client: ClientID, at: Instant, nonce: String) {
    let news = WebhookNews(.testPing, of: organisation, subject: nonce, at: at, [("client_id", client.text)])
    event = news.event
    body = news.body
  }
}
