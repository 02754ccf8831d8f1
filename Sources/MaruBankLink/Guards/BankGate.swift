package import MaruContract
package import MaruDomain
import Synchronization

/// What one bank's guard knows and counts. Shared by all calls to the bank; nothing about money depends on it.
package final class BankGate: Sendable {
  /// How the hub deals with one bank.
  package struct Rules: Sendable, Hashable {
    package var breaker = CircuitBreaker.Rules()
    /// Calls under way at one time; more are not sent, so that a slow bank fills only its own room.
    package var callsAtOnce = 256
    /// When the bank is closed every day.
    package var hours = ServiceHours()
    package init() {}
  }

  /// What the gate has seen since the start.
  package struct Counts: Sendable, Hashable {
    package var answered: Int64 = 0
    package var silent: Int64 = 0
    /// Kept back by the hub: breaker open, bank closed, or too many at once.
    package var keptBack: Int64 = 0
    package var underWay = 0
    package var isOpen = false
    package init() {}
  }

  enum Entry: Sendable {
    case pass
    case probe
    case refuse(UnknownReason)
  }

  private struct State {
    var breaker: CircuitBreaker
    var rules: Rules
    var counts = Counts()
    /// What was asked within the last minute; failures are calls without an answer.
    var recent = LastMinute<BankQuestion, CallFigures>()
  }
  private let state: Mutex<State>

  package init(rules: Rules = Rules()) {
    state = Mutex(State(breaker: CircuitBreaker(rules: rules.breaker), rules: rules))
  }

  /// A snapshot for metrics and consoles.
  package var counts: Counts {
    state.withLock { state in
      var counts = state.counts
      counts.isOpen = state.breaker.isOpen
      return counts
    }
  }

  /// What the bank was asked within the last minute, and how long it took; silences are as long as their deadline.
  package func lastMinute(at now: Instant) -> [BankQuestion: CallFigures] {
    state.withLock { $0.recent.sums(at: now) }
  }

  /// The daily maintenance windows.
  package var hours: ServiceHours { state.withLock { $0.rules.hours } }
  /// Sets the daily maintenance windows while the hub runs.
  package func setHours(_ hours: ServiceHours) { state.withLock { $0.rules.hours = hours } }

  /// Forgets earlier silences: the next call goes through.
  package func forget() { state.withLock { $0.breaker.answered() } }

  /// What the hub knows of the bank without asking it: its hours, and whether it answered lately.
  package func status(at now: Instant) -> BankStatusCode {
    state.withLock { state in
      let hours = state.rules.hours.status(at: now)
      guard hours == .available else { return hours }
      return state.breaker.isOpen ? .fault : .available
    }
  }

  /// Lets a call through, or says why not. Whoever is let through calls ``leave(answered:at:)``.
  func enter(at now: Instant) -> Entry {
    state.withLock { state in
      guard state.rules.hours.status(at: now) == .available else {
        state.counts.keptBack += 1
        return .refuse(.closed)
      }
      guard state.counts.underWay < state.rules.callsAtOnce else {
        state.counts.keptBack += 1
        return .refuse(.notSent)
      }
      switch state.breaker.verdict(at: now) {
      case .pass:
        state.counts.underWay += 1
        return .pass
      case .probe:
        state.counts.underWay += 1
        return .probe
      case .refuse:
        state.counts.keptBack += 1
        return .refuse(.notSent)
      }
    }
  }

  /// What a question about the bank's health brought, before the call itself is sent.
  func probed(answered: Bool, at now: Instant) {
    state.withLock { state in
      if answered {
        state.breaker.answered()
      } else {
        state.breaker.silent(at: now)
        state.counts.underWay -= 1
        state.counts.keptBack += 1
      }
    }
  }

  /// Gives back a place that was not used.
  func withdraw() { state.withLock { $0.counts.underWay -= 1 } }

  /// Ends a call that was let through: what was asked, and for how long.
  func leave(answered: Bool, _ question: BankQuestion, microseconds: Int64, at now: Instant) {
    state.withLock { state in
      state.recent.note(question, microseconds: microseconds, hasFailed: !answered, in: MinuteWindow.of(now))
      state.counts.underWay -= 1
      if answered {
        state.counts.answered += 1
        state.breaker.answered()
      } else {
        state.counts.silent += 1
        state.breaker.silent(at: now)
      }
    }
  }
}
