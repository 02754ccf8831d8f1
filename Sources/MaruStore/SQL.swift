package import MaruDomain

// The small boundary between SQL texts (Tables/, Migrations/) and an engine (Drivers/). A text uses only what SQLite and
// PostgreSQL share, with `?` for arguments; a driver rewrites nothing but the placeholders and the type words of migrations.

/// One value in or out of a statement.
package enum SQLValue: Sendable, Hashable {
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  case null

  /// Null for nil.
  package init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
  /// Null for nil.
  package init(_ integer: Int64?) { self = integer.map(SQLValue.integer) ?? .null }
}

/// One row of an answer, by column position.
package struct SQLRow: Sendable {
  package let values: [SQLValue]
  package init(values: [SQLValue]) { self.values = values }

  /// Throws ``StoreError/damaged(_:)`` when the column is not an integer.
  package func integer(_ column: Int) throws -> Int64 {
    guard case .integer(let value) = values[column] else { throw StoreError.damaged("column \(column) is no integer") }
    return value
  }
  /// Throws ``StoreError/damaged(_:)`` when the column is not a text.
  package func text(_ column: Int) throws -> String {
    guard case .text(let value) = values[column] else { throw StoreError.damaged("column \(column) is no text") }
    return value
  }
  /// Throws ``StoreError/damaged(_:)`` when the column is neither a text nor null.
  package func optionalText(_ column: Int) throws -> String? {
    if case .null = values[column] { return nil }
    return try text(column)
  }
  /// Throws ``StoreError/damaged(_:)`` when the column is neither an integer nor null.
  package func optionalInteger(_ column: Int) throws -> Int64? {
    if case .null = values[column] { return nil }
    return try integer(column)
  }
  /// Throws ``StoreError/damaged(_:)`` when the column is not a blob.
  package func blob(_ column: Int) throws -> [UInt8] {
    guard case .blob(let value) = values[column] else { throw StoreError.damaged("column \(column) is no blob") }
    return value
  }
  /// A stored value read back through the check it passed when it was written.
  package func checked<T: ValidatedText>(_ column: Int, as type: T.Type = T.self) throws -> T {
    guard let value = T(try text(column)) else { throw StoreError.damaged("column \(column) is no \(T.self)") }
    return value
  }
  /// As ``checked(_:as:)``, nil for null.
  package func optionalChecked<T: ValidatedText>(_ column: Int, as type: T.Type = T.self) throws -> T? {
    if case .null = values[column] { return nil }
    return try checked(column)
  }
  /// A stored code of a closed list.
  package func code<T: RawRepresentable>(_ column: Int, as type: T.Type = T.self) throws -> T
  where T.RawValue == String {
    guard let value = T(rawValue: try text(column)) else {
      throw StoreError.damaged("column \(column) is no \(T.self)")
    }
    return value
  }
  /// A stored amount.
  package func won(_ column: Int) throws -> Won {
    guard let value = Won(try integer(column)) else { throw StoreError.damaged("column \(column) is no amount") }
    return value
  }
  /// A stored day, `yyyyMMdd` as text.
  package func businessDate(_ column: Int) throws -> BusinessDate {
    guard let value = BusinessDate(wire: try text(column)) else {
      throw StoreError.damaged("column \(column) is no day")
    }
    return value
  }
  /// A stored moment (milliseconds), within the years that a `yyyyMMdd` can name: arithmetic on it cannot overflow.
  package func instant(_ column: Int) throws -> Instant {
    let value = try integer(column)
    guard SQLRow.moments.contains(value) else { throw StoreError.damaged("column \(column) is no moment") }
    return Instant(milliseconds: value)
  }
  /// As ``instant(_:)``, nil for null.
  package func optionalInstant(_ column: Int) throws -> Instant? {
    if case .null = values[column] { return nil }
    return try instant(column)
  }
  /// A stored number that counts up from 0 by one.
  package func counter(_ column: Int) throws -> Int64 {
    let value = try integer(column)
    guard (0...SQLRow.greatestCount).contains(value) else { throw StoreError.damaged("column \(column) is no count") }
    return value
  }

  /// A stored sum that may be owed either way.
  package func exposure(_ column: Int) throws -> Int64 {
    let value = try integer(column)
    guard (-SQLRow.greatestCount...SQLRow.greatestCount).contains(value) else {
      throw StoreError.damaged("column \(column) is no sum")
    }
    return value
  }

  /// Years 0001 to 9999, KST.
  private static let moments: ClosedRange<Int64> = -62_135_629_200_000...253_402_268_399_999
  /// A million a second would take four thousand years to get there; twice it still fits.
  private static let greatestCount = Int64.max / 4

  /// Reads a row; a value that breaks its rule is reported with the row's own name.
  package func named<Value>(_ name: @autoclosure () -> String, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch StoreError.damaged(let what) {
      throw StoreError.damaged("\(name()): \(what)")
    }
  }
}

