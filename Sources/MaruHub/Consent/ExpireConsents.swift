package import MaruDomain
import MaruStore

extension Hub {
  /// Test bed: makes every consent that was given to an organisation one of long ago (A0316, A0319 from now on).
  package func expireConsents(to organisation: OrganisationCode) async throws(HubError) {
    let longAgo = world.now().adding(seconds: -settings.consentDays * 86_400)
    do {
      let numbers = try await store.write {
        try RegisteredAccountTable.setConsentTime(longAgo, of: organisation, in: $0)
      }
      for number in numbers { accounts.forget(number) }
    } catch {
      throw unexpected(error)
    }
  }
}
