import Synchronization

/// Carries requests and answers between parties, and loses, delays, doubles and reorders them as the seed says.
///
/// A request that was sent may arrive long after its sender gave up, more than once, and at a later life of the receiver.
package final class SimulatedNetwork: Sendable {
  /// How an exchange ended for the one who asked.
  package enum Outcome<Value: Sendable>: Sendable {
    case answered(Value)
    case timedOut
    case connectionLost
    /// No connection could be made: nothing was sent.
    case notSent
  }

  /// How bad the network is, in thousandths of all messages.
  package struct Weather: Sendable, Hashable {
    package var lost: UInt64 = 0
    package var doubled: UInt64 = 0
    package var late: UInt64 = 0
    /// Exchanges that open a new connection, which is how a down or cut-off party is noticed before anything is sent.
    package var newConnections: UInt64 = 300
    package static let calm = Weather()
    package init() {}
  }

  /// One direction between two parties.
  package struct Way: Sendable, Hashable, CustomStringConvertible {
    package let from: Party
    package let to: Party
    package var description: String { "\(from) -> \(to)" }
    package init(from: Party, to: Party) {
      self.from = from
      self.to = to
    }
  }

  private struct State {
    var weather = Weather.calm
    var cut: Set<Way> = []
    /// Microseconds that a slow party adds to each of its answers.
    var slowness: [Party: Int64] = [:]
    var random: SeededRandom
    var counts = Counts()
    var script: [ScriptedFault] = []
    /// How many messages of each kind have been sent, where a script counts them.
    var sent: [Letter: Int] = [:]
  }

  /// A kind of message.
  private struct Letter: Hashable {
    let errand: Errand
    let direction: ScriptedFault.Direction
  }

  /// What became of the messages.
  package struct Counts: Sendable, Hashable {
    package var sent = 0
    package var lost = 0
    package var doubled = 0
    package var late = 0
    package var timedOut = 0
  }

  private let processor: SimulatedProcessor
  private let state: Mutex<State>

  package init(seed: UInt64, processor: SimulatedProcessor) {
    self.processor = processor
    state = Mutex(State(random: SeededRandom(seed: seed, purpose: "network")))
  }

  package var weather: Weather {
    get { state.withLock { $0.weather } }
    set { state.withLock { $0.weather = newValue } }
  }

  package var counts: Counts { state.withLock { $0.counts } }

  /// Does to single messages what a scenario says, whatever the weather is.
  package func follow(_ script: [ScriptedFault]) { state.withLock { $0.script = script } }

  /// Cuts one direction, or joins it again. A connection needs both; what is under way on a cut one is lost.
  package func cut(_ way: Way, _ isCut: Bool) {
    state.withLock { state in
      if isCut { state.cut.insert(way) } else { state.cut.remove(way) }
    }
  }

  /// Makes every message of the party so much slower, in microseconds.
  package func slow(_ party: Party, by delay: Int64) { state.withLock { $0.slowness[party] = delay } }

  /// Asks `place` and waits for the answer, at most `timeout` microseconds.
  package func ask<Service: Sendable, Value: Sendable>(
    _ place: ServerPlace<Service>, from life: PartyLife, timeout: Int64, _ errand: Errand,
    _ what: @escaping @autoclosure @Sendable () -> String,
    _ serve: @escaping @Sendable (Service) async -> Value
  ) async -> Outcome<Value> {
    let way = Way(from: life.party, to: place.party)
    let back = Way(from: place.party, to: life.party)
    do {
      if connects() {
        if isCut(way) || isCut(back) {
          try await life.sleep(.microseconds(timeout))
          return .notSent
        }
        try await life.sleep(.microseconds(delay(way.to)))
        guard place.up != nil else { return .notSent }
      }
      return try await life.wait { (waiting: Waiting<Outcome<Value>>) in
        processor.after(timeout) {
          guard waiting.end(with: .success(.timedOut)) else { return }
          self.state.withLock { $0.counts.timedOut += 1 }
        }
        for delay in self.departures(way, Letter(errand: errand, direction: .request), what) {
          self.processor.after(delay) { self.arrive(place, way, back, waiting, errand, what, serve) }
        }
      }
    } catch {
      return .notSent
    }
  }

  private func arrive<Service: Sendable, Value: Sendable>(
    _ place: ServerPlace<Service>, _ way: Way, _ back: Way, _ waiting: Waiting<Outcome<Value>>,
    _ errand: Errand, _ what: @escaping @Sendable () -> String, _ serve: @escaping @Sendable (Service) async -> Value
  ) {
    guard let (life, service) = place.up else {
      processor.trace.note(.lost, at: processor.now, "\(what()) finds \(way.to) down")
      return reset(back, waiting)
    }
    processor.trace.note(.message, at: processor.now, "\(way.from) -> \(way.to): \(what())")
    let notice = life.whenEnded { self.reset(back, waiting) }
    life.start {
      let value = await serve(service)
      life.forget(notice)
      guard life.isAlive else { return }
      for delay in self.departures(back, Letter(errand: errand, direction: .answer), what) {
        self.processor.after(delay) {
          let inTime = waiting.end(with: .success(.answered(value)))
          if !inTime { self.state.withLock { $0.counts.late += 1 } }
          self.processor.trace.note(
            .message, at: self.processor.now,
            "\(back.from) -> \(back.to): answer to \(what())\(inTime ? "" : ", nobody waits")")
        }
      }
    }
  }

  /// The other side is gone: whoever waits may hear of it, or only notice the silence.
  private func reset<Value: Sendable>(_ back: Way, _ waiting: Waiting<Outcome<Value>>) {
    let heard = state.withLock { !$0.cut.contains(back) && $0.random.chance(60) }
    guard heard else { return }
    processor.after(delay(back.from)) { waiting.end(with: .success(.connectionLost)) }
  }

  private func connects() -> Bool { state.withLock { $0.random.next() % 1000 < $0.weather.newConnections } }

  private func isCut(_ way: Way) -> Bool { state.withLock { $0.cut.contains(way) } }

  private func delay(_ party: Party) -> Int64 {
    state.withLock { $0.random.number(100...3_000) + ($0.slowness[party] ?? 0) }
  }

  /// When the copies of a message arrive, in microseconds from now: none for a lost one, two for a doubled one.
  private func departures(_ way: Way, _ letter: Letter, _ what: () -> String) -> [Int64] {
    let delays = state.withLock { state -> [Int64] in
      let weather = state.weather
      state.counts.sent += 1
      if !state.script.isEmpty {
        state.sent[letter, default: 0] += 1
        if let fault = state.script.first(where: { $0.concerns(letter.errand, letter.direction, state.sent[letter]) }) {
          return fault.fate.delays
        }
      }
      func rolls(_ thousandths: UInt64) -> Bool { thousandths > 0 && state.random.next() % 1000 < thousandths }
      guard !state.cut.contains(way), !rolls(weather.lost) else {
        state.counts.lost += 1
        return []
      }
      let usual = state.random.number(100...3_000) + (state.slowness[way.from] ?? 0)
      var delays = [usual]
      // Late means later than any time-out: seconds to a minute.
      if rolls(weather.late) { delays[0] += state.random.number(1_000_000...60_000_000) }
      if rolls(weather.doubled) {
        state.counts.doubled += 1
        delays.append(usual + state.random.number(0...(rolls(300) ? 90_000_000 : 50_000)))
      }
      return delays
    }
    if delays.isEmpty { processor.trace.note(.lost, at: processor.now, "\(way.from) -> \(way.to): \(what()) is lost") }
    return delays
  }
}

extension ScriptedFault {
  fileprivate func concerns(_ errand: Errand, _ direction: Direction, _ number: Int?) -> Bool {
    self.errand == errand && self.direction == direction && self.number == number
  }
}

extension ScriptedFault.Fate {
  /// When the copies arrive, in microseconds.
  fileprivate var delays: [Int64] {
    switch self {
    case .lost: []
    case .late(let delay): [delay]
    case .doubled(let delay): [1_000, 1_000 + delay]
    }
  }
}
