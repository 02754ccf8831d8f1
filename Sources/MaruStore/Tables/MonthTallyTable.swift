package import MaruDomain

/// How many calls of an API ended so in a month.
package struct MonthTally: Sendable, Hashable {
  package struct Key: Sendable, Hashable {
    /// `yyyyMM`, KST.
    package let month: String
    package let api: String
    package let code: ResponseCode
    package init(month: String, api: String, code: ResponseCode) {
      self.month = month
      self.api = api
      self.code = code
    }
  }
  package let key: Key
  package let calls: Int64
  package init(_ key: Key, calls: Int64) {
    self.key = key
    self.calls = calls
  }
}

/// Every statement about `month_tally`: sums for the console. What is charged is counted from the record of calls itself.
package enum MonthTallyTable {
  /// Adds to the sums.
  package static func add(_ tallies: [MonthTally], in session: any SQLSession) throws {
    for tally in tallies {
      try session.run(
        """
        INSERT INTO month_tally (month, api, rsp_code, calls) VALUES (?, ?, ?, ?)
        ON CONFLICT (month, api, rsp_code) DO UPDATE SET calls = month_tally.calls + excluded.calls
        """,
        [
          .text(tally.key.month), .text(tally.key.api), .text(tally.key.code.wire), .integer(tally.calls),
        ])
    }
  }

  /// All sums of the months from `month` on, in their order.
  package static func all(from month: String, in session: any SQLSession) throws -> [MonthTally] {
    try session.rows(
      "SELECT month, api, rsp_code, calls FROM month_tally WHERE month >= ? ORDER BY month, api, rsp_code",
      [.text(month)]
    ).map {
      MonthTally(.init(month: try $0.text(0), api: try $0.text(1), code: try $0.code(2)), calls: try $0.counter(3))
    }
  }
}
