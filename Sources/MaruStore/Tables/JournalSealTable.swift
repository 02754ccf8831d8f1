package import MaruDomain

/// A stretch of the book that was taken out of it: entries of one day with numbers that follow each other.
package struct SealedStretch: Sendable, Hashable {
  package let date: BusinessDate
  package let first: Int64
  package private(set) var last: Int64
  /// The chain's value before the first entry.
  package let chainBefore: [UInt8]
  /// The value of the last entry, from which the next one follows.
  package private(set) var chain: [UInt8]
  package var count: Int64 { last - first + 1 }
}

/// What a day leaves in the book when its entries are taken out: where they stood in the chain, and their sums by account.
///
/// It is made of entries in book order, of one day or of several, each of which must follow from the one before it.
package struct JournalSeal: Sendable {
  package typealias Sums = [LedgerAccount: (debits: Int64, credits: Int64)]

  package private(set) var stretches: [SealedStretch] = []
  package private(set) var sums: [BusinessDate: Sums] = [:]

  package init() {}

  package var lastSequence: Int64 { stretches.map(\.last).max() ?? 0 }

  /// Adds the next entry; `previous` is asked for the chain's value before it where no entry of the seal is the one before.
  ///
  /// Throws ``StoreError/damaged(_:)`` where the entry's chain value does not follow.
  mutating func add(_ booked: BookedEntry, after previous: () throws -> [UInt8]) throws {
    // Days can meet within each other around midnight, so the entry before may stand in another day's stretch.
    let before = stretches.last.flatMap { $0.last + 1 == booked.sequence ? $0.chain : nil }
    let chainBefore = try before ?? previous()
    guard JournalTable.chain(after: chainBefore, booked) == booked.chain else {
      throw StoreError.damaged("journal entry \(booked.sequence): its chain value does not follow")
    }
    if before != nil, let index = stretches.indices.last, stretches[index].date == booked.businessDate {
      stretches[index].grow(to: booked)
    } else {
      stretches.append(SealedStretch(first: booked, chainBefore: chainBefore))
    }
    let (entry, date) = (booked.entry, booked.businessDate)
    sums[date, default: [:]][entry.debit, default: (0, 0)].debits += entry.amount.amount
    sums[date, default: [:]][entry.credit, default: (0, 0)].credits += entry.amount.amount
  }
}

extension SealedStretch {
  fileprivate init(first booked: BookedEntry, chainBefore: [UInt8]) {
    self.init(
      date: booked.businessDate, first: booked.sequence, last: booked.sequence, chainBefore: chainBefore,
      chain: booked.chain)
  }

  fileprivate mutating func grow(to booked: BookedEntry) {
    last = booked.sequence
    chain = booked.chain
  }
}

/// Every statement about `journal_seal` and `journal_seal_sum`. A seal never changes.
package enum JournalSealTable {
  private static let page = 2_000

  /// Reads all entries of a table and seals them. Throws ``StoreError/damaged(_:)`` where one does not follow from the one before
  /// it: what is not sound is not sealed.
  package static func measure(_ table: JournalPlace, in session: any SQLSession) throws -> JournalSeal {
    var seal = JournalSeal()
    var last = Int64.min
    while true {
      let entries = try JournalTable.page(after: last, atMost: page, of: table, in: session)
      guard let end = entries.last else { return seal }
      for booked in entries {
        try seal.add(booked) { try chain(of: booked.sequence - 1, in: session) }
      }
      last = end.sequence
    }
  }

  /// The chain's value behind an entry, wherever that stands; nothing before the first.
  private static func chain(of sequence: Int64, in session: any SQLSession) throws -> [UInt8] {
    guard sequence > 0 else { return [] }
    let row = try session.row(
      """
      SELECT chain FROM journal WHERE sequence = ? UNION ALL SELECT chain FROM journal_archive WHERE sequence = ?
      UNION ALL SELECT chain FROM journal_seal WHERE last_sequence = ?
      """, [.integer(sequence), .integer(sequence), .integer(sequence)])
    guard let row else { throw StoreError.damaged("journal entry \(sequence) is missing") }
    return try row.blob(0)
  }

  package static func insert(_ seal: JournalSeal, at: Instant, in session: any SQLSession) throws {
    for stretch in seal.stretches {
      try session.run(
        """
        INSERT INTO journal_seal (first_sequence, last_sequence, business_date, chain_before, chain, sealed_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(stretch.first), .integer(stretch.last), .text(stretch.date.wire), .blob(stretch.chainBefore),
          .blob(stretch.chain), .integer(at.milliseconds),
        ])
    }
    for (date, sums) in seal.sums {
      for (account, sum) in sums {
        try session.run(
          "INSERT INTO journal_seal_sum (business_date, account, debits, credits) VALUES (?, ?, ?, ?)",
          [.text(date.wire), .text(account.description), .integer(sum.debits), .integer(sum.credits)])
      }
    }
  }

  /// All stretches, in book order.
  package static func stretches(in session: any SQLSession) throws -> [SealedStretch] {
    try session.rows(
      "SELECT business_date, first_sequence, last_sequence, chain_before, chain FROM journal_seal ORDER BY first_sequence",
      []
    ).map { row in
      let first = try row.counter(1)
      return try row.named("the seal of entry \(first)") {
        let last = try row.counter(2)
        guard last >= first else { throw StoreError.damaged("it ends before it begins") }
        return SealedStretch(
          date: try row.businessDate(0), first: first, last: last, chainBefore: try row.blob(3), chain: try row.blob(4))
      }
    }
  }

  /// The sums of every sealed day.
  package static func sums(in session: any SQLSession) throws -> [BusinessDate: JournalSeal.Sums] {
    try session.rows("SELECT business_date, account, debits, credits FROM journal_seal_sum", []).reduce(into: [:]) {
      let date = try $1.businessDate(0)
      $0[date, default: [:]][try $1.ledgerAccount(1)] = (try $1.counter(2), try $1.counter(3))
    }
  }

  /// The last day that was taken out of the book; nil where none was.
  package static func lastDay(in session: any SQLSession) throws -> BusinessDate? {
    try session.row("SELECT business_date FROM journal_seal ORDER BY business_date DESC LIMIT 1")?.businessDate(0)
  }
}
