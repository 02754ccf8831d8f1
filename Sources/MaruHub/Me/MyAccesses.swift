package import MaruDomain
package import MaruStore

/// Who used or saw what the platform keeps of a person (GDPR Article 15: recipients).
package struct MyAccesses: Sendable {
  /// One line for each day, organisation and service, newest day first.
  package let uses: [ConsentUse]
  /// When operators of the platform looked at what the person agreed to, newest first.
  package let looks: [Instant]
  /// Of every organisation in ``uses``.
  package let names: [OrganisationCode: String]
}

extension Hub {
  /// The newest `count` lines of who used what the person agreed to; empty of somebody whom the platform does not know.
  ///
  /// Uses are counted once a minute: those of the last minute are there on the hub that served them.
  package func myAccesses(of verified: VerifiedPerson, atMost count: Int) async throws -> MyAccesses {
    let found = try await store.read { session -> (UserSeqNo, [ConsentUse], [Instant])? in
      guard let user = try PersonTable.find(ci: verified.ci, in: session)?.user else { return nil }
      return (
        user, try ConsentUseTable.days(count, of: user, in: session),
        try AuditTable.times(of: "consents.look", to: user.text, atMost: count, in: session)
      )
    }
    guard let (user, written, looks) = found else { return MyAccesses(uses: [], looks: [], names: [:]) }
    let uses = summed(written + consentUses.waiting(of: user))
    let codes = Set(uses.map(\.key.organisation))
    let names = try await store.read { session in
      try codes.map { ($0, try OrganisationTable.find($0, in: session)?.name.text ?? $0.text) }
    }
    return MyAccesses(
      uses: Array(uses.prefix(count)), looks: looks, names: Dictionary(uniqueKeysWithValues: names))
  }
}

/// One line for each day, organisation and service, the latest use first.
private func summed(_ uses: [ConsentUse]) -> [ConsentUse] {
  uses.reduce(into: [ConsentUse.Day: ConsentUse]()) { $0[$1.day] = $0[$1.day]?.adding($1) ?? $1 }.values
    .sorted { ($1.at, $0.key.organisation.text, $0.key.service) < ($0.at, $1.key.organisation.text, $1.key.service) }
}
