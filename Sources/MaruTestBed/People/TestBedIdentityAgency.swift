package import MaruDomain
package import MaruHub
package import MaruStore

/// The test bed's identity agency with developers' own people: whoever the hub knows exists, for everybody here is invented.
package struct TestBedIdentityAgency: IdentityAgency {
  private let seeded: SeededIdentityAgency
  private let store: any Store

  /// `store` is the hub's.
  package init(people: [TestPerson], store: any Store) {
    seeded = SeededIdentityAgency(people: people)
    self.store = store
  }

  package func person(matching claim: IdentityClaim) async throws(HubError) -> VerifiedPerson? {
    if let person = try await seeded.person(matching: claim) { return person }
    let namesakes: [Person]
    do {
      namesakes = try await store.read { try PersonTable.find(name: claim.name, in: $0) }
    } catch {
      throw HubError(.internalFault, cause: "\(error)")
    }
    return namesakes.first { $0.birthDate == claim.birthDate && $0.phone == claim.phone }.map {
      VerifiedPerson(
        ci: $0.ci, name: $0.name, birthDate: $0.birthDate, phone: $0.phone, gender: $0.gender, email: $0.email)
    }
  }
  package func send(oneTimeNumber: String, to phone: String) async throws(HubError) {}
  package var showsOneTimeNumbers: Bool { true }
}
