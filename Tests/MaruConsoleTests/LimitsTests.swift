import HTTPTypes
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// Caps, limits and fees in the operator's console.
@Suite struct LimitsTests {
  private static let path = "/operator/limits"

  @Test("one of operations proposes, another one approves what the page shows; nobody else has the buttons")
  func wholeWay() async throws {
    try await ConsoleBench.run { bench in
      let (minji, jun) = (try await bench.person("minji", .operations), try await bench.person("jun", .admin))
      let code = bench.test.client.code
      let wish = [("kind", "prefund"), ("prefund_code", code.text), ("prefund_won", "123,000")]
      #expect(try await minji.submit(Self.path, wish).status == 303)
      let own = try await minji.get("\(Self.path)?lang=en").text
      #expect(own.contains("Take 1 back") && !own.contains("Approve 1") && own.contains("123,000 won"))
      #expect(try await minji.submit(Self.path, to: "\(Self.path)/1", [("step", "approve")]).status == 422)
      let viewer = try await bench.person("vera", .viewer)
      let seen = try await viewer.get("\(Self.path)?lang=en").text
      #expect(seen.contains("123,000 won") && !seen.contains("Approve 1") && !seen.contains("Propose it"))
      #expect(try await viewer.submit(Self.path, to: "\(Self.path)/1", [("step", "approve")]).status == 403)
      #expect(try await viewer.submit(Self.path, wish).status == 403)
      let page = try await jun.get("\(Self.path)?lang=en").text
      #expect(page.contains("Approve 1") && !page.contains("Propose it"))
      #expect(try await jun.submit(Self.path, to: "\(Self.path)/1", [("step", "approve")]).status == 303)
      #expect(
        try await bench.test.hub.store.read {
          try ExposureTable.prefunds(in: $0).first { $0.organisation == code }?.limit
        }
          == Won(123_000))
      #expect(try await jun.get("\(Self.path)?lang=en").text.contains("approved · jun"))
      let acts = try await bench.audit().filter { $0.act.hasPrefix("limits.") }
      #expect(acts.map(\.act) == ["limits.approve", "limits.propose"] && acts.map(\.who) == ["jun", "minji"])
      #expect(try await jun.submit(Self.path, to: "\(Self.path)/1", [("step", "approve")]).status == 422)
    }
  }

  @Test("however many fees and proposals there are, no page is heavy, and each is on one of them")
  func pages() async throws {
    try await ConsoleBench.run { bench in
      let jun = try await bench.person("jun", .admin)
      let (code, now) = (bench.test.client.code, bench.test.clock.world.now())
      let day = now.businessDate
      try await bench.test.hub.store.write { session in
        for number in 1...120 {
          try FeeRateTable.save(
            .init(
              organisation: code, api: "transfer/withdraw", won: try #require(Won(Int64(700_000 + number))),
              since: day.adding(days: Int64(number))), in: session)
        }
        for number in 0..<45 {
          let bank = try #require(BankCode(String(100 + number)))
          _ = try TermProposalTable.insert(.cap(bank, Won(1)), former: "none", by: "minji", at: now, in: session)
        }
      }
      var (path, fees, changes, count) = (Self.path, Set<String>(), Set<String>(), 0)
      while true {
        let page = try await jun.get("\(path)\(path.contains("?") ? "&" : "?")lang=en")
        #expect(page.status == 200 && page.text.utf8.count < 60_000)
        let (rates, buttons) = (page.all(/(700,[0-9]{3})/), page.all(/Approve ([0-9]+)/))
        #expect(rates.count <= 50 && buttons.count <= 20)
        fees.formUnion(rates)
        changes.formUnion(buttons)
        count += 1
        let next = page.first(/href="(\/operator\/limits\?page=[0-9]+)">Next page/)
        guard !next.isEmpty, count < 9 else { break }
        path = next
      }
      #expect(fees.count == 120 && changes.count == 45 && count == 3)
      #expect(try await jun.get("\(Self.path)?page=99999999999999999999&lang=en").status == 200)
    }
  }

  @Test("what cannot be read, or is about nobody, is told and changes nothing")
  func wrong() async throws {
    try await ConsoleBench.run { bench in
      let minji = try await bench.person("minji", .operations)
      for fields in [
        [("kind", "cap"), ("cap_code", "4"), ("cap_won", "1")],
        [("kind", "cap"), ("cap_code", "999"), ("cap_won", "1")],
        [("kind", "prefund"), ("prefund_code", "M202699999"), ("prefund_won", "1")],
        [("kind", "fee"), ("fee_api", "x"), ("fee_won", "1")],
        [("kind", "fee"), ("fee_api", "transfer/withdraw"), ("fee_won", "1.5")],
        [("kind", "other"), ("other_won", "none")],
        [("kind", "cap"), ("cap_code", "004"), ("cap_won", "")],
      ] {
        #expect(try await minji.submit(Self.path, fields).status == 422, "\(fields)")
      }
      let unknown = try await minji.submit(
        Self.path, [("kind", "fee"), ("fee_api", "x"), ("fee_won", "1")])
      #expect(unknown.text.contains("transfer/deposit2"), "which there are")
      #expect(try await bench.test.hub.store.read { try TermProposalTable.waiting(in: $0).isEmpty })
    }
  }
}
