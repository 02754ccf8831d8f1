package import MaruDomain
package import MaruStore

/// A settlement day as it was closed: what reports are made of.
package struct SettledDay: Sendable, Hashable {
  package let day: ClosedDay
  package let netting: Netting
  package let fees: [FeeLine]
  package init(day: ClosedDay, netting: Netting, fees: [FeeLine]) {
    self.day = day
    self.netting = netting
    self.fees = fees
  }
}

/// Why a day cannot be closed.
package enum SettlementError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Its cut-off has not come yet.
  case notOver(BusinessDate)
  /// A later day is closed already: every entry up to then belongs to a day.
  case laterDayClosed(BusinessDate)
  /// The entries do not sum to zero: the book must be checked first.
  case unbalanced(Int64)

  package var description: String {
    switch self {
    case .notOver(let date): "\(date) is not over yet: it can be settled after its cut-off"
    case .laterDayClosed(let date): "\(date) was settled already, so no entry is left for an earlier day"
    case .unbalanced(let sum): "the day's positions sum to \(sum) won, not to zero: run 'maru verify' first"
    }
  }
}

/// Closes settlement days (정산): nets every bank's position, counts the fees, and draws the line under the book.
///
/// A day is a stretch of the book that ends with the last entry booked before its cut-off. The line is drawn in one unit of
/// work, under load as well: each entry falls into exactly one day, and what a bank answers late falls into the next.
package struct Settlement: Sendable {
  private let store: any Store
  private let world: World
  private let cutOff: SettlementCutOff

  package init(store: any Store, world: World, cutOff: SettlementCutOff = .midnight) {
    self.store = store
    self.world = world
    self.cutOff = cutOff
  }

  /// Closes `date`, or returns it where it is closed already. Throws ``SettlementError`` or ``StoreError``.
  package func close(_ date: BusinessDate) async throws -> SettledDay {
    if let known = try await settled(date) { return known }
    let end = cutOff.end(of: date)
    guard world.now() >= end else { throw SettlementError.notOver(date) }
    let closedAt = world.now()
    let stretch = try await measured(date, until: end)
    let netting = Netting(positions: stretch.positions)
    guard netting.sum == 0 else { throw SettlementError.unbalanced(netting.sum) }
    let day = ClosedDay(
      date: date, firstSequence: stretch.first, lastSequence: stretch.last, cutOff: end, closedAt: closedAt)
    let isNew = try await store.writeMany { session in
      // Somebody else may have closed it meanwhile; a later line would have been drawn behind it.
      guard try SettlementTable.day(date, in: session) == nil else { return false }
      guard (try SettlementTable.lastDay(in: session)?.lastSequence ?? 0) == stretch.first else { return false }
      try SettlementTable.close(day, positions: netting.positions, fees: stretch.fees, in: session)
      try ExposureTable.settled(netting.positions, deposits: stretch.deposits, in: session)
      return true
    }
    guard isNew else { return try await close(date) }
    return SettledDay(day: day, netting: netting, fees: stretch.fees)
  }

  /// What a day holds of the book.
  private struct Stretch: Sendable {
    let first: Int64
    let last: Int64
    let positions: [NetPosition]
    /// Won paid out for each organisation.
    let deposits: [OrganisationCode: Int64]
    let fees: [FeeLine]
  }

  /// Measures the stretch from the last closed day up to `end`. It only reads entries that are final: the book is never changed,
  /// only added to.
  private func measured(_ date: BusinessDate, until end: Instant) async throws -> Stretch {
    try await store.read { session in
      let previous = try SettlementTable.lastDay(in: session)
      if let previous, previous.date > date { throw SettlementError.laterDayClosed(previous.date) }
      let first = previous?.lastSequence ?? 0
      let last = try JournalTable.last(after: first, bookedBefore: end, in: session)
      let completed = try SettlementTable.completed(after: first, upTo: last, in: session)
      var deposits: [OrganisationCode: Int64] = [:]
      for done in completed where done.api != "transfer/withdraw" {
        deposits[done.organisation, default: 0] += done.amount
      }
      return Stretch(
        first: first, last: last, positions: try SettlementTable.sums(after: first, upTo: last, in: session),
        deposits: deposits,
        fees: try fees(
          completed, of: date, from: previous?.cutOff ?? Instant(milliseconds: 0), to: end, in: session))
    }
  }

  /// Closes every day that has ended since the last one; none before the first entry of the book.
  package func closeEnded() async throws -> [SettledDay] {
    let newest = cutOff.lastEnded(at: world.now())
    let start = try await store.read { session -> BusinessDate? in
      if let last = try SettlementTable.lastDay(in: session) { return last.date.adding(days: 1) }
      guard let first = try JournalTable.page(after: 0, atMost: 1, in: session).first else { return nil }
      let evening = first.businessDate.adding(days: -1)
      return cutOff.end(of: evening) > first.bookedAt ? evening : first.businessDate
    }
    guard var date = start else { return [] }
    var closed: [SettledDay] = []
    // A stop need not wait for days that the next start closes.
    while date <= newest, !Task.isCancelled {
      closed.append(try await close(date))
      date = date.adding(days: 1)
    }
    return closed
  }

  /// A day that is closed, or nil.
  package func settled(_ date: BusinessDate) async throws -> SettledDay? {
    try await store.read { session in
      guard let day = try SettlementTable.day(date, in: session) else { return nil }
      return SettledDay(
        day: day, netting: Netting(positions: try SettlementTable.positions(of: date, in: session)),
        fees: try SettlementTable.fees(of: date, in: session))
    }
  }

  /// Each use once: transfers from the book, where every completed one stands exactly once; the others from the record of calls. The
  /// rates are those of the day, not of the moment at which it is closed.
  private func fees(
    _ completed: [(organisation: OrganisationCode, api: String, count: Int64, amount: Int64)], of date: BusinessDate,
    from: Instant, to: Instant, in session: any SQLSession
  ) throws -> [FeeLine] {
    let table = FeeTable(FeeTable.published2019 + (try FeeRateTable.all(in: session)), on: date)
    let uses =
      completed.map { ($0.organisation, $0.api, $0.count) }
      + (try SettlementTable.calls(from: from, to: to, in: session).map { ($0.organisation, $0.api, $0.count) })
    return uses.map {
      FeeLine(organisation: $0.0, api: $0.1, count: $0.2, rate: table.rate(of: $0.1, for: $0.0))
    }.sorted { ($0.organisation.text, $0.api) < ($1.organisation.text, $1.api) }
  }
}
