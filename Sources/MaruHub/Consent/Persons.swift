package import MaruDomain
package import MaruStore

extension Hub {
  /// The platform's user behind a verified person; made on the first visit. One number per person for all organisations.
  package func register(_ person: VerifiedPerson) async throws(HubError) -> Person {
    do {
      return try await store.write { try registered(person, in: $0) }
    } catch {
      throw unexpected(error)
    }
  }

  /// As the registration of one person, for many at once, in their order.
  package func register(_ people: [VerifiedPerson]) async throws(HubError) -> [Person] {
    do {
      return try await store.write { session in
        let known = try PersonTable.find(cis: people.map(\.ci), in: session)
        return try zip(people, known).map { person, known in try known ?? registered(person, in: session) }
      }
    } catch {
      throw unexpected(error)
    }
  }

  /// The user of a number; nil when there is none.
  package func person(_ user: UserSeqNo) async throws(HubError) -> Person? {
    do {
      return try await store.read { try PersonTable.find(user, in: $0) }
    } catch {
      throw unexpected(error)
    }
  }
}

/// Finds or makes the user within a unit of work.
func registered(_ person: VerifiedPerson, in session: any SQLSession) throws -> Person {
  if let known = try PersonTable.find(ci: person.ci, in: session) { return known }
  let serial = String(try SerialTable.next("user_seq_no", in: session))
  let digits = "11" + String(repeating: "0", count: max(0, 8 - serial.utf8.count)) + serial
  guard let user = UserSeqNo(digits) else { throw HubError(.internalFault, cause: "user numbers are used up") }
  let made = Person(
    user: user, ci: person.ci, name: person.name, birthDate: person.birthDate, phone: person.phone,
    gender: person.gender, email: person.email)
  try PersonTable.insert(made, in: session)
  return made
}
