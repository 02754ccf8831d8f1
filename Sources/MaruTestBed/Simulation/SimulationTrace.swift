import Synchronization

/// What happened in a simulation: a digest of everything, and the lines for people when they are wanted.
///
/// Two runs of one seed have one digest (J-01). Lines are made only while tracing: a seed that failed is run again for them.
package final class SimulationTrace: Sendable {
  /// What kind of event a line tells of.
  package enum Kind: UInt64, Sendable {
    case message = 1
    case lost
    case crash
    case start
    case fault
    case commit
    case answer
  }

  private struct State {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    var lines: [String] = []
  }

  private let keepsLines: Bool
  private let state = Mutex(State())

  package init(keepsLines: Bool) { self.keepsLines = keepsLines }

  /// The digest so far, as sixteen hexadecimal digits.
  package var digest: String {
    let text = String(state.withLock { $0.digest }, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  package var lines: [String] { state.withLock { $0.lines } }

  /// Works a word into the digest.
  package func mix(_ word: UInt64) {
    state.withLock { $0.digest = SimulationTrace.mixed($0.digest, word) }
  }

  /// Works a text into the digest.
  package func mix(_ text: String) {
    state.withLock { state in
      var digest = state.digest
      for byte in text.utf8 { digest = SimulationTrace.mixed(digest, UInt64(byte)) }
      state.digest = digest
    }
  }

  /// An event at `time` (microseconds); the words are only made when somebody wants to read them.
  package func note(_ kind: Kind, at time: Int64, _ words: @autoclosure () -> String) {
    let line = keepsLines ? words() : nil
    state.withLock { state in
      state.digest = SimulationTrace.mixed(SimulationTrace.mixed(state.digest, kind.rawValue), UInt64(bitPattern: time))
      if let line { state.lines.append(SimulationTrace.stamped(time) + line) }
    }
  }

  private static func mixed(_ digest: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (digest ^ word) &* 0x100_0000_01B3
    return mixed ^ (mixed >> 29)
  }

  private static func stamped(_ time: Int64) -> String {
    let seconds = String(time / 1_000_000)
    let fraction = String(time % 1_000_000)
    return String(repeating: " ", count: max(0, 5 - seconds.count)) + seconds + "."
      + String(repeating: "0", count: 6 - fraction.count) + fraction + "  "
  }
}
