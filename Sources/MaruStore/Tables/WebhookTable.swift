package import MaruDomain

/// Where an organisation wants to be told of what happened.
package struct Webhook: Sendable, Hashable {
  /// Whether it is called.
  package enum State: String, Sendable {
    case on
    /// Its receiver was not there for more than a day.
    case off
  }
  package let id: Int64
  package let organisation: OrganisationCode
  /// The app on whose page it stands; its organisation may be the live one of that app.
  package let client: ClientID
  /// Who gets a letter about it.
  package let developer: Int64
  package let url: WebhookURL
  package let events: [WebhookEventType]
  /// Sealed, for the hub has to sign with it.
  package let secret: [UInt8]
  package let formerSecret: [UInt8]?
  package let formerUntil: Instant?
  package let state: State
  package let madeAt: Instant
  package let succeededAt: Instant?

  package init(
    id: Int64, organisation: OrganisationCode, client: ClientID, developer: Int64, url: WebhookURL,
    events: [WebhookEventType], secret: [UInt8], formerSecret: [UInt8]? = nil, formerUntil: Instant? = nil,
    state: State = .on, madeAt: Instant, succeededAt: Instant? = nil
  ) {
    self.id = id
    self.organisation = organisation
    self.client = client
    self.developer = developer
    self.url = url
    self.events = events
    self.secret = secret
    self.formerSecret = formerSecret
    self.formerUntil = formerUntil
    self.state = state
    self.madeAt = madeAt
    self.succeededAt = succeededAt
  }
}

/// Every statement about `webhook`.
package enum WebhookTable {
  private static let columns = """
    id, organisation, client_id, developer, url, events, sealed_secret, former_sealed_secret, former_until, state, \
    made_at, succeeded_at
    """

  package static func insert(_ webhook: Webhook, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO webhook (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(webhook.id), .text(webhook.organisation.text), .text(webhook.client.text),
        .integer(webhook.developer), .text(webhook.url.text),
        .text(webhook.events.map(\.rawValue).joined(separator: " ")), .blob(webhook.secret),
        webhook.formerSecret.map(SQLValue.blob) ?? .null, SQLValue(webhook.formerUntil?.milliseconds),
        .text(webhook.state.rawValue), .integer(webhook.madeAt.milliseconds),
        SQLValue(webhook.succeededAt?.milliseconds),
      ])
    try mark(webhook.organisation, in: session)
  }

  package static func find(_ id: Int64, in session: any SQLSession) throws -> Webhook? {
    try session.row("SELECT \(columns) FROM webhook WHERE id = ?", [.integer(id)]).map(read)
  }

  /// Those on the page of an app, oldest first.
  package static func all(of client: ClientID, in session: any SQLSession) throws -> [Webhook] {
    try session.rows("SELECT \(columns) FROM webhook WHERE client_id = ? ORDER BY id", [.text(client.text)]).map(read)
  }

  private static func read(_ row: SQLRow) throws -> Webhook {
    guard let url = WebhookURL(try row.text(4)) else { throw StoreError.damaged("column 4 is no URL") }
    return Webhook(
      id: try row.integer(0), organisation: try row.checked(1), client: try row.checked(2),
      developer: try row.integer(3), url: url,
      events: try row.text(5).split(separator: " ").compactMap { WebhookEventType(rawValue: String($0)) },
      secret: try row.blob(6), formerSecret: try row.optionalBlob(7), formerUntil: try row.optionalInstant(8),
      state: try row.code(9), madeAt: try row.instant(10), succeededAt: try row.optionalInstant(11))
  }

  /// Another secret; the one before counts beside it until then.
  package static func rotate(
    _ id: Int64, to secret: [UInt8], formerUntil: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE webhook SET former_sealed_secret = sealed_secret, former_until = ?, sealed_secret = ? WHERE id = ?",
      [.integer(formerUntil.milliseconds), .blob(secret), .integer(id)])
  }

  package static func set(_ state: Webhook.State, _ id: Int64, in session: any SQLSession) throws {
    try session.run("UPDATE webhook SET state = ? WHERE id = ?", [.text(state.rawValue), .integer(id)])
  }

  package static func succeeded(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run("UPDATE webhook SET succeeded_at = ? WHERE id = ?", [.integer(at.milliseconds), .integer(id)])
  }

  /// Takes a webhook away, with what it was told and was still to be told.
  package static func remove(_ webhook: Webhook, in session: any SQLSession) throws {
    try session.run("DELETE FROM webhook_delivery WHERE webhook = ?", [.integer(webhook.id)])
    try session.run("DELETE FROM webhook WHERE id = ?", [.integer(webhook.id)])
    try mark(webhook.organisation, in: session)
  }

  /// Notes in the organisation's row whether it has a webhook.
  private static func mark(_ organisation: OrganisationCode, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE organisation SET has_webhooks = (SELECT COUNT(*) FROM webhook WHERE webhook.organisation = organisation.code)
      WHERE code = ?
      """, [.text(organisation.text)])
  }
}
