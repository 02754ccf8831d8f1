import MaruDomain
import MaruStore

/// A unit's session with a ``PlantedBug`` in it: some statements do something else than they say.
final class PlantedSession: SQLSession {
  private let session: any SQLSession
  private let bug: PlantedBug
  /// Whether the leg that the unit looked for is known.
  private var isKnown = false

  init(session: any SQLSession, bug: PlantedBug) {
    self.session = session
    self.bug = bug
  }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    var arguments = arguments
    switch bug {
    case .releaseLimitsTwice where sql.contains("amount = amount - ?"): _ = try session.run(sql, arguments)
    // Whoever holds the key, the order goes its way.
    case .forgetOrderKeys where sql.contains("INTO order_key"): return (try? session.run(sql, arguments)) ?? 1
    // What was forgotten is posted again, and needs a name of its own to be kept.
    case .bankForgetsLegs where sql.contains("INTO bank_leg") && isKnown:
      if case .text(let id) = arguments[1] { arguments[1] = .text(id + " again") }
    default: break
    }
    return try session.run(sql, arguments)
  }

  func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    let rows = try session.rows(sql, arguments)
    switch bug {
    case .forgetOrderKeys where sql.contains("FROM order_key"): return []
    case .bankForgetsLegs where sql.contains("FROM bank_leg") && sql.contains("leg_id = ?"):
      isKnown = !rows.isEmpty
      return []
    // The totals are kept right: only the look at them before an order is wrong.
    case .ignoreCaps where sql.contains("period, amount FROM limit_counter WHERE subject"):
      return try rows.filter { try !$0.text(0).hasPrefix("bank:") }
    case .ignorePrefunds where sql.contains("period, amount FROM limit_counter WHERE subject"):
      return try rows.filter { try !$0.text(0).hasSuffix("/P") }
    case .settleWrongBank where sql.contains("FROM journal") && sql.contains("GROUP BY account"):
      return try exchanged(rows)
    case .settleShort where sql.contains("booked_at FROM journal WHERE sequence = "):
      return try rows.map { SQLRow(values: [.integer(try $0.integer(0) + 10_000)]) }
    default: return rows
    }
  }

  /// The same sums, the first two banks' in each other's place.
  private func exchanged(_ rows: [SQLRow]) throws -> [SQLRow] {
    let banks = try rows.indices.filter { try rows[$0].text(0).hasPrefix("bank:") }
    guard banks.count > 1 else { return rows }
    var rows = rows
    let (first, second) = (rows[banks[0]].values, rows[banks[1]].values)
    rows[banks[0]] = SQLRow(values: [first[0]] + second.dropFirst())
    rows[banks[1]] = SQLRow(values: [second[0]] + first.dropFirst())
    return rows
  }
}
