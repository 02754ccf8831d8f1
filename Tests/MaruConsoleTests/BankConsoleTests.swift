import HTTPTypes
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// The bank's console: its people see their own bank, and nothing of anybody else's.
@Suite struct BankConsoleTests {
  private static func pages(_ bank: String) -> [String] {
    [
      "/bank/\(bank)", "/bank/\(bank)/messages", "/bank/\(bank)/messages?q=1", "/bank/\(bank)/settlement",
      "/bank/\(bank)/settlement/20261124", "/bank/\(bank)/statements/20261124", "/bank/\(bank)/breaks",
    ]
  }

  @Test("a bank's people see its pages; strangers, the hub's own people and other banks' see none of them")
  func whose() async throws {
    try await ConsoleBench.run { bench in
      let (own, other) = (bench.test.account.account.bank, BankCode("088")!)
      try #require(own != other)
      let browser = try await bench.person("narae", at: own)
      let (foreign, operations) = (try await bench.person("haneul", at: other), try await bench.person(.admin))
      let stranger = ConsoleBrowser(bench: bench, root: "/bank")
      for path in Self.pages(own.text) {
        #expect(try await browser.get(path).status == 200, "\(path)")
        #expect(try await foreign.get(path).status == 403, "\(path)")
        #expect(try await operations.get(path).location == "/bank/login", "\(path)")
        #expect(try await stranger.get(path).location == "/bank/login", "\(path)")
      }
      #expect(try await browser.get("/bank").location == "/bank/\(own.text)")
      #expect(try await bench.audit().filter { $0.act == "refused" }.allSatisfy { $0.who == "haneul" })
      #expect(try await bench.audit().count { $0.act == "refused" } == Self.pages(own.text).count)
      let csrf = try await foreign.get("/bank/\(other.text)").csrf
      let hours = "/bank/\(own.text)/hours"
      #expect(try await foreign.post(hours, [("csrf", csrf), ("hours", "2330-0030")]).status == 403)
      for path in EntranceTests.pages { #expect(try await browser.get(path).location == "/operator/login", "\(path)") }
    }
  }

  @Test("a bank sees what it was asked within the last minute, inquiries too, and how long it took; no other bank's")
  func lastMinute() async throws {
    try await ConsoleBench.run(guarded: true) { bench in
      let (test, account) = (bench.test, bench.test.account)
      let browser = try await bench.person("narae", at: account.account.bank)
      let other = try await bench.person("haneul", at: BankCode("088")!)
      for _ in 0..<3 {
        _ = try await test.hub.accountBalance(
          AccountBalance.Request(
            fintechUseNumber: account.fintechUseNumber, requestedAt: test.clock.world.now().dateTime),
          by: test.user)
      }
      _ = try await test.withdraw(1_000)
      let page = try await browser.get("/bank/\(account.account.bank.text)?lang=en")
      #expect(page.text.contains("data-live=\"5\""))
      func row(_ name: String) -> String {
        page.first(try! Regex("<td class=\"\">\(name)</td>(.*?)</tr>", as: (Substring, Substring).self))
      }
      #expect(row("balance").contains(">3<"), "\(page.text)")
      #expect(row("debit").contains(">1<"), "\(page.text)")
      #expect(row("balance").firstMatch(of: />[0-9]+\.[0-9]</) != nil, "how long it took")
      #expect(try await !other.get("/bank/088?lang=en").text.contains(">balance<"))
      test.clock.move(seconds: 61)
      #expect(try await browser.get("/bank/\(account.account.bank.text)?lang=en").text.contains("Nothing was asked."))
    }
  }

  @Test("each console lets in its own people alone: by link, by login and by cookie")
  func twoDoors() async throws {
    try await ConsoleBench.run { bench in
      let bank = bench.test.account.account.bank
      let token = try await bench.registry.add("narae", role: .bank, bank: bank)
      #expect(try await ConsoleBrowser(bench: bench).get("/operator/set-up?token=\(token)").status == 410)
      let theirs = try await bench.registry.add("minji", role: .viewer)
      #expect(try await ConsoleBrowser(bench: bench, root: "/bank").get("/bank/set-up?token=\(theirs)").status == 410)
      let browser = ConsoleBrowser(bench: bench, root: "/bank")
      #expect(try await browser.setUp(token).location == "/bank")
      bench.test.clock.move(seconds: 60)
      let atOperations = ConsoleBrowser(bench: bench)
      #expect(try await atOperations.logIn("narae", code: browser.code).status == 422)
      #expect(try await browser.get("/bank/\(bank.text)").text.contains("action=\"/bank/logout\""))
      browser.forget()
      #expect(try await browser.logIn("narae", code: browser.code).location == "/bank")
    }
  }

  @Test("wrong tries at one console close no name at the other")
  func tries() async throws {
    try await ConsoleBench.run { bench in
      let minji = try await bench.person("minji", .admin)
      minji.forget()
      let stranger = ConsoleBrowser(bench: bench, root: "/bank")
      for _ in 0..<12 { #expect(try await stranger.logIn("minji", "wrong", "000000").status == 422) }
      bench.test.clock.move(seconds: 60)
      #expect(try await minji.logIn("minji", code: minji.code).location == "/operator")
    }
  }

  @Test("the role 'bank' goes with a bank, and no other role does")
  func bankAmiss() async throws {
    try await ConsoleBench.run { bench in
      let (registry, bank) = (bench.registry, BankCode("004")!)
      await #expect(throws: OperatorRegistry.Refused.bankAmiss) { try await registry.add("narae", role: .bank) }
      await #expect(throws: OperatorRegistry.Refused.bankAmiss) {
        try await registry.add("narae", role: .admin, bank: bank)
      }
      _ = try await registry.add("narae", role: .bank, bank: bank)
      _ = try await registry.renew("narae", role: nil)
      #expect(try await registry.all().map(\.bank) == [bank])
      await #expect(throws: OperatorRegistry.Refused.bankAmiss) {
        try await registry.renew("narae", role: .viewer, bank: bank)
      }
      _ = try await registry.renew("narae", role: .viewer)
      #expect(try await registry.all().map(\.bank) == [nil])
    }
  }

