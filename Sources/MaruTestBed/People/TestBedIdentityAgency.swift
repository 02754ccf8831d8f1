package import MaruDomain
package import MaruHub
package import MaruStore

/// The test bed's identity agency with developers' own people: whoever the hub knows exists, for everybody here is invented.
package struct TestBedIdentityAgency: IdentityAgency {
  private let seeded: SeededIdentityAgency
  private let store: any Store
  private let world: World

  /// `store` is the hub's.
  package init(people: [TestPerson], store: any Store, world: World) {
    seeded = SeededIdentityAgency(people: people)
    self.store = store
    self.world = world
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

  /// The message goes to the test bed's outbox, where a program or another device reads it.
  package func send(oneTimeNumber: String, to phone: String) async throws(HubError) {
    let message = OutboxMessage(
      recipient: phone, subject: "",
      body: "[마루] 본인확인 인증번호는 \(oneTimeNumber)입니다 (3분). Your one-time number is \(oneTimeNumber) (three minutes).",
      sentAt: world.now())
    do {
      try await store.write { try OutboxTable.append(message, isDelivered: false, in: $0) }
    } catch {
      throw HubError(.internalFault, cause: "\(error)")
    }
  }
  package var showsOneTimeNumbers: Bool { true }
}
