import Logging
import MaruBankLink
import MaruDomain
package import MaruHub
import MaruOAuth
import MaruStore
import Synchronization

/// A party that serves: one disk, and one life after the other over it.
package final class SimulatedHost<Service: Sendable>: Sendable {
  package let party: Party
  package let disk: SimulatedDisk
  package let clock: PartyClock
  package let place: ServerPlace<Service>
  private let seed: UInt64
  private let processor: SimulatedProcessor
  private let lives = Mutex<Int>(0)
  private let opened: @Sendable (PartyLife) -> Service
  private let started: @Sendable (Service, PartyLife) -> Void

  /// `opened` makes the service of a new life; `started` begins what it does by itself.
  package init(
    _ party: Party, disk: SimulatedDisk, clock: PartyClock, seed: UInt64, processor: SimulatedProcessor,
    opened: @escaping @Sendable (PartyLife) -> Service,
    started: @escaping @Sendable (Service, PartyLife) -> Void = { _, _ in }
  ) {
    self.party = party
    self.disk = disk
    self.clock = clock
    self.seed = seed
    self.processor = processor
    self.opened = opened
    self.started = started
    place = ServerPlace(of: party)
  }

  /// Begins a new life over what the disk holds; nothing happens while one is going on.
  package func start() {
    guard place.up == nil else { return }
    let number = lives.withLock { lives in
      lives += 1
      return lives
    }
    processor.trace.note(.start, at: processor.now, "\(party) starts, life \(number)")
    let life = PartyLife(of: party, number: number, seed: seed, clock: clock, processor: processor)
    let service = opened(life)
    place.up = (life, service)
    started(service, life)
  }

  /// Ends the life between two jobs; `fate` of the commit under way is the seed's where it is not given. False when down.
  @discardableResult
  package func crash(_ fate: SimulatedDisk.Fate? = nil) -> Bool {
    guard let life = place.up?.life else { return false }
    processor.trace.note(.crash, at: processor.now, "\(party) crashes")
    place.up = nil
    disk.crash(fate)
    life.end()
    return true
  }
}

/// A hub that is up, and the life it has.
package struct LivingHub: Sendable {
  package let hub: Hub
  package let life: PartyLife
}

extension Hub {
  /// A hub of one life. Nothing in a transfer hashes a pass phrase slowly, so the hasher has no threads.
  static func simulated(
    over store: SimulatedStore, banks: BankDirectory, settings: HubSettings
  ) -> Hub {
    let world = store.life.world
    return Hub(
      store: store, banks: banks, oauth: AuthorizationServer(store: store, world: world),
      identity: SeededIdentityAgency(people: []), world: world, settings: settings,
      logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }),
      hasher: PasswordHasher(threads: 0))
  }
}
