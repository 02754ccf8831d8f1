package import MaruDomain

/// Stops asking a bank that does not answer, and lets one question through now and then to see whether it is back.
///
/// A pure state machine: no clock, no lock. Five requests in a row without an answer count as a fault (the measure of RTS
/// article 33(1)); a refusal is an answer.
package struct CircuitBreaker: Sendable, Hashable {
  /// When it opens and how long it stays open.
  package struct Rules: Sendable, Hashable {
    /// So many silences in a row open it.
    package var silencesToOpen = 5
    /// How long it stays open at first, in seconds; doubled each time that the bank is still silent.
    package var firstPause: Int64 = 2
    /// The longest pause, in seconds.
    package var longestPause: Int64 = 60
    package init() {}
  }

  /// What may be done with a request.
  package enum Verdict: Sendable, Hashable {
    /// Send it.
    case pass
    /// Ask for the bank's health first; the answer decides, through ``answered(at:)`` or ``silent(at:)``.
    case probe
    /// Do not send it.
    case refuse
  }

  private enum State: Sendable, Hashable {
    case closed(silences: Int)
    case open(until: Instant, pause: Int64)
    /// One question is on its way; everybody else waits for what it brings.
    case halfOpen(pause: Int64)
  }

  private let rules: Rules
  private var state = State.closed(silences: 0)

  package init(rules: Rules = Rules()) { self.rules = rules }

  /// Whether requests are being kept back.
  package var isOpen: Bool {
    switch state {
    case .closed: false
    case .open, .halfOpen: true
    }
  }

  /// What may be done with a request at `now`. After ``Verdict/probe`` the caller must report what came of it.
  package mutating func verdict(at now: Instant) -> Verdict {
    switch state {
    case .closed: return .pass
    case .halfOpen: return .refuse
    case .open(let until, let pause):
      // A clock that was set back must not keep a bank away for longer than the pause.
      guard now >= until || until.milliseconds(since: now) > pause * 1000 else { return .refuse }
      state = .halfOpen(pause: pause)
      return .probe
    }
  }

  /// The bank answered, whatever it said.
  package mutating func answered() { state = .closed(silences: 0) }

  /// The bank did not answer.
  package mutating func silent(at now: Instant) {
    switch state {
    case .closed(let silences):
      state =
        silences + 1 >= rules.silencesToOpen
        ? .open(until: now.adding(seconds: rules.firstPause), pause: rules.firstPause)
        : .closed(silences: silences + 1)
    case .halfOpen(let pause):
      let longer = min(rules.longestPause, pause * 2)
      state = .open(until: now.adding(seconds: longer), pause: longer)
    // A request that was sent before it opened came back late: nothing new.
    case .open: break
    }
  }
}
