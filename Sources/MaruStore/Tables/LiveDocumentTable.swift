package import MaruDomain

/// A document that an applicant brought along, without its contents.
package struct LiveDocument: Sendable, Hashable {
  package let id: Int64
  /// The app whose application it is for.
  package let client: ClientID
  package let developer: Int64
  /// The application that it belongs to; nil while it waits for the app's next one.
  package let application: Int64?
  package let name: DocumentName
  package let type: DocumentType
  /// Bytes of its contents.
  package let size: Int64
  /// SHA-256 of its contents.
  package let digest: [UInt8]
  package let uploadedAt: Instant
  package init(
    id: Int64, client: ClientID, developer: Int64, application: Int64? = nil, name: DocumentName, type: DocumentType,
    size: Int64, digest: [UInt8], uploadedAt: Instant
  ) {
    self.id = id
    self.client = client
    self.developer = developer
    self.application = application
    self.name = name
    self.type = type
    self.size = size
    self.digest = digest
    self.uploadedAt = uploadedAt
  }
}

/// Every statement about `live_document` and `live_document_part`.
package enum LiveDocumentTable {
  /// Bytes of one part.
  package static let partLength = 64 << 10
  private static let columns = "id, client_id, developer, application, name, type, size, digest, uploaded_at"

  /// Notes a document whose parts follow.
  package static func begin(_ one: LiveDocument, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO live_document (\(columns), is_whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
      [
        .integer(one.id), .text(one.client.text), .integer(one.developer), SQLValue(one.application),
        .text(one.name.text), .text(one.type.rawValue), .integer(one.size), .blob(one.digest),
        .integer(one.uploadedAt.milliseconds),
      ])
  }

  /// Adds a part to a document that is not whole yet.
  package static func append(
    _ part: [UInt8], number: Int, of document: Int64, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO live_document_part (document, number, bytes) VALUES (?, ?, ?)",
      [.integer(document), .integer(Int64(number)), .blob(part)])
  }

  /// All parts are there: from now on it is shown. False where it was taken away meanwhile.
  package static func finish(_ id: Int64, in session: any SQLSession) throws -> Bool {
    try session.run("UPDATE live_document SET is_whole = 1 WHERE id = ?", [.integer(id)]) == 1
  }

  package static func find(_ id: Int64, in session: any SQLSession) throws -> LiveDocument? {
    try session.row("SELECT \(columns) FROM live_document WHERE id = ? AND is_whole = 1", [.integer(id)]).map(read)
  }

  /// What a document holds.
  package static func contents(of id: Int64, in session: any SQLSession) throws -> [UInt8] {
    try session.rows("SELECT bytes FROM live_document_part WHERE document = ? ORDER BY number", [.integer(id)])
      .reduce(into: []) { $0 += try $1.blob(0) }
  }

  /// The documents of an application, in the order in which they came.
  package static func all(of application: Int64, in session: any SQLSession) throws -> [LiveDocument] {
    try session.rows(
      "SELECT \(columns) FROM live_document WHERE application = ? AND is_whole = 1 ORDER BY id", [.integer(application)]
    ).map(read)
  }

  /// Those that wait for an app's next application.
  package static func waiting(of client: ClientID, in session: any SQLSession) throws -> [LiveDocument] {
    try session.rows(
      "SELECT \(columns) FROM live_document WHERE client_id = ? AND application IS NULL AND is_whole = 1 ORDER BY id",
      [.text(client.text)]
    ).map(read)
  }

  /// How many there are of a developer, and how many of those are for an app's application or wait for its next one; with those that
  /// are on their way.
  package static func count(
    of developer: Int64, for client: ClientID, _ application: Int64?, in session: any SQLSession
  ) throws -> (all: Int64, these: Int64) {
    let all = try session.row("SELECT COUNT(*) FROM live_document WHERE developer = ?", [.integer(developer)])
    let these = try session.row(
      "SELECT COUNT(*) FROM live_document WHERE client_id = ? AND (application IS NULL OR application = ?)",
      [.text(client.text), .integer(application ?? -1)])
    return (try all?.integer(0) ?? 0, try these?.integer(0) ?? 0)
  }

  /// What waited belongs to an application now.
  package static func bind(_ client: ClientID, to application: Int64, in session: any SQLSession) throws {
    try session.run(
      "UPDATE live_document SET application = ? WHERE client_id = ? AND application IS NULL AND is_whole = 1",
      [.integer(application), .text(client.text)])
  }

  package static func remove(_ id: Int64, in session: any SQLSession) throws {
    try session.run("DELETE FROM live_document_part WHERE document = ?", [.integer(id)])
    try session.run("DELETE FROM live_document WHERE id = ?", [.integer(id)])
  }

  /// When documents have had their time.
  package struct Retention: Sendable {
    /// Those that are not whole, begun before.
    package let begun: Instant
    /// Those that no application was made with, or whose application never came to a service, before.
    package let unused: Instant
    /// Those of a service that ended before.
    package let ended: Instant
    package init(begun: Instant, unused: Instant, ended: Instant) {
      self.begun = begun
      self.unused = unused
      self.ended = ended
    }
  }

  /// Some of those that have had their time.
  package static func past(
    _ retention: Retention, atMost limit: Int, in session: any SQLSession
  ) throws -> [Int64] {
    try session.rows(
      """
      SELECT live_document.id FROM live_document LEFT JOIN live_application ON live_application.id = live_document.application
      WHERE (is_whole = 0 AND uploaded_at < ?) OR (application IS NULL AND uploaded_at < ?)
      OR (stage IN ('refused', 'ended') AND live_organisation IS NULL AND changed_at < ?)
      OR (stage = 'ended' AND live_organisation IS NOT NULL AND changed_at < ?)
      ORDER BY live_document.id LIMIT ?
      """,
      [retention.begun, retention.unused, retention.unused, retention.ended].map { .integer($0.milliseconds) }
        + [.integer(Int64(limit))]
    ).map { try $0.integer(0) }
  }

  private static func read(_ row: SQLRow) throws -> LiveDocument {
    LiveDocument(
      id: try row.integer(0), client: try row.checked(1), developer: try row.integer(2),
      application: try row.optionalInteger(3), name: try row.checked(4), type: try row.code(5),
      size: try row.counter(6), digest: try row.blob(7), uploadedAt: try row.instant(8))
  }
}
