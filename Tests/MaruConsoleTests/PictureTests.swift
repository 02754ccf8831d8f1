import Foundation
import HTTPTypes
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import TestSupport
import Testing

/// What operators see: figures, one transfer's life, people, settlement, the audit log.
@Suite struct PictureTests {
  private static func call(_ bench: ConsoleBench, _ api: String, _ code: ResponseCode, _ microseconds: Int64)
    -> CallRecord
  {
    CallRecord(
      stamp: bench.test.clock.world.now(), apiTransactionID: "x", caller: bench.test.organisation, api: api, code: code,
      microseconds: microseconds)
  }

  @Test("the picture tells calls, failures and percentiles of the last minute, and forgets them after it")
  func picture() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.viewer)
      bench.test.hub.callWatch.note(
        (1...99).map { _ in Self.call(bench, "account/balance", .success, 2_000) }
          + [Self.call(bench, "account/balance", .bankRefused, 900_000)])
      let page = try await browser.get("/operator?lang=en")
      #expect(page.text.contains("data-live=\"5\""))
      #expect(page.text.contains(">account/balance<"))
      // A window has just begun: 100 calls in 51 seconds are 1.9 a second; one in a hundred failed.
      #expect(page.text.contains(">1.9<") && page.text.contains(">1.0 %<"), "\(page.text)")
      #expect(page.text.contains("Everything is final."))
      bench.test.clock.move(seconds: 61)
      #expect(try await browser.get("/operator?lang=en").text.contains("No calls."))
    }
  }

  @Test("the way from developer to service is told step by step: an app, a first call, past screening, live")
  func funnel() async throws {
    try await ConsoleBench.run { bench in
      let (test, now) = (bench.test, bench.test.clock.world.now())
      let client = test.client.clientID
      try await test.hub.store.write { session in
        for number in 1...3 {
          let id = try SerialTable.next("developer", in: session)
          try DeveloperTable.insert(
            Developer(
              id: id, email: "dev\(number)@example.com", passwordHash: [], passwordSalt: [], language: "kor",
              createdAt: now, verifiedAt: number > 1 ? now : nil), in: session)
          if number == 3 { try DeveloperAppTable.insert(client, of: id, at: now, in: session) }
        }
      }
      let browser = try await bench.person(.viewer)
      func figures() async throws -> [String] {
        let page = try await browser.get("/operator?lang=en")
        return [
          "Developers", "With a proven address", "With an app", "Who made a first call", "Applications under way",
          "Of these past screening", "Live services",
        ].map { name in
          page.first(try! Regex("<dt>\(name)</dt><dd[^>]*>([0-9]+)</dd>", as: (Substring, Substring).self))
        }
      }
      #expect(try await figures() == ["3", "2", "1", "0", "0", "0", "0"])
      let call = KeptCall(
        id: "a", client: client, api: "bank/status", code: "A0000", method: "GET", request: "", status: 200,
        answer: "{}",
        at: now, microseconds: 1, isByHand: true)
      try await test.hub.store.write { try KeptCallTable.append([call], in: $0) }
      #expect(try await figures() == ["3", "2", "1", "1", "0", "0", "0"])
      let request = LiveRequest(
        company: "마루", registrationNumber: try #require(BusinessRegistrationNumber("1234567891")),
        service: try #require(HolderName("마루")), contact: "a", purpose: "b", scopes: [.login], callbacks: [],
        addresses: [], documents: "c")
      for (number, stage) in [LiveStage.screening, .refused, .drawn, .live, .live, .live, .suspended].enumerated() {
        let one = LiveApplication(
          id: Int64(number + 1), client: client, developer: 1, stage: stage, revision: 1, request: request,
          appliedAt: now, changedAt: now)
        try await test.hub.store.write { try LiveApplicationTable.insert(one, in: $0) }
      }
      #expect(try await figures() == ["3", "2", "1", "1", "2", "1", "3"])
    }
  }

  @Test("calls per month are summed up behind the calls, shown as a chart and a table, and exported")
  func months() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.viewer)
      let hub = bench.test.hub
      hub.callWatch.note([
        Self.call(bench, "account/balance", .success, 1), Self.call(bench, "account/balance", .bankRefused, 1),
      ])
      await hub.writeCallSums()
      bench.test.clock.move(seconds: 8 * 86_400)
      hub.callWatch.note([Self.call(bench, "bank/status", .success, 1)])
      let page = try await browser.get("/operator/calls")
      #expect(page.status == 303, "the login is over by then")
      let again = try await bench.person("jun", .viewer)
      let csv = try await again.get("/operator/calls.csv")
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
      #expect(
        csv.text
          == "month,api,rsp_code,calls\r\n202611,account/balance,A0000,1\r\n202611,account/balance,A0002,1\r\n202612,bank/status,A0000,1\r\n"
      )
      let chart = try await again.get("/operator/calls").text
      #expect(chart.contains("<svg class=\"chart\"") && chart.contains("<title>2026-11 account/balance: 2</title>"))
      await hub.writeCallSums(isLast: true)
      let kept = try await hub.store.read { try MonthTallyTable.all(from: "202611", in: $0) }
      #expect(kept.map(\.calls) == [1, 1, 1])
      #expect(try await bench.audit().contains { $0.act == "calls.export" && $0.who == "jun" })
    }
  }

  @Test("one transfer is found by every id it has, with its messages and postings")
  func transfer() async throws {
    try await ConsoleBench.run { bench in
      let reply = try await bench.test.withdraw(12_345)
      let wire = try #require(reply.body.bank.bankTransactionID)
      let stored = try #require(
        try await bench.test.hub.store.read { try TransferTable.all(wire, in: $0) }.first)
      let browser = try await bench.person(.viewer)
      let path = "/operator/transfers/\(stored.order.id)"
      for id in [
        wire.text, "\(stored.order.id)", stored.order.apiTransactionID.text, " \(wire.text) ",
        "\(stored.order.bankTransactionDate.wire)-\(wire.text)-C",
      ] {
        #expect(try await browser.get("/operator/search?q=\(percentEncoded(id))").location == path, "\(id)")
      }
      let page = try await browser.get(path).text
      #expect(page.contains("12,345"))
      for leg in ["D", "C"] { #expect(page.contains("\(stored.order.bankTransactionDate.wire)-\(wire.text)-\(leg)")) }
      #expect(page.contains("org:\(bench.test.client.code)") && page.contains("출금됨, 분개함"))
      // Account numbers are masked, and nobody's name is told.
      #expect(page.contains(stored.order.payer.account.number.masked))
      #expect(!page.contains(stored.order.payer.account.number.text))
      #expect(!page.contains(bench.test.person.person.name.text))
      let call = stored.order.apiTransactionID.text
      for (day, location) in [
        ("2026-11-24", path), ("2026-11-24+09", path), ("2026-11-24+09:30", path), ("2026-11-24+08", ""),
        ("2026-11-23", ""), ("2026-11-25", ""),
      ] {
        #expect(try await browser.get("/operator/search?q=\(call)&day=\(day)").location == location, "\(day)")
      }
      #expect(try await browser.get("/operator/search?q=\(call)&day=never").text.contains("api_tran_id만 찾습니다"))
      #expect(try await browser.get("/operator/search?q=NOTHING").text.contains("찾지 못했습니다"))
      #expect(try await browser.get("/operator/transfers/1").status == 404)
      let looks = try await bench.audit().filter { $0.act == "transfer.look" }
      #expect(looks.map(\.subject) == [wire.text])
    }
  }

  @Test("organisations, applications and consents are found by their ids; who looks at a user is on record")
  func others() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.operations)
      let (code, user) = (bench.test.client.code.text, bench.test.person.user.text)
      let consents = "/operator/consents?user=\(user)"
      for (id, path) in [
        (code, "/operator/organisations/\(code)"),
        (bench.test.client.clientID.text, "/operator/organisations/\(code)"), (user, consents),
        (bench.test.account.fintechUseNumber.text, consents),
      ] {
        #expect(try await browser.get("/operator/search?q=\(id)").location == path)
      }
      #expect(try await browser.get("/operator/organisations").text.contains(code))
      let organisation = try await browser.get("/operator/organisations/\(code)").text
      #expect(organisation.contains(bench.test.client.clientID.text))
      #expect(!organisation.contains(bench.test.client.clientSecret))
      let page = try await browser.get(consents).text
      #expect(page.contains(bench.test.account.fintechUseNumber.text))
      #expect(!page.contains(bench.test.person.person.name.text))
      #expect(try await bench.audit().contains { $0.act == "consents.look" && $0.subject == user })
      let viewer = try await bench.person("jun", .viewer)
      #expect(try await viewer.get("/operator/search?q=\(user)").status == 200, "no way to a user from there")
    }
  }

  @Test("operations close a difference with a reason, once; others only see it")
  func difference() async throws {
    try await ConsoleBench.run { bench in
      let found = try await bench.difference(at: bench.test.account.account.bank)
      let path = "/operator/breaks/\(found.id)"
      let viewer = try await bench.person("jun", .viewer)
      #expect(try await viewer.get("/operator/settlement").text.contains("\(bench.test.client.code)O000000001"))
      let csrf = try await viewer.get(path).csrf
      #expect(try await viewer.post(path, [("csrf", csrf), ("words", "a good reason")]).status == 403)
      let browser = try await bench.person(.operations)
      #expect(try await browser.submit(path, [("words", "no")]).status == 422)
      #expect(try await browser.submit(path, [("words", "a good reason")]).status == 303)
      #expect(try await browser.submit(path, [("words", "another reason")]).status == 422)
      let (after, notes) = try await bench.test.hub.store.read {
        (try ReconciliationTable.find(found.id, in: $0), try ReconciliationTable.notes(of: found.id, in: $0))
      }
      #expect(after?.state == .closed && notes.map(\.author) == ["minji"] && notes.map(\.words) == ["a good reason"])
      #expect(try await bench.audit().filter { $0.act == "break.close" }.map(\.who) == ["minji"])
    }
  }

  private static let audit = "/operator/audit"

  @Test(
    "the proof of the whole audit log tells a line that was changed or taken out; a view goes on from where it was proven",
    arguments: [
      "UPDATE audit_record SET words = 'x' WHERE sequence = 3", "DELETE FROM audit_record WHERE sequence = 3", "",
    ])
  func chain(_ harm: String) async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.security)
      for query in ["a1", "a2", "a3"] { _ = try await browser.get("/operator/search?q=\(query)") }
      #expect(try await browser.get(Self.audit).text.contains("온전함"))
      if !harm.isEmpty { _ = try await bench.test.hub.store.write { try $0.run(harm, []) } }
      // What was proven before is not read again by a view.
      #expect(try await browser.get(Self.audit).text.contains("온전함"))
      #expect(try await browser.submit(Self.audit, to: "\(Self.audit)/prove", []).status == 303)
      let told = try await browser.get(Self.audit).text
      #expect(told.contains(harm.isEmpty ? "온전함" : "3번에서 끊어짐"))
      let noted = try await bench.audit().first
      #expect(noted?.act == "audit.prove" && noted?.words == (harm.isEmpty ? "whole" : "broken at 3"))
      // Another hub, which has proven nothing yet, begins at the first line.
      let other = try await AuditProof(hub: bench.test.hub).goOn()
      #expect(other.broken == (harm.isEmpty ? nil : 3) && (other.wholeAt != nil) == harm.isEmpty)
    }
  }

  @Test(
    "a view proves the lines that came since the one before, and tells when the log has become shorter or another one")
  func incremental() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.security)
      let store = bench.test.hub.store
      func last() async throws -> Int64 { try await store.read { try AuditTable.lastNumber(in: $0) } }
      #expect(try await browser.get(Self.audit).text.contains("온전함"))
      for (number, harm) in [
        "UPDATE audit_record SET words = 'x'", "UPDATE audit_record SET chain = chain_of_before",
        "DELETE FROM audit_record",
      ].enumerated() {
        let proof = AuditProof(hub: bench.test.hub)
        _ = try await browser.get("/operator/search?q=b\(number)")
        if number > 0 { #expect(try await proof.goOn().broken == nil) }
        let newest = try await last()
        let kept = try await store.read {
          try $0.row("SELECT words, chain FROM audit_record WHERE sequence = ?", [.integer(newest)])
        }
        let (words, chain) = (try #require(try kept?.text(0)), try #require(try kept?.blob(1)))
        let change = harm.replacing("chain_of_before", with: "(SELECT chain FROM audit_record WHERE sequence = 1)")
        _ = try await store.write { try $0.run("\(change) WHERE sequence = ?", [.integer(newest)]) }
        #expect(try await proof.goOn().broken == newest, "\(harm)")
        #expect(try await proof.goOn().broken == newest, "it stays")
        if number < 2 {
          _ = try await store.write {
            try $0.run(
              "UPDATE audit_record SET words = ?, chain = ? WHERE sequence = ?",
              [.text(words), .blob(chain), .integer(newest)])
          }
          #expect(try await proof.whole().broken == nil)
        } else {
          #expect(try await proof.whole().broken == newest, "cut off, it is whole in itself")
        }
      }
    }
  }

  @Test(
    "a log that was written anew or cut off stays broken, however often the whole of it is proven",
    arguments: [true, false])
  func lost(_ isWrittenAnew: Bool) async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.security)
      for query in ["a1", "a2", "a3"] { _ = try await browser.get("/operator/search?q=\(query)") }
      let (store, now) = (bench.test.hub.store, bench.test.clock.world.now())
      let proof = AuditProof(hub: bench.test.hub)
      #expect(try await proof.goOn().broken == nil)
      let seen = try await store.read { try AuditTable.lastNumber(in: $0) }
      try await store.write { session in
        try session.run("DELETE FROM audit_record WHERE sequence >= ?", [.integer(isWrittenAnew ? 2 : seen)])
        guard isWrittenAnew else { return }
        for _ in 0..<seen + 3 {
          try AuditTable.append(AuditRecord(at: now, who: "nobody", act: "x", subject: ""), in: session)
        }
      }
      for _ in 0..<2 {
        #expect(try await proof.whole().broken == seen)
        #expect(try await proof.goOn().broken == seen)
      }
      // In itself it is whole: a hub that has seen nothing of it cannot know.
      #expect(try await AuditProof(hub: bench.test.hub).whole().broken == nil)
    }
  }

  @Test("what somebody typed is text wherever it is shown")
  func escaping() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.security)
      let page = try await browser.get("/operator/search?q=%3Cb%3E%26%22")
      #expect(page.text.contains("&lt;b&gt;&amp;") && !page.text.contains("<b>&"))
      let audit = try await browser.get("/operator/audit").text
      #expect(audit.contains("&lt;b&gt;&amp;") && !audit.contains("<b>&"))
    }
  }
}
