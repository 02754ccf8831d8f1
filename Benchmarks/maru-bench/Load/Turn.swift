import Synchronization

/// Numbers from 0 up, each given out once.
final class Turn: Sendable {
  private let taken = Atomic<Int>(0)

  /// The next number.
  func take() -> Int { taken.wrappingAdd(1, ordering: .relaxed).oldValue }
}
