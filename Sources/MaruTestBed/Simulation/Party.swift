package import MaruDomain
import Synchronization

/// Who takes part in a simulation.
package enum Party: Sendable, Hashable, CustomStringConvertible {
  case hub
  case bank(BankCode)
  case fintech(Int)

  package var description: String {
    switch self {
    case .hub: "hub"
    case .bank(let code): "bank \(code)"
    case .fintech(let number): "fintech \(number)"
    }
  }
}

/// A party's wall clock: virtual time from a first moment, and wrong by as much as the seed says. It outlives crashes.
package final class PartyClock: Sendable {
  private let start: Instant
  private let processor: SimulatedProcessor
  private let error = Mutex<Int64>(0)

  package init(start: Instant, processor: SimulatedProcessor) {
    self.start = start
    self.processor = processor
  }

  package var now: Instant {
    Instant(milliseconds: start.milliseconds + processor.now / 1000 + error.withLock { $0 })
  }

  /// Sets how far the clock is wrong, in milliseconds; a change while the party runs is a step.
  package func setError(milliseconds: Int64) { error.withLock { $0 = milliseconds } }
}

/// Where a party can be reached, if it is up.
package final class ServerPlace<Service: Sendable>: Sendable {
  package let party: Party
  private let current = Mutex<(life: PartyLife, service: Service)?>(nil)

  package init(of party: Party) { self.party = party }

  package var up: (life: PartyLife, service: Service)? {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}
