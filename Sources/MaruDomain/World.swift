/// Everything that is not a pure function of its input: time, chance and waiting.
///
/// Passed in at the top. The live value lives in `maru`; tests and the simulation pass their own, which is what makes a
/// run repeatable from a seed.
public struct World: Sendable {
  /// The hub's clock.
  public var now: @Sendable () -> Instant
  /// `count` bytes from a cryptographically secure source (or from a seed, in a simulation).
  public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
  /// Waits for the duration, or throws `CancellationError`.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Where work runs that is not a part of its starter's (`Task(executorPreference:)`); nil: wherever there is room.
  public var executor: (any TaskExecutor)?

  /// A world of these four.
  public init(
    now: @escaping @Sendable () -> Instant,
    randomBytes: @escaping @Sendable (Int) -> [UInt8],
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    executor: (any TaskExecutor)? = nil
  ) {
    self.now = now
    self.randomBytes = randomBytes
    self.sleep = sleep
    self.executor = executor
  }

  /// 64 random bits.
  public func randomWord() -> UInt64 {
    randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Lower-case hexadecimal of `count` random bytes: the shape of the platform's secrets.
  public func randomHex(bytes count: Int) -> String { hexText(randomBytes(count)) }

  /// A fresh version 4 UUID, lower case.
  public func randomUUID() -> String { uuidText(high: randomWord(), low: randomWord()) }
}

/// Lower-case hexadecimal.
public func hexText(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// Whether two digests are equal, looking at every byte whatever the first ones say: time tells nothing about them.
public func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
