package import MaruDomain

/// How often a program of a developer was answered with a code by an API, and when.
package struct CallTally: Sendable, Hashable {
  /// The API; of the token endpoint with the grant: `oauth/token refresh_token`; and what a call showed beside its code:
  /// `handled refresh`.
  package let api: String
  package let code: String
  package let calls: Int64
  package let firstAt: Instant
  package let lastAt: Instant
  /// `api_tran_id` of the last one.
  package let lastID: String
  package init(api: String, code: String, calls: Int64, firstAt: Instant, lastAt: Instant, lastID: String) {
    self.api = api
    self.code = code
    self.calls = calls
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.lastID = lastID
  }
}

/// Every statement about `call_tally`: what outlives the contents of calls.
package enum CallTallyTable {
  /// Counts calls that programs made.
  static func count(_ calls: [KeptCall], in session: any SQLSession) throws {
    for call in calls where !call.isByHand { try count(call, as: name(of: call), in: session) }
  }

  /// Counts a call once more under another name: what it showed.
  package static func count(_ call: KeptCall, as name: String, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO call_tally (client_id, api, rsp_code, calls, first_at, last_at, last_id)
      VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT (client_id, api, rsp_code)
      DO UPDATE SET calls = call_tally.calls + 1, last_at = excluded.last_at, last_id = excluded.last_id
      """,
      [
        .text(call.client.text), .text(name), .text(call.code), .integer(call.at.milliseconds),
        .integer(call.at.milliseconds), .text(call.id),
      ])
  }

  /// What a client is granted matters as much as that it asked.
  private static func name(of call: KeptCall) -> String {
    guard call.api == "oauth/token",
      let grant = call.request.firstMatch(of: /grant_type(?:=|"\s*:\s*")([a-z_]{1,30})/)
    else { return call.api }
    return "\(call.api) \(grant.1)"
  }

  package static func all(of client: ClientID, in session: any SQLSession) throws -> [CallTally] {
    try session.rows(
      """
      SELECT api, rsp_code, calls, first_at, last_at, last_id FROM call_tally WHERE client_id = ? ORDER BY api, rsp_code
      """, [.text(client.text)]
    ).map {
      CallTally(
        api: try $0.text(0), code: try $0.text(1), calls: try $0.integer(2), firstAt: try $0.instant(3),
        lastAt: try $0.instant(4), lastID: try $0.text(5))
    }
  }

  static func removeAll(of client: ClientID, in session: any SQLSession) throws {
    try session.run("DELETE FROM call_tally WHERE client_id = ?", [.text(client.text)])
  }
}
