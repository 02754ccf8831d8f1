package import MaruDomain

/// A topic or an answer that somebody found out of place.
package struct ReportedPost: Sendable, Hashable {
  package let id: Int64
  /// The topic that it is, or belongs to.
  package let topic: Int64
  package let developer: Int64
  /// Title of a topic, text of an answer.
  package let words: String
  package let postedAt: Instant
  package let isHidden: Bool
  package let reports: Int64
}

extension ForumTable {
  /// Who reports where an operator does.
  private static let operators: Int64 = 0

  /// What was reported, newest first, whether it is hidden or not.
  package static func reported(_ count: Int, in session: any SQLSession) throws -> [ReportedPost] {
    try session.rows(
      """
      SELECT p.id, p.topic, p.developer, p.words, p.posted_at, p.hidden,
        (SELECT COUNT(*) FROM forum_flag f WHERE f.post = p.id)
      FROM (
        SELECT id, id AS topic, developer, title AS words, asked_at AS posted_at, hidden FROM forum_topic
        UNION ALL SELECT id, topic, developer, body, answered_at, hidden FROM forum_answer) AS p
      WHERE p.id IN (SELECT post FROM forum_flag) ORDER BY p.id DESC LIMIT ?
      """, [.integer(Int64(count))]
    ).map { row in
      ReportedPost(
        id: try row.integer(0), topic: try row.integer(1), developer: try row.integer(2), words: try row.text(3),
        postedAt: try row.instant(4), isHidden: try row.integer(5) != 0, reports: try row.integer(6))
    }
  }

  /// Hides a post, reported or not; false where there is none that stands.
  package static func hideByOperator(_ id: Int64, at now: Instant, in session: any SQLSession) throws -> Bool {
    guard try flag(id, by: operators, at: now, in: session) > 0 else { return false }
    try hide(id, by: nil, in: session)
    return true
  }

  /// Shows a reported post again and forgets the reports; false where there is none that is hidden.
  package static func restore(_ id: Int64, in session: any SQLSession) throws -> Bool {
    var changed = 0
    for table in ["forum_topic", "forum_answer"] {
      changed += try session.run(
        "UPDATE \(table) SET hidden = 0 WHERE id = ? AND hidden = 1 AND id IN (SELECT post FROM forum_flag)",
        [.integer(id)])
    }
    guard changed == 1 else { return false }
    try session.run("DELETE FROM forum_flag WHERE post = ?", [.integer(id)])
    if let topic = try session.row("SELECT topic FROM forum_answer WHERE id = ?", [.integer(id)])?.integer(0) {
      try sum(topic, in: session)
    }
    return true
  }
}
