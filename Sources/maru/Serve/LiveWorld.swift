import Foundation
import MaruDomain

extension World {
  /// The real clock, the system's cryptographically secure random numbers, and real waiting.
  static let live = World(
    now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
    randomBytes: { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in generator.next() }
    },
    sleep: { try await Task.sleep(for: $0) })
}
