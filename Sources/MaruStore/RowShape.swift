/// What a column of a ``RowShape`` or a ``KeyedQuestion`` holds, in the words that both engines know.
enum ColumnType: String, Sendable {
  case integer = "BIGINT"
  case text = "TEXT"
  case blob = "BLOB"

  /// The type of an array of them (PostgreSQL).
  var array: String { self == .blob ? "BYTEA[]" : rawValue + "[]" }
}

/// A kind of row that units of work write one at a time. An engine that is far away writes those of a transaction together, all of
/// them by one statement (``SQLSession/write(_:_:key:)``).
package struct RowShape: Sendable {
  /// A column that is written.
  struct Column: Sendable, Hashable {
    let name: String
    let type: ColumnType
  }

  /// Whether rows are new, or are there and get other values.
  enum Kind: Sendable, Hashable {
    /// `otherwise`: what is done where the key is taken, in the words of SQL.
    case new(otherwise: String)
    case changed(key: String)
  }

  let table: String
  let kind: Kind
  /// As the values of a row come; of one that changes, its key's last.
  let columns: [Column]
  /// The statement for one row.
  let one: String
  /// The statement for many rows, with an array of values for each column (PostgreSQL).
  let many: String
  /// The watched tables among those that it names.
  let tables: NamedTables

  /// New rows. `columns` as a table's definition has them: `id BIGINT, name TEXT`.
  init(into table: String, _ columns: String, otherwise: String = "") {
    (self.table, kind, self.columns) = (table, .new(otherwise: otherwise), RowShape.columns(columns))
    let names = self.columns.map(\.name).joined(separator: ", ")
    let places = Array(repeating: "?", count: self.columns.count).joined(separator: ", ")
    one = "INSERT INTO \(table) (\(names)) VALUES (\(places))\(otherwise)"
    // Without the condition SQL takes ON CONFLICT for a part of the FROM clause.
    many = """
      INSERT INTO \(table) (\(names)) SELECT * FROM unnest(\(RowShape.arrays(self.columns))) AS fresh \
      WHERE true\(otherwise)
      """
    tables = NamedTables(in: one)
  }

  /// Rows that are there, found by the last of `columns`.
  init(changing table: String, _ columns: String) {
    let columns = RowShape.columns(columns)
    let key = columns.last?.name ?? ""
    (self.table, kind, self.columns) = (table, .changed(key: key), columns)
    let sets = columns.dropLast().map { "\($0.name) = ?" }.joined(separator: ", ")
    one = "UPDATE \(table) SET \(sets) WHERE \(key) = ?"
    let fresh = columns.dropLast().map { "\($0.name) = fresh.\($0.name)" }.joined(separator: ", ")
    let names = columns.map(\.name).joined(separator: ", ")
    many = """
      UPDATE \(table) SET \(fresh) FROM unnest(\(RowShape.arrays(columns))) AS fresh (\(names)) \
      WHERE \(table).\(key) = fresh.\(key)
      """
    tables = NamedTables(in: one)
  }

  private static func arrays(_ columns: [Column]) -> String {
    columns.map { "CAST(? AS \($0.type.array))" }.joined(separator: ", ")
  }

  private static func columns(_ text: String) -> [Column] {
    text.split(separator: ",").map { column in
      let words = column.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let type = ColumnType(rawValue: String(words[1])) else {
        preconditionFailure("a column is a name and a type: \(column)")
      }
      return Column(name: String(words[0]), type: type)
    }
  }
}

/// A question about the row with a key. An engine that is far away asks it about many keys by one statement.
package final class KeyedQuestion: Sendable {
  let columns: String
  let table: String
  /// Columns that are compared with an argument each, before the key.
  let fixed: [String]
  let key: String
  let type: ColumnType
  /// The statement for one key.
  let one: String
  /// The statement for many keys, an array of them first (PostgreSQL); the first column of the answer is the key.
  ///
  /// The question about one key stands in it as it is, behind a fence (`OFFSET 0`): asked for all keys at once (`= ANY`), the server
  /// read all legs of a bank while their table was young, by an index that seemed as good.
  let many: String
  /// The watched tables among those that it names.
  let tables: NamedTables

  init(_ columns: String, of table: String, where fixed: [String] = [], key: String, _ type: ColumnType) {
    (self.columns, self.table, self.fixed, self.key, self.type) = (columns, table, fixed, key, type)
    let conditions = (fixed + [key]).map { "\($0) = ?" }.joined(separator: " AND ")
    one = "SELECT \(columns) FROM \(table) WHERE \(conditions)"
    let first = fixed.map { "\($0) = ? AND " }.joined()
    many = """
      SELECT asked.wanted, found.* FROM unnest(CAST(? AS \(type.array))) AS asked (wanted), \
      LATERAL (SELECT \(columns) FROM \(table) WHERE \(first)\(key) = asked.wanted OFFSET 0) AS found
      """
    tables = NamedTables(in: one)
  }

  /// The question about one row.
  func about(_ key: SQLValue, _ fixed: [SQLValue] = []) -> SQLQuestion {
    SQLQuestion(one, fixed + [key], keyed: self)
  }
}

/// Tables of which a transaction remembers what it asked for and keeps back what it is to write.
struct NamedTables: OptionSet, Sendable, Hashable {
  let rawValue: UInt16
  /// The journal, its end, its archive, and the balances that follow from it.
  static let book = NamedTables(rawValue: 1)
  private static let names: [String: NamedTables] = [
    "ledger_balance": .book, "transfer": NamedTables(rawValue: 1 << 1), "order_key": NamedTables(rawValue: 1 << 2),
    "limit_counter": NamedTables(rawValue: 1 << 3), "bank_cap": NamedTables(rawValue: 1 << 4),
    "organisation": NamedTables(rawValue: 1 << 5), "registered_account": NamedTables(rawValue: 1 << 6),
    "bank_account": NamedTables(rawValue: 1 << 7), "bank_leg": NamedTables(rawValue: 1 << 8),
    "bank_transaction": NamedTables(rawValue: 1 << 9),
  ]

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Those that a statement names.
  init(in sql: String) {
    self = []
    for word in sql.utf8.split(whereSeparator: { !NamedTables.isLetter($0) }) {
      guard let word = String(Substring(word).utf8) else { continue }
      if word.hasPrefix("journal") { insert(.book) }
      if let table = NamedTables.names[word] { insert(table) }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}
