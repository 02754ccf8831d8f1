package import MaruDomain

/// Something that a fintech wants done once: a withdrawal, or a list of deposits.
package struct SimulatedOrder: Sendable {
  package enum Kind: Sendable {
    case withdraw
    /// To registered accounts.
    case deposit
    /// To accounts by number, with the name check on.
    case deposit2
  }

  /// One movement of the order.
  package struct Row: Sendable {
    /// The user's number in the cast.
    package let user: Int
    package let amount: Won
    /// The fintech gives a name that is not the holder's.
    package let isNameWrong: Bool
    package init(user: Int, amount: Won, isNameWrong: Bool) {
      self.user = user
      self.amount = amount
      self.isNameWrong = isNameWrong
    }
  }

  package let number: Int
  /// The organisation's number in the cast.
  package let fintech: Int
  package let kind: Kind
  package let rows: [Row]
  /// Microseconds from the start of the simulation.
  package let startsAt: Int64
  /// How many equal requests are sent at once: 1 mostly.
  package let copies: Int
  /// It comes from a program that sends a `tran_dtime` of years ago, as real ones do.
  package let isFrozen: Bool

  package init(
    number: Int, fintech: Int, kind: Kind, rows: [Row], startsAt: Int64, copies: Int, isFrozen: Bool = false
  ) {
    self.number = number
    self.fintech = fintech
    self.kind = kind
    self.rows = rows
    self.startsAt = startsAt
    self.copies = copies
    self.isFrozen = isFrozen
  }

  /// The orders of a seed, with `transfers` rows altogether, spread over `duration` microseconds.
  ///
  /// Every amount ends in the row's own number, so no two rows are equal by chance.
  package static func make(seed: UInt64, cast: SimulationCast, transfers: Int, duration: Int64) -> [SimulatedOrder] {
    var random = SeededRandom(seed: seed, purpose: "orders")
    var orders: [SimulatedOrder] = []
    var made = 0
    while made < transfers {
      let kind: Kind = random.chance(50) ? .withdraw : random.chance(50) ? .deposit : .deposit2
      let wanted = kind == .withdraw ? 1 : min(transfers - made, Int(random.number(1...4)))
      var rows: [Row] = []
      for _ in 0..<wanted {
        made += 1
        guard let amount = Won(random.number(1...40) * 1_000 + Int64(made % 1_000)) else { continue }
        rows.append(
          Row(
            user: Int(random.number(0...Int64(cast.users.count - 1))), amount: amount,
            isNameWrong: kind == .deposit2 && random.chance(6)))
      }
      orders.append(
        SimulatedOrder(
          number: orders.count + 1, fintech: Int(random.number(0...Int64(cast.fintechs.count - 1))), kind: kind,
          rows: rows, startsAt: random.number(0...duration),
          copies: random.chance(85) ? 1 : Int(random.number(2...4)), isFrozen: random.chance(8)))
    }
    return orders
  }
}
