import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@testable import MaruHub

/// A live service: nobody approves what they have not seen, it is called what was screened, it pays what was agreed for the day, its keys
/// can be replaced, and its money arrives when it is stopped.
@Suite struct LiveServiceTests {
  private func party(_ one: Operator) -> Onboarding.Party { LiveApplicant.party(one) }

  @Test("what changed since it was looked at is not approved, and nothing changes")
  func stale() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let onboarding = one.onboarding
    try await one.go(to: .drawn)
    let id = try await one.application().id
    func refused(_ step: LiveStep, _ seen: Int64, by party: Onboarding.Party) async throws {
      let before = try await test.contents()
      await #expect(throws: LiveRefusal.changed) { try await onboarding.take(step, id, seen: seen, by: party) }
      #expect(try await test.contents() == before)
    }
    // Another contract than the one on the approver's page.
    let drawn = try await one.application().revision
    try await one.take(.sendBackContract, by: LiveApplicant.first, "수수료를 고칩니다")
    try await onboarding.drawUp(try await one.terms(withdrawFee: Won(900)), id, by: party(LiveApplicant.first))
    try await refused(.approveContract, drawn, by: party(LiveApplicant.second))
    // … and than the one on the applicant's.
    try await one.take(.approveContract, by: LiveApplicant.second)
    let offered = try await one.application().revision
    try await onboarding.take(.decline, id, by: one.party, words: "수수료가 높습니다")
    try await onboarding.drawUp(try await one.terms(withdrawFee: Won(999)), id, by: party(LiveApplicant.first))
    try await one.take(.approveContract, by: LiveApplicant.second)
    try await refused(.agree, offered, by: one.party)
    try await onboarding.take(.agree, id, seen: try await one.application().revision, by: one.party)
    await test.close()
  }

  @Test(
    "an application that was sent anew is not approved from the page of the one before, nor are other answers confirmed"
  )
  func reapplied() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .screening)
    let (id, first) = (try await one.application().id, try await one.application().revision)
    try await one.take(.sendBack, by: LiveApplicant.screener, "서류가 모자랍니다")
    try await one.onboarding.apply(try LiveApplicant.request(company: "도박상점"), for: one.client, by: one.party)
    await #expect(throws: LiveRefusal.changed) {
      try await one.onboarding.take(.approve, id, seen: first, by: party(LiveApplicant.screener))
    }
    await #expect(throws: LiveRefusal.changed) {
      try await one.onboarding.apply(try LiveApplicant.request(), for: one.client, seen: 0, by: one.party)
    }
    try await one.take(.approve, by: LiveApplicant.screener)
    try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)
    let declared = try await one.application().revision
    try await one.take(.sendBackSecurity, by: LiveApplicant.officer, "더 자세히 적어 주십시오")
    try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)
    await #expect(throws: LiveRefusal.changed) {
      try await one.onboarding.take(.clear, id, seen: declared, by: party(LiveApplicant.officer))
    }
    #expect(try await one.application().stage == .declared)
    // The next application goes on counting: a page of this one fits none of its revisions.
    let last = try await one.application().revision
    try await one.onboarding.take(.withdraw, id, by: one.party)
    try await one.onboarding.apply(try LiveApplicant.request(), for: one.client, by: one.party)
    #expect(try await one.application().id > id)
    #expect(try await one.application().revision > last)
    await test.close()
  }

  @Test("while other terms wait for their approval nobody proposes yet others in their place")
  func waiting() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    let id = try await one.application().id
    let harmless = try await one.terms(withdrawFee: Won(400))
    try await one.onboarding.drawUp(harmless, id, .amend, by: party(LiveApplicant.first))
    let seen = try await one.application().revision
    let others = try await one.terms(withdrawFee: Won(1))
    for operations in [LiveApplicant.first, LiveApplicant.second] {
      await #expect(throws: LiveRefusal.proposalWaits) {
        try await one.onboarding.drawUp(others, id, .amend, by: party(operations))
      }
    }
    #expect(try await one.onboarding.file(id)?.contract?.terms == harmless)
    try await one.take(.sendBackAmendment, by: LiveApplicant.first, "다시 올립니다")
    try await one.onboarding.drawUp(others, id, .amend, by: party(LiveApplicant.first))
    await #expect(throws: LiveRefusal.changed) {
      try await one.onboarding.take(.approveAmendment, id, seen: seen, by: party(LiveApplicant.second))
    }
    #expect(try await one.onboarding.file(id)?.approved?.terms != others)
    await test.close()
  }

  @Test(
    "other terms hold once the applicant has agreed to what stood on the page; declined or taken back they never do")
  func agreement() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    let (id, code) = (try await one.application().id, try #require(try await one.application().liveOrganisation))
    let first = try #require(try await one.onboarding.file(id)?.agreed?.terms)
    let other = try await one.terms(prefund: Won(9_000), withdrawFee: Won(1)) { $0.withdrawEach = Won(7) ?? .zero }
    func offer() async throws {
      try await one.onboarding.drawUp(other, id, .amend, by: party(LiveApplicant.first))
      try await one.take(.approveAmendment, by: LiveApplicant.second)
    }
    func holds(_ terms: ContractTerms) async throws -> Bool {
      let file = try #require(try await one.onboarding.file(id))
      let prefund = try await SettlementTerms(store: test.hub.store).sheet().prefunds.first { $0.party == code }
      let limits = try await test.hub.organisation(code).limits
      return limits == terms.limits && prefund?.limit == terms.prefund && file.agreed?.terms == terms
        && file.inForce == terms
    }
    try await offer()
    #expect(try await one.application().offersTerms)
    #expect(try await holds(first))
    let letter = try #require(try await test.hub.store.read { try OutboxTable.newest(1, in: $0).first })
    #expect(letter.body.contains("동의하기 전까지는 지금 조건이 그대로 적용됩니다"))
    await #expect(throws: LiveRefusal.notTheirs) { try await one.take(.agreeAmendment, by: LiveApplicant.admin) }
    await #expect(throws: LiveRefusal.proposalWaits) {
      try await one.onboarding.drawUp(other, id, .amend, by: party(LiveApplicant.first))
    }
    try await one.onboarding.take(.declineAmendment, id, by: one.party, words: "수수료가 맞지 않습니다")
    #expect(try await holds(first))
    #expect(try await !one.application().offersTerms)
    await #expect(throws: LiveRefusal.notNow) { try await one.agreeToOtherTerms() }

    try await offer()
    let seen = try await one.application().revision
    try await one.take(.recallAmendment, by: LiveApplicant.first, "다시 올립니다")
    #expect(try await holds(first))
    try await offer()
    // The page of the offer before is not what is agreed to now.
    await #expect(throws: LiveRefusal.changed) {
      try await one.onboarding.take(.agreeAmendment, id, seen: seen, by: one.party)
    }
    // A service that stands still keeps its offer.
    try await one.take(.suspend, by: LiveApplicant.officer, "이상거래가 보입니다")
    await #expect(throws: LiveRefusal.notNow) { try await one.agreeToOtherTerms() }
    try await one.take(.lift, by: LiveApplicant.officer, "확인했습니다")
    #expect(try await holds(first))
    try await one.agreeToOtherTerms()
    let file = try #require(try await one.onboarding.file(id))
    #expect(file.agreed?.terms == other && file.application.stage == .live && !file.application.offersTerms)
    #expect(try await test.hub.organisation(code).limits == other.limits)
    #expect(file.inForce == other)
    await test.close()
  }

  @Test("users are asked in the name that was screened, whatever the app in test is called by then")
  func name() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let keys = try #require(try await one.go(to: .live, request: try LiveApplicant.request(service: "마루 가계부")))
    let code = try #require(try await one.application().liveOrganisation)
    #expect(try await test.hub.organisation(code).name.text == "마루 가계부")
    let client = try await test.hub.store.read { try ClientTable.find(keys.client, in: $0) }
    #expect(client?.name == "마루 가계부")
    await test.close()
  }

  @Test("a day is paid for as was agreed for that day, also when it is closed after other terms were approved")
  func fees() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    let code = try #require(try await one.application().liveOrganisation)
    let caller = try await one.consented(test)
    let settlement = Settlement(store: test.hub.store, world: test.clock.world)
    let today = test.clock.world.now().businessDate
    func lines(of day: BusinessDate) async throws -> [Int64] {
      try await settlement.close(day).fees.filter { $0.organisation == code && $0.api == "transfer/withdraw" }
        .flatMap { [$0.count, $0.rate.amount] }
    }
    #expect(try await one.withdraw(1_000, by: caller, test) == .success)
    test.clock.move(seconds: 86_400)
    #expect(try await one.withdraw(1_000, by: caller, test) == .success)
    try await one.onboarding.drawUp(
      try await one.terms(withdrawFee: Won(50)), try await one.application().id, .amend, by: party(LiveApplicant.first))
    try await one.take(.approveAmendment, by: LiveApplicant.second)
    try await one.agreeToOtherTerms()
    #expect(try await one.withdraw(1_000, by: caller, test) == .success)
    // Neither the day before nor the day of the approval was closed when it came.
    test.clock.move(seconds: 86_400)
    #expect(try await one.withdraw(1_000, by: caller, test) == .success)
    test.clock.move(seconds: 86_400)
    #expect(try await lines(of: today) == [1, 500])
    #expect(try await lines(of: today.adding(days: 1)) == [2, 500])
    #expect(try await lines(of: today.adding(days: 2)) == [1, 50])
    await test.close()
  }

  @Test("other fees hold from the settlement day behind the one under way, wherever it ends")
  func cutOff() async throws {
    var settings = HubSettings()
    settings.cutOff = try #require(SettlementCutOff(wire: "2330"))
    let test = try await TestHub.open(settings: settings)
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    // 23:45: the settlement day of tomorrow's date is under way.
    test.clock.move(seconds: 14 * 3_600 + 15 * 60)
    let today = test.clock.world.now().businessDate
    try await one.onboarding.drawUp(
      try await one.terms(withdrawFee: Won(50)), try await one.application().id, .amend, by: party(LiveApplicant.first))
    try await one.take(.approveAmendment, by: LiveApplicant.second)
    try await one.agreeToOtherTerms()
    let rates = try await test.hub.store.read { try FeeRateTable.all(in: $0) }
    #expect(Set(rates.compactMap(\.since)) == [today.adding(days: 2)])
    await test.close()
  }

  @Test("what is in force is what other terms begin with, whoever set it")
  func inForce() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    let (id, code) = (try await one.application().id, try #require(try await one.application().liveOrganisation))
    let terms = SettlementTerms(store: test.hub.store)
    try await terms.setPrefund(Won(123_000), of: code)
    try await terms.setFee(Won(44), of: "transfer/withdraw", for: code)
    let now = try #require(try await one.onboarding.file(id)?.inForce)
    #expect(now.prefund == Won(123_000) && now.withdrawFee == Won(44))
    try await one.onboarding.drawUp(now, id, .amend, by: party(LiveApplicant.first))
    try await one.take(.approveAmendment, by: LiveApplicant.second)
    try await one.agreeToOtherTerms()
    #expect(try await one.onboarding.file(id)?.inForce == now)
    #expect(try await terms.sheet().prefunds.map(\.limit.amount) == [123_000])
    await test.close()
  }

  @Test("a lost key is replaced with its line of the audit log, or not at all; an old page replaces nothing")
  func keys() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let keys = try #require(try await one.go(to: .live))
    let (id, code) = (try await one.application().id, try #require(try await one.application().liveOrganisation))
    let known = try await test.hub.store.read { try ClientTable.find(keys.client, in: $0) }
    func phraseHash() async throws -> [UInt8]? {
      try await test.hub.store.read { try OrganisationTable.find(code, in: $0)?.passPhraseHash }
    }
    func isAsBefore() async throws -> Bool {
      let client = try await test.hub.store.read { try ClientTable.find(keys.client, in: $0) }
      let hash = try await phraseHash()
      return client == known && hash == Onboarding.hash(ofPassPhrase: keys.passPhrase)
    }
    #expect(try await isAsBefore())
    // Where the log cannot be written no key is made.
    _ = try await test.hub.store.write { try $0.run("ALTER TABLE audit_record RENAME TO audit_gone", []) }
    for key in LiveKey.allCases {
      await #expect(throws: (any Error).self) { try await one.onboarding.renew(key, id, by: one.party) }
    }
    _ = try await test.hub.store.write { try $0.run("ALTER TABLE audit_gone RENAME TO audit_record", []) }
    #expect(try await isAsBefore())
    let seen = try await one.application().revision
    for key in LiveKey.allCases {
      await #expect(throws: LiveRefusal.changed) {
        try await one.onboarding.renew(key, id, seen: seen - 1, by: one.party)
      }
      await #expect(throws: Onboarding.Trouble.unknown) {
        try await one.onboarding.renew(key, id, by: party(LiveApplicant.admin))
      }
    }
    #expect(try await isAsBefore())

    let phrase = try await one.onboarding.renew(.passPhrase, id, by: one.party)
    #expect(phrase != keys.passPhrase)
    #expect(try await test.hub.organisation(code).passPhraseHash == Onboarding.hash(ofPassPhrase: phrase))
    _ = try await test.hub.oauth.authenticated(keys.client, secret: keys.secret)
    let secret = try await one.onboarding.renew(.secret, id, by: one.party)
    _ = try await test.hub.oauth.authenticated(keys.client, secret: secret)
    let acts = try await test.hub.store.read { try AuditTable.newest(2, in: $0).map(\.record.act) }
    #expect(acts == ["application.secret", "application.passPhrase"])
    #expect(try await !test.contents().contains(secret))
    await test.close()
  }

  @Test("digits that are an organisation's in test or live are nobody else's")
  func numbers() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .keyed)
    let live = try #require(try await one.application().liveOrganisation).text.dropFirst()
    let taken = ["123456789", String(live)]
    let free = try await test.hub.store.read {
      (
        try OrganisationCode.freeNumber(of: taken + ["987654321"], in: $0),
        try OrganisationCode.freeNumber(of: taken + ["12345"], in: $0)
      )
    }
    #expect(free.0 == "987654321" && free.1 == nil)
    await test.close()
  }

  @Test("an order whose organisation is suspended before its bank answered is carried to its end all the same (M-06)")
  func suspendedUnderWay() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await one.go(to: .live)
    let code = try #require(try await one.application().liveOrganisation)
    let (caller, payee) = (try await one.consented(test), try await test.hub.organisation(code).collectionAccount)
    let before = try await test.balance(of: payee)
    test.bed.desk[payee.bank] = .down
    #expect(try await one.withdraw(7_000, by: caller, test) == .timeExceeded)
    try await one.take(.suspend, by: LiveApplicant.officer, "이상거래가 보입니다")
    await #expect(throws: HubError(.organisationNotUsable)) { try await test.hub.checkService(of: code) }
    func open() async throws -> Int64 { try await test.hub.store.read { try TransferTable.openCount(in: $0) } }
    #expect(try await open() == 1)
    #expect(try await test.balance(of: payee) == before)
    test.bed.desk[payee.bank] = .up
    test.clock.move(seconds: 5)
    _ = await Resolver(hub: test.hub).pass([:])
    #expect(try await open() == 0)
    #expect(try await test.balance(of: payee) == before + 7_000)
    #expect(try await test.bookFindings() == [])
    await test.close()
  }
}
