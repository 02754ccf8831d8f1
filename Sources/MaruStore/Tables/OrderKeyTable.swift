package import MaruDomain

/// Every statement about `order_key`: what makes the same order move money once, also across restarts and hubs.
package enum OrderKeyTable {
  /// The transfer that holds the key, or nil.
  package static func find(_ key: OrderKey, in session: any SQLSession) throws -> (
    transferID: Int64, claimedAt: Instant
  )? {
    let asked = question(key)
    return try holder(session.rows(asked.sql, asked.arguments))
  }

  private static let byKey = KeyedQuestion("transfer_id, claimed_at", of: "order_key", key: "order_key", .text)
  private static let new = RowShape(into: "order_key", "order_key TEXT, transfer_id BIGINT, claimed_at BIGINT")

  static func question(_ key: OrderKey) -> SQLQuestion { byKey.about(.text(key.text)) }

  static func holder(_ found: [SQLRow]) throws -> (transferID: Int64, claimedAt: Instant)? {
    try found.first.map { (try $0.integer(0), try $0.instant(1)) }
  }

  /// Takes a key that the unit of work found free. Writers take turns, so it still is; a second holder is refused by the engine.
  package static func take(_ key: OrderKey, for transferID: Int64, at: Instant, in session: any SQLSession) throws {
    let (holder, claimed) = (SQLValue.integer(transferID), SQLValue.integer(at.milliseconds))
    try session.write(new, [.text(key.text), holder, claimed])
    session.remember(question(key), [SQLRow(values: [holder, claimed])])
  }

  /// Takes the key for a transfer; false when another transfer holds it.
  ///
  /// A holder that claimed at or before `replacing` gives way (frozen `tran_dtime` on the test bed); nil means never.
  package static func claim(
    _ key: OrderKey, for transferID: Int64, at: Instant, replacing: Instant?, in session: any SQLSession
  ) throws -> Bool {
    try session.run(
      """
      INSERT INTO order_key (order_key, transfer_id, claimed_at) VALUES (?, ?, ?)
      ON CONFLICT (order_key) DO UPDATE SET transfer_id = excluded.transfer_id, claimed_at = excluded.claimed_at
      WHERE order_key.claimed_at <= ?
      """,
      [
        .text(key.text), .integer(transferID), .integer(at.milliseconds),
        .integer(replacing?.milliseconds ?? Int64.min),
      ]) == 1
  }
}

/// One running total as it is stored.
package struct LimitTotal: Sendable, Hashable {
  package let subject: String
  package let period: String
  /// In won.
  package let amount: Int64
}

