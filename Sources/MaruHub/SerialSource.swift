package import MaruDomain
import Synchronization

/// Makes the hub's time-ordered keys: milliseconds in the upper bits, a counter in the lower twenty.
///
/// Time-ordered keys keep every index append-only, so a transfer costs the same after a million others. Two hubs would
/// collide only in the same millisecond and counter, as would a hub that was restarted after its clock was set back: so each
/// starts the counter of every millisecond at a place of its own, chosen by chance at its start. Hubs over one store have numbers:
/// of those the place follows, so that no two of five hundred that start one after the other meet.
package final class SerialSource: Sendable {
  private let world: World
  /// The lower half of the counter's range, so that there is room above it.
  private let offset: Int64
  private let isNumbered: Bool
  private let last: Mutex<Int64>

  package init(world: World, hub: Int64? = nil) {
    self.world = world
    isNumbered = hub != nil
    offset = hub.map { ($0 % 512) << 10 } ?? Int64(world.randomWord() & 0x7_FFFF)
    last = Mutex(world.now().milliseconds << 20 | offset)
  }

  /// The next key; always larger than every earlier one.
  package func next() -> Int64 {
    let now = world.now().milliseconds << 20 | offset
    return last.withLock { last in
      last = max(last + 1, now)
      return last
    }
  }

  /// Whether a key was made here; always true where no other hub can have made it.
  func isOwn(_ key: Int64) -> Bool { !isNumbered || (key >> 10) & 0x1FF == offset >> 10 }

  /// The `bank_tran_id` and day that belong to a key. Unique within the organisation's day: 86.4 million milliseconds
  /// times 2^20 fits the id's nine characters of base 36.
  package func bankTransactionID(
    _ key: Int64, for organisation: OrganisationCode
  ) -> (id: BankTransactionID, date: BusinessDate) {
    let moment = Instant(milliseconds: key >> 20)
    let serial = UInt64(moment.millisecondOfDay) << 20 | UInt64(key & 0xF_FFFF)
    return (BankTransactionID(organisation: organisation, serial: serial), moment.businessDate)
  }
}

extension Hub {
  /// A fresh id for a leg towards a bank that moves no money, and its day.
  package func newBankTransactionID(for organisation: OrganisationCode) -> (id: BankTransactionID, date: BusinessDate) {
    serials.bankTransactionID(serials.next(), for: organisation)
  }
}
