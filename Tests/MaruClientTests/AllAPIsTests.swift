import MaruClient
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// Every API of the platform through the client, over a socket.
@Suite struct AllAPIsTests {
  @Test("consent and tokens: the pages' address, a code, a refresh, an own token")
  func oauth() async throws {
    try await LiveHub.run { live in
      let client = live.test.client
      for address in [
        live.maru.authorizationURL(
          redirectURI: client.redirectURI, scope: .user, state: "a b&c", clientInfo: "추적", language: .english,
          codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", codeChallengeMethod: .s256),
        live.maru.addAccountsURL(redirectURI: client.redirectURI, scope: [.inquiry], state: "s"),
      ] {
        #expect(try await live.maru.consentPage(of: address).hasPrefix("\(live.url)/consent/"))
      }
      #expect(live.tokens.user == live.test.person.user)
      #expect(live.tokens.scope == .user)
      #expect(live.tokens.expiresAt == live.test.clock.world.now().adding(seconds: 7_776_000))
      let fresh = try await live.maru.refresh(try #require(live.tokens.refresh))
      #expect(fresh.access != live.tokens.access)
      #expect(try await live.maru.userMe(live.test.person.user, token: fresh.access).head.code == .success)
      #expect(try await live.maru.organisationToken() == live.maru.organisationToken(), "it is kept")
    }
  }

  @Test("a code with a challenge needs its verifier")
  func pkce() async throws {
    try await LiveHub.run { live in
      let given = try await live.test.consent(extra: [
        .init("code_challenge", .string("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")),
        .init("code_challenge_method", .string("S256")),
      ])
      let redirectURI = live.test.client.redirectURI
      await #expect(throws: MaruError.self) {
        _ = try await live.maru.exchange(code: given.code, redirectURI: redirectURI)
      }
      let tokens = try await live.maru.exchange(
        code: given.code, redirectURI: redirectURI, codeVerifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
      #expect(tokens.user == live.test.person.user)
    }
  }

  @Test("the user's APIs, from user/me to user/unlink")
  func userAPIs() async throws {
    try await LiveHub.run { live in
      let (maru, token, user) = (live.maru, live.token, live.test.person.user)
      let number = live.test.account.fintechUseNumber
      let me = try await maru.userMe(user, token: token)
      #expect(me.status == 200 && me.body.name == live.test.person.person.name)
      #expect(me.body.accounts.contains { $0.fintechUseNumber == number })
      let alias = try #require(AccountAlias("내 통장"))
      #expect(try await maru.accountUpdateInfo(number, alias: alias, token: token).body.alias == alias)
      let list = try await maru.accountList(of: user, token: token).body
      #expect(list.accounts.first { $0.fintechUseNumber == number }?.alias == alias)
      let before = try #require(try await maru.accountBalance(of: number, token: token).body.balance).amount
      let done = try await maru.transferWithdraw(try live.withdraw(1_000), token: token)
      #expect(done.body.bank.outcome == .done)
      #expect(done.body.amount?.amount == 1_000)
      #expect(try await maru.accountBalance(of: number, token: token).body.balance?.amount == before - 1_000)
      let today = live.test.clock.world.now().businessDate
      let page = try await maru.accountTransactionList(
        .init(
          fintechUseNumber: number, inquiryType: .all, fromDate: today, toDate: today, sortOrder: .descending,
          pageIndex: 1, requestedAt: maru.tranDtime), token: token)
      #expect(page.body.rows.map(\.amount.amount) == [1_000])
      for service: AccountService in [.inquiry, .transfer] {
        #expect(try await maru.accountCancel(service, of: number, token: token).head.code == .success)
      }
      let closed = try await maru.accountList(of: user, includeCancelled: true, token: token).body
      #expect(closed.accounts.first { $0.fintechUseNumber == number }?.state == .closed)
      #expect(try await maru.userUnlink(user, organisation: live.test.client.code, token: token).body.user == user)
      await #expect(throws: MaruError.self) { _ = try await maru.userMe(user, token: token) }
    }
  }

  @Test("the organisation's APIs: both deposits, result, recheck, names, remitters, banks")
  func organisationAPIs() async throws {
    try await LiveHub.run { live in
      let maru = live.maru
      let request = try live.deposit2([100, 200])
      let second = try await maru.transferDeposit2(request)
      #expect(second.body.rows.map(\.bank.outcome) == [.done, .done])
      let content = try #require(PrintContent("환급"))
      let first = TransferDeposit.Request(
        passPhrase: request.passPhrase, withdrawPrintContent: content, nameCheck: .on, count: 1,
        rows: [
          .init(
            number: 1, fintechUseNumber: live.test.account.fintechUseNumber, printContent: content,
            amount: try #require(Won(300)))
        ], requestedAt: maru.tranDtime)
      #expect(try await maru.transferDeposit(first).body.rows.map(\.bank.outcome) == [.done])

      let block = try #require(second.body.rows.first?.bank)
      let byID = try await maru.transferResult(
        .deposit,
        [
          .init(
            number: 1, bankTransactionID: try #require(block.bankTransactionID), date: try #require(block.date),
            amount: try #require(Won(100)))
        ])
      #expect(byID.body.rows.map(\.bank.outcome) == [.done])
      #expect(try await maru.outcome(of: TransferInquiry(deposit2: request.rows[1], of: request)) == .done)
      #expect(try await maru.outcome(of: TransferInquiry(deposit: first.rows[0], of: first)) == .done)

      let person = live.test.person.person
      let name = try await maru.inquiryRealName(
        of: live.test.account.account, holderInfo: try #require(HolderInfo(String(person.birthDate.wire.dropFirst(2)))))
      #expect(name.body.holderName == person.name)
      let banks = try await maru.bankStatus().body
      #expect(banks.rows.map(\.bankCode) == live.test.bed.banks.map(\.bank.code))
      let today = live.test.clock.world.now().businessDate
      let collection = live.test.client.collectionAccount
      let remitters = try await maru.inquiryRemitList(
        .init(
          bankCode: collection.bank, accountNumber: collection.number, fromDate: today, fromTime: 0, toDate: today,
          toTime: 86_399, sortOrder: .descending, requestedAt: maru.tranDtime))
      #expect(remitters.body.rows.isEmpty)
    }
  }

  @Test("every row of a list tells its own outcome, and a list of failures is an answer or a failure, not both")
  func partly() async throws {
    try await LiveHub.run { live in
      var request = try live.deposit2([100, 200])
      request.rows[1].holderName = HolderName("남의이름")
      let answer = try await live.maru.transferDeposit2(request)
      #expect(answer.head.code == .partlyFailed)
      #expect(answer.body.rows.map(\.bank.outcome) == [.done, .failed(.holderNameDiffers)])
    }
  }

  @Test("a history and a remitter list are walked to their end, page by page, in both orders")
  func paging() async throws {
    try await LiveHub.run { live in
      let (from, to) = (try #require(BusinessDate(wire: "20260101")), try #require(BusinessDate(wire: "20261231")))
      let number = live.test.account.fintechUseNumber
      func all(_ order: SortOrder) async throws -> [AccountTransactionList.Row] {
        var rows: [AccountTransactionList.Row] = []
        for try await row in live.maru.transactions(of: number, from: from, to: to, sortOrder: order, token: live.token)
        {
          rows.append(row)
        }
        return rows
      }
      let rows = try await all(.descending)
      let total = try await live.maru.accountTransactionList(
        .init(
          fintechUseNumber: number, inquiryType: .all, fromDate: from, toDate: to, sortOrder: .descending, pageIndex: 1,
          requestedAt: live.maru.tranDtime), token: live.token
      ).body.totalCount
      #expect(rows.count > 50, "the test needs several pages")
      #expect(rows.count == total)
      #expect(try await all(.ascending) == rows.reversed())

      for amount: Int64 in 1...30 {
        _ = try await live.maru.transferWithdraw(try live.withdraw(amount), token: live.token)
        live.test.clock.move(seconds: 1)
      }
      var amounts: [Int64] = []
      let today = live.test.clock.world.now().businessDate
      for try await row in live.maru.remitters(into: live.test.client.collectionAccount, from: today, to: today) {
        amounts.append(row.amount.amount)
      }
      #expect(amounts == Array((1...30).reversed()))
    }
  }

  @Test("a refusal in the middle of a walk is thrown, not swallowed")
  func pagingFails() async throws {
    try await LiveHub.run { live in
      let (from, to) = (try #require(BusinessDate(wire: "20260101")), try #require(BusinessDate(wire: "20261231")))
      var count = 0
      do {
        for try await _ in live.maru.transactions(
          of: live.test.account.fintechUseNumber, from: from, to: to, token: live.token)
        {
          count += 1
          if count == 10 { live.test.bed.desk[live.test.account.account.bank] = .down }
        }
        Issue.record("the walk ended as if that were all")
      } catch {
        #expect((error as? MaruError)?.failure.bank?.code?.text == "111")
      }
      #expect(count == 25)
    }
  }

  @Test("tokens never print (B-13)")
  func printing() async throws {
    try await LiveHub.run { live in
      #expect("\(live.token)" == "•••")
      for text in [
        "\(live.tokens)", String(reflecting: live.tokens), "\([live.tokens])", "\(Optional(live.token) as Any)",
      ] {
        #expect(!text.contains(live.token.text))
        #expect(!text.contains(live.tokens.refresh ?? "none"))
      }
    }
  }
}
