package import MaruDomain
package import MaruHub

/// The test bed's identity agency: knows the people of the seed. Its phones do not exist, so the pages show the number.
package struct SeededIdentityAgency: IdentityAgency {
  private let people: [IdentityClaim: VerifiedPerson]

  package init(people: [TestPerson]) {
    self.people = Dictionary(
      people.map { person in
        (
          IdentityClaim(name: person.name, birthDate: person.birthDate, phone: person.phone),
          VerifiedPerson(
            ci: person.ci, name: person.name, birthDate: person.birthDate, phone: person.phone, gender: person.gender,
            email: person.email)
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  package func person(matching claim: IdentityClaim) async throws(HubError) -> VerifiedPerson? { people[claim] }
  package func send(oneTimeNumber: String, to phone: String) async throws(HubError) {}
  package var showsOneTimeNumbers: Bool { true }
}
