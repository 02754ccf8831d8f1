import Logging
import MaruDomain
import MaruStore
import Synchronization

/// What this hub remembers of telling others of itself, and of what they tell.
///
/// When a hub was heard of last is known by the clock of the one who listens alone: it is when a new beat was seen. So neither the clocks
/// of other machines nor the database's count.
package final class HubSigns: Sendable {
  /// Between two beats.
  static let pause = Duration.seconds(5)
  /// So many seconds after its last beat a hub is shown to be late.
  static let lateAfter: Int64 = 12
  /// So many seconds after its last beat a hub is not there any more, and its figures are no longer those of the last moments.
  static let goneAfter: Int64 = 30
  /// So many seconds after its last beat any hub takes its row away.
  static let forgottenAfter: Int64 = 120
  /// Clocks of two hubs that differ by less are taken to agree: a beat is up to one pause old when it is heard.
  private static let clockTolerance: Int64 = 10

  private struct Heard {
    var beat: Int64
    var at: Instant
    var secondsAhead: Int64
  }
  private struct State {
    var place = ""
    var version = ""
    var beat: Int64 = 0
    /// Whether a row of this hub may stand in the table.
    var isWritten = false
    var isAway = false
    var heard: [Int64: Heard] = [:]
  }
  private let state = Mutex(State())

  /// Says where this hub listens, and which program it is; before, it tells nothing.
  package func settle(at place: String, version: String) {
    state.withLock {
      $0.place = place
      $0.version = version
    }
  }

  var place: String { state.withLock { $0.place } }
  var version: String { state.withLock { $0.version } }

  /// The next beat; nil while nobody knows where the hub listens.
  func nextBeat() -> (beat: Int64, place: String, version: String)? {
    state.withLock { state in
      guard !state.place.isEmpty else { return nil }
      state.beat += 1
      state.isWritten = true
      return (state.beat, state.place, state.version)
    }
  }

  /// The beat of the row that is to go, once.
  func lastBeat() -> Int64? {
    state.withLock { state in
      defer { state.isWritten = false }
      return state.isWritten ? state.beat : nil
    }
  }

  /// Whether this is the first time in a row.
  func failed() -> Bool {
    state.withLock { state in
      defer { state.isAway = true }
      return !state.isAway
    }
  }
  func succeeded() { state.withLock { $0.isAway = false } }

  /// Takes note of what the table holds; returns how long ago each hub was heard of, and by how much its clock is ahead.
  func hear(_ signs: [HubSign], at now: Instant) -> [(sign: HubSign, secondsAgo: Int64, secondsAhead: Int64?)] {
    state.withLock { state in
      state.heard = state.heard.filter { known in signs.contains { $0.hub == known.key } }
      return signs.map { sign in
        // What stands there at the first look may be old: it tells nothing of a clock.
        var heard = state.heard[sign.hub] ?? Heard(beat: sign.beat, at: now, secondsAhead: 0)
        if heard.beat != sign.beat {
          heard = Heard(beat: sign.beat, at: now, secondsAhead: sign.toldAt.milliseconds(since: now) / 1000)
        }
        // A clock that was set back would keep a hub for as long as it was set back by.
        heard.at = min(heard.at, now)
        state.heard[sign.hub] = heard
        return (
          sign, now.milliseconds(since: heard.at) / 1000,
          abs(heard.secondsAhead) > Self.clockTolerance ? heard.secondsAhead : nil
        )
      }
    }
  }
}

extension Hub {
  /// Tells the other hubs over the database of this one every few seconds until cancelled, and takes its row away then. A hub whose
  /// store nobody else can open has nobody to tell.
  package func tellOthers() async throws {
    guard store.isShared, number != nil else { return }
    while !Task.isCancelled {
      await tellOthersOnce()
      do { try await world.sleep(HubSigns.pause) } catch { break }
    }
    await takeSignAway()
  }

  /// One look: tells of this hub where there is another one, and forgets hubs that are long gone.
  package func tellOthersOnce() async {
    do {
      // A commit waits for the disk: nobody is made to who is alone.
      if await store.isAlone() {
        await takeSignAway()
      } else {
        try await writeSign()
      }
      try await forgetHubs()
      signs.succeeded()
    } catch {
      guard signs.failed() else { return }
      logger.warning("the hubs of the database cannot hear of each other", metadata: ["error": "\(error)"])
    }
  }

  private func writeSign() async throws {
    guard let number, let (beat, place, version) = signs.nextBeat() else { return }
    let sign = HubSign(
      hub: number, place: place, version: version, startedAt: startedAt, toldAt: world.now(), beat: beat,
      figures: figures.text)
    try await store.write { try HubSignTable.save(sign, in: $0) }
  }

  private func takeSignAway() async {
    guard let number, let beat = signs.lastBeat() else { return }
    // Where it stays, the others stop believing it.
    try? await store.write { try HubSignTable.remove(number, beat: beat, in: $0) }
  }

  private func forgetHubs() async throws {
    for (sign, secondsAgo, _) in try await heardOf() where secondsAgo > HubSigns.forgottenAfter {
      try await store.write { try HubSignTable.remove(sign.hub, beat: sign.beat, in: $0) }
    }
  }

  /// What the other hubs told, whether they are still there or not.
  private func heardOf() async throws -> [(sign: HubSign, secondsAgo: Int64, secondsAhead: Int64?)] {
    let all = try await store.read { try HubSignTable.all(in: $0) }
    return signs.hear(all.filter { $0.hub != number }, at: world.now())
  }

  /// All hubs that are there: this one as it is now, the others as they told last.
  package func company() async throws -> HubCompany {
    let own = KnownHub(
      number: number, place: signs.place, version: signs.version, startedAt: startedAt, secondsAgo: nil,
      secondsAhead: nil, figures: figures)
    let names = Dictionary(uniqueKeysWithValues: banks.links.map { ($0.bank.code, $0.bank.name) })
    guard store.isShared, health.trouble == nil else { return HubCompany([own], names: names) }
    let others = try await heardOf().filter { $0.secondsAgo <= HubSigns.goneAfter }.map {
      KnownHub(
        number: $0.sign.hub, place: $0.sign.place, version: $0.sign.version, startedAt: $0.sign.startedAt,
        secondsAgo: $0.secondsAgo, secondsAhead: $0.secondsAhead, figures: HubFigures(text: $0.sign.figures))
    }
    return HubCompany([own] + others, names: names)
  }
}
