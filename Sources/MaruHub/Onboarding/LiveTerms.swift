import MaruDomain
import MaruStore

/// What a contract binds, and what is read back from there.
enum LiveTerms {
  /// Makes an organisation bound by its contract: accounts and limits, the prefunded limit, and what each use costs from the settlement
  /// day `since` on; nil for a new one, which was never used before.
  static func bind(
    _ organisation: Organisation, _ terms: ContractTerms, since: BusinessDate?, in session: any SQLSession
  ) throws {
    try OrganisationTable.save(organisation, in: session)
    _ = try ExposureTable.setPrefund(terms.prefund, of: organisation.code, in: session)
    for fee in terms.fees {
      try FeeRateTable.save(
        .init(organisation: organisation.code, api: fee.api, won: fee.won, since: since), in: session)
    }
  }

  /// What binds an organisation now, whoever set it, with the fees of a settlement day. Nil where its limits contradict each other.
  static func inForce(
    _ code: OrganisationCode, on day: BusinessDate, in session: any SQLSession
  ) throws -> ContractTerms? {
    guard let organisation = try OrganisationTable.find(code, in: session) else { return nil }
    let fees = FeeTable(FeeTable.published2019 + (try FeeRateTable.all(in: session)), on: day)
    return ContractTerms(
      collectionAccount: organisation.collectionAccount, payingAccount: organisation.payingAccount,
      limits: organisation.limits,
      prefund: try ExposureTable.prefunds(in: session).first { $0.organisation == code }?.limit,
      withdrawFee: fees.rate(of: "transfer/withdraw", for: code),
      depositFee: fees.rate(of: "transfer/deposit", for: code))
  }
}
