package import MaruDomain

/// Something that one webhook is told, or is still to be told.
package struct WebhookDelivery: Sendable, Hashable {
  package enum State: String, Sendable {
    case waiting
    case delivered
    case failed
  }
  package let id: Int64
  package let webhook: Int64
  /// `webhook-id`: the same for every try.
  package let event: String
  package let type: WebhookEventType
  package let body: String
  package let state: State
  package let attempts: Int64
  package let madeAt: Instant
  package let nextAt: Instant?
  package let triedAt: Instant?
  /// What the receiver answered last.
  package let status: Int64?
  package let milliseconds: Int64?
  /// Why there was no answer.
  package let trouble: String?
}

/// Every statement about `webhook_delivery`.
package enum WebhookDeliveryTable {
  private static let columns = """
    id, webhook, event, type, body, state, attempts, made_at, next_at, tried_at, status, milliseconds, trouble
    """

  /// Writes down that something is to be told, within the unit of work in which it happens: for each webhook of the organisation that
  /// wants to hear of it, and for none where there is none.
  package static func note(
    _ type: WebhookEventType, event: String, body: String, for organisation: OrganisationCode, at: Instant,
    in session: any SQLSession
  ) throws {
    try session.run(
      """
      INSERT INTO webhook_delivery (webhook, event, type, body, state, attempts, made_at, next_at)
      SELECT id, ?, ?, ?, 'waiting', 0, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM webhook
      WHERE organisation = ? AND state = 'on' AND ' ' || events || ' ' LIKE ?
      """,
      [
        .text(event), .text(type.rawValue), .text(body), .integer(at.milliseconds), .integer(at.milliseconds),
        .text(organisation.text), .text("% \(type.rawValue) %"),
      ])
  }

  /// The same for one webhook, whatever it wants to hear, as a person asked: before all else, and at once. False where there is no
  /// such webhook any more.
  package static func add(
    _ type: WebhookEventType, event: String, body: String, to webhook: Int64, at: Instant, in session: any SQLSession
  ) throws -> Bool {
    let added = try session.run(
      """
      INSERT INTO webhook_delivery (webhook, event, type, body, state, attempts, made_at, next_at)
      SELECT id, ?, ?, ?, 'waiting', 0, CAST(? AS BIGINT), 0 FROM webhook WHERE id = ? AND state <> 'removed'
      """,
      [
        .text(event), .text(type.rawValue), .text(body), .integer(at.milliseconds), .integer(webhook),
      ])
    if added == 1 { try WebhookTable.callNow(webhook, in: session) }
    return added == 1
  }

  /// Those of a webhook whose time has come: what a person asked for, then the oldest first.
  package static func due(
    of webhook: Webhook, at now: Instant, atMost limit: Int, in session: any SQLSession
  ) throws -> [WebhookDelivery] {
    try session.rows(
      """
      SELECT \(columns) FROM webhook_delivery WHERE webhook = ? AND state = 'waiting' AND next_at <= ? AND made_at > ?
      ORDER BY next_at, id LIMIT ?
      """,
      [
        .integer(webhook.id), .integer(now.milliseconds), .integer(webhook.endedAt?.milliseconds ?? 0),
        .integer(Int64(limit)),
      ]
    ).map(read)
  }

  package static func newest(
    _ count: Int, of webhook: Int64, in session: any SQLSession
  ) throws -> [WebhookDelivery] {
    try session.rows(
      "SELECT \(columns) FROM webhook_delivery WHERE webhook = ? ORDER BY id DESC LIMIT ?",
      [.integer(webhook), .integer(Int64(count))]
    ).map(read)
  }

  private static func read(_ row: SQLRow) throws -> WebhookDelivery {
    WebhookDelivery(
      id: try row.integer(0), webhook: try row.integer(1), event: try row.text(2), type: try row.code(3),
      body: try row.text(4), state: try row.code(5), attempts: try row.counter(6), madeAt: try row.instant(7),
      nextAt: try row.optionalInstant(8), triedAt: try row.optionalInstant(9), status: try row.optionalInteger(10),
      milliseconds: try row.optionalInteger(11), trouble: try row.optionalText(12))
  }

  /// Takes a delivery for one hub until `end`; false where another hub was first, or it is over.
  package static func claim(
    _ delivery: WebhookDelivery, until end: Instant, in session: any SQLSession
  ) throws -> Bool {
    try session.run(
      "UPDATE webhook_delivery SET next_at = ? WHERE id = ? AND state = 'waiting' AND next_at = ?",
      [.integer(end.milliseconds), .integer(delivery.id), SQLValue(delivery.nextAt?.milliseconds)]) == 1
  }

  /// What became of one try: over, or again at `next`.
  package static func tried(
    _ id: Int64, _ state: WebhookDelivery.State, at: Instant, status: Int64?, milliseconds: Int64, trouble: String?,
    next: Instant?, in session: any SQLSession
  ) throws {
    try session.run(
      """
      UPDATE webhook_delivery SET state = ?, attempts = attempts + 1, tried_at = ?, status = ?, milliseconds = ?, trouble = ?,
      next_at = ? WHERE id = ?
      """,
      [
        .text(state.rawValue), .integer(at.milliseconds), SQLValue(status), .integer(milliseconds), SQLValue(trouble),
        SQLValue(next?.milliseconds), .integer(id),
      ])
  }

  /// Whether the webhook waits for something that was never tried.
  package static func hasUntried(_ webhook: Int64, in session: any SQLSession) throws -> Bool {
    try session.row(
      "SELECT 1 FROM webhook_delivery WHERE webhook = ? AND state = 'waiting' AND attempts = 0 LIMIT 1",
      [.integer(webhook)]) != nil
  }

  /// Ends some of what webhooks wait for from before they were switched off; returns how many.
  package static func endSome(atMost limit: Int, in session: any SQLSession) throws -> Int {
    try session.run(
      """
      UPDATE webhook_delivery SET state = 'failed', next_at = NULL WHERE id IN (
        SELECT webhook_delivery.id FROM webhook JOIN webhook_delivery ON webhook_delivery.webhook = webhook.id
        WHERE webhook.ended_at IS NOT NULL AND webhook.state <> 'removed' AND webhook_delivery.state = 'waiting'
          AND webhook_delivery.made_at <= webhook.ended_at LIMIT ?)
      """, [.integer(Int64(limit))])
  }

  /// Once more, as a person asked: before all else, and at once; false where there is no such delivery of that webhook, or no such
  /// webhook any more.
  package static func resend(_ id: Int64, of webhook: Int64, at now: Instant, in session: any SQLSession) throws -> Bool
  {
    let found = try session.run(
      """
      UPDATE webhook_delivery SET state = 'waiting', attempts = 0, made_at = ?, next_at = 0 WHERE id = ? AND webhook = ?
        AND EXISTS (SELECT 1 FROM webhook WHERE webhook.id = webhook_delivery.webhook AND webhook.state <> 'removed')
      """, [.integer(now.milliseconds), .integer(id), .integer(webhook)])
    if found == 1 { try WebhookTable.callNow(webhook, in: session) }
    return found == 1
  }
}
