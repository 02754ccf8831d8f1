import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import TestSupport
import Testing

@testable import MaruHub

/// From developer to live service, at a hub: each step with its trail, its line of the audit log and its letter.
@Suite struct OnboardingTests {
  private func audit(_ test: TestHub) async throws -> [AuditRecord] {
    try await test.hub.store.read { try AuditTable.newest(100, in: $0).map(\.record).reversed() }
  }

  private func letters(_ test: TestHub) async throws -> [OutboxMessage] {
    try await test.hub.store.read { try OutboxTable.newest(100, in: $0).reversed() }
  }

  @Test("the whole way leaves a trail, a line of the audit log and a letter for each step", arguments: ["kor", "eng"])
  func way(_ language: String) async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test, language: language)
    let keys = try #require(try await one.go(to: .live))
    try await one.take(.suspend, by: LiveApplicant.officer, "이상거래가 보입니다")
    try await one.take(.lift, by: LiveApplicant.first, "확인했습니다")
    try await one.take(.end, by: LiveApplicant.admin, "계약이 끝났습니다")
    let file = try #require(try await one.onboarding.file(of: one.client))
    #expect(file.application.stage == .ended)
    let steps: [LiveStep] = [
      .apply, .approve, .declare, .clear, .drawUp, .approveContract, .agree, .askKeys, .grantKeys, .takeKeys, .open,
      .suspend, .lift, .end,
    ]
    #expect(file.trail.map(\.step) == steps)
    #expect(file.trail.map(\.from) == [.test] + file.trail.dropLast().map(\.to))
    #expect(
      file.trail.map(\.who) == [
        "", "soo", "", "jun", "minji", "haneul", "", "minji", "haneul", "", "minji", "jun", "minji", "boss",
      ])
    #expect(file.trail[11].words == "이상거래가 보입니다")
    let lines = try await audit(test).filter { $0.act.hasPrefix("application.") }
    #expect(lines.map(\.act) == steps.map { "application.\($0.rawValue)" })
    #expect(lines.map(\.who) == file.trail.map { $0.who.isEmpty ? "developer/77" : $0.who })
    #expect(lines.allSatisfy { $0.subject == "\(file.application.id)" && !$0.address.isEmpty })
    let sent = try await letters(test)
    #expect(sent.count == steps.count && sent.allSatisfy { $0.recipient == "dev@example.com" })
    let link = "http://site.test/developers/apps/\(one.client)/live"
    #expect(sent.allSatisfy { $0.body.split(separator: "\n").last.map(String.init) == link })
    #expect(sent[11].body.contains("이상거래가 보입니다"))
    #expect(sent[1].subject == (language == "kor" ? "마루 나의 앱: 심사 승인" : "Maru, 나의 앱: Approved"))
    #expect(file.answers == LiveApplicant.answers)
    #expect(file.approved?.drawnBy == "minji" && file.approved?.approvedBy == "haneul")
    // Nothing of the keys is on record but their name.
    #expect(try await !test.contents().contains(keys.secret))
    await test.close()
  }

  @Test("the keys are others than those in test, and what the contract says binds the organisation")
  func contract() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.onboarding.apply(try LiveApplicant.request(addresses: ["192.0.2.9"]), for: one.client, by: one.party)
    let terms = try await one.terms(prefund: Won(5_000), withdrawFee: Won(77)) { limits in
      limits.withdrawEach = Won(1_000) ?? .zero
    }
    // The application is under way: a second one is not taken.
    await #expect(throws: LiveRefusal.notNow) {
      try await one.onboarding.apply(try LiveApplicant.request(), for: one.client, by: one.party)
    }
    try await one.onboarding.take(.withdraw, try await one.application().id, by: one.party)
    let keys = try #require(
      try await one.go(to: .live, request: try LiveApplicant.request(addresses: ["192.0.2.9"]), terms: terms))
    let application = try await one.application()
    let code = try #require(application.liveOrganisation)
    #expect(keys.client == application.liveClient && keys.client != one.client)
    let live = try await test.hub.organisation(code)
    #expect(live.limits == terms.limits && live.allowedAddresses == ["192.0.2.9"] && live.service == .open)
    #expect(!code.isOfDeveloperSite && code.text.hasPrefix("L"))
    let client = try await test.hub.oauth.authenticated(keys.client, secret: keys.secret)
    #expect(client.organisation == code && client.redirectURIs == ["https://app.example/back"])
    await #expect(throws: HubError.self) { try await test.hub.oauth.authenticated(one.client, secret: keys.secret) }
    let sheet = try await SettlementTerms(store: test.hub.store).sheet()
    #expect(sheet.prefunds.first { $0.party == code }?.limit.amount == 5_000)
    let today = test.clock.world.now().businessDate
    #expect(FeeTable(sheet.fees, on: today).rate(of: "transfer/withdraw", for: code).amount == 77)

    let caller = try await one.consented(test)
    func withdraw(_ amount: Int64) async throws -> ResponseCode { try await one.withdraw(amount, by: caller, test) }
    #expect(try await withdraw(1_000) == .success)
    await #expect(throws: HubError(.organisationWithdrawLimitEach, field: "tran_amt")) { try await withdraw(1_001) }

    // Other terms: proposed by one, approved by another, agreed to by the applicant, and held from the next order on.
    let wider = try await one.terms(prefund: nil, withdrawFee: Won(50)) { $0.withdrawEach = Won(2_000) ?? .zero }
    try await one.onboarding.drawUp(wider, application.id, .amend, by: LiveApplicant.party(LiveApplicant.first))
    await #expect(throws: HubError(.organisationWithdrawLimitEach, field: "tran_amt")) { try await withdraw(2_000) }
    await #expect(throws: LiveRefusal.sameHand) { try await one.take(.approveAmendment, by: LiveApplicant.first) }
    try await one.take(.approveAmendment, by: LiveApplicant.admin)
    await #expect(throws: HubError(.organisationWithdrawLimitEach, field: "tran_amt")) { try await withdraw(2_000) }
    try await one.agreeToOtherTerms()
    #expect(try await withdraw(2_000) == .success)
    #expect(try await test.hub.organisation(code).allowedAddresses == ["192.0.2.9"])
    let after = try await SettlementTerms(store: test.hub.store).sheet()
    #expect(after.prefunds.isEmpty)
    let rates = [today, today.adding(days: 1)].map {
      FeeTable(after.fees, on: $0).rate(of: "transfer/withdraw", for: code)
    }
    #expect(rates.map(\.amount) == [77, 50])
    #expect(try await test.bookFindings() == [])
    await test.close()
  }

  @Test("one operator is not both pairs of eyes, and nobody takes a step that is another's: nothing changes")
  func refused() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .drawn)
    let id = try await one.application().id
    let before = try await test.contents()
    await #expect(throws: LiveRefusal.sameHand) { try await one.take(.approveContract, by: LiveApplicant.first) }
    for other in [LiveApplicant.screener, LiveApplicant.officer] {
      await #expect(throws: LiveRefusal.notTheirs) { try await one.take(.approveContract, by: other) }
    }
    await #expect(throws: LiveRefusal.notTheirs) { try await one.onboarding.take(.approveContract, id, by: one.party) }
    await #expect(throws: LiveRefusal.notTheirs) { try await one.take(.agree, by: LiveApplicant.second) }
    await #expect(throws: LiveRefusal.notNow) { try await one.take(.askKeys, by: LiveApplicant.first) }
    await #expect(throws: LiveRefusal.reasonMissing) { try await one.take(.sendBackContract, by: LiveApplicant.second) }
    let stranger = Developer(
      id: 78, email: "other@example.com", passwordHash: [], passwordSalt: [], language: "kor",
      createdAt: test.clock.world.now())
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.take(.withdraw, id, by: .applicant(stranger, from: ""))
    }
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.apply(try LiveApplicant.request(), for: one.client, by: .applicant(stranger, from: ""))
    }
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.take(.approveContract, id + 1, by: LiveApplicant.party(LiveApplicant.second))
    }
    #expect(try await test.contents() == before)
    await test.close()
  }

  @Test("who gives up with the keys in hand has keys that open nothing, and may apply anew for others")
  func givenUp() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let first = try #require(try await one.go(to: .keyed))
    let code = try #require(try await one.application().liveOrganisation)
    #expect(try await test.hub.organisation(code).service == .waiting)
    try await one.onboarding.take(.withdraw, try await one.application().id, by: one.party)
    #expect(try await test.hub.organisation(code).service == .ended)
    let second = try #require(try await one.go(to: .live))
    #expect(second.client != first.client)
    #expect(try await one.application().liveOrganisation != code)
    #expect(try await test.hub.organisation(code).service == .ended)
    await test.close()
  }

  @Test("of many who take one step at once, one takes it")
  func atOnce() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .keysGranted)
    let id = try await one.application().id
    let taken = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<12 { group.addTask { (try? await one.onboarding.takeKeys(id, by: one.party)) != nil } }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 1)
    let codes = try await test.hub.store.read {
      try OrganisationTable.page(after: "L", atMost: 9, in: $0).map(\.code.text)
    }
    #expect(codes.filter { $0.hasPrefix("L") }.count == 1)
    #expect(try await one.application().stage == .keyed)
    await test.close()
  }

  @Test("a check-list with a gap, and a contract on accounts of no bank, are not taken")
  func gaps() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .approved)
    let id = try await one.application().id
    for item in SecurityItem.allCases {
      for answer in [nil, "", "1234", String(repeating: "a", count: 501)] {
        var answers = LiveApplicant.answers
        answers[item] = answer
        await #expect(throws: Onboarding.Trouble.answerMissing(item)) {
          try await one.onboarding.declare(answers, id, by: one.party)
        }
      }
    }
    try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)
    try await one.take(.sendBackSecurity, by: LiveApplicant.officer, "더 자세히 적어 주십시오")
    #expect(try await one.application().stage == .approved)
    try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)
    try await one.take(.clear, by: LiveApplicant.officer)
    let (terms, nowhere) = (try await one.terms(), try #require(BankCode("999")))
    let account = BankAccount(bank: nowhere, number: terms.payingAccount.number)
    let wrong = try #require(
      ContractTerms(
        collectionAccount: terms.collectionAccount, payingAccount: account, limits: terms.limits, prefund: nil,
        withdrawFee: .zero, depositFee: .zero))
    await #expect(throws: Onboarding.Trouble.noSuchBank(nowhere)) {
      try await one.onboarding.drawUp(wrong, id, by: LiveApplicant.party(LiveApplicant.first))
    }
    #expect(try await one.application().stage == .cleared)
    await test.close()
  }

  @Test("who was sent back mends the application; who was refused, or gave up, makes another")
  func again() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .screening)
    let first = try await one.application().id
    try await one.take(.sendBack, by: LiveApplicant.screener, "서류가 모자랍니다")
    try await one.onboarding.apply(try LiveApplicant.request(company: "마루상점 유한회사"), for: one.client, by: one.party)
    #expect(try await one.application().id == first)
    #expect(try await one.application().request.company == "마루상점 유한회사")
    try await one.take(.refuse, by: LiveApplicant.screener, "도박 서비스입니다")
    try await one.go(to: .contracted)
    let second = try await one.application().id
    #expect(second > first)
    #expect(try await one.onboarding.file(first)?.application.stage == .refused)
    try await one.onboarding.take(.withdraw, second, by: one.party)
    try await one.go(to: .offered)
    let third = try await one.application().id
    try await one.onboarding.take(.decline, third, by: one.party, words: "수수료가 높습니다")
    #expect(try await one.application().stage == .cleared)
    await test.close()
  }

  @Test("a service that was suspended keeps a proposal that waits, and a new secret counts beside the old one")
  func kept() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let keys = try #require(try await one.go(to: .live))
    let id = try await one.application().id
    try await one.onboarding.drawUp(
      try await one.terms(withdrawFee: Won(1)), id, .amend, by: LiveApplicant.party(LiveApplicant.first))
    try await one.take(.suspend, by: LiveApplicant.officer, "점검합니다")
    await #expect(throws: LiveRefusal.notNow) { try await one.take(.approveAmendment, by: LiveApplicant.second) }
    for key in LiveKey.allCases {
      await #expect(throws: LiveRefusal.notNow) { try await one.onboarding.renew(key, id, by: one.party) }
    }
    try await one.take(.lift, by: LiveApplicant.officer, "점검을 마쳤습니다")
    try await one.take(.approveAmendment, by: LiveApplicant.second)
    await #expect(throws: LiveRefusal.notNow) { try await one.take(.approveAmendment, by: LiveApplicant.second) }
    let renewed = try await one.onboarding.renew(.secret, id, by: one.party)
    #expect(renewed != keys.secret)
    for secret in [keys.secret, renewed] {
      _ = try await test.hub.oauth.authenticated(keys.client, secret: secret)
    }
    #expect(try await audit(test).contains { $0.act == "application.secret" && $0.who == "developer/77" })
    await test.close()
  }
}
