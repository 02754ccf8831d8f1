import Crypto
package import MaruDomain

/// What somebody did at the hub.
package struct AuditRecord: Sendable, Hashable {
  package let at: Instant
  /// Who: an operator's name, or `maru` for the command line.
  package let who: String
  /// What: `login`, `transfer.look`, `operator.add` …
  package let act: String
  /// What it was done to.
  package let subject: String
  package let words: String
  /// From where.
  package let address: String
  package init(at: Instant, who: String, act: String, subject: String, words: String = "", address: String = "") {
    self.at = at
    self.who = who
    self.act = act
    self.subject = subject
    self.words = words
    self.address = address
  }
}

/// Every statement about `audit_record`: only ever added to. Each line carries a digest over the one before, so that a line which
/// was changed or taken out shows.
package enum AuditTable {
  private static let columns = "recorded_at, who, act, subject, words, address"

  package static func append(_ record: AuditRecord, in session: any SQLSession) throws {
    let last = try session.row("SELECT sequence, chain FROM audit_record ORDER BY sequence DESC LIMIT 1")
    let sequence = try (last?.counter(0) ?? 0) + 1
    let chain = chained(try last?.blob(1) ?? [], sequence, record)
    try session.run(
      "INSERT INTO audit_record (sequence, \(columns), chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(sequence), .integer(record.at.milliseconds), .text(record.who), .text(record.act),
        .text(record.subject), .text(record.words), .text(record.address), .blob(chain),
      ])
  }

  /// The newest records before `sequence`, newest first, each with its number.
  package static func newest(
    _ count: Int, before sequence: Int64 = .max, in session: any SQLSession
  ) throws -> [(sequence: Int64, record: AuditRecord)] {
    try session.rows(
      "SELECT sequence, \(columns) FROM audit_record WHERE sequence < ? ORDER BY sequence DESC LIMIT ?",
      [.integer(sequence), .integer(Int64(count))]
    ).map { (try $0.integer(0), try read($0)) }
  }

  /// The records of a time behind the number `sequence`, oldest first.
  package static func slice(
    from: Instant, until: Instant, after sequence: Int64, atMost count: Int, in session: any SQLSession
  ) throws -> [(sequence: Int64, record: AuditRecord)] {
    try session.rows(
      """
      SELECT sequence, \(columns) FROM audit_record WHERE sequence > ? AND recorded_at >= ? AND recorded_at < ?
      ORDER BY sequence LIMIT ?
      """,
      [.integer(sequence), .integer(from.milliseconds), .integer(until.milliseconds), .integer(Int64(count))]
    ).map { (try $0.integer(0), try read($0)) }
  }

  /// When somebody last did `act` to `subject`, newest first.
  package static func times(
    of act: String, to subject: String, atMost count: Int, in session: any SQLSession
  ) throws -> [Instant] {
    try session.rows(
      "SELECT recorded_at FROM audit_record WHERE subject = ? AND act = ? ORDER BY sequence DESC LIMIT ?",
      [.text(subject), .text(act), .integer(Int64(count))]
    ).map { try $0.instant(0) }
  }

  /// The number of the newest record; 0 where there is none.
  package static func lastNumber(in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT sequence FROM audit_record ORDER BY sequence DESC LIMIT 1")?.integer(0) ?? 0
  }

  /// The digest that a record carries; nil where there is no such record.
  package static func chain(at sequence: Int64, in session: any SQLSession) throws -> [UInt8]? {
    try session.row("SELECT chain FROM audit_record WHERE sequence = ?", [.integer(sequence)])?.blob(0)
  }

  /// The number of the first record that is not what was written, or that is missing; nil where all are sound. Looks at `count` of
  /// them behind `sequence`, whose digest is `chain`; returns where it came to.
  package static func check(
    after sequence: Int64, _ chain: [UInt8], atMost count: Int, in session: any SQLSession
  ) throws -> (broken: Int64?, last: Int64, chain: [UInt8], isEnd: Bool) {
    let rows = try session.rows(
      "SELECT sequence, \(columns), chain FROM audit_record WHERE sequence > ? ORDER BY sequence LIMIT ?",
      [.integer(sequence), .integer(Int64(count))])
    var (last, chain) = (sequence, chain)
    for row in rows {
      let expected = chained(chain, last + 1, try read(row))
      guard try row.integer(0) == last + 1, try row.blob(7) == expected else { return (last + 1, last, chain, true) }
      (last, chain) = (last + 1, expected)
    }
    return (nil, last, chain, rows.count < count)
  }

  private static func read(_ row: SQLRow) throws -> AuditRecord {
    AuditRecord(
      at: try row.instant(1), who: try row.text(2), act: try row.text(3), subject: try row.text(4),
      words: try row.text(5), address: try row.text(6))
  }

  /// Lengths stand before texts, so that nothing can be moved from one to the next.
  private static func chained(_ previous: [UInt8], _ sequence: Int64, _ record: AuditRecord) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    let texts = [record.who, record.act, record.subject, record.words, record.address]
    hash.update(data: Array("\(sequence) \(record.at.milliseconds)".utf8))
    for text in texts { hash.update(data: Array(" \(text.utf8.count):\(text)".utf8)) }
    return Array(hash.finalize())
  }
}
