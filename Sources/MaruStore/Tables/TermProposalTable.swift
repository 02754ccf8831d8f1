package import MaruDomain

/// A change of terms that waits for a second operator, or waited.
package struct TermProposal: Sendable, Hashable {
  package enum State: String, Sendable {
    case open
    case approved
    case refused
  }
  package let id: Int64
  package let change: TermChange
  /// What was in force when it was proposed, as ``SettlementTerms`` tells it.
  package let former: String
  package let proposedBy: String
  package let proposedAt: Instant
  package let state: State
  package let decidedBy: String?
  package let decidedAt: Instant?
}

/// Every statement about `term_proposal`.
package enum TermProposalTable {
  private static let columns =
    "id, kind, party, api, won, former, proposed_by, proposed_at, state, decided_by, decided_at"

  /// Files a proposal; returns its number.
  package static func insert(
    _ change: TermChange, former: String, by name: String, at now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    let (id, place) = (try SerialTable.next("term_proposal", in: session), place(of: change))
    try session.run(
      """
      INSERT INTO term_proposal (id, kind, party, api, won, former, proposed_by, proposed_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')
      """,
      [
        .integer(id), .text(place.kind), .text(place.party), .text(place.api), SQLValue(change.won?.amount),
        .text(former), .text(name), .integer(now.milliseconds),
      ])
    return id
  }

  package static func find(_ id: Int64, in session: any SQLSession) throws -> TermProposal? {
    try session.row("SELECT \(columns) FROM term_proposal WHERE id = ?", [.integer(id)]).map(read)
  }

  /// The one that waits for the same place, whatever its amount.
  package static func waiting(for change: TermChange, in session: any SQLSession) throws -> TermProposal? {
    let place = place(of: change)
    return try session.row(
      "SELECT \(columns) FROM term_proposal WHERE kind = ? AND party = ? AND api = ? AND state = 'open'",
      [.text(place.kind), .text(place.party), .text(place.api)]
    ).map(read)
  }

  /// Those that wait, in the order in which they came.
  package static func waiting(in session: any SQLSession) throws -> [TermProposal] {
    try session.rows("SELECT \(columns) FROM term_proposal WHERE state = 'open' ORDER BY id", []).map(read)
  }

  /// Those that were decided, the newest proposals first.
  package static func decided(atMost count: Int, in session: any SQLSession) throws -> [TermProposal] {
    try session.rows(
      "SELECT \(columns) FROM term_proposal WHERE state <> 'open' ORDER BY id DESC LIMIT ?", [.integer(Int64(count))]
    ).map(read)
  }

  /// Ends the wait of a proposal; false where it waits no more.
  package static func decide(
    _ id: Int64, _ state: TermProposal.State, by name: String, at now: Instant, in session: any SQLSession
  ) throws -> Bool {
    try session.run(
      "UPDATE term_proposal SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'open'",
      [.text(state.rawValue), .text(name), .integer(now.milliseconds), .integer(id)]) == 1
  }

  private static func place(of change: TermChange) -> (kind: String, party: String, api: String) {
    switch change {
    case .cap(let bank, _): ("cap", bank.text, "")
    case .prefund(let organisation, _): ("prefund", organisation.text, "")
    case .fee(let api, let organisation, _): ("fee", organisation?.text ?? "", api)
    }
  }

  private static func read(_ row: SQLRow) throws -> TermProposal {
    let won = try row.optionalInteger(4).map { _ in try row.won(4) }
    let change: TermChange =
      switch try row.text(1) {
      case "cap": .cap(try row.checked(2), won)
      case "prefund": .prefund(try row.checked(2), won)
      case "fee": .fee(api: try row.text(3), try row.text(2).isEmpty ? nil : try row.checked(2), won)
      default: throw StoreError.damaged("the kind of a proposal")
      }
    return TermProposal(
      id: try row.integer(0), change: change, former: try row.text(5), proposedBy: try row.text(6),
      proposedAt: try row.instant(7), state: try row.code(8), decidedBy: try row.optionalText(9),
      decidedAt: try row.optionalInstant(10))
  }
}
