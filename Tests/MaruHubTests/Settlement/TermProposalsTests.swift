import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruHub

/// Caps, limits and fees by four eyes: who may, what waits, and that every step is on record.
@Suite struct TermProposalsTests {
  private func proposals(_ test: TestHub) -> TermProposals {
    TermProposals(store: test.hub.store, world: test.clock.world)
  }

  private func audit(_ test: TestHub) async throws -> [AuditRecord] {
    try await test.hub.store.read { try AuditTable.newest(100, in: $0).map(\.record) }
  }

  private func prefund(_ test: TestHub) async throws -> Won? {
    let code = test.client.code
    return try await test.hub.store.read {
      try ExposureTable.prefunds(in: $0).first { $0.organisation == code }?.limit
    }
  }

  /// An operator whose login is set up, or not yet.
  private func make(
    _ test: TestHub, _ name: String, _ role: OperatorRole, isSetUp: Bool = true
  ) async throws -> Operator {
    _ = try await OperatorRegistry(store: test.hub.store, world: test.clock.world).add(name, role: role)
    return try await test.hub.store.write { session in
      let made = try #require(try OperatorTable.find(name: name, in: session))
      if isSetUp {
        try OperatorTable.setUp(
          made.id, passwordHash: [1], passwordSalt: [2], totpSecret: [3], step: 0, in: session)
      }
      return try #require(try OperatorTable.find(name: name, in: session))
    }
  }

  @Test("before the first operator the machine sets terms itself, on record; afterwards it says what to do")
  func first() async throws {
    let test = try await TestHub.open()
    let (change, proposals) = (TermChange.prefund(test.client.code, Won(5_000)), proposals(test))
    #expect(try await proposals.wish(change, by: nil) == .done)
    #expect(try await prefund(test) == Won(5_000))
    let line = try #require(try await audit(test).first)
    #expect(line.who == "maru" && line.act == "limits.set" && line.subject == "prefund \(test.client.code): 5000")
    #expect(line.words.contains("was none"))
    // Somebody who only looks approves nothing.
    _ = try await make(test, "vera", .viewer)
    #expect(try await proposals.wish(.prefund(test.client.code, Won(6_000)), by: nil) == .done)
    // An admin who has not even logged in could.
    _ = try await make(test, "adam", .admin, isSetUp: false)
    await #expect(throws: TermProposals.Refused.proposerMissing) {
      try await proposals.wish(.prefund(test.client.code, Won(7_000)), by: nil)
    }
    #expect(try await prefund(test) == Won(6_000))
    #expect("\(TermProposals.Refused.proposerMissing)".contains("--by NAME"))
    await test.close()
  }

  @Test("a proposal changes nothing until another operator approves it, and each step is on record")
  func fourEyes() async throws {
    let test = try await TestHub.open()
    let proposals = proposals(test)
    let (minji, jun) = (try await make(test, "minji", .operations), try await make(test, "jun", .admin))
    let change = TermChange.prefund(test.client.code, Won(9_000))
    #expect(try await proposals.wish(change, by: "minji") == .proposed(1))
    #expect(try await prefund(test) == nil)
    #expect(try await proposals.all().waiting.map(\.change) == [change])
    await #expect(throws: TermProposals.Refused.own) { try await proposals.approve(1, by: minji, from: "") }
    await #expect(throws: TermProposals.Refused.waiting(1)) {
      try await proposals.wish(.prefund(test.client.code, nil), by: "minji")
    }
    try await proposals.approve(1, by: jun, from: "192.0.2.1")
    #expect(try await prefund(test) == Won(9_000))
    await #expect(throws: TermProposals.Refused.gone) { try await proposals.approve(1, by: jun, from: "") }
    let lines = try await audit(test).filter { $0.act.hasPrefix("limits.") }
    #expect(lines.map(\.act) == ["limits.approve", "limits.propose"])
    #expect(lines.map(\.who) == ["jun", "maru"] && lines[0].address == "192.0.2.1")
    #expect(lines.allSatisfy { $0.words.contains("by minji") && $0.subject == change.words })
    let (waiting, decided) = try await proposals.all()
    #expect(waiting.isEmpty && decided.map(\.state) == [.approved] && decided.first?.decidedBy == "jun")
    await test.close()
  }

  @Test("who may neither propose nor approve does not, and a proposal that was refused is over")
  func rights() async throws {
    let test = try await TestHub.open()
    let proposals = proposals(test)
    let change = TermChange.fee(api: "transfer/withdraw", nil, Won(70))
    let (jun, vera) = (try await make(test, "jun", .admin), try await make(test, "vera", .viewer))
    _ = try await make(test, "late", .operations, isSetUp: false)
    let minji = try await make(test, "minji", .operations)
    for (name, refused) in [
      ("nobody", .unknown("nobody")), ("late", .notSetUp("late")), ("jun", .mayNot("jun")), ("vera", .mayNot("vera")),
    ] as [(String, TermProposals.Refused)] {
      await #expect(throws: refused) { try await proposals.wish(change, by: name) }
    }
    await #expect(throws: SettlementTerms.Refused.noSuchAPI("x")) {
      try await proposals.wish(.fee(api: "x", nil, nil), by: "minji")
    }
    let id = try await proposals.propose(change, by: minji, from: "192.0.2.9", participants: [])
    await #expect(throws: TermProposals.Refused.mayNot("vera")) {
      try await proposals.approve(id, by: vera, from: "")
    }
    try await proposals.refuse(id, by: minji, from: "")
    await #expect(throws: TermProposals.Refused.gone) { try await proposals.approve(id, by: jun, from: "") }
    #expect(try await audit(test).first?.act == "limits.refuse")
    // It waits no more, so the same can be proposed again.
    #expect(try await proposals.propose(change, by: minji, from: "", participants: []) == id + 1)
    await test.close()
  }

  @Test("what is approved replaces what its proposer saw, and nothing else")
  func changed() async throws {
    let test = try await TestHub.open()
    let (proposals, bank) = (proposals(test), test.account.account.bank)
    let (minji, jun) = (try await make(test, "minji", .operations), try await make(test, "jun", .operations))
    let id = try await proposals.propose(.cap(bank, Won(4_000)), by: minji, from: "", participants: [bank])
    try await SettlementTerms(store: test.hub.store).setCap(Won(1), of: bank, participants: [bank])
    await #expect(throws: TermProposals.Refused.changed) { try await proposals.approve(id, by: jun, from: "") }
    #expect(try await test.hub.store.read { try ExposureTable.caps(in: $0).map { $0.cap.amount } } == [1])
    try await proposals.refuse(id, by: jun, from: "")
    await test.close()
  }
}
