package import MaruDomain
package import MaruStore

/// Changes of caps, prefunded limits and fees by four eyes: one operator proposes, another one approves in the console.
///
/// Each step is one unit of work with its line of the audit log.
package struct TermProposals: Sendable {
  private let store: any Store
  private let world: World

  package init(store: any Store, world: World) {
    self.store = store
    self.world = world
  }

  /// What came of a wish.
  package enum Outcome: Sendable, Hashable {
    /// It holds: there is nobody yet who could approve it.
    case done
    /// It waits under this number.
    case proposed(Int64)
  }

  /// Why a step is not taken.
  package enum Refused: Error, Sendable, Equatable, CustomStringConvertible {
    /// The command line did not say who proposes.
    case proposerMissing
    case unknown(String)
    case notSetUp(String)
    case mayNot(String)
    /// Another change of the same place waits.
    case waiting(Int64)
    case gone
    /// Whoever proposed it does not approve it.
    case own
    /// What was in force when it was proposed is not any more.
    case changed

    package var description: String {
      switch self {
      case .proposerMissing:
        "there are operators, so another one has to approve this: say who proposes it with --by NAME (of operations), and let somebody else approve it at /operator/limits"
      case .unknown(let name): "there is no operator '\(name)'"
      case .notSetUp(let name): "'\(name)' has not set up a login yet"
      case .mayNot(let name): "'\(name)' may not propose this: operations do"
      case .waiting(let id): "proposal \(id) for the same is not decided yet"
      case .gone: "there is no such proposal that waits"
      case .own: "whoever proposed it does not approve it"
      case .changed: "what is in force has changed since it was proposed"
      }
    }
  }

  /// Makes a change at once while nobody works at the hub yet, and files it for a second one as soon as anybody does.
  ///
  /// `name` is the operator who proposes it, as told on the hub's own machine: whoever is there can make operators anyway. Throws
  /// ``Refused`` or ``SettlementTerms/Refused``.
  package func wish(
    _ change: TermChange, by name: String?, participants: Set<BankCode> = []
  ) async throws -> Outcome {
    try await store.write { session in
      let operators = try OperatorTable.all(in: session).filter { $0.endedAt == nil }
      guard let name else {
        // Who might approve must be asked, whether they have logged in or not.
        guard !operators.contains(where: { $0.role.may(.approveAsSecond) }) else { throw Refused.proposerMissing }
        try SettlementTerms.check(change, participants, in: session)
        let former = try SettlementTerms.inForce(at: change, in: session)
        try SettlementTerms.apply(change, in: session)
        try note("limits.set", change, "was \(former); no operator yet", in: session)
        return .done
      }
      guard let person = operators.first(where: { $0.name == name }) else { throw Refused.unknown(name) }
      guard person.isSetUp else { throw Refused.notSetUp(name) }
      guard person.role.may(.proposeContracts) else { throw Refused.mayNot(name) }
      return .proposed(
        try file(change, participants, by: name, as: OperatorRegistry.commandLine, from: "", in: session))
    }
  }

  /// Files a change that an operator proposes in the console; returns its number. Throws as ``wish(_:by:participants:)``.
  package func propose(
    _ change: TermChange, by person: Operator, from address: String, participants: Set<BankCode>
  ) async throws -> Int64 {
    try await store.write { session in
      guard person.role.may(.proposeContracts) else { throw Refused.mayNot(person.name) }
      return try file(change, participants, by: person.name, as: person.name, from: address, in: session)
    }
  }

  private func file(
    _ change: TermChange, _ participants: Set<BankCode>, by name: String, as who: String, from address: String,
    in session: any SQLSession
  ) throws -> Int64 {
    try SettlementTerms.check(change, participants, in: session)
    if let other = try TermProposalTable.waiting(for: change, in: session) { throw Refused.waiting(other.id) }
    let former = try SettlementTerms.inForce(at: change, in: session)
    let id = try TermProposalTable.insert(change, former: former, by: name, at: world.now(), in: session)
    try note("limits.propose", change, "\(id), by \(name), was \(former)", by: who, from: address, in: session)
    return id
  }

  /// Makes a change that another operator proposed. Throws ``Refused``; ``Refused/changed`` where it would replace something else
  /// than what its proposer saw.
  package func approve(_ id: Int64, by person: Operator, from address: String) async throws {
    try await store.write { session in
      guard person.role.may(.approveAsSecond) else { throw Refused.mayNot(person.name) }
      guard let found = try TermProposalTable.find(id, in: session), found.state == .open else { throw Refused.gone }
      guard found.proposedBy != person.name else { throw Refused.own }
      guard try SettlementTerms.inForce(at: found.change, in: session) == found.former else { throw Refused.changed }
      guard try TermProposalTable.decide(id, .approved, by: person.name, at: world.now(), in: session) else {
        throw Refused.gone
      }
      try SettlementTerms.apply(found.change, in: session)
      try note(
        "limits.approve", found.change, "\(id), by \(found.proposedBy), was \(found.former)", by: person.name,
        from: address, in: session)
    }
  }

  /// Ends a proposal without a change: another's, or one's own.
  package func refuse(_ id: Int64, by person: Operator, from address: String) async throws {
    try await store.write { session in
      guard person.role.may(.approveAsSecond) else { throw Refused.mayNot(person.name) }
      guard let found = try TermProposalTable.find(id, in: session),
        try TermProposalTable.decide(id, .refused, by: person.name, at: world.now(), in: session)
      else { throw Refused.gone }
      try note(
        "limits.refuse", found.change, "\(id), by \(found.proposedBy)", by: person.name, from: address, in: session)
    }
  }

  /// What waits, and what was decided last.
  package func all(decided count: Int = 20) async throws -> (waiting: [TermProposal], decided: [TermProposal]) {
    try await store.read { session in
      (try TermProposalTable.waiting(in: session), try TermProposalTable.decided(atMost: count, in: session))
    }
  }

  private func note(
    _ act: String, _ change: TermChange, _ words: String, by who: String = OperatorRegistry.commandLine,
    from address: String = "", in session: any SQLSession
  ) throws {
    try AuditTable.append(
      AuditRecord(
        at: world.now(), who: who, act: act, subject: change.words, words: words, address: address), in: session)
  }
}

extension TermChange {
  /// In one line, for logs and lists: `cap 004: 1500`.
  package var words: String {
    let place =
      switch self {
      case .cap(let bank, _): "cap \(bank)"
      case .prefund(let organisation, _): "prefund \(organisation)"
      case .fee(let api, let organisation, _): "fee \(api)\(organisation.map { " of \($0)" } ?? "")"
      }
    return "\(place): \(won.map { "\($0)" } ?? "none")"
  }
}
