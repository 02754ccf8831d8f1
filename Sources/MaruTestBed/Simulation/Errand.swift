/// What a message is about, so that a scenario can single one out.
package enum Errand: String, Sendable, Hashable, CaseIterable {
  case order
  case recheck
  case result
  case holder
  case debit
  case credit
  case reversal
  case status
  case other
}

/// What a scenario does to one message.
package struct ScriptedFault: Sendable, Hashable {
  package enum Direction: Sendable {
    case request
    case answer
  }

  package enum Fate: Sendable, Hashable {
    case lost
    /// Arrives so many microseconds later than it would.
    case late(Int64)
    /// Arrives, and once more so many microseconds later.
    case doubled(Int64)
  }

  package let errand: Errand
  package let direction: Direction
  /// Which message of this kind, from 1; a doubled one counts once.
  package let number: Int
  package let fate: Fate

  package init(_ errand: Errand, _ direction: Direction, number: Int = 1, _ fate: Fate) {
    self.errand = errand
    self.direction = direction
    self.number = number
    self.fate = fate
  }
}
