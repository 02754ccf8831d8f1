package import MaruDomain

/// Fees of settled days by month: a closed day never changes, so an invoice is read anew each time and is the same.
extension SettlementTable {
  /// The last months of which a day is settled, newest first.
  package static func months(_ count: Int, in session: any SQLSession) throws -> [SettlementMonth] {
    try session.rows(
      "SELECT DISTINCT SUBSTR(business_date, 1, 6) FROM settlement_day ORDER BY 1 DESC LIMIT ?",
      [.integer(Int64(count))]
    ).map { try month($0, 0) }
  }

  /// What each organisation owes for a month, by its code; those behind `organisation`.
  package static func invoices(
    of month: SettlementMonth, after organisation: String = "", atMost count: Int, in session: any SQLSession
  ) throws -> [InvoiceSum] {
    try session.rows(
      """
      SELECT organisation, CAST(SUM(uses) AS BIGINT), CAST(SUM(uses * rate) AS BIGINT) FROM settlement_fee
      WHERE business_date >= ? AND business_date <= ? AND organisation > ?
      GROUP BY organisation ORDER BY organisation LIMIT ?
      """, [.text(month.first), .text(month.last), .text(organisation), .integer(Int64(count))]
    ).map {
      InvoiceSum(
        organisation: try $0.checked(0), month: month, uses: try $0.integer(1), amount: try $0.integer(2))
    }
  }

  /// What an organisation owes for each of its last months, newest first.
  package static func invoices(
    to organisation: OrganisationCode, atMost count: Int, in session: any SQLSession
  ) throws -> [InvoiceSum] {
    try session.rows(
      """
      SELECT SUBSTR(business_date, 1, 6), CAST(SUM(uses) AS BIGINT), CAST(SUM(uses * rate) AS BIGINT)
      FROM settlement_fee WHERE organisation = ? GROUP BY 1 ORDER BY 1 DESC LIMIT ?
      """, [.text(organisation.text), .integer(Int64(count))]
    ).map {
      InvoiceSum(
        organisation: organisation, month: try month($0, 0), uses: try $0.integer(1), amount: try $0.integer(2))
    }
  }

  /// An organisation's invoice of a month; nil where it used nothing.
  package static func invoice(
    to organisation: OrganisationCode, of month: SettlementMonth, in session: any SQLSession
  ) throws -> Invoice? {
    let lines = try session.rows(
      """
      SELECT api, rate, CAST(SUM(uses) AS BIGINT) FROM settlement_fee
      WHERE business_date >= ? AND business_date <= ? AND organisation = ? GROUP BY api, rate ORDER BY api, rate
      """, [.text(month.first), .text(month.last), .text(organisation.text)]
    ).map {
      FeeLine(organisation: organisation, api: try $0.text(0), count: try $0.integer(2), rate: try $0.won(1))
    }
    guard !lines.isEmpty else { return nil }
    let last = try lastDay(in: session)?.date
    let isWhole = last.map { SettlementMonth($0.adding(days: 1)) > month } ?? false
    return Invoice(organisation: organisation, month: month, lines: lines, isWhole: isWhole)
  }

  private static func month(_ row: SQLRow, _ column: Int) throws -> SettlementMonth {
    guard let month = SettlementMonth(wire: try row.text(column)) else {
      throw StoreError.damaged("column \(column) is no month")
    }
    return month
  }
}
