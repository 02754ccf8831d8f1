package import MaruDomain

/// Every statement about `fee_rate`.
package enum FeeRateTable {
  /// All rates, the common ones first.
  package static func all(in session: any SQLSession) throws -> [FeeTable.Rate] {
    try session.rows("SELECT organisation, api, won FROM fee_rate ORDER BY organisation, api", []).map { row in
      let organisation = try row.text(0)
      return FeeTable.Rate(
        organisation: organisation.isEmpty ? nil : try row.checked(0), api: try row.text(1), won: try row.won(2))
    }
  }

  /// Stores a rate, or changes it.
  package static func save(_ rate: FeeTable.Rate, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO fee_rate (organisation, api, won) VALUES (?, ?, ?)
      ON CONFLICT (organisation, api) DO UPDATE SET won = excluded.won
      """,
      [.text(rate.organisation?.text ?? ""), .text(rate.api), .integer(rate.won.amount)])
  }

  /// Takes away the rate of `api` for an organisation, or the common one.
  package static func remove(
    _ api: String, for organisation: OrganisationCode?, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM fee_rate WHERE organisation = ? AND api = ?", [.text(organisation?.text ?? ""), .text(api)])
  }
}
