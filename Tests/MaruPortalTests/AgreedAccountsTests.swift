import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

@testable import MaruPortal

/// The accounts that an app collects on and pays from, as its developer chooses them.
@Suite struct AgreedAccountsTests {
  @Test("a developer registers other accounts: money goes there, and the one of before answers A0322")
  func change() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/accounts"
      func organisation() async throws -> Organisation {
        let code = try #require(try await bench.client(stage.keys.id)).organisation
        return try #require(try await bench.test.hub.store.read { try OrganisationTable.find(code, in: $0) })
      }
      let before = try await organisation()
      let page = try await stage.browser.get(path)
      #expect(page.text.contains(before.collectionAccount.number.text))
      let changed = try await stage.browser.submit(page, path, [("collection", "020"), ("paying", "keep")])
      #expect(changed.location == "/developers/apps/\(stage.keys.id)?saved=1", "\(changed.complaint)")
      let after = try await organisation()
      #expect(after.collectionAccount.bank.text == "020" && after.payingAccount == before.payingAccount)
      #expect(after.limits == before.limits && after.passPhraseHash == before.passPhraseHash)

      #expect(try await stage.withdraw(1_000).member("rsp_code") == "A0000")
      #expect(try await bench.test.balance(of: after.collectionAccount) == 1_000)
      func remits(_ account: BankAccount) async throws -> String {
        let day = bench.test.clock.world.now().dateTime.wire
        return try await bench.api(
          .get,
          "inquiry/remit_list?bank_code_std=\(account.bank)&account_num=\(account.number.text)&from_date=\(day.prefix(8))&from_time=000000"
            + "&to_date=\(day.prefix(8))&to_time=235959&sort_order=D&tran_dtime=\(day)", stage.oob
        ).member("rsp_code")
      }
      #expect(try await remits(after.collectionAccount) == "A0000")
      #expect(try await remits(before.collectionAccount) == "A0322")
      #expect(try await bench.test.bookFindings() == [])
    }
  }

  @Test("a new paying account has money; a bank that is none changes nothing; twenty changes an hour are the most")
  func bounds() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let path = "/developers/apps/\(keys.id)/accounts"
      let code = try #require(try await bench.client(keys.id)).organisation
      func organisation() async throws -> Organisation? {
        try await bench.test.hub.store.read { try OrganisationTable.find(code, in: $0) }
      }
      let page = try await browser.get(path)
      let before = try await organisation()
      for wrong in ["999", "", "x"] {
        _ = try await browser.submit(page, path, [("collection", wrong), ("paying", "keep")])
        #expect(try await organisation() == before)
      }
      for number in 0..<21 {
        let answer = try await browser.submit(page, path, [("collection", "keep"), ("paying", "004")])
        // Two of the wrong ones asked for a change too.
        #expect(answer.status == (number < 18 ? 303 : 422), "\(number)")
      }
      bench.test.clock.move(seconds: 3_601)
      #expect(try await browser.submit(page, path, [("collection", "keep"), ("paying", "004")]).status == 303)
      let after = try #require(try await organisation())
      #expect(after.payingAccount != before?.payingAccount)
      #expect(try await bench.test.balance(of: after.payingAccount) == 10_000_000_000)
      #expect(try await bench.developer("other@example.com").get(path).status == 404)
    }
  }
}
