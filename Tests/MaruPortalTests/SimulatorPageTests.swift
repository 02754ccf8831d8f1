import Foundation
import MaruContract
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// The page on which a developer scripts answers, and the endpoint that programs use for it.
@Suite struct SimulatorPageTests {
  @Test("a rule is added, shown with how often it was played, and taken away")
  func page() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let page = try await stage.browser.get(stage.path)
      #expect(page.text.contains("정한 응답이 없습니다."))
      let added = try await stage.browser.submit(
        page, "\(stage.path)/rule",
        [
          ("api", "account/balance"), ("place", "\(stage.account.bank)-\(stage.account.number.text)"),
          ("question", "balance"), ("answer", "412"), ("delay_ms", "200"), ("times", "3"),
        ])
      #expect(added.location == "\(stage.path)?done=added")
      #expect(try await stage.balance().member("bank_rsp_code") == "412")
      let shown = try await stage.browser.get(stage.path)
      #expect(shown.text.contains("account/balance · 잔액 질의"))
      #expect(shown.text.contains("200 ms 뒤, 412 해당 계좌 없음") && shown.text.contains("1/3회 사용"))
      let removed = try await stage.browser.submit(shown, "\(stage.path)/remove")
      #expect(removed.location == "\(stage.path)?done=removed")
      #expect(try await stage.balance().member("bank_rsp_code") == "000")
    }
  }

  @Test(
    "a rule that makes no sense is refused with what is wrong, and what was typed stays",
    arguments: [
      ([("answer", "A0000")], "answer"), ([("answer", "A0305"), ("question", "debit")], "question"),
      ([("api", "account/nothing"), ("answer", "412")], "api"), ([("delay_ms", "30001")], "delay_ms"),
      ([("answer", "412"), ("times", "-1")], "times"), ([], "answer"),
    ])
  func wrong(_ fields: [(String, String)], _ named: String) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let answer = try await stage.browser.submit(
        try await stage.browser.get(stage.path), "\(stage.path)/rule", fields)
      #expect(answer.status == 422 && answer.complaint.contains(named), "\(answer.complaint)")
      #expect(bench.scripts.entries(of: stage.client).isEmpty)
      if let typed = fields.first(where: { $0.0 == "answer" })?.1 {
        #expect(answer.text.contains("name=\"answer\" type=\"text\" list=\"answers\" value=\"\(typed)\""))
      }
    }
  }

  @Test("a scenario is saved by name, exported, played again, loaded from its file, and deleted")
  func scenarios() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let (browser, path) = (stage.browser, stage.path)
      try await stage.press("insufficient-funds", times: 2)
      try await stage.press("token-expired", times: 1)
      let saved = try await browser.submit(try await browser.get(path), "\(path)/save", [("name", "  잔액  부족 ")])
      #expect(saved.location == "\(path)?done=saved", "\(saved.complaint)")
      let rules = bench.scripts.entries(of: stage.client).map(\.rule)
      _ = try await browser.submit(try await browser.get(path), "\(path)/reset")
      #expect(bench.scripts.entries(of: stage.client).isEmpty)

      let page = try await browser.get(path)
      let link = page.first(/href="([^"]*scenario\.json[^"]*)"/)
      let file = try await browser.get(link)
      #expect(file.headers[.contentDisposition] == "attachment; filename=\"scenario.json\"")
      let scenario = try Scenario(json: Array(file.text.utf8))
      #expect(scenario == Scenario(name: "잔액 부족", rules: rules))

      #expect(try await browser.submit(page, "\(path)/play").location == "\(path)?done=playing")
      #expect(bench.scripts.entries(of: stage.client).map(\.rule) == rules)
      #expect(try await browser.submit(page, "\(path)/forget").location == "\(path)?done=gone")
      _ = try await browser.submit(page, "\(path)/reset")
      #expect(try await browser.get(link).status == 303)
      let loaded = try await browser.submit(page, "\(path)/import", [("file", file.text)])
      #expect(loaded.location == "\(path)?done=playing")
      #expect(bench.scripts.entries(of: stage.client).map(\.rule) == rules)
      for wrong in ["", "{", "[]", "{\"name\":\"\"}", "{\"name\":\"a\",\"rules\":[{\"answer\":\"A0000\"}]}"] {
        #expect(try await browser.submit(page, "\(path)/import", [("file", wrong)]).status == 422, "\(wrong)")
      }
      #expect(try await bench.developer("other@example.com").get(link).status == 404)
    }
  }

  @Test("fifty rules and thirty scenarios are the most")
  func bounds() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      bench.scripts.set(Array(repeating: ScriptRule(answer: .lost), count: Scenario.mostRules), for: stage.client)
      let page = try await stage.browser.get(stage.path)
      #expect(try await stage.browser.submit(page, "\(stage.path)/preset", [("preset", "quota")]).status == 422)
      let now = bench.test.clock.world.now()
      for number in 0..<31 {
        let isSaved = try await bench.test.hub.store.write {
          try ScenarioTable.save(SavedScenario(name: "\(number)", file: "{}", savedAt: now), of: stage.client, in: $0)
        }
        #expect(isSaved == (number < 30))
      }
      let again = try await bench.test.hub.store.write {
        try ScenarioTable.save(SavedScenario(name: "7", file: "new", savedAt: now), of: stage.client, in: $0)
      }
      #expect(again)
    }
  }

  @Test("a program scripts its own app with its secret, and nobody else's")
  func endpoint() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      func send(_ secret: String, _ rules: String) async throws -> BrowserPage {
        try await bench.json(
          "/testbed/scenarios",
          "{\"client_id\":\"\(stage.keys.id)\",\"client_secret\":\"\(secret)\",\"rules\":[\(rules)]}")
      }
      let rule = "{\"answer\":\"412\",\"times\":1}"
      #expect(try await send("wrong", rule).status == 400)
      #expect(try await stage.balance().member("bank_rsp_code") == "000")
      #expect(try await send(stage.keys.secret, rule).member("rules") == "1")
      #expect(try await stage.balance().member("bank_rsp_code") == "412")
      #expect(try await send(stage.keys.secret, "{\"answer\":\"A0000\"}").member("field") == "rules[0].answer")
      #expect(try await send(stage.keys.secret, "").member("rules") == "0")
      #expect(bench.scripts.entries(of: stage.client).isEmpty)
    }
  }
}
