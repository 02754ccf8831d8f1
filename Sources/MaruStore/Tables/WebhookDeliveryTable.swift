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

  /// The same for one webhook, whatever it wants to hear.
  package static func add(
    _ type: WebhookEventType, event: String, body: String, to webhook: Int64, at: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      """
      INSERT INTO webhook_delivery (webhook, event, type, body, state, attempts, made_at, next_at)
      VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?)
      """,
      [
        .integer(webhook), .text(event), .text(type.rawValue), .text(body), .integer(at.milliseconds),
        .integer(at.milliseconds),
      ])
  }

  /// Those whose time has come, the oldest first.
  package static func due(at now: Instant, atMost limit: Int, in session: any SQLSession) throws -> [WebhookDelivery] {
    try session.rows(
      "SELECT \(columns) FROM webhook_delivery WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
      [.integer(now.milliseconds), .integer(Int64(limit))]
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

  /// Puts off everything that the webhook waits for until `next`: its receiver is not there.
  package static func putOff(_ webhook: Int64, until next: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook_delivery SET next_at = ? WHERE webhook = ? AND state = 'waiting' AND next_at < ?",
      [.integer(next.milliseconds), .integer(webhook), .integer(next.milliseconds)])
  }

  /// Ends everything that the webhook waits for.
  package static func endAll(of webhook: Int64, in session: any SQLSession) throws {
    try session.run(
      "UPDATE webhook_delivery SET state = 'failed', next_at = NULL WHERE webhook = ? AND state = 'waiting'",
      [.integer(webhook)])
  }

  /// Once more from now on, as a person asked; false where there is no such delivery of that webhook.
  package static func resend(_ id: Int64, of webhook: Int64, at now: Instant, in session: any SQLSession) throws -> Bool
  {
    try session.run(
      """
      UPDATE webhook_delivery SET state = 'waiting', attempts = 0, made_at = ?, next_at = ? WHERE id = ? AND webhook = ?
      """, [.integer(now.milliseconds), .integer(now.milliseconds), .integer(id), .integer(webhook)]) == 1
  }
}
