import Testing

@testable import MaruStore

/// What the driver makes of texts before PostgreSQL sees them.
@Suite struct PostgresTextTests {
  static let statements: [(ours: String, theirs: String, count: Int)] = [
    ("SELECT 1", "SELECT 1", 0), ("a = ? AND b = ?", "a = $1 AND b = $2", 2),
    ("a = '?' AND b = ?", "a = '?' AND b = $1", 1), ("a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1", 1),
    ("(?, ?), (?, 0, ?)", "($1, $2), ($3, 0, $4)", 4), ("이름 = ?", "이름 = $1", 1),
  ]

  @Test("question marks outside quotes become numbered arguments", arguments: statements.indices)
  func numbered(_ index: Int) {
    let row = Self.statements[index]
    let numbered = NumberedArguments(row.ours)
    #expect(numbered.text == row.theirs)
    #expect(numbered.count == row.count)
  }

  @Test(
    "every text can be stored and is read back as it was",
    arguments: ["", "마루", "a\0b", "\0", "\0\0", "\u{F0F0}", "\u{F0F0}0", "\u{F0F0}\0", "（주）마루", "0\u{F0F0}1\0"])
  func storable(_ text: String) {
    let stored = StorableText.stored(text)
    #expect(!stored.utf8.contains(0))
    let read = Array(stored.utf8).withUnsafeBufferPointer(StorableText.read)
    #expect(Array(read.utf8) == Array(text.utf8))
  }

  static let addresses: [(url: String, shown: String)] = [
    ("postgres://maru:geheim@db:5432/maru?password=geheim", "postgres://maru@db:5432/maru"),
    ("postgresql://a@h1:1,h2:2/maru", "postgresql://a@h1:1,h2:2/maru"), ("postgres:///maru", "postgres:///maru"),
    ("postgres://maru:p@ss@db/x", "postgres://maru@db/x"),
  ]

  @Test("an address is shown without its password", arguments: addresses.indices)
  func shown(_ index: Int) {
    let row = Self.addresses[index]
    #expect(PostgresAddress(url: row.url, schema: "hub")?.shown == row.shown)
  }

  @Test(
    "a schema that could be more than a name is refused, and what is no PostgreSQL URL",
    arguments: ["", "Hub", "a b", "a;b", "a\"", "한", String(repeating: "a", count: 64)])
  func refused(_ schema: String) {
    #expect(PostgresAddress(url: "postgres://h/d", schema: schema) == nil)
    #expect(PostgresAddress(url: "mysql://h/d", schema: "hub") == nil)
  }

  static let states: [(state: String, error: StoreError, mayPass: Bool)] = [
    ("40001", .unreachable("PostgreSQL 40001"), true), ("40P01", .unreachable("PostgreSQL 40P01"), true),
    ("57P01", .unreachable("PostgreSQL 57P01"), true), ("08006", .unreachable("PostgreSQL 08006"), true),
    ("23505", .engine("PostgreSQL 23505: words"), false), ("53100", .full, false), ("25006", .readOnly, false),
    ("XX001", .corrupt("PostgreSQL XX001"), false), ("58030", .disk("PostgreSQL 58030"), false),
    ("22P02", .engine("PostgreSQL 22P02"), false),
  ]

  @Test("what the server says is understood; values that it quotes are not told", arguments: states.indices)
  func understood(_ index: Int) {
    let row = Self.states[index]
    let error = PostgresError.storeError(state: row.state, message: "words")
    #expect(error == row.error)
    #expect(error.mayPass == row.mayPass)
  }
}
