package import MaruDomain
import Synchronization

/// Makes time-ordered keys of rows: milliseconds in the upper bits, a counter in the lower twenty.
///
/// Time-ordered keys keep every index append-only, so a transfer costs the same after a million others. Two hubs would
/// collide only in the same millisecond and counter, as would a hub that was restarted after its clock was set back: so each
/// starts the counter of every millisecond at a place of its own, chosen by chance at its start. Hubs over one store have numbers,
/// which no two of them hold at a time (``hubNumber(in:)``): each has the thousand keys of a millisecond that follow from its own.
package final class SerialSource: Sendable {
  /// So many hubs can be at one store at the same time.
  private static let hubs: Int64 = 512
  /// How many keys of a millisecond a hub with a number has, as a power of two.
  private static let width: Int64 = 10

  private let world: World
  /// The lower half of the counter's range, so that there is room above it.
  private let offset: Int64
  private let isNumbered: Bool
  private let last: Mutex<Int64>

  package init(world: World, hub: Int64? = nil) {
    self.world = world
    isNumbered = hub != nil
    offset = hub.map { ($0 % SerialSource.hubs) << SerialSource.width } ?? Int64(world.randomWord() & 0x7_FFFF)
    last = Mutex(world.now().milliseconds << 20 | offset)
  }

  /// The next key; always larger than every earlier one.
  package func next() -> Int64 {
    let now = world.now().milliseconds << 20 | offset
    return last.withLock { last in
      last = max(last + 1, now)
      // The millisecond's keys are used up, and what follows is the next hub's.
      if !isOwn(last) { last = (last >> 20 + 1) << 20 | offset }
      return last
    }
  }

  /// The least key that can have been made at a moment.
  package static func firstKey(at moment: Instant) -> Int64 { moment.milliseconds << 20 }

  /// Whether a key was made here; always true where no other hub can have made it.
  package func isOwn(_ key: Int64) -> Bool {
    !isNumbered || (key & 0xF_FFFF) >> SerialSource.width == offset >> SerialSource.width
  }

  /// A number for a hub that starts over a store that others may use, which no hub has that is there now; nil where nobody else can
  /// use it. Throws ``StoreError``.
  package static func hubNumber(in store: any Store) async throws -> Int64? {
    guard store.isShared else { return nil }
    for _ in 0..<hubs {
      // Counting up, so that a hub which lost its hold for a moment, with its connection, meets nobody either.
      let number = try await store.write { try SerialTable.next("hub", in: $0) }
      if await store.hold("hub \(number % hubs)") { return number }
    }
    throw StoreError.unreachable("no number for this hub is free")
  }
}
