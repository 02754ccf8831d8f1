package import MaruDomain

/// Where an organisation wants to be told of what happened.
package struct Webhook: Sendable, Hashable {
  /// Whether it is called.
  package enum State: String, Sendable {
    case on
    /// Its receiver was not there for more than a day.
    case off
    /// Taken away; what it was told goes piece by piece, and the row with the last of it.
    case removed
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
  /// How its receiver fares.
  package let health: Health
  /// When it was last switched off or taken away: what is older is told no more.
  package let endedAt: Instant?

  /// Whether a receiver is there.
  package struct Health: Sendable, Hashable {
    /// Before then it is not called.
    package let nextAt: Instant
    /// Calls in a row without an answer.
    package let failures: Int64
    /// Since when it has taken nothing; nil: it took the last call.
    package let failingSince: Instant?
    package static let good = Health(nextAt: Instant(milliseconds: 0), failures: 0, failingSince: nil)

    package init(nextAt: Instant, failures: Int64, failingSince: Instant?) {
      self.nextAt = nextAt
      self.failures = failures
      self.failingSince = failingSince
    }
  }

  package init(
    id: Int64, organisation: OrganisationCode, client: ClientID, developer: Int64, url: WebhookURL,
    events: [WebhookEventType], secret: [UInt8], formerSecret: [UInt8]? = nil, formerUntil: Instant? = nil,
    state: State = .on, madeAt: Instant, succeededAt: Instant? = nil, health: Health = .good, endedAt: Instant? = nil
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
    self.health = health
    self.endedAt = endedAt
  }
}

/// Every statement about `webhook`.
package enum WebhookTable {
  private static let columns = """
    id, organisation, client_id, developer, url, events, sealed_secret, former_sealed_secret, former_until, state, \
    made_at, succeeded_at
    """
  /// Not taken away.
  private static let isThere = "state <> 'removed'"

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
    try session.row(
      "SELECT \(columns), next_at, failures, failing_since, ended_at FROM webhook WHERE id = ? AND \(isThere)",
      [.integer(id)]
    ).map(read)
  }

  /// Those on the page of an app, oldest first.
  package static func all(of client: ClientID, in session: any SQLSession) throws -> [Webhook] {
    try session.rows(
      """
      SELECT \(columns), next_at, failures, failing_since, ended_at FROM webhook
      WHERE client_id = ? AND \(isThere) ORDER BY id
      """, [.text(client.text)]
    ).map(read)
  }

  private static func read(_ row: SQLRow) throws -> Webhook {
    guard let url = WebhookURL(try row.text(4)) else { throw StoreError.damaged("column 4 is no URL") }
    return Webhook(
      id: try row.integer(0), organisation: try row.checked(1), client: try row.checked(2),
      developer: try row.integer(3), url: url,
      events: try row.text(5).split(separator: " ").compactMap { WebhookEventType(rawValue: String($0)) },
      secret: try row.blob(6), formerSecret: try row.optionalBlob(7), formerUntil: try row.optionalInstant(8),
      state: try row.code(9), madeAt: try row.instant(10), succeededAt: try row.optionalInstant(11),
      health: Webhook.Health(
        nextAt: try row.instant(12), failures: try row.counter(13), failingSince: try row.optionalInstant(14)),
      endedAt: try row.optionalInstant(15))
  }

  /// Another secret; the one before counts beside it until then.
  package static func rotate(
    _ id: Int64, to secret: [UInt8], formerUntil: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE webhook SET former_sealed_secret = sealed_secret, former_until = ?, sealed_secret = ? WHERE id = ?",
      [.integer(formerUntil.milliseconds), .blob(secret), .integer(id)])
  }

  /// Those that have something to tell and whose receivers may be called, whoever's they are.
  package static func due(at now: Instant, in session: any SQLSession) throws -> [Int64] {
    try session.rows(
      """
      SELECT id FROM webhook WHERE next_at <= ? AND \(isThere) AND EXISTS (
        SELECT 1 FROM webhook_delivery WHERE webhook_delivery.webhook = webhook.id AND webhook_delivery.state = 'waiting'
          AND webhook_delivery.next_at <= ? AND (ended_at IS NULL OR webhook_delivery.made_at > ended_at))
      ORDER BY next_at, id
      """, [.integer(now.milliseconds), .integer(now.milliseconds)]
    ).map { try $0.integer(0) }
  }

  /// Has it called again from the next event on.
  package static func switchOn(_ id: Int64, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook SET state = 'on', next_at = 0, failures = 0, failing_since = NULL WHERE id = ? AND \(isThere)",
      [.integer(id)])
  }

  /// Has it called no more; what it waits for ends piece by piece (``WebhookDeliveryTable/endSome(atMost:in:)``).
  package static func switchOff(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE webhook SET state = 'off', ended_at = ?, next_at = 0, failures = 0, failing_since = NULL
      WHERE id = ? AND \(isThere)
      """, [.integer(at.milliseconds), .integer(id)])
  }

  /// Its receiver took a call.
  package static func succeeded(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook SET succeeded_at = ?, next_at = 0, failures = 0, failing_since = NULL WHERE id = ?",
      [.integer(at.milliseconds), .integer(id)])
  }

  /// Its receiver took nothing.
  package static func failed(_ id: Int64, _ health: Webhook.Health, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook SET next_at = ?, failures = ?, failing_since = ? WHERE id = ?",
      [
        .integer(health.nextAt.milliseconds), .integer(health.failures), SQLValue(health.failingSince?.milliseconds),
        .integer(id),
      ])
  }

  /// Has its receiver tried at once, for a person asked.
  package static func callNow(_ id: Int64, in session: any SQLSession) throws {
    try session.run("UPDATE webhook SET next_at = 0 WHERE id = ?", [.integer(id)])
  }

  /// Takes a webhook away. Nobody sees or calls it from now on; what it was told goes piece by piece (``clear(atMost:before:in:)``).
  package static func remove(_ webhook: Webhook, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook SET state = 'removed', ended_at = ?, sealed_secret = ?, former_sealed_secret = NULL WHERE id = ?",
      [.integer(at.milliseconds), .blob([]), .integer(webhook.id)])
    try mark(webhook.organisation, in: session)
  }

  /// Whether there is something to end or to clear.
  package static func hasRemains(in session: any SQLSession) throws -> Bool {
    try session.row(
      """
      SELECT 1 FROM webhook WHERE state = 'removed' OR (ended_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM webhook_delivery WHERE webhook_delivery.webhook = webhook.id AND webhook_delivery.state = 'waiting'
          AND webhook_delivery.made_at <= webhook.ended_at)) LIMIT 1
      """) != nil
  }

  /// Some of what webhooks were told that were taken away, and the rows of those of before `moment` with nothing left: by then no unit
  /// of work that saw one is under way. Returns how many calls went.
  package static func clear(atMost limit: Int, before moment: Instant, in session: any SQLSession) throws -> Int {
    let gone = try session.run(
      """
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT webhook_delivery.id FROM webhook JOIN webhook_delivery ON webhook_delivery.webhook = webhook.id
        WHERE webhook.state = 'removed' LIMIT ?)
      """, [.integer(Int64(limit))])
    try session.run(
      """
      DELETE FROM webhook WHERE state = 'removed' AND ended_at < ?
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE webhook_delivery.webhook = webhook.id)
      """, [.integer(moment.milliseconds)])
    return gone
  }

  /// Notes in the organisation's row whether it has a webhook.
  private static func mark(_ organisation: OrganisationCode, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE organisation SET has_webhooks = (SELECT COUNT(*) FROM webhook WHERE webhook.organisation = organisation.code
        AND webhook.\(isThere))
      WHERE code = ?
      """, [.text(organisation.text)])
  }
}
