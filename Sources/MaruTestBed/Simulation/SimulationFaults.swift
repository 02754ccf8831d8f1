import MaruDomain
import MaruStore

// The faults of a plan, as they begin and end.

extension Simulation {
  func begin(_ trouble: FaultPlan.Trouble) {
    guard processor.now < plan.horizon else { return }
    processor.trace.note(.fault, at: processor.now, "begins: \(trouble)")
    switch trouble {
    case .crash(let party): crash(party)
    case .cut(let way): network.cut(way, true)
    case .slow(let party, let delay): network.slow(party, by: delay)
    case .refusesCredits(let bank): desk[bank] = .refuseCredit
    case .disk(let party, let trouble): disk(of: party)?.trouble = trouble
    case .slowDisk(let party): disk(of: party)?.isSlow = true
    case .clock(let party, let error): clock(of: party)?.setError(milliseconds: error)
    case .account(let account): setState(.suspended, of: account)
    }
  }

  func end(_ trouble: FaultPlan.Trouble) {
    switch trouble {
    case .crash(let party): restart(party)
    case .cut(let way): network.cut(way, false)
    case .slow(let party, _): network.slow(party, by: 0)
    case .refusesCredits(let bank): desk[bank] = .up
    case .disk(let party, _): disk(of: party)?.trouble = .none
    case .slowDisk(let party): disk(of: party)?.isSlow = false
    case .clock(let party, _): clock(of: party)?.setError(milliseconds: 0)
    case .account(let account): setState(.normal, of: account)
    }
  }

  func disk(of party: Party) -> SimulatedDisk? {
    party == .hub ? hub.disk : banks.first { $0.party == party }?.disk
  }

  private func clock(of party: Party) -> PartyClock? {
    switch party {
    case .hub: hub.clock
    case .bank: banks.first { $0.party == party }?.clock
    case .fintech(let number): fintechClocks[number]
    }
  }

  private func setState(_ state: BankAccountState, of account: BankAccount) {
    guard let disk = disk(of: .bank(account.bank)) else { return }
    do {
      try DirectStore(disk).writeNow { session in
        guard let found = try BankAccountTable.find(account, in: session) else { return }
        try BankAccountTable.setState(state, of: found.id, in: session)
      }
    } catch {
      blame("an account's state could not be set: \(error)")
    }
  }

  /// The one crash of a plan that names an await point.
  func crashIfPlanned() {
    guard let crash = plan.crash, case .step(let number, let fate) = crash.place, number == processor.steps else {
      return
    }
    crashOnce(crash.party, fate)
  }

  /// A crash, and the start two seconds later.
  func crashOnce(_ party: Party, _ fate: SimulatedDisk.Fate) {
    guard state.withLock({ $0.plannedCrashes.insert(party).inserted }) else { return }
    crash(party, fate)
    processor.after(2_000_000) { self.restart(party) }
  }

  private func crash(_ party: Party, _ fate: SimulatedDisk.Fate? = nil) {
    if party == .hub {
      if hub.crash(fate) { state.withLock { $0.hubCrashes += 1 } }
    } else {
      for host in banks where host.party == party && host.crash(fate) { state.withLock { $0.bankCrashes += 1 } }
    }
  }

  private func restart(_ party: Party) {
    if party == .hub { hub.start() }
    for host in banks where host.party == party { host.start() }
  }
}
