package import MaruDomain

/// What goes wrong in a simulation, and when. It follows from the seed, or a scenario states it.
package struct FaultPlan: Sendable {
  /// One trouble of one party.
  package enum Trouble: Sendable, Hashable {
    /// The process dies, and is started again at the end.
    case crash(Party)
    case cut(SimulatedNetwork.Way)
    /// Every message of the party takes so many microseconds more.
    case slow(Party, Int64)
    case refusesCredits(BankCode)
    case disk(Party, SimulatedDisk.Trouble)
    case slowDisk(Party)
    /// The party's clock is wrong by so many milliseconds.
    case clock(Party, Int64)
    /// The bank does not let the account be used.
    case account(BankAccount)
  }

  /// A trouble with its beginning and its length, in microseconds.
  package struct Entry: Sendable, Hashable {
    package let at: Int64
    package let lasts: Int64
    package let trouble: Trouble
    package init(at: Int64, lasts: Int64, _ trouble: Trouble) {
      self.at = at
      self.lasts = lasts
      self.trouble = trouble
    }
  }

  package var weather = SimulatedNetwork.Weather.calm
  package var entries: [Entry] = []
  /// What happens to single messages.
  package var script: [ScriptedFault] = []
  /// A crash at one place, and the party's start two seconds later.
  package var crash: PlannedCrash?
  /// When all faults end, in microseconds from the start.
  package var horizon: Int64

  /// A crash at exactly one place of the run.
  package struct PlannedCrash: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
      /// In place of the party's commit of this number, from 1.
      case commit(Int, SimulatedDisk.Fate)
      /// After this many jobs of the whole simulation: at an await point.
      case step(Int, SimulatedDisk.Fate)
    }
    package let party: Party
    package let place: Place
    package init(_ party: Party, _ place: Place) {
      self.party = party
      self.place = place
    }
  }

  package init(horizon: Int64) { self.horizon = horizon }

  /// The plan of a seed. Each kind of fault is there in about half of all seeds, so that every mixture comes up.
  package init(seed: UInt64, cast: SimulationCast, horizon: Int64) {
    self.init(horizon: horizon)
    var random = SeededRandom(seed: seed, purpose: "faults")
    let banks = cast.banks.map { Party.bank($0.code) }
    let fintechs = cast.fintechs.indices.map(Party.fintech)
    if random.chance(70) {
      weather.lost = UInt64(random.number(0...60))
      weather.doubled = UInt64(random.number(0...80))
      weather.late = UInt64(random.number(0...30))
    }
    weather.newConnections = UInt64(random.number(0...600))

    func some(_ chance: Int64, upTo most: Int64, longest: Int64, _ trouble: () -> Trouble?) {
      guard random.chance(chance) else { return }
      for _ in 0..<random.number(1...most) {
        let at = random.number(0...horizon)
        guard let trouble = trouble() else { continue }
        entries.append(Entry(at: at, lasts: random.number(1_000...longest), trouble))
      }
    }
    some(60, upTo: 4, longest: 20_000_000) { .crash(.hub) }
    some(50, upTo: 4, longest: 20_000_000) { .crash(random.one(of: banks)) }
    // A night: the bank is away until shortly before the end.
    some(10, upTo: 1, longest: horizon) { .crash(random.one(of: banks)) }
    some(50, upTo: 4, longest: 30_000_000) {
      let (from, to) = (Party.hub, random.one(of: banks + fintechs))
      return .cut(random.chance(50) ? .init(from: from, to: to) : .init(from: to, to: from))
    }
    some(40, upTo: 2, longest: 30_000_000) { .slow(random.one(of: banks), random.number(10_000...9_000_000)) }
    some(40, upTo: 3, longest: 30_000_000) {
      cast.banks.isEmpty ? nil : .refusesCredits(random.one(of: cast.banks).code)
    }
    some(30, upTo: 3, longest: 15_000_000) {
      .disk(random.one(of: banks + [.hub, .hub]), random.one(of: [.full, .full, .failing, .readOnly]))
    }
    some(30, upTo: 2, longest: 30_000_000) { .slowDisk(random.one(of: banks + [.hub, .hub])) }
    some(40, upTo: 3, longest: horizon) {
      .clock(random.one(of: banks + fintechs + [.hub, .hub]), random.number(-3_700_000...3_700_000))
    }
    // A clock that jumps while a bank is away: both have a say in when the bank is asked again.
    if random.chance(25) {
      let (at, lasts) = (random.number(0...horizon / 2), random.number(5_000_000...40_000_000))
      entries.append(Entry(at: at, lasts: lasts, .crash(random.one(of: banks))))
      entries.append(
        Entry(at: at, lasts: random.number(1_000...lasts), .clock(.hub, random.number(-3_700_000...3_700_000))))
    }
    some(40, upTo: 3, longest: horizon) { .account(random.one(of: cast.users).account) }
  }
}

extension FaultPlan.Trouble: CustomStringConvertible {
  package var description: String {
    switch self {
    case .crash(let party): "crash of \(party)"
    case .cut(let way): "\(way) is cut"
    case .slow(let party, let delay): "\(party) is slower by \(delay / 1000) ms"
    case .refusesCredits(let bank): "bank \(bank) refuses credits"
    case .disk(let party, let trouble): "disk of \(party) is \(trouble.rawValue)"
    case .slowDisk(let party): "disk of \(party) is slow"
    case .clock(let party, let error): "clock of \(party) is wrong by \(error) ms"
    case .account(let account): "account \(account) is suspended"
    }
  }
}
