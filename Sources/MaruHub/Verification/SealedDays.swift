import MaruDomain
import MaruStore

/// The days that were taken out of a book, as its check meets them: each stretch must stand in the chain where its seal says.
struct SealedDays: Sendable {
  private static let page = 2_000
  /// In book order.
  let stretches: [SealedStretch]
  private let sumsByDay: [BusinessDate: JournalSeal.Sums]
  /// What the lines that are still there sum to.
  private var found: [BusinessDate: JournalSeal.Sums] = [:]
  /// Days of which a stretch is not there any more.
  private var absentDays: Set<BusinessDate> = []
  private var next = 0
  private(set) var absentEntries: Int64 = 0

  init(_ store: any Store) async throws {
    (stretches, sumsByDay) = try await store.read {
      (try JournalSealTable.stretches(in: $0), try JournalSealTable.sums(in: $0))
    }
  }

  /// What all sealed entries sum to.
  var sums: JournalSeal.Sums { SealedDays.sum(of: sumsByDay.values) }

  /// What the entries that are not there sum to.
  var absentSums: JournalSeal.Sums {
    SealedDays.sum(of: sumsByDay.filter { absentDays.contains($0.key) }.map(\.value))
  }

  private static func sum(of days: some Sequence<JournalSeal.Sums>) -> JournalSeal.Sums {
    days.reduce(into: [:]) { sums, day in
      for (account, sum) in day {
        sums[account, default: (0, 0)].debits += sum.debits
        sums[account, default: (0, 0)].credits += sum.credits
      }
    }
  }

  /// Goes over the sealed stretches that follow entry `last`, up to entry `end`; `last` and `chain` are then those of their end.
  /// Returns what is wrong.
  mutating func goOn(
    from last: inout Int64, chain: inout [UInt8], to end: Int64, in store: any Store
  ) async throws -> Finding? {
    while next < stretches.count, stretches[next].first == last + 1, stretches[next].last <= end {
      let stretch = stretches[next]
      let name = "the seal of \(stretch.date.wire), entries \(stretch.first) to \(stretch.last),"
      guard stretch.chainBefore == chain else {
        return Finding("\(name) does not follow from the entry before it")
      }
      if let finding = try await walk(stretch, in: store) { return finding }
      (last, chain) = (stretch.last, stretch.chain)
      next += 1
    }
    // Everything sealed lies before the end of the book.
    guard end == .max, next < stretches.count else { return nil }
    return Finding(
      "journal entry \(last + 1) is missing: the next one was taken out of the book with \(stretches[next].date.wire)")
  }

  /// Reads the lines of a stretch where they are still in the database.
  private mutating func walk(_ stretch: SealedStretch, in store: any Store) async throws -> Finding? {
    var (last, chain) = (stretch.first - 1, stretch.chainBefore)
    while last < stretch.last {
      let start = last
      let limit = Int(min(Int64(SealedDays.page), stretch.last - last))
      let entries = try await store.read {
        try JournalTable.page(after: start, atMost: limit, of: .archive, in: $0)
      }.filter { $0.sequence <= stretch.last }
      if entries.isEmpty, last < stretch.first {
        absentDays.insert(stretch.date)
        absentEntries += stretch.count
        return nil
      }
      guard !entries.isEmpty else { return Finding("journal entry \(last + 1) is missing in the archive") }
      for booked in entries {
        guard booked.sequence == last + 1 else {
          return Finding("journal entry \(last + 1) is missing in the archive")
        }
        guard JournalTable.chain(after: chain, booked) == booked.chain else {
          return Finding("journal entry \(booked.sequence) of the archive was changed: its chain value does not follow")
        }
        (last, chain) = (booked.sequence, booked.chain)
        let (entry, date) = (booked.entry, stretch.date)
        found[date, default: [:]][entry.debit, default: (0, 0)].debits += entry.amount.amount
        found[date, default: [:]][entry.credit, default: (0, 0)].credits += entry.amount.amount
      }
    }
    return chain == stretch.chain
      ? nil : Finding("the archive of \(stretch.date.wire) does not end as its seal says, at entry \(stretch.last)")
  }

  /// The first day whose lines do not sum to what its seal says; of days that are not there, whether debits and credits are equal.
  func wrongSum() -> Finding? {
    for (date, sums) in sumsByDay.sorted(by: { $0.key < $1.key }) {
      guard sums.values.reduce(0, { $0 + $1.debits - $1.credits }) == 0 else {
        return Finding("the sums in the seal of \(date.wire) do not cancel out")
      }
      guard !absentDays.contains(date), let lines = found[date] else { continue }
      let isEqual = lines.allSatisfy { account, sum in sums[account].map { $0 == sum } ?? false }
      guard isEqual, lines.count == sums.count else {
        return Finding("the lines of \(date.wire) in the archive do not sum to what its seal says")
      }
    }
    return nil
  }
}

/// The entries that transfers should have and that are not in the database, beside those that sealed days took along.
struct AbsentEntries {
  private let sealed: JournalSeal.Sums
  private let sealedCount: Int64
  private var sums: JournalSeal.Sums = [:]
  private var count: Int64 = 0

  init(_ days: SealedDays) {
    sealed = days.absentSums
    sealedCount = days.absentEntries
  }

  /// Whether a transfer's entries are those `expected`, but for some that sealed days may have taken along.
  mutating func explain(_ expected: [JournalEntry], without found: [JournalEntry]) -> Bool {
    guard sealedCount > 0, Set(found).isSubset(of: expected), Set(found).count == found.count else { return false }
    for entry in expected where !found.contains(entry) {
      count += 1
      sums[entry.debit, default: (0, 0)].debits += entry.amount.amount
      sums[entry.credit, default: (0, 0)].credits += entry.amount.amount
    }
    return true
  }

  /// Where the entries that transfers lack are not those that the seals speak of.
  func difference() -> Finding? {
    guard count == sealedCount else {
      return Finding("transfers lack \(count) entries; the days that were taken out of the book had \(sealedCount)")
    }
    for account in Set(sums.keys).union(sealed.keys).sorted(by: { "\($0)" < "\($1)" }) {
      let (lacking, taken) = (sums[account] ?? (0, 0), sealed[account] ?? (0, 0))
      guard lacking == taken else {
        return Finding(
          "the entries of \(account) that transfers lack sum to \(lacking.debits) debit, \(lacking.credits) credit; those that were taken out of the book to \(taken.debits) and \(taken.credits)"
        )
      }
    }
    return nil
  }
}
