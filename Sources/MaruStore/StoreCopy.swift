#if Postgres
  import Crypto

  /// Carries an SQLite file over into a schema of PostgreSQL: every table, every row, in one transaction, and proves before
  /// it is kept that both hold the same.
  package struct StoreCopy: Sendable {
    /// What was carried over of one table.
    package struct Table: Sendable, Hashable {
      package let name: String
      package let rows: Int64
    }

    /// Why nothing was, or is to be, carried over.
    package enum Refused: Error, Sendable, Equatable, CustomStringConvertible {
      case notEmpty(String)
      case otherStep(found: Int, known: Int)
      case differs(String)
      case withoutKey(String)

      package var description: String {
        switch self {
        case .notEmpty(let table): "there are rows in '\(table)' of the target already"
        case .otherStep(let found, let known):
          "the source's tables are at step \(found), not \(known): start this maru on it once, or run 'maru migrate'"
        case .withoutKey(let table): "'\(table)' of the source has no primary key to read it by"
        case .differs(let table): "the copy of '\(table)' is not what the source holds"
        }
      }
    }

    private static let rowsAtOnce: Int64 = 500
    private let source: SQLiteSnapshot
    private let address: PostgresAddress
    private let migrations: [Migration]

    /// Throws ``StoreError`` where the source cannot be read, ``Refused`` where its tables are not of this maru.
    package init(from path: String, to address: PostgresAddress, _ migrations: [Migration]) throws {
      let (found, known) = (try SQLiteSnapshot.schemaStep(path: path), migrations.map(\.number).max() ?? 0)
      guard found == known else { throw Refused.otherStep(found: found, known: known) }
      source = try SQLiteSnapshot(path: path)
      self.address = address
      self.migrations = migrations
    }

    /// Looks whether the target is empty, and carries nothing over. Throws ``Refused`` or ``StoreError``.
    package func look() async throws {
      let (tables, store) = (try tables(), try PostgresStore(address, migrations: migrations))
      let taken = try await store.read { session in
        try tables.first { try session.row("SELECT 1 FROM \($0.name) LIMIT 1") != nil }?.name
      }
      await store.close()
      await source.close()
      if let taken { throw Refused.notEmpty(taken) }
    }

    private func tables() throws -> [Shape] {
      try source.readHere { session in
        try session.rows(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_step' ORDER BY name",
          []
        ).map { row in
          let name = try row.text(0)
          let columns = try session.rows("SELECT name, type, pk FROM pragma_table_info(?)", [.text(name)])
          return Shape(
            name: name, columns: try columns.map { try $0.text(0) },
            key: try columns.filter { try $0.integer(2) > 0 }.sorted { try $0.integer(2) < $1.integer(2) }
              .map { try $0.text(0) },
            // What SQLite calls so is the row's own key; PostgreSQL counts it up by itself.
            counted: try columns.first { try $0.text(1) == "INTEGER" && $0.integer(2) == 1 }?.text(0))
        }
      }
    }

    /// Carries over and compares; returns the tables in order of their names. Throws ``Refused`` or ``StoreError``.
    package func run() async throws -> [Table] {
      let tables = try tables()
      let store = try PostgresStore(address, migrations: migrations)
      let source = source
      let digests = try await store.write { session -> [String: Digest] in
        for table in tables where try session.row("SELECT 1 FROM \(table.name) LIMIT 1") != nil {
          throw Refused.notEmpty(table.name)
        }
        let carried = try source.readHere { from in
          try tables.reduce(into: [String: Digest]()) {
            $0[$1.name] = try StoreCopy.carry($1, from: from, into: session)
          }
        }
        // What differs is thrown away with all the rest: nothing half right is ever left behind.
        for table in tables where try StoreCopy.digest(of: table, in: session) != carried[table.name] {
          throw Refused.differs(table.name)
        }
        return carried
      }
      await store.close()
      await source.close()
      return tables.map { Table(name: $0.name, rows: digests[$0.name]?.rows ?? 0) }
    }

    /// A table of the source.
    private struct Shape: Sendable {
      let name: String
      let columns: [String]
      /// The columns of the primary key, in its order.
      let key: [String]
      /// The column that counts up by itself.
      let counted: String?
      var list: String { columns.joined(separator: ", ") }
    }

    /// What a table holds, whatever the order of its rows: their number, and the sum of the rows' SHA-256.
    private struct Digest: Sendable, Hashable {
      var rows: Int64 = 0
      private var sums: [UInt64] = [0, 0, 0, 0]

      mutating func add(_ row: some Collection<SQLValue>) {
        rows += 1
        var hash = SHA256()
        for value in row {
          switch value {
          case .integer(let integer): hash.update(data: Array("i\(integer)|".utf8))
          case .text(let text): hash.update(data: Array("t\(text.utf8.count)|\(text)".utf8))
          case .blob(let bytes): hash.update(data: Array("b\(bytes.count)|".utf8) + bytes)
          case .null: hash.update(data: [0])
          }
        }
        for (index, byte) in hash.finalize().enumerated() { sums[index / 8] &+= UInt64(byte) << UInt64(index % 8 * 8) }
      }
    }

    private static func carry(
      _ table: Shape, from source: any SQLSession, into target: any SQLSession
    ) throws -> Digest {
      var digest = Digest()
      guard !table.key.isEmpty else { throw Refused.withoutKey(table.name) }
      let (key, marks) = (table.key.joined(separator: ", "), table.key.map { _ in "?" }.joined(separator: ", "))
      var last: [SQLValue] = []
      while true {
        let behind = last.isEmpty ? "" : "WHERE (\(key)) > (\(marks)) "
        let page = try source.rows(
          "SELECT \(key), \(table.list) FROM \(table.name) \(behind)ORDER BY \(key) LIMIT ?",
          last + [.integer(rowsAtOnce)])
        guard let end = page.last else { break }
        last = Array(end.values.prefix(table.key.count))
        let row = "(" + Array(repeating: "?", count: table.columns.count).joined(separator: ", ") + ")"
        try target.run(
          "INSERT INTO \(table.name) (\(table.list)) VALUES "
            + Array(repeating: row, count: page.count).joined(separator: ", "),
          page.flatMap { $0.values.dropFirst(table.key.count) })
        for row in page { digest.add(row.values.dropFirst(table.key.count)) }
      }
      if let counted = table.counted, digest.rows > 0 {
        // Where PostgreSQL goes on counting.
        _ = try target.rows(
          "SELECT setval(pg_get_serial_sequence('\(table.name)', '\(counted)'), MAX(\(counted))) FROM \(table.name)", []
        )
      }
      return digest
    }

    private static func digest(of table: Shape, in session: any SQLSession) throws -> Digest {
      var digest = Digest()
      try session.run("DECLARE look_\(table.name) CURSOR FOR SELECT \(table.list) FROM \(table.name)", [])
      while true {
        let page = try session.rows("FETCH \(rowsAtOnce) FROM look_\(table.name)", [])
        guard !page.isEmpty else { break }
        for row in page { digest.add(row.values) }
      }
      try session.run("CLOSE look_\(table.name)", [])
      return digest
    }
  }
#endif