/// Every statement about `limit_counter`: the running totals behind daily and monthly limits.
package enum LimitTable {
  /// Where a running total stands.
  struct Place: Sendable {
    let subject: String
    let period: String
  }

  /// Asks for what was used at each place: this runs for every transfer. One question, or one a place where the answers are known for
  /// the rest of a transaction (`apart`).
  static func questions(_ places: [Place], apart: Bool) -> [SQLQuestion] {
    guard !apart else { return places.map { question($0) } }
    return places.isEmpty
      ? []
      : [SQLQuestion(text(looks, places.count, look), places.flatMap { [.text($0.subject), .text($0.period)] })]
  }

  private static func question(_ place: Place) -> SQLQuestion {
    SQLQuestion(looks[1], [.text(place.subject), .text(place.period)])
  }

  /// Adds to the total at each place, in a session that remembers; `everywhere`: also where there is none yet.
  static func move(
    _ amounts: [(place: Place, amount: Int64)], everywhere: Bool, in session: any SQLSession
  ) throws {
    let asked = amounts.map { question($0.place) }
    _ = try session.answers(to: asked)
    for ((place, amount), question) in zip(amounts, asked) {
      // Known by now, with what was added just before.
      let found = try session.answers(to: [question]).first?.first
      guard everywhere || found != nil else { continue }
      let total = try (found?.integer(2) ?? 0) + amount
      let row = [SQLValue.text(place.subject), .text(place.period), .integer(total)]
      try session.write(totals, row, key: .text("\(place.subject) \(place.period)"))
      session.remember(question, [SQLRow(values: row)])
    }
  }

  private static let totals = RowShape(
    into: "limit_counter", "subject TEXT, period TEXT, amount BIGINT",
    otherwise: " ON CONFLICT (subject, period) DO UPDATE SET amount = excluded.amount")

  /// The first counter that `amount` would carry past its bound, by the rows of an answer; nil where there is none.
  static func broken(by amount: Won, _ counters: [LimitCounter], _ found: [SQLRow]) throws -> LimitCounter? {
    for counter in counters {
      let row = try found.first { row in
        try row.text(0) == counter.subject && row.text(1) == counter.period
      }
      // A bank may owe less than nothing: the others owe it.
      let used = try row.map { try counter.period == ExposureTable.period ? $0.exposure(2) : $0.counter(2) }
      if (used ?? 0) + amount.amount > counter.bound.amount { return counter }
    }
    return nil
  }

  /// The first counter that `amount` would carry past its bound, or nil.
  package static func broken(
    by amount: Won, _ counters: [LimitCounter], in session: any SQLSession
  ) throws -> LimitCounter? {
    guard !counters.isEmpty else { return nil }
    let asked = questions(counters.map { Place(subject: $0.subject, period: $0.period) }, apart: session.remembers)
    return try broken(by: amount, counters, session.answers(to: asked).flatMap { $0 })
  }

  /// Adds an order's amount to each counter.
  package static func add(_ amount: Won, to counters: [LimitCounter], in session: any SQLSession) throws {
    guard !counters.isEmpty else { return }
    guard !session.remembers else {
      let places = counters.map { (Place(subject: $0.subject, period: $0.period), amount.amount) }
      return try move(places, everywhere: true, in: session)
    }
    try session.post(
      text(additions, counters.count, addition),
      counters.flatMap { [SQLValue.text($0.subject), .text($0.period), .integer(amount.amount)] })
  }

  // The texts for as many counters as an order has are made once.
  private static let looks = (0...6).map(look)
  private static let additions = (0...6).map(addition)
  private static func text(_ known: [String], _ count: Int, _ make: (Int) -> String) -> String {
    known.indices.contains(count) ? known[count] : make(count)
  }

  // Not joined by OR: SQLite would keep the rows that it found in a table of its own, made and dropped for each look.
  private static func look(_ count: Int) -> String {
    Array(
      repeating: "SELECT subject, period, amount FROM limit_counter WHERE subject = ? AND period = ?", count: count
    ).joined(separator: " UNION ALL ")
  }

  private static func addition(_ count: Int) -> String {
    "INSERT INTO limit_counter (subject, period, amount) VALUES "
      + Array(repeating: "(?, ?, ?)", count: count).joined(separator: ", ")
      + " ON CONFLICT (subject, period) DO UPDATE SET amount = limit_counter.amount + excluded.amount"
  }

  /// Every running total, for checks over all.
  package static func all(in session: any SQLSession) throws -> [LimitTotal] {
    try session.rows("SELECT subject, period, amount FROM limit_counter ORDER BY subject, period", [])
      .map { LimitTotal(subject: try $0.text(0), period: try $0.text(1), amount: try $0.integer(2)) }
  }

  /// Ends the totals of a day, of an organisation in both directions and of users: the next order counts from nothing.
  package static func endDay(
    _ day: BusinessDate, of organisation: OrganisationCode, users: Set<UserSeqNo>, in session: any SQLSession
  ) throws {
    for subject in ["\(organisation.text)/W", "\(organisation.text)/D"] + users.map({ "\($0.text)/W" }) {
      try session.run(
        "DELETE FROM limit_counter WHERE subject = ? AND period = ?", [.text(subject), .text(day.wire)])
    }
  }

  /// Gives back what an order that moved nothing had taken.
  package static func release(_ amount: Won, from counters: [LimitCounter], in session: any SQLSession) throws {
    for counter in counters {
      try session.run(
        "UPDATE limit_counter SET amount = amount - ? WHERE subject = ? AND period = ?",
        [.integer(amount.amount), .text(counter.subject), .text(counter.period)])
    }
  }
}
