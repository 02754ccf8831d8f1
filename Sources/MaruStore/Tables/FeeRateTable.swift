package import MaruDomain

/// Every statement about `fee_rate`.
package enum FeeRateTable {
  /// All rates, the common ones first, and of one place in the order of the days from which they hold.
  package static func all(in session: any SQLSession) throws -> [FeeTable.Rate] {
    try session.rows("SELECT organisation, api, won, since FROM fee_rate ORDER BY organisation, api, since", []).map {
      row in
      let (organisation, since) = (try row.text(0), try row.text(3))
      let day = BusinessDate(wire: since)
      guard day != nil || since.isEmpty else { throw StoreError.damaged("the day from which a rate holds") }
      return FeeTable.Rate(
        organisation: organisation.isEmpty ? nil : try row.checked(0), api: try row.text(1), won: try row.won(2),
        since: day)
    }
  }

  /// Stores a rate beside those that hold from other days, or changes the one of its day.
  package static func save(_ rate: FeeTable.Rate, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO fee_rate (organisation, api, since, won) VALUES (?, ?, ?, ?)
      ON CONFLICT (organisation, api, since) DO UPDATE SET won = excluded.won
      """,
      [
        .text(rate.organisation?.text ?? ""), .text(rate.api), .text(rate.since?.wire ?? ""), .integer(rate.won.amount),
      ])
  }

  /// Takes away the rates of `api` for an organisation, or the common ones, whatever day they hold from.
  package static func remove(
    _ api: String, for organisation: OrganisationCode?, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM fee_rate WHERE organisation = ? AND api = ?", [.text(organisation?.text ?? ""), .text(api)])
  }
}
