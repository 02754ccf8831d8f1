package import MaruDomain

/// A question or report of a developer.
package struct ForumTopic: Sendable, Hashable {
  package let id: Int64
  package let developer: Int64
  package let title: String
  package let body: String
  package let at: Instant
  /// When it was last answered, or asked.
  package let activeAt: Instant
  /// The answer that its developer accepted.
  package let accepted: Int64?
  package let answers: Int64
}

/// An answer to a topic.
package struct ForumAnswer: Sendable, Hashable {
  package let id: Int64
  package let topic: Int64
  package let developer: Int64
  package let body: String
  package let at: Instant
}

/// Every statement about `forum_topic`, `forum_answer` and `forum_flag`. What is hidden is not there for anybody.
package enum ForumTable {
  /// Characters of a topic and its answers that a search looks into: the oldest ones, which say what it is about.
  package static let searchedLength = 16_384

  private static let topicColumns = "id, developer, title, body, asked_at, active_at, accepted, answers"

  package static func insertTopic(
    _ title: String, _ body: String, by developer: Int64, at now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    let id = try SerialTable.next("forum", in: session)
    try session.run(
      """
      INSERT INTO forum_topic (id, developer, title, body, words, asked_at, active_at, answers, hidden)
      VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
      """,
      [
        .integer(id), .integer(developer), .text(title), .text(body), .text(searched("\(title)\n\(body)")),
        .integer(now.milliseconds), .integer(now.milliseconds),
      ])
    return id
  }

  private static func searched(_ text: String) -> String {
    String(String.UnicodeScalarView(text.lowercased().unicodeScalars.prefix(searchedLength)))
  }

  /// A place in the list of topics: that of one that was active then.
  package struct Place: Sendable, Hashable {
    package let activeAt: Instant
    package let id: Int64
    package init(activeAt: Instant, id: Int64) {
      self.activeAt = activeAt
      self.id = id
    }
    /// Before all.
    package static let start = Place(activeAt: Instant(milliseconds: .max), id: .max)
  }

  /// Topics that hold every word, the latest first; all for no words.
  ///
  /// Looks at so many topics behind `place` and no further, whatever they hold; `next` is where to go on, nil where nothing is left.
  package static func topics(
    holding words: [String], behind place: Place = .start, looking most: Int, atMost count: Int,
    in session: any SQLSession
  ) throws -> (topics: [ForumTopic], next: Place?) {
    let behind: [SQLValue] = [.integer(place.activeAt.milliseconds), .integer(place.id)]
    let order = "hidden = 0 AND (active_at, id) < (?, ?) ORDER BY active_at DESC, id DESC"
    // What is further back is looked at next time.
    let further = try session.row(
      "SELECT active_at, id FROM forum_topic WHERE \(order) LIMIT 1 OFFSET ?", behind + [.integer(Int64(most))])
    let conditions = words.map { _ in " AND words LIKE ? ESCAPE '!'" }.joined()
    let patterns = words.map { word in
      let plain = word.lowercased().map { "!%_".contains($0) ? "!\($0)" : "\($0)" }.joined()
      return SQLValue.text("%\(plain)%")
    }
    let found = try session.rows(
      """
      SELECT \(topicColumns) FROM (SELECT \(topicColumns), words FROM forum_topic WHERE \(order) LIMIT ?) AS looked_at
      WHERE 1 = 1\(conditions) ORDER BY active_at DESC, id DESC LIMIT ?
      """, behind + [.integer(Int64(most))] + patterns + [.integer(Int64(count) + 1)]
    ).map(readTopic)
    let shown = Array(found.prefix(count))
    if found.count > count, let last = shown.last { return (shown, Place(activeAt: last.activeAt, id: last.id)) }
    // Just before the first one that was not looked at.
    let next = try further.map { Place(activeAt: try $0.instant(0), id: try $0.integer(1) + 1) }
    return (shown, next)
  }

  package static func topic(_ id: Int64, in session: any SQLSession) throws -> ForumTopic? {
    try session.row("SELECT \(topicColumns) FROM forum_topic WHERE id = ? AND hidden = 0", [.integer(id)]).map(
      readTopic)
  }

  /// Returns the answer's number.
  @discardableResult
  package static func answer(
    _ topic: Int64, _ body: String, by developer: Int64, at now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    let id = try SerialTable.next("forum", in: session)
    try session.run(
      "INSERT INTO forum_answer (id, topic, developer, body, answered_at, hidden) VALUES (?, ?, ?, ?, ?, 0)",
      [.integer(id), .integer(topic), .integer(developer), .text(body), .integer(now.milliseconds)])
    try session.run(
      """
      UPDATE forum_topic SET answers = answers + 1, active_at = ?, words = SUBSTR(words || ?, 1, \(searchedLength)) WHERE id = ?
      """, [.integer(now.milliseconds), .text("\n" + body.lowercased()), .integer(topic)])
    return id
  }

  /// The answers behind the number `id`, oldest first.
  package static func answers(
    to topic: Int64, after id: Int64 = 0, atMost count: Int64 = .max, in session: any SQLSession
  ) throws -> [ForumAnswer] {
    try session.rows(
      """
      SELECT id, topic, developer, body, answered_at FROM forum_answer
      WHERE topic = ? AND id > ? AND hidden = 0 ORDER BY id LIMIT ?
      """, [.integer(topic), .integer(id), .integer(count)]
    ).map {
      ForumAnswer(
        id: try $0.integer(0), topic: try $0.integer(1), developer: try $0.integer(2), body: try $0.text(3),
        at: try $0.instant(4))
    }
  }

  /// Marks the answer that helped; only by whoever asked.
  package static func accept(
    _ answer: Int64, of topic: Int64, by developer: Int64, in session: any SQLSession
  ) throws {
    try session.run(
      """
      UPDATE forum_topic SET accepted = ? WHERE id = ? AND developer = ?
        AND EXISTS (SELECT 1 FROM forum_answer WHERE id = ? AND topic = ? AND hidden = 0)
      """, [.integer(answer), .integer(topic), .integer(developer), .integer(answer), .integer(topic)])
  }

  /// Makes a topic's sums and the words that a search looks into anew: of what is not hidden.
  static func sum(_ topic: Int64, in session: any SQLSession) throws {
    guard let row = try session.row("SELECT title, body, accepted FROM forum_topic WHERE id = ?", [.integer(topic)])
    else { return }
    let answers = try answers(to: topic, in: session)
    let words = searched(([try row.text(0), try row.text(1)] + answers.map(\.body)).joined(separator: "\n"))
    let accepted = try row.optionalInteger(2).flatMap { id in answers.contains { $0.id == id } ? id : nil }
    try session.run(
      "UPDATE forum_topic SET answers = ?, accepted = ?, words = ? WHERE id = ?",
      [.integer(Int64(answers.count)), SQLValue(accepted), .text(words), .integer(topic)])
  }

  /// Hides a topic or an answer: by its own developer, or by anybody whom the caller has found entitled (nil).
  package static func hide(_ id: Int64, by developer: Int64?, in session: any SQLSession) throws {
    let owner: [SQLValue] = developer.map { [.integer($0)] } ?? []
    for table in ["forum_topic", "forum_answer"] {
      let sql = "UPDATE \(table) SET hidden = 1 WHERE id = ?" + (owner.isEmpty ? "" : " AND developer = ?")
      try session.run(sql, [.integer(id)] + owner)
    }
    if let topic = try session.row("SELECT topic FROM forum_answer WHERE id = ?", [.integer(id)])?.integer(0) {
      try sum(topic, in: session)
    }
  }

  /// Notes that a developer finds something out of place that stands there; returns how many do.
  package static func flag(
    _ id: Int64, by developer: Int64, at now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    guard
      try session.row(
        """
        SELECT id FROM forum_topic WHERE id = ? AND hidden = 0
        UNION ALL SELECT id FROM forum_answer WHERE id = ? AND hidden = 0
        """, [.integer(id), .integer(id)]) != nil
    else { return 0 }
    try session.run(
      "INSERT INTO forum_flag (post, developer, flagged_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.integer(id), .integer(developer), .integer(now.milliseconds)])
    return try session.row("SELECT COUNT(*) FROM forum_flag WHERE post = ?", [.integer(id)])?.integer(0) ?? 0
  }

  private static func readTopic(_ row: SQLRow) throws -> ForumTopic {
    ForumTopic(
      id: try row.integer(0), developer: try row.integer(1), title: try row.text(2), body: try row.text(3),
      at: try row.instant(4), activeAt: try row.instant(5), accepted: try row.optionalInteger(6),
      answers: try row.integer(7))
  }
}
