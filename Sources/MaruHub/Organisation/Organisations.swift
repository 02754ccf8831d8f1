package import MaruDomain
import MaruStore

extension Hub {
  /// Sets the addresses that an organisation's money calls and token requests may come from; none means any.
  package func setAllowedAddresses(
    _ addresses: [String], of code: OrganisationCode
  ) async throws(HubError) {
    try await change(code) { found in
      Organisation(
        code: found.code, name: found.name, collectionAccount: found.collectionAccount,
        payingAccount: found.payingAccount, limits: found.limits, passPhraseHash: found.passPhraseHash,
        allowedAddresses: addresses, service: found.service)
    }
  }

  /// Sets the two accounts that an organisation has an agreement about. Orders that were placed keep those of before.
  package func setAgreedAccounts(_ accounts: AgreedAccounts, of code: OrganisationCode) async throws(HubError) {
    try await change(code) { found in
      Organisation(
        code: found.code, name: found.name, collectionAccount: accounts.collection, payingAccount: accounts.paying,
        limits: found.limits, passPhraseHash: found.passPhraseHash, allowedAddresses: found.allowedAddresses,
        service: found.service)
    }
  }

  private func change(
    _ code: OrganisationCode, _ work: @escaping @Sendable (Organisation) -> Organisation
  ) async throws(HubError) {
    do {
      try await store.write { session in
        guard let found = try OrganisationTable.find(code, in: session) else {
          throw HubError(.organisationNotUsable)
        }
        try OrganisationTable.save(work(found), in: session)
      }
    } catch {
      throw unexpected(error)
    }
    organisations.forget(code)
  }

  /// Refuses a call that does not come from a registered address (O0006); a caller without one (a Unix socket) is then not
  /// registered.
  package func checkAddress(_ address: @autoclosure () -> IPAddress?, of code: OrganisationCode) async throws(HubError)
  {
    let allowed = try await organisation(code).allowedAddresses
    guard allowed.isEmpty || address().map(allowed.compactMap { IPAddress($0) }.contains) == true else {
      throw HubError(.addressNotAllowed)
    }
  }

  /// Refuses whoever is not, or no longer, open to be served (A0013): not opened yet, suspended, ended. What another hub
  /// decided counts here within a second, as long as what is remembered of an organisation does.
  package func checkService(of code: OrganisationCode) async throws(HubError) {
    guard try await organisation(code).service == .open else { throw HubError(.organisationNotUsable) }
  }

  /// Forgets what is remembered of an organisation: it was changed in the store.
  package func forgetOrganisation(_ code: OrganisationCode) { organisations.forget(code) }
}