/// What a unit of work sees of the engine. Statements run one after the other; nothing else may be awaited inside.
package protocol SQLSession {
  /// Runs a statement and returns how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int
  /// Runs a statement and returns its rows.
  func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
  /// Runs a statement of which nobody needs to hear how many rows it changed. An engine that is far away may send it with the next
  /// one that is answered; what speaks against it is then told there, at the latest by the commit.
  func post(_ sql: String, _ arguments: [SQLValue]) throws
  /// Asks several questions, in one exchange where the engine is far away.
  func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]]
  /// Writes a row of which nobody needs to hear, at the latest before the transaction ends or anybody reads its table in it. Of rows with
  /// the same `key` the last one counts.
  func write(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) throws
  /// Whether what ``answers(to:)`` told is known for the rest of the transaction, until a statement changes one of its tables. Whoever
  /// changes a row by ``write(_:_:key:)`` then says what the answers are from now on.
  var remembers: Bool { get }
  /// From now on in this transaction, `rows` are the answer.
  func remember(_ question: SQLQuestion, _ rows: [SQLRow])
  /// Where the journal ends, as far as the transaction has booked itself; nil where it is to be asked for.
  var journalEnd: JournalEnd? { get nonmutating set }
  /// Keeps entries back, to write them with the others of the transaction before it ends or anybody reads the book in it. False where
  /// that would save nothing: they are to be written at once.
  func hold(_ booking: Booking) -> Bool
}

/// A statement's text as a key. Texts are few and long, mostly differ in length, and are mostly the same string each time, which compares
/// at a glance: to sum up every byte of them for each statement would be a tenth of what a short one takes.
struct StatementText: Sendable, Hashable {
  let text: String
  init(_ text: String) { self.text = text }

  func hash(into hasher: inout Hasher) { hasher.combine(text.utf8.count) }
}

/// A statement that asks, with its arguments.
package struct SQLQuestion: Sendable, Hashable {
  package let sql: String
  package let arguments: [SQLValue]
  /// Of which kind it is, where it asks about one row by its key.
  let keyed: KeyedQuestion?

  package init(_ sql: String, _ arguments: [SQLValue]) { self.init(sql, arguments, keyed: nil) }

  init(_ sql: String, _ arguments: [SQLValue], keyed: KeyedQuestion?) {
    self.sql = sql
    self.arguments = arguments
    self.keyed = keyed
  }

  package static func == (one: SQLQuestion, other: SQLQuestion) -> Bool {
    one.sql == other.sql && one.arguments == other.arguments
  }

  /// Its arguments tell it from others, but for few.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(sql.utf8.count)
    hasher.combine(arguments)
  }
}

extension SQLSession {
  package func post(_ sql: String, _ arguments: [SQLValue]) throws { try run(sql, arguments) }
  package func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] {
    try questions.map { try rows($0.sql, $0.arguments) }
  }
  package func hold(_ booking: Booking) -> Bool { false }
  package func write(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) throws {
    guard try run(shape.one, row) == 1 else { throw StoreError.engine("no row changed: \(shape.one)") }
  }
  package var remembers: Bool { false }
  package func remember(_ question: SQLQuestion, _ rows: [SQLRow]) {}
  package func write(_ shape: RowShape, _ row: [SQLValue]) throws { try write(shape, row, key: nil) }
  /// An engine in the same process is asked each time.
  package var journalEnd: JournalEnd? {
    get { nil }
    nonmutating set { _ = newValue }
  }

  /// The first row, if there is one.
  package func row(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? { try rows(sql, arguments).first }
}

/// What can go wrong in a store, apart from a unit of work's own refusal.
package enum StoreError: Error, Sendable, Equatable {
  /// The disk is full: nothing of the unit was kept.
  case full
  /// The database cannot be written: nothing of the unit was kept.
  case readOnly
  /// A stored value breaks its rule.
  case damaged(String)
  /// The engine found a page that is not what it wrote: nothing of the file can be trusted.
  case corrupt(String)
  /// The disk failed to read or write: nothing of the unit was kept.
  case disk(String)
  /// The database was made by a newer Maru.
  case newerSchema(found: Int, known: Int)
  /// The store was closed.
  case closed
  /// The database does not answer, or kept everybody waiting for too long: nothing of the unit was kept.
  case unreachable(String)
  /// The connection was lost at the commit and the database did not come back in time to tell: the unit was kept, or it was
  /// not. Whoever ordered something must be told to ask, never that it failed.
  case outcomeUnknown
  /// Anything else the engine said.
  case engine(String)

  /// Whether the database was away: nothing is wrong with what was asked, and it may succeed in a moment.
  package var isAbsence: Bool {
    switch self {
    case .unreachable, .outcomeUnknown: true
    case .full, .readOnly, .damaged, .corrupt, .disk, .newerSchema, .closed, .engine: false
    }
  }

  /// What is wrong with what is stored, where that is the error.
  package var damage: String? {
    switch self {
    case .damaged(let what): what
    case .corrupt: description
    case .full, .readOnly, .disk, .newerSchema, .closed, .unreachable, .outcomeUnknown, .engine: nil
    }
  }
}

/// What an operator reads; no stored value is in it.
extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .full: "the disk is full"
    case .readOnly: "the database cannot be written: it, its directory or its file system is read-only"
    case .damaged(let what): "a stored value is damaged: \(what)"
    case .corrupt(let what): "the database is damaged: \(what)"
    case .disk(let what): "the disk does not read or write as it should: \(what)"
    case .newerSchema(let found, let known):
      "a newer Maru made it (schema step \(found), this one works with \(known))"
    case .closed: "the database is closed"
    case .unreachable(let why): "the database does not answer: \(why)"
    case .outcomeUnknown: "the connection was lost at the commit"
    case .engine(let what): what
    }
  }
}
