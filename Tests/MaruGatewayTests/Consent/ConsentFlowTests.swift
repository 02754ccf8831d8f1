import MaruContract
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// The consent pages from the first click to the callback, as a browser without script sees them.
@Suite struct ConsentFlowTests {
  @Test("the whole way leads to a code that opens what was agreed to", arguments: [("kor", "ko"), ("eng", "en")])
  func wholeWay(language: String, tag: String) async throws {
    try await Bench.run { bench in
      let before = try await bench.consents()
      let visit = try await Visit.start(bench, "authorize2", [("lang", language), ("client_info", "추적 1")])
      #expect(try await visit.show().tag == tag)
      try await visit.goToAccounts()
      let end = try await visit.send("accounts", [("inquiry", "0"), ("transfer", "0"), ("inquiry", "1")])
      #expect(end.status == 303)
      #expect(end.location.hasPrefix(bench.test.client.redirectURI + "?"))
      #expect(end.callback("state") == "a b&c")
      #expect(end.callback("client_info") == "추적 1")
      #expect(end.callback("scope") == "login inquiry transfer")
      let tokens = try await bench.test.redeem(try #require(end.callback("code")))
      #expect(tokens.user == bench.test.person.user)
      // One line each for login, two inquiries and one transfer, with time, text and language.
      #expect(try await bench.consents() == before + 4)
      let user = bench.test.person.user
      let records = try await bench.test.hub.store.read { try ConsentRecordTable.all(of: user, in: $0) }.suffix(4)
      #expect(records.allSatisfy { $0.language == language && !$0.textVersion.isEmpty })
      #expect(records.allSatisfy { $0.at == bench.test.clock.world.now() })
      #expect(records.map(\.service).sorted() == ["inquiry", "inquiry", "login", "transfer"])
    }
  }

  @Test(
    "older names of the pages are the same pages", arguments: ["authorize", "authorize_account", "register_account"])
  func aliases(page: String) async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench, page)
      try await visit.goToAccounts()
      #expect(try await visit.send("accounts", [("inquiry", "0")]).callback("code") != nil)
    }
  }

  @Test("the language can be switched at each step, and the visit goes on where it was")
  func language() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      for step in 0..<3 {
        #expect(try await visit.show("?lang=eng").tag == "en")
        #expect(try await visit.show().tag == "en", "it stays")
        #expect(try await visit.show("?lang=xyz").tag == "en", "an unknown one changes nothing")
        #expect(try await visit.show("?lang=kor").tag == "ko")
        if step == 0 { #expect(try await visit.identify().status == 303) }
        if step == 1 { #expect(try await visit.confirm().status == 303) }
      }
      #expect(try await visit.send("accounts", [("inquiry", "0")]).callback("code") != nil)
    }
  }

  @Test("what was not chosen is not given: one service of one account")
  func oneService() async throws {
    try await Bench.run { bench in
      let neighbour = bench.test.people[1]
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify(neighbour.person).status == 303)
      #expect(try await visit.confirm().status == 303)
      let end = try await visit.send("accounts", [("inquiry", "1"), ("alias1", "생활비 통장")])
      #expect(end.callback("scope") == "login inquiry")
      let accounts = try await bench.test.registrations(of: neighbour)
      #expect(accounts.count == 1)
      #expect(accounts[0].inquiryAgreedAt != nil)
      #expect(accounts[0].transferAgreedAt == nil)
      #expect(accounts[0].alias.text == "생활비 통장")
    }
  }

  @Test("a service that was not asked for is not given, though a form asks for it")
  func notAsked() async throws {
    try await Bench.run { bench in
      let neighbour = bench.test.people[1]
      let visit = try await Visit.start(bench, "authorize2", [("scope", "login inquiry")])
      #expect(try await visit.identify(neighbour.person).status == 303)
      #expect(try await visit.confirm().status == 303)
      #expect(try await !visit.show().page.contains("name=\"transfer\""))
      let end = try await visit.send("accounts", [("inquiry", "0"), ("transfer", "0"), ("transfer", "99")])
      #expect(end.callback("scope") == "login inquiry")
      #expect(try await bench.test.registrations(of: neighbour).allSatisfy { $0.transferAgreedAt == nil })
    }
  }

  @Test("nothing chosen is told on the same page, which keeps what was typed")
  func nothingChosen() async throws {
    try await Bench.run { bench in
      let before = try await bench.consents()
      let visit = try await Visit.start(bench, "authorize2", [("scope", "login inquiry transfer")])
      try await visit.goToAccounts()
      for fields in [
        [("alias0", "내 통장")], [("inquiry", "99"), ("alias0", "내 통장")], [("inquiry", "-1"), ("alias0", "내 통장")],
      ] {
        let again = try await visit.send("accounts", fields)
        #expect(again.status == 422)
        #expect(!again.complaint.isEmpty)
        #expect(again.page.contains("value=\"내 통장\""))
      }
      #expect(try await bench.consents() == before)
      #expect(try await visit.send("accounts", [("transfer", "0")]).callback("code") != nil)
    }
  }

  @Test("for the scope login alone no account has to be chosen")
  func loginOnly() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench, "authorize2", [("scope", "login")])
      #expect(try await visit.identify().status == 303)
      #expect(try await visit.confirm().status == 303)
      let end = try await visit.send("accounts")
      #expect(end.callback("scope") == "login")
      #expect(try await bench.test.redeem(try #require(end.callback("code"))).scope == .login)
    }
  }

  @Test("no is as easy as yes, at each step, and leaves nothing of the person behind", arguments: [0, 1, 2])
  func deny(step: Int) async throws {
    try await Bench.run { bench in
      // That somebody got a number is kept for a day: the bound on numbers must not end with a no.
      let before = try await bench.test.contents(except: ["one_time_number"])
      let visit = try await Visit.start(bench)
      if step > 0 { #expect(try await visit.identify().status == 303) }
      if step > 1 { #expect(try await visit.confirm().status == 303) }
      #expect(try await visit.show().page.contains("action=\"\(visit.path)/deny\""))
      let end = try await visit.send("deny")
      #expect(end.status == 303)
      #expect(end.location.hasPrefix(bench.test.client.redirectURI + "?"))
      #expect(end.callback("error") == "access_denied")
      #expect(end.callback("error_description")?.isEmpty == false)
      #expect(end.callback("state") == "a b&c")
      #expect(end.callback("code") == nil)
      #expect(try await bench.test.contents(except: ["one_time_number"]) == before)
      #expect(try await visit.show().status == 410)
      for name in ["identity", "number", "accounts", "deny", "number/again"] {
        #expect(try await visit.browser.post("\(visit.path)/\(name)", []).status == 410)
      }
    }
  }

  @Test("adding accounts tells what is agreed to already and keeps the account's number")
  func addAccounts() async throws {
    try await Bench.run { bench in
      let number = bench.test.account.fintechUseNumber
      let visit = try await Visit.start(bench, "authorize_account2", [("scope", "inquiry transfer"), ("lang", "eng")])
      #expect(try await visit.show().page.contains("Add accounts to"))
      try await visit.goToAccounts()
      #expect(try await visit.show().page.contains("You already agreed to inquiry and withdrawal."))
      let end = try await visit.send("accounts", [("inquiry", "0"), ("inquiry", "1"), ("transfer", "0")])
      #expect(end.callback("scope") == "inquiry transfer")
      #expect(try await bench.test.registrations().map(\.fintechUseNumber).contains(number))
    }
  }

  @Test("a bank that is silent is named, holds nobody up, and can be asked again")
  func silentBank() async throws {
    try await Bench.run { bench in
      let account = bench.test.account.account
      let bank = try #require(bench.test.bed.banks.first { $0.bank.code == account.bank }?.bank)
      bench.test.bed.desk[account.bank] = .down
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      #expect(try await visit.confirm().status == 303)
      let without = try await visit.show()
      #expect(without.page.contains(bank.name))
      #expect(!without.page.contains(account.number.masked))
      bench.test.bed.desk[account.bank] = .up
      #expect(try await visit.send("accounts/again").status == 303)
      #expect(try await visit.show().page.contains(account.number.masked))
    }
  }

  @Test("the details that a person types are forgiven their form, and told when they are wrong")
  func identity() async throws {
    try await Bench.run { bench in
      let person = bench.test.person.person
      let (name, birth, phone) = (person.name.text, person.birthDate.wire, person.phone)
      let dashed = "\(phone.prefix(3))-\(phone.dropFirst(3).prefix(4))-\(phone.suffix(4))"
      let dotted = "\(birth.prefix(4)).\(birth.dropFirst(4).prefix(2)).\(birth.suffix(2))"
      for (good, values) in [
        (true, ("  \(name) ", birth, phone)), (true, (name, dotted, dashed)), (false, (name, birth, "")),
        (false, ("", birth, phone)), (false, (name, "", phone)), (false, (name, "19991332", phone)),
        (false, (name, birth, String(phone.dropLast()) + (phone.hasSuffix("0") ? "1" : "0"))),
        (false, ("남의이름", birth, phone)),
        (false, (String(repeating: "가", count: 21), birth, phone)),
        (false, (name, birth, String(repeating: "1", count: 400))),
      ] {
        let visit = try await Visit.start(bench)
        let answer = try await visit.send(
          "identity", [("name", values.0), ("birth_date", values.1), ("phone", values.2)])
        #expect(answer.status == (good ? 303 : 422), "\(values)")
        if !good {
          #expect(!answer.complaint.isEmpty)
          #expect(try await visit.show().shownNumber.isEmpty, "no number is sent to anybody")
          // The right ones then lead on.
          #expect(try await visit.identify().status == 303)
        }
      }
    }
  }

  @Test("which of the three details is wrong is not said (R-03)")
  func whichIsWrong() async throws {
    try await Bench.run { bench in
      let person = bench.test.person.person
      let other = bench.test.people[2].person
      var complaints: Set<String> = []
      for (name, birth, phone) in [
        (other.name.text, person.birthDate.wire, person.phone), (person.name.text, other.birthDate.wire, person.phone),
        (person.name.text, person.birthDate.wire, other.phone),
      ] {
        let visit = try await Visit.start(bench)
        let answer = try await visit.send("identity", [("name", name), ("birth_date", birth), ("phone", phone)])
        complaints.insert(answer.complaint)
      }
      #expect(complaints.count == 1)
    }
  }
}
