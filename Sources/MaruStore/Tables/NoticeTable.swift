package import MaruDomain

/// What the operator tells all developers.
package struct Notice: Sendable, Hashable {
  package let id: Int64
  package let title: String
  /// In the forum's Markdown.
  package let body: String
  /// The operator who wrote it.
  package let author: String
  package let publishedAt: Instant
  package let withdrawnAt: Instant?
}

/// Every statement about `notice`.
package enum NoticeTable {
  /// Publishes a notice; returns its number.
  package static func publish(
    _ title: String, _ body: String, by author: String, at now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    let id = try SerialTable.next("notice", in: session)
    try session.run(
      "INSERT INTO notice (id, title, body, author, published_at) VALUES (?, ?, ?, ?, ?)",
      [.integer(id), .text(title), .text(body), .text(author), .integer(now.milliseconds)])
    return id
  }

  /// Takes a notice back; false where there is none that stands.
  package static func withdraw(_ id: Int64, at now: Instant, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE notice SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
      [.integer(now.milliseconds), .integer(id)]) == 1
  }

  /// The newest ones before the number `id`, newest first; those that were taken back only where they are wanted.
  package static func newest(
    _ count: Int, before id: Int64 = .max, withWithdrawn: Bool = false, in session: any SQLSession
  ) throws -> [Notice] {
    try session.rows(
      """
      SELECT id, title, body, author, published_at, withdrawn_at FROM notice
      WHERE id < ?\(withWithdrawn ? "" : " AND withdrawn_at IS NULL") ORDER BY id DESC LIMIT ?
      """, [.integer(id), .integer(Int64(count))]
    ).map { row in
      Notice(
        id: try row.integer(0), title: try row.text(1), body: try row.text(2), author: try row.text(3),
        publishedAt: try row.instant(4), withdrawnAt: try row.optionalInstant(5))
    }
  }
}
