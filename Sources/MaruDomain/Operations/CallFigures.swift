/// Calls of one kind: how many, how many of them went wrong, and how long they took. Figures of several windows, and of several hubs, add
/// up: percentiles are told from the sum, never from percentiles.
public struct CallFigures: Sendable, Hashable {
  /// How many.
  public private(set) var calls: Int64 = 0
  /// Those that neither succeeded nor found nothing; of questions to a bank those that it left without an answer.
  public private(set) var failures: Int64 = 0
  /// How long they took.
  public private(set) var latencies = Latencies()

  /// Of no call yet.
  public init() {}

  /// Counts one call.
  public mutating func note(microseconds: Int64, hasFailed: Bool) {
    calls += 1
    if hasFailed { failures += 1 }
    latencies.note(microseconds: microseconds)
  }

  /// Adds those of another window or hub.
  public mutating func add(_ other: CallFigures) {
    calls += other.calls
    failures += other.failures
    latencies.add(other.latencies)
  }
}

extension CallFigures {
  /// The figures in a few words, to hand them on: `120 3 8:100 9:20`, the last ones as in ``Latencies/words``.
  public var words: String {
    let counts = "\(calls) \(failures)"
    return latencies.count == 0 ? counts : "\(counts) \(latencies.words)"
  }

  /// Reads ``words``; nil where they are none.
  public init?(words: some StringProtocol) {
    let parts = words.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, let calls = Int64(counted: parts[0]), let failures = Int64(counted: parts[1]) else {
      return nil
    }
    self.calls = calls
    self.failures = failures
    guard parts.count > 2 else { return }
    guard let latencies = Latencies(words: parts[2]) else { return nil }
    self.latencies = latencies
  }
}

extension Int64 {
  /// A number that somebody else counted, small enough that thousands of them add up.
  public init?(counted text: some StringProtocol) {
    guard let number = Int64(text), (0...1_000_000_000_000).contains(number) else { return nil }
    self = number
  }
}