  @Test("a bank finds a transfer by its message, sees its own accounts and messages, and not the other bank's")
  func messages() async throws {
    try await ConsoleBench.run { bench in
      let reply = try await bench.test.withdraw(12_345)
      let wire = try #require(reply.body.bank.bankTransactionID)
      let stored = try #require(try await bench.test.hub.store.read { try TransferTable.all(wire, in: $0) }.first)
      let (payer, payee, date) = (stored.order.payer, stored.order.payee, stored.order.bankTransactionDate.wire)
      try #require(payer.account.bank != payee.account.bank)
      let outside = try #require(
        bench.test.hub.banks.links.map(\.bank.code).first { $0 != payer.account.bank && $0 != payee.account.bank })
      for (name, own, other, leg) in [
        ("narae", payer, payee, "D"), ("haneul", payee, payer, "C"),
      ] {
        let (bank, browser) = (own.account.bank, try await bench.person(name, at: own.account.bank))
        for path in ["/bank/\(bank.text)/messages", "/bank/\(bank.text)/messages?q=\(date)-\(wire.text)-\(leg)"] {
          let list = try await browser.get(path).text
          #expect(list.contains(wire.text) && list.contains("12,345") && list.contains(own.account.number.masked))
          #expect(!list.contains(other.account.number.masked))
        }
        let page = try await browser.get("/bank/\(bank.text)/messages/\(stored.order.id)").text
        #expect(page.contains("\(date)-\(wire.text)-\(leg)"))
        #expect(!page.contains("\(date)-\(wire.text)-\(leg == "D" ? "C" : "D")"))
        #expect(page.contains(own.account.number.masked) && !page.contains(other.account.number.masked))
        #expect(!page.contains(bench.test.person.person.name.text))
        let csv = try await browser.get("/bank/\(bank.text)/statements/\(date)").text
        #expect(
          csv == "bank_tran_date,bank_tran_id,leg,account_num,amount\r\n"
            + "\(date),\(wire.text),\(leg),\(own.account.number.text),12345\r\n")
      }
      let third = try await bench.person("bada", at: outside)
      #expect(try await !third.get("/bank/\(outside.text)/messages").text.contains(wire.text))
      #expect(try await !third.get("/bank/\(outside.text)/messages?q=\(wire.text)").text.contains("12,345"))
      #expect(try await third.get("/bank/\(outside.text)/messages/\(stored.order.id)").status == 404)
    }
  }

  @Test("positions of closed days are told to the bank alone, with who pays")
  func settlement() async throws {
    try await ConsoleBench.run { bench in
      let (bank, now) = (bench.test.account.account.bank, bench.test.clock.world.now())
      try await bench.test.hub.store.write { session in
        for (day, debits, credits) in [("20261122", 700, 200), ("20261123", 100, 900)] as [(String, Int64, Int64)] {
          try SettlementTable.close(
            ClosedDay(
              date: BusinessDate(wire: day)!, firstSequence: 0, lastSequence: 0, cutOff: now, closedAt: now),
            positions: [
              NetPosition(account: .clearing(bank), debits: debits, credits: credits),
              NetPosition(account: .clearing(BankCode("999")!), debits: 31_337, credits: 0),
            ], fees: [], in: session)
        }
      }
      let page = try await bench.person("narae", at: bank).get("/bank/\(bank.text)/settlement?lang=en").text
      let rows = page.matches(of: /<tr>\s*<td.*?<\/tr>/.dotMatchesNewlines()).map { String($0.output) }
      try #require(rows.count == 2)
      #expect(rows[0].contains("2026-11-23") && rows[0].contains(">800<") && rows[0].contains("the centre"))
      #expect(rows[1].contains("2026-11-22") && rows[1].contains(">-500<") && rows[1].contains("the bank"))
      #expect(!page.contains("31,337"))
    }
  }

  @Test("a bank sees its differences, and neither another bank's nor what the hub's people wrote of them")
  func differences() async throws {
    try await ConsoleBench.run { bench in
      let (now, own) = (bench.test.clock.world.now(), bench.test.account.account.bank)
      let cases = [try await bench.difference(at: own), try await bench.difference(at: BankCode("088")!)]
      let browser = try await bench.person("narae", at: own)
      let list = try await browser.get("/bank/\(own.text)/breaks").text
      #expect(list.contains("/breaks/\(cases[0].id)\"") && !list.contains("/breaks/\(cases[1].id)\""))
      try await bench.test.hub.store.write {
        try ReconciliationTable.note(cases[0].id, author: "minji", words: "between us", at: now, in: $0)
      }
      let page = try await browser.get("/bank/\(own.text)/breaks/\(cases[0].id)")
      #expect(page.status == 200 && !page.text.contains("minji") && !page.text.contains("between us"))
      #expect(try await browser.get("/bank/\(own.text)/breaks/\(cases[1].id)").status == 404)
    }
  }

  @Test("a bank says when it is closed: nothing is sent to it then, and wrong windows are refused with what is wrong")
  func hours() async throws {
    try await ConsoleBench.run(guarded: true) { bench in
      let bank = bench.test.account.account.bank
      let (browser, path) = (try await bench.person("narae", at: bank), "/bank/\(bank.text)")
      #expect(try await browser.submit(path, to: "\(path)/hours", [("hours", "9-10")]).complaint.contains("9-10"))
      #expect(try await browser.submit(path, to: "\(path)/hours", [("hours", "0000-1300")]).status == 422)
      // The clock stands at half past nine.
      let set = try await browser.submit(path, to: "\(path)/hours", [("hours", "2330-0030, 0900-1000")])
      #expect(set.location == "\(path)?done=1")
      #expect(try await browser.get(path).text.contains("value=\"2330-0030 0900-1000\""))
      #expect(try await bench.test.withdraw(1_000).code == .bankRefused)
      bench.test.clock.move(seconds: 1_800)
      #expect(try await bench.test.withdraw(1_000).code == .success)
      #expect(try await bench.audit().filter { $0.act == "bank.hours" }.map(\.words) == ["2330-0030, 0900-1000"])
    }
  }
}
