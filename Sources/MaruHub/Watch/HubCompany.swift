package import MaruDomain

/// A hub that works over the same database, and what it told last.
package struct KnownHub: Sendable {
  /// Nil where no other hub can be there.
  package let number: Int64?
  /// Where it listens: `machine:port`.
  package let place: String
  package let version: String
  /// By its own clock.
  package let startedAt: Instant
  /// How long ago it was heard of, in seconds; nil: it is the hub that is asked.
  package let secondsAgo: Int64?
  /// By how many seconds its clock is ahead of the asked hub's, where they differ by more than a beat can explain.
  package let secondsAhead: Int64?
  package let figures: HubFigures

  /// Whether it has let more than one beat pass.
  package var isLate: Bool { (secondsAgo ?? 0) > HubSigns.lateAfter }
}

/// All hubs over a database: who they are, and what they counted together.
package struct HubCompany: Sendable {
  /// One bank as all hubs see it.
  package struct Bank: Sendable {
    package let code: BankCode
    package let name: String
    /// The asked hub's word, or, where that is "available", the word of one that says otherwise.
    package let status: BankStatusCode
    /// How many hubs find it not available, of how many.
    package let unavailableAt: Int
    package let hubs: Int
    package let figures: HubFigures.Bank
  }

  /// The asked one first, then by number.
  package let hubs: [KnownHub]
  private let names: [BankCode: String]

  init(_ hubs: [KnownHub], names: [BankCode: String]) {
    self.hubs = hubs
    self.names = names
  }

  /// How old the oldest figures are, in seconds; nil where there are none but the asked hub's.
  package var secondsAgo: Int64? { hubs.compactMap(\.secondsAgo).max() }

  /// Calls of the last minute by API.
  package var calls: [String: CallFigures] {
    hubs.reduce(into: [:]) { sums, hub in
      for (api, figures) in hub.figures.calls { sums[api, default: CallFigures()].add(figures) }
    }
  }

  /// Calls a second, times ten. Each hub's minute has begun at another moment.
  package var tenthsPerSecond: Int64 { hubs.reduce(0) { $0 + $1.figures.thousandthsPerSecond } / 100 }

  /// In code order.
  package var banks: [Bank] {
    Set(hubs.flatMap(\.figures.banks.keys)).sorted().compactMap { code in
      let seen = hubs.compactMap { $0.figures.banks[code] }
      guard var sum = seen.first else { return nil }
      for other in seen.dropFirst() { sum.add(other) }
      return Bank(
        code: code, name: names[code] ?? "",
        status: seen.map(\.status).first { $0 != .available } ?? .available,
        unavailableAt: seen.count { $0.status != .available }, hubs: seen.count, figures: sum)
    }
  }
}

extension HubFigures.Bank {
  /// Adds what another hub counted.
  fileprivate mutating func add(_ other: HubFigures.Bank) {
    answered += other.answered
    silent += other.silent
    keptBack += other.keptBack
    underWay += other.underWay
    for (question, figures) in other.asked { asked[question, default: CallFigures()].add(figures) }
  }
}
