package import MaruDomain
package import MaruStore

/// One simulated bank with a database of its own, as a process of its own has it.
package struct StandaloneBank: Sendable {
  package let bank: SimulatedBank

  /// Opens the bank over `store`, which is filled from `seed` when it is empty: the same accounts as in a hub of that seed.
  ///
  /// Nil where the code belongs to none of ``ParticipatingBanks``. Throws ``TestBed/OtherSeed`` when the store holds another
  /// seed's accounts, ``StoreError`` when it cannot be used.
  package static func open(
    _ code: BankCode, store: any Store, seed: UInt64, world: World
  ) async throws -> StandaloneBank? {
    guard let entry = ParticipatingBanks.all.first(where: { $0.bank.code == code }) else { return nil }
    try await TestBed.fill(store, with: PopulationMaker.make(seed: seed), of: seed, at: code, world: world)
    // Nobody waits within this process: whoever asks over the network has a deadline of his own.
    return StandaloneBank(
      bank: SimulatedBank(bank: entry.bank, store: store, desk: BankDesk(), world: world, timeout: .seconds(86_400)))
  }

  /// Every account of the bank, for whoever tests against it.
  package func accounts() async throws -> [BankLedgerAccount] {
    let all = try await bank.store.read { try BankAccountTable.page(after: 0, atMost: 1_000, in: $0) }
    return all.filter { $0.account.bank == bank.bank.code }
  }

  /// Closes the bank's store.
  package func close() async { await bank.store.close() }
}
