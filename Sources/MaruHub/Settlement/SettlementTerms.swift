import MaruContract
package import MaruDomain
package import MaruStore

/// What the operator agreed with banks and organisations: net debit caps, prefunded limits and fees.
///
/// Each change is one unit of work, and orders look at caps and limits in theirs: a change holds from the next order on, also
/// when a hub runs on the same store.
package struct SettlementTerms: Sendable {
  private let store: any Store

  package init(store: any Store) { self.store = store }

  /// A bound, and how much of it is used at present; in won.
  package struct Bound<Party: Sendable & Hashable>: Sendable, Hashable {
    package let party: Party
    package let limit: Won
    /// May be negative for a bank: the others owe it.
    package let used: Int64
  }

  /// All that is agreed at one moment.
  package struct Sheet: Sendable {
    package let caps: [Bound<BankCode>]
    package let prefunds: [Bound<OrganisationCode>]
    /// Published rates first, agreed ones behind them; of two for the same place the later counts, from its day on.
    package let fees: [FeeTable.Rate]
  }

  /// Why a change cannot be made.
  package enum Refused: Error, Sendable, Equatable, CustomStringConvertible {
    case noSuchOrganisation(OrganisationCode)
    case noSuchAPI(String)
    case noSuchBank(BankCode)

    package var description: String {
      switch self {
      case .noSuchOrganisation(let code): "there is no organisation \(code)"
      case .noSuchBank(let code): "no bank \(code) takes part: there is nothing of it in this data directory"
      case .noSuchAPI(let path): "there is no API '\(path)': \(SettlementTerms.apis.joined(separator: ", "))"
      }
    }
  }

  /// The APIs that can have a fee, by their paths.
  package static let apis = Endpoints.all.map { $0.route.path }

  /// Everything as it is now. Throws ``StoreError``.
  package func sheet() async throws -> Sheet {
    try await store.read { session in
      Sheet(
        caps: try ExposureTable.caps(in: session).map { bank, cap in
          Bound(party: bank, limit: cap, used: try ExposureTable.exposure(of: bank, in: session) ?? 0)
        },
        prefunds: try ExposureTable.prefundsInUse(in: session).map { organisation, limit, used in
          Bound(party: organisation, limit: limit, used: used)
        },
        fees: FeeTable.published2019 + (try FeeRateTable.all(in: session)))
    }
  }

  /// Bounds what a bank's customers may have been debited beyond what it has paid out; nil takes the cap away.
  ///
  /// `participants` are the banks that are known to take part; another one must have a cap, a registered account or a place in
  /// the book already. Throws ``Refused``: a cap on a mistyped code would bound nobody.
  package func setCap(_ cap: Won?, of bank: BankCode, participants: Set<BankCode>) async throws {
    try await set(.cap(bank, cap), participants)
  }

  /// Bounds what an organisation may have paid out before it is settled; nil takes the limit away. Throws ``Refused``.
  package func setPrefund(_ limit: Won?, of organisation: OrganisationCode) async throws {
    try await set(.prefund(organisation, limit), [])
  }

  /// Sets what one use of an API costs an organisation, or all without a rate of their own; nil takes the rate away. It counts
  /// for every day that is closed from now on, also for one that is over and not closed yet, and takes the place of rates that
  /// were agreed for later days. Throws ``Refused``.
  package func setFee(_ won: Won?, of api: String, for organisation: OrganisationCode?) async throws {
    try await set(.fee(api: api, organisation, won), [])
  }

  private func set(_ change: TermChange, _ participants: Set<BankCode>) async throws {
    try await store.write { session in
      try Self.check(change, participants, in: session)
      try Self.apply(change, in: session)
    }
  }

  // MARK: Within a unit of work

  /// Throws ``Refused`` where a change is about nobody.
  static func check(_ change: TermChange, _ participants: Set<BankCode>, in session: any SQLSession) throws {
    switch change {
    case .cap(let bank, _):
      guard try participants.contains(bank) || ExposureTable.knows(bank, in: session) else {
        throw Refused.noSuchBank(bank)
      }
    case .prefund(let organisation, _): try checkOrganisation(organisation, in: session)
    case .fee(let api, let organisation, _):
      guard apis.contains(api) else { throw Refused.noSuchAPI(api) }
      if let organisation { try checkOrganisation(organisation, in: session) }
    }
  }

  private static func checkOrganisation(_ code: OrganisationCode, in session: any SQLSession) throws {
    guard try OrganisationTable.find(code, in: session) != nil else { throw Refused.noSuchOrganisation(code) }
  }

  /// Makes a change that was checked.
  static func apply(_ change: TermChange, in session: any SQLSession) throws {
    switch change {
    case .cap(let bank, let cap): try ExposureTable.setCap(cap, of: bank, in: session)
    case .prefund(let organisation, let limit):
      guard try ExposureTable.setPrefund(limit, of: organisation, in: session) else {
        throw Refused.noSuchOrganisation(organisation)
      }
    case .fee(let api, let organisation, let won):
      try FeeRateTable.remove(api, for: organisation, in: session)
      guard let won else { return }
      try FeeRateTable.save(FeeTable.Rate(organisation: organisation, api: api, won: won), in: session)
    }
  }

  /// What is in force where a change would be made: an amount, `none`, or of a fee each rate with the day from which it holds.
  static func inForce(at change: TermChange, in session: any SQLSession) throws -> String {
    let found: [String] =
      switch change {
      case .cap(let bank, _):
        try ExposureTable.caps(in: session).filter { $0.bank == bank }.map { "\($0.cap)" }
      case .prefund(let organisation, _):
        try ExposureTable.prefunds(in: session).filter { $0.organisation == organisation }.map { "\($0.limit)" }
      case .fee(let api, let organisation, _):
        try FeeRateTable.all(in: session).filter { $0.api == api && $0.organisation == organisation }.map { rate in
          "\(rate.won)\(rate.since.map { " from \($0)" } ?? "")"
        }
      }
    return found.isEmpty ? "none" : found.joined(separator: ", ")
  }
}
