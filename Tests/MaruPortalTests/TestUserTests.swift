import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@testable import MaruPortal

/// People whom developers invent for their tests.
@Suite struct TestUserTests {
  @Test(
    "one press makes a person with accounts and history, connected to the app; the balance is the developer's to set")
  func onePress() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/users"
      let made = try await stage.browser.submit(try await stage.browser.get(path), "\(path)/new")
      #expect(made.location == "\(path)?done=made", "\(made.complaint)")
      let page = try await stage.browser.get(path)
      let forms = page.all(/name="account" value="([0-9]{3}-[0-9]+)"/)
      // The person of the seed, who is connected too, is everybody's.
      #expect(forms.count == 2)
      let account = try #require(forms.first)
      let parts = account.split(separator: "-").map(String.init)
      let (bank, number) = (try #require(BankCode(parts[0])), try #require(AccountNumber(parts[1])))
      let held = BankAccount(bank: bank, number: number)
      let lines = try await bench.test.bankStore.read { session in
        let found = try #require(try BankAccountTable.find(held, in: session))
        return found.sequence
      }
      #expect(lines > 20)

      let set = try await stage.browser.submit(page, "\(path)/balance", [("balance", "4,321")])
      #expect(set.location == "\(path)?done=balance", "\(set.complaint)")
      #expect(try await bench.test.balance(of: held) == 4_321)
      #expect(try await stage.browser.get(path).text.contains("value=\"4321\""))
      for wrong in ["-1", "x", "9999999999999"] {
        let fields = page.hidden(of: "\(path)/balance") + [("balance", wrong)]
        #expect(try await stage.browser.post("\(path)/balance", fields).status == 422, "\(wrong)")
      }
      // Neither the seed's people nor another developer's.
      let csrf = try #require(page.hidden(of: "\(path)/balance").first { $0.0 == "csrf" })
      let seeded = "\(stage.account.bank)-\(stage.account.number.text)"
      #expect(
        try await stage.browser.post("\(path)/balance", [csrf, ("account", seeded), ("balance", "1")]).status == 422)
      let other = try await Stage(bench, "other@example.com")
      let theirs = "/developers/apps/\(other.keys.id)/users"
      let form = try await other.browser.get(theirs)
      let token = try #require(form.hidden(of: "\(theirs)/new").first { $0.0 == "csrf" })
      #expect(
        try await other.browser.post("\(theirs)/balance", [token, ("account", account), ("balance", "1")]).status == 422
      )
      #expect(try await bench.test.balance(of: held) == 4_321)
    }
  }

  @Test("a table makes each person with the accounts of their lines")
  func csv() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/users"
      let text =
        "name,birth_date,gender,bank_code_std,balance\r\n홍길동,1980-01-01,M,004,1500000\r\n홍길동,19800101,M,088,0\r\n\r\n,,F,,\r\n"
      let made = try await stage.browser.submit(try await stage.browser.get(path), "\(path)/csv", [("people", text)])
      #expect(made.location == "\(path)?done=made", "\(made.complaint)")
      let page = try await stage.browser.get(path)
      #expect(page.all(/name="account" value="([0-9]{3}-[0-9]+)"/).count == 3)
      #expect(page.text.contains("홍길동") && page.text.contains("19800101"))
      #expect(page.text.contains("value=\"1500000\"") && page.text.contains("value=\"0\""))

      let hong = try #require(HolderName("홍길동"))
      let person = try #require(
        try await bench.test.hub.store.read { try PersonTable.find(name: hong, in: $0) }.first)
      let agency = TestBedIdentityAgency(
        people: bench.test.bed.people, store: bench.test.hub.store, world: bench.test.clock.world)
      let claim = IdentityClaim(name: person.name, birthDate: person.birthDate, phone: person.phone)
      #expect(try await agency.person(matching: claim)?.ci == person.ci)
      #expect(
        try await agency.person(
          matching: IdentityClaim(name: person.name, birthDate: person.birthDate, phone: "01000000000")) == nil)
      let refused = try await stage.browser.submit(
        page, "\(path)/csv", [("people", "홍길동,19800101,M,999,1")])
      #expect(refused.status == 422 && refused.complaint.contains("bank_code_std"), "\(refused.complaint)")
    }
  }

  @Test("a text message with a one-time number stands in the outbox, and goes with whom it was for")
  func textMessage() async throws {
    try await SiteBench.run { bench in
      let test = bench.test
      let agency = TestBedIdentityAgency(people: test.bed.people, store: test.hub.store, world: test.clock.world)
      try await agency.send(oneTimeNumber: "476888", to: test.person.person.phone)
      try await agency.send(oneTimeNumber: "123456", to: "01099999999")
      let page = try await bench.browser(language: "en").get("/testbed/outbox").text
      #expect(page.contains("<h2>Text message</h2><p class=\"hint\">01099999999 · "))
      #expect(page.contains("Your one-time number is 476888"))
      _ = try await test.hub.erase(test.person.user, language: "eng")
      let after = try await bench.browser().get("/testbed/outbox").text
      #expect(!after.contains("476888") && after.contains("123456"))
    }
  }

  @Test(
    "a line that cannot be read is named",
    arguments: [
      ("홍길동,19801301,M,004,1", 1, "birth_date"), ("name,birth_date\na,19800101,X,004,1", 2, "gender"),
      ("a,,,,\nb,,,,-1", 2, "balance"), ("a,,,4,", 1, "bank_code_std"), ("a,b,c,d,e,f", 1, ""),
    ])
  func wrong(_ text: String, _ line: Int, _ column: String) {
    #expect(throws: CSVPeople.Trouble(line: line, column: column)) { try CSVPeople(text) }
  }

  @Test("the time of tokens and consents ends at the press of a button, for one app alone")
  func expiry() async throws {
    try await SiteBench.run { bench in
      let (stage, other) = (try await Stage(bench), try await Stage(bench, "other@example.com"))
      func expire(_ what: String) async throws {
        let page = try await stage.browser.get(stage.path)
        let csrf = try #require(page.hidden(of: "\(stage.path)/expire").first { $0.0 == "csrf" })
        let answer = try await stage.browser.post("\(stage.path)/expire", [csrf, ("what", what)])
        #expect(answer.location == "\(stage.path)?done=expired")
      }
      #expect(try await stage.balance().member("rsp_code") == "A0000")
      try await expire("consents")
      #expect(try await stage.balance().member("rsp_code") == "A0316")
      #expect(try await stage.withdraw(1_000).member("rsp_code") == "A0319")
      try await expire("access-tokens")
      #expect(try await stage.balance().member("rsp_code") == "O0003")
      let refresh = "grant_type=refresh_token&refresh_token=\(stage.refreshToken)&scope=login%20inquiry%20transfer"
      let tokens = try await bench.token(stage.keys, refresh)
      #expect(!tokens.member("access_token").isEmpty, "\(tokens.text)")
      try await expire("refresh-tokens")
      let late =
        "grant_type=refresh_token&refresh_token=\(tokens.member("refresh_token"))&scope=login%20inquiry%20transfer"
      #expect(try await bench.token(stage.keys, late).member("rsp_message").contains("3000113"))
      #expect(try await other.balance().member("rsp_code") == "A0000")
    }
  }

  @Test("the checksum is that of ZIP and gzip")
  func checksum() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.of([]) == 0)
  }
}
