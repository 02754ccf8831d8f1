import Crypto
package import MaruDomain

/// A journal entry with its place in the book.
package struct BookedEntry: Sendable {
  package let sequence: Int64
  package let entry: JournalEntry
  package let businessDate: BusinessDate
  package let bookedAt: Instant
  /// SHA-256 over the chain value before and this entry: a changed, removed or added line breaks every later one.
  package let chain: [UInt8]
}

/// Where entries of the journal stand.
package enum JournalPlace: Sendable, Hashable {
  /// What hubs book into and settle from.
  case book
  /// Days that were taken out of the book, as long as their tables are still in the database.
  case archive
  /// The table of a day, or of several; see ``PostgresJournal``.
  case table(String)

  var name: String {
    switch self {
    case .book: "journal"
    case .archive: "journal_archive"
    case .table(let name): name
    }
  }
}

/// Where the journal ends.
package struct JournalEnd: Sendable, Hashable {
  /// The number of the last entry; 0 before the first.
  package let sequence: Int64
  /// Its chain value; nothing before the first.
  package let chain: [UInt8]
}

/// Every statement about `journal`, its end and `ledger_balance`: the hub's double-entry book.
package enum JournalTable {
  /// Books entries behind the last one, in their order, and moves the balances.
  package static func book(_ entries: [JournalEntry], at: Instant, in session: any SQLSession) throws {
    guard !entries.isEmpty else { return }
    let end = try session.journalEnd ?? end(in: session)
    var (sequence, chain) = (end.sequence, end.chain)
    let date = at.businessDate
    var booking = Booking()
    for entry in entries {
      sequence += 1
      chain = chained(chain, sequence, entry, date, at)
      let (debit, credit) = (entry.debit.description, entry.credit.description)
      booking.add(
        [
          .integer(sequence), .integer(entry.transferID), .text(entry.leg.rawValue), .text(debit), .text(credit),
          .integer(entry.amount.amount), .text(date.wire), .integer(at.milliseconds), .blob(chain),
        ], debit: debit, credit: credit, amount: entry.amount)
    }
    if !session.hold(booking) { try write(booking, in: session) }
    session.journalEnd = JournalEnd(sequence: sequence, chain: chain)
  }

  /// Entries, and what they add to the balances, for an engine that writes those of a transaction together.
  static func rows(_ booking: Booking) -> [(shape: RowShape, rows: [[SQLValue]])] {
    [
      (newEntries, booking.entries),
      (newSums, booking.sums.map { [.text($0.account), .integer($0.debits), .integer($0.credits)] }),
    ]
  }

  private static let newEntries = RowShape(
    into: "journal",
    """
    sequence BIGINT, transfer_id BIGINT, leg TEXT, debit TEXT, credit TEXT, amount BIGINT, business_date TEXT, \
    booked_at BIGINT, chain BLOB
    """)
  private static let newSums = RowShape(
    into: "ledger_balance", "account TEXT, debits BIGINT, credits BIGINT", otherwise: " \(added)")
  private static let added = """
    ON CONFLICT (account) DO UPDATE SET debits = ledger_balance.debits + excluded.debits,
    credits = ledger_balance.credits + excluded.credits
    """

  /// Writes entries and moves the balances, many rows a statement.
  private static func write(_ booking: Booking, in session: any SQLSession) throws {
    var entries = booking.entries[...]
    while let size = sizes.first(where: { $0 <= entries.count }) {
      try session.post(entryTexts[size] ?? insert(size), entries.prefix(size).flatMap { $0 })
      entries = entries.dropFirst(size)
    }
    var sums = booking.sums[...]
    while !sums.isEmpty {
      let part = sums.prefix(balanceTexts.count - 1)
      try session.post(
        balanceTexts[part.count],
        part.flatMap { [SQLValue.text($0.account), .integer($0.debits), .integer($0.credits)] })
      sums = sums.dropFirst(part.count)
    }
  }

  /// The number and the chain value of the last entry; 0 and nothing before the first.
  package static func end(in session: any SQLSession) throws -> JournalEnd {
    let last = try session.row("SELECT sequence, chain FROM journal_end")
    return JournalEnd(sequence: try last?.counter(0) ?? 0, chain: try last?.blob(1) ?? [])
  }

  /// Books one entry behind the last one.
  package static func book(_ entry: JournalEntry, at: Instant, in session: any SQLSession) throws {
    try book([entry], at: at, in: session)
  }

  private static func insert(_ count: Int) -> String {
    """
    INSERT INTO journal (sequence, transfer_id, leg, debit, credit, amount, business_date, booked_at, chain) VALUES \
    \(Array(repeating: "(?, ?, ?, ?, ?, ?, ?, ?, ?)", count: count).joined(separator: ", "))
    """
  }

  private static func moves(_ count: Int) -> String {
    """
    INSERT INTO ledger_balance (account, debits, credits) VALUES \
    \(Array(repeating: "(?, ?, ?)", count: count).joined(separator: ", "))
    \(added)
    """
  }

  // Few different texts, each made once: an engine keeps them prepared. A transfer books a debit and a credit in one unit.
  private static let sizes = [64, 32, 16, 8, 4, 2, 1]
  private static let entryTexts = Dictionary(uniqueKeysWithValues: sizes.map { ($0, insert($0)) })
  private static let balanceTexts = (0...40).map(moves)
  /// What was booked of one transfer, in book order, wherever it stands.
  package static func entries(of transfer: Int64, in session: any SQLSession) throws -> [BookedEntry] {
    try session.rows(
      """
      SELECT \(columns) FROM journal WHERE transfer_id = ?
      UNION ALL SELECT \(columns) FROM journal_archive WHERE transfer_id = ? ORDER BY 1
      """, [.integer(transfer), .integer(transfer)]
    ).map(read)
  }

  /// Entries in book order after `sequence`; those that were taken out of the book where `table` is that of the archive.
  package static func page(
    after sequence: Int64, atMost limit: Int, of table: JournalPlace = .book, in session: any SQLSession
  ) throws -> [BookedEntry] {
    try session.rows(
      """
      SELECT \(columns) FROM \(table.name)
      WHERE sequence > ? ORDER BY sequence LIMIT ?
      """,
      [.integer(sequence), .integer(Int64(limit))]
    ).map(read)
  }

  private static let columns =
    "sequence, transfer_id, leg, debit, credit, amount, business_date, booked_at, chain"

  private static func read(_ row: SQLRow) throws -> BookedEntry {
    let sequence = try row.integer(0)
    return try row.named("journal entry \(sequence)") {
      guard let date = BusinessDate(wire: try row.text(6)) else { throw StoreError.damaged("no valid day") }
      return BookedEntry(
        sequence: sequence,
        entry: JournalEntry(
          transferID: try row.integer(1), leg: try row.code(2), debit: try row.ledgerAccount(3),
          credit: try row.ledgerAccount(4), amount: try row.won(5)),
        businessDate: date, bookedAt: try row.instant(7), chain: try row.blob(8))
    }
  }

  /// The first entry whose transfer is not stored, or nil.
  package static func orphan(in session: any SQLSession) throws -> Int64? {
    try session.row(
      """
      SELECT sequence FROM journal WHERE NOT EXISTS (SELECT 1 FROM transfer WHERE transfer.id = journal.transfer_id)
      ORDER BY sequence LIMIT 1
      """
    )?.integer(0)
  }

  /// The chain value that belongs to `booked` behind `previous`.
  package static func chain(after previous: [UInt8], _ booked: BookedEntry) -> [UInt8] {
    chained(previous, booked.sequence, booked.entry, booked.businessDate, booked.bookedAt)
  }

  /// Entries of the transfers after `first` up to and including `last`, by transfer.
  package static func entries(
    ofTransfersAfter first: Int64, upTo last: Int64, of table: JournalPlace = .book, in session: any SQLSession
  ) throws -> [JournalEntry] {
    try session.rows(
      """
      SELECT transfer_id, leg, debit, credit, amount FROM \(table.name) WHERE transfer_id > ? AND transfer_id <= ?
      ORDER BY transfer_id, leg
      """,
      [.integer(first), .integer(last)]
    ).map { row in
      let transferID = try row.integer(0)
      return try row.named("an entry of transfer \(transferID)") {
        JournalEntry(
          transferID: transferID, leg: try row.code(1), debit: try row.ledgerAccount(2),
          credit: try row.ledgerAccount(3), amount: try row.won(4))
      }
    }
  }

  /// How many entries the book holds.
  package static func count(of table: JournalPlace = .book, in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT COUNT(*) FROM \(table.name)", [])?.integer(0) ?? 0
  }

  /// The legs booked for a transfer.
  package static func legs(of transferID: Int64, in session: any SQLSession) throws -> [TransferLeg] {
    try session.rows("SELECT leg FROM journal WHERE transfer_id = ? ORDER BY leg", [.integer(transferID)])
      .map { try $0.code(0) }
  }

  /// Debit and credit totals of every account.
  package static func balances(
    in session: any SQLSession
  ) throws -> [(account: String, debits: Int64, credits: Int64)] {
    try session.rows("SELECT account, debits, credits FROM ledger_balance ORDER BY account", [])
      .map { (try $0.text(0), try $0.integer(1), try $0.integer(2)) }
  }

  private static func chained(
    _ previous: [UInt8], _ sequence: Int64, _ entry: JournalEntry, _ date: BusinessDate, _ at: Instant
  ) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    let line =
      "\(sequence)|\(entry.transferID)|\(entry.leg.rawValue)|\(entry.debit)|\(entry.credit)|\(entry.amount)|\(date.wire)|\(at.milliseconds)"
    hash.update(data: Array(line.utf8))
    return Array(hash.finalize())
  }
}

extension SQLRow {
  /// A stored account of the hub's own books.
  func ledgerAccount(_ column: Int) throws -> LedgerAccount {
    guard let account = LedgerAccount(try text(column)) else {
      throw StoreError.damaged("column \(column) is no ledger account")
    }
    return account
  }
}
