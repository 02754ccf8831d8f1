import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// A copy of one's data, the last use of a consent, and the wish to be forgotten.
@Suite struct MyDataTests {
  @Test("P-01: the copy holds who one is, what was agreed to and ended, and one's transfers")
  func copy() async throws {
    try await Bench.run { bench in
      let me = MeBrowser(bench)
      try await me.enter()
      let number = bench.test.account.fintechUseNumber.text
      _ = try await me.send("end", [("number", number), ("service", "inquiry")])
      let answer = try await me.get("/data.json")
      #expect(answer.status == 200)
      #expect(answer.headers[.contentDisposition] == "attachment; filename=\"maru-my-data.json\"")
      let members = answer.members
      guard case .object(let person)? = members.first(where: { $0.name == "person" })?.value else {
        Issue.record("no person")
        return
      }
      #expect(person.text("user_seq_no") == bench.test.person.user.text)
      #expect(person.text("user_cell_no") == bench.test.person.person.phone)
      #expect(answer.rows("organisations").map { $0.text("client_use_code") } == [bench.test.client.code.text])
      let history = answer.rows("consent_history")
      #expect(history.last?.text("action") == "cancelled" && history.last?.text("fintech_use_num") == number)
      let transfers = answer.rows("transfers")
      #expect(transfers.map { $0.text("bank_tran_id") } == [bench.done.id])
      #expect(transfers.map { $0.text("tran_amt") } == ["1000"])
      #expect(transfers.map { $0.text("payer_account_num") } == [bench.test.account.account.number.text])
      for _ in 0..<4 { #expect(try await me.get("/data.json").status == 200) }
      #expect(try await me.get("/data.json").status == 429)
    }
  }

  @Test("the last use of each kind is told at once, and is kept")
  func lastUse() async throws {
    try await Bench.run { bench in
      let (hub, clock, caller) = (bench.test.hub, bench.test.clock, bench.test.user)
      func call(_ api: String, _ caller: Caller, _ code: ResponseCode = .success) -> CallRecord {
        CallRecord(
          stamp: clock.world.now(), apiTransactionID: "x", caller: caller, api: api, code: code, microseconds: 1)
      }
      hub.consentUses.note([
        call("account/balance", caller), call("transfer/withdraw", caller, .withdrawalConsentMissing),
        call("account/cancel", caller), call("bank/status", bench.test.organisation),
      ])
      let me = MeBrowser(bench)
      try await me.enter()
      #expect(try await me.get().page.contains("마지막 이용: 조회 2026-11-24 09:30"))
      await hub.writeConsentUses()
      clock.move(seconds: 120)
      hub.consentUses.note([call("transfer/withdraw", caller, .inProgress)])
      await hub.writeConsentUses()
      let user = bench.test.person.user
      let kept = try await hub.store.read { try ConsentUseTable.all(of: user, in: $0) }
      #expect(kept.map(\.key.service) == ["inquiry", "transfer"])
      #expect(try await me.get().page.contains("마지막 이용: 출금 2026-11-24 09:32, 조회 2026-11-24 09:30"))
      // An older one that comes late changes nothing.
      let old = kept.map { ConsentUse($0.key, at: $0.at.adding(seconds: -60)) }
      try await hub.store.write { try ConsentUseTable.note(old, in: $0) }
      #expect(try await hub.store.read { try ConsentUseTable.all(of: user, in: $0) } == kept)
    }
  }

  @Test("P-06: who used what on which day how often, and which operator looked, is told and comes along in the copy")
  func accesses() async throws {
    try await Bench.run { bench in
      let (hub, clock, user) = (bench.test.hub, bench.test.clock, bench.test.person.user)
      func use(_ api: String, times: Int, _ code: ResponseCode = .success) {
        hub.consentUses.note(
          (0..<times).map { _ in
            CallRecord(
              stamp: clock.world.now(), apiTransactionID: "x", caller: bench.test.user, api: api, code: code,
              microseconds: 1)
          })
      }
      let me = MeBrowser(bench)
      try await me.enter()
      #expect(try await me.get("/accesses").page.contains("내 동의를 조회한 직원이 없습니다"))
      use("account/balance", times: 3)
      await hub.writeConsentUses()
      use("account/transaction_list", times: 2)
      use("account/balance", times: 7, .withdrawalConsentMissing)
      // Three are written, two wait: told as five.
      let first = try await me.get("/accesses").page
      #expect(first.contains("2026-11-24") && first.contains("조회 5회") && first.contains("마지막 09:30"))
      await hub.writeConsentUses(isLast: true)
      clock.move(seconds: 86_400)
      use("transfer/withdraw", times: 1)
      await hub.writeConsentUses(isLast: true)
      let look = AuditRecord(at: clock.world.now(), who: "kim", act: "consents.look", subject: user.text)
      try await hub.store.write { try AuditTable.append(look, in: $0) }

      let again = MeBrowser(bench)
      try await again.enter()
      let page = try await again.get("/accesses").page
      #expect(page.contains("조회 5회") && page.contains("출금 1회") && page.contains("2026-11-25 09:30"))
      #expect(!page.contains("kim"))
      let copy = try await again.get("/data.json")
      let uses = copy.rows("accesses")
      #expect(uses.map { $0.text("use_date") } == ["20261125", "20261124"])
      #expect(uses.map { $0.text("use_cnt") } == ["1", "5"])
      #expect(copy.rows("operator_looks").map { $0.text("look_dtime") } == ["20261125093000"])

      let others = try await hub.store.read { try ConsentUseTable.days(9, of: bench.test.people[1].user, in: $0) }
      #expect(others.isEmpty)
      _ = try await hub.erase(user, language: "ko")
      #expect(try await hub.store.read { try ConsentUseTable.days(9, of: user, in: $0) }.isEmpty)
    }
  }

  @Test("uses that could not be written are neither lost nor counted twice")
  func putBack() {
    let uses = ConsentUses()
    let (user, organisation) = (UserSeqNo("1000000001")!, OrganisationCode("M202600001")!)
    let key = ConsentUse.Key(user: user, organisation: organisation, service: "inquiry")
    let now = Instant(date: BusinessDate(wire: "20261124")!, secondOfDay: 60)
    uses.putBack([ConsentUse(key, at: now, count: 2), ConsentUse(key, at: now.adding(seconds: -120), count: 5)])
    uses.putBack([ConsentUse(key, at: now.adding(seconds: -30), count: 1)])
    let waiting = uses.waiting(of: user).sorted { $0.at < $1.at }
    #expect(waiting.map(\.count) == [5, 3])
    #expect(waiting.map(\.at) == [now.adding(seconds: -120), now])
  }

  @Test("a use that comes within the minute waits, and is written at the end")
  func useWaits() async throws {
    try await Bench.run { bench in
      let (hub, user) = (bench.test.hub, bench.test.person.user)
      func note(_ api: String) {
        hub.consentUses.note([
          CallRecord(
            stamp: bench.test.clock.world.now(), apiTransactionID: "x", caller: bench.test.user, api: api,
            code: .success, microseconds: 1)
        ])
      }
      func written() async throws -> [String] {
        try await hub.store.read { try ConsentUseTable.all(of: user, in: $0) }.map(\.key.service)
      }
      note("account/balance")
      await hub.writeConsentUses()
      note("transfer/withdraw")
      await hub.writeConsentUses()
      let early = try await written()
      #expect(early == ["inquiry"])
      await hub.writeConsentUses(isLast: true)
      let late = try await written()
      #expect(late == ["inquiry", "transfer"])
    }
  }

  @Test(
    "who is forgotten leaves nothing that leads to them; what transfers refer to stays, and is found by its organisation"
  )
  func erased() async throws {
    try await Bench.run { bench in
      let (hub, user) = (bench.test.hub, bench.test.person.user)
      let me = MeBrowser(bench)
      try await me.enter()
      #expect(try await me.get("/delete").page.contains("전자금융거래법"))
      let answer = try await me.send("delete", from: "/delete")
      let receipt = try #require(answer.page.firstMatch(of: /접수번호 ([0-9A-F]{12})/)).1
      let (person, decisions) = try await hub.store.read {
        (try PersonTable.find(user, in: $0), try ErasureTable.all(of: user, in: $0))
      }
      #expect(person == nil)
      #expect(decisions.map(\.receipt) == [String(receipt)] && decisions.map(\.outcome) == [.erased])
      #expect(try await me.get().page.contains("birth_date"), "the visit is over")
      let balance = try await bench.call(try APICase.named("account/balance"))
      #expect(balance.code == "O0002")
      let contents = try await bench.test.contents()
      #expect(!contents.contains(bench.test.person.person.phone))
      #expect(!contents.contains(bench.test.person.person.ci))
      // The organisation can still ask what became of its order.
      let result = try await bench.call(try APICase.named("transfer/result"))
      #expect(result.code == "A0000" && result.rows().first?.text("bank_rsp_code") == "000", "\(result.page)")
      #expect(try await bench.test.bookFindings().isEmpty)
      // Who comes back is somebody new.
      try await me.enter()
      #expect(try await me.get().page.contains("지금 준 동의가 없습니다"))
    }
  }

  @Test("while money is under way nothing is removed, and the answer says so")
  func waiting() async throws {
    try await Bench.run { bench in
      let (hub, user) = (bench.test.hub, bench.test.person.user)
      let stored = try #require(
        try await hub.store.read { try TransferTable.all(of: user, after: 0, upTo: .max, in: $0) }.first)
      let open = StoredTransfer(
        order: TransferOrder(
          id: stored.order.id + 1, organisation: stored.order.organisation, kind: stored.order.kind,
          apiTransactionID: stored.order.apiTransactionID, receivedAt: stored.order.receivedAt, rowNumber: 1,
          requestedAt: stored.order.requestedAt,
          bankTransactionID: BankTransactionID(organisation: stored.order.organisation, serial: 99),
          bankTransactionDate: stored.order.bankTransactionDate, amount: stored.order.amount,
          payer: stored.order.payer, payee: stored.order.payee, cmsNumber: nil), user: user, nameCheck: .off,
        alias: nil, stage: .debitSent(DebitSent()), changedAt: stored.changedAt)
      try await hub.store.write { try TransferTable.insert(open, in: $0) }
      let me = MeBrowser(bench)
      try await me.enter()
      let answer = try await me.send("delete", from: "/delete")
      #expect(answer.page.contains("처리 중인 이체가 1건"))
      #expect(try await hub.store.read { try PersonTable.find(user, in: $0) } != nil)
      #expect(try await bench.call(try APICase.named("account/balance")).code == "A0000")
      let decisions = try await hub.store.read { try ErasureTable.all(of: user, in: $0) }
      #expect(decisions.map(\.outcome) == [.waiting] && decisions.map(\.openTransfers) == [1])
    }
  }
}
