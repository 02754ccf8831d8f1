import MaruBankLink
import MaruDomain

/// History and statement: each line exactly once, whatever the page.
enum PagingChecks {
  static let all = [
    BankCheck("거래내역 페이지", "the history is the same by any page size, by cursor, and in both orders") { bank in
      for _ in 0..<3 { _ = try confirmed(await bank.link.credit(try bank.leg(.credit, 1)), "credit") }
      _ = try confirmed(await bank.link.debit(try bank.leg(.debit, 3)), "debit")
      let whole = try await history(bank, size: 100, .descending)
      try expect(whole.count >= 4, "four movements of today are not in the history")
      try expect(
        whole[0].direction == .outgoing && whole[0].amount.amount == 3, "the newest line is not the last debit")
      try expect(try await history(bank, size: 2, .descending) == whole, "pages of two rows show other lines")
      try expect(
        try await history(bank, size: 7, .ascending) == whole.reversed(), "oldest first is not newest first reversed")
    },
    BankCheck("거래내역 구분", "incoming and outgoing lines make up all lines") { bank in
      _ = try confirmed(await bank.link.credit(try bank.leg(.credit, 1)), "credit")
      _ = try confirmed(await bank.link.debit(try bank.leg(.debit, 1)), "debit")
      let all = try await history(bank, size: 100, .descending)
      let incoming = try await history(bank, size: 100, .descending, .incoming)
      let outgoing = try await history(bank, size: 100, .descending, .outgoing)
      try expect(incoming.allSatisfy { $0.direction == .incoming }, "an outgoing line among the incoming")
      try expect(outgoing.allSatisfy { $0.direction == .outgoing }, "an incoming line among the outgoing")
      try expect(incoming.count + outgoing.count == all.count, "in and out are not all")
    },
    BankCheck("일마감 명세", "today's statement lists each leg once with its answer; repeats add no line") { bank in
      let debit = try bank.leg(.debit, 10)
      let beyond = try bank.leg(.debit, 999_999_999_999)
      for _ in 0..<2 { _ = try confirmed(await bank.link.debit(debit), "debit") }
      let code = try refused(await bank.link.debit(beyond), "a debit beyond the balance")
      let reversal = MoneyChecks.reversal(of: debit)
      _ = try confirmed(await bank.link.reverse(reversal), "reversal")
      let lines = try await statement(bank)
      for (leg, answered) in [(debit, BankResponseCode.accepted), (beyond, code), (reversal, .accepted)] {
        let found = lines.filter { $0.id == leg.id }
        try expect(found.count == 1, "\(leg.id) is listed \(found.count) times")
        try expect(
          found[0].code == answered && found[0].amount == leg.amount && found[0].account == leg.account,
          "\(leg.id) is listed with another code, amount or account")
      }
      try expect(Set(lines.map(\.id)).count == lines.count, "a leg is listed twice")
    },
    BankCheck("명세 페이지", "the statement is the same in small pages; a cursor never made is refused") { bank in
      let whole = try await statement(bank)
      var lines: [StatementLine] = []
      var cursor: TraceInfo?
      repeat {
        let page = try confirmed(
          await bank.link.statement(of: bank.today, after: cursor, atMost: max(2, whole.count / 3)),
          "a page of the statement")
        lines += page.lines
        cursor = page.next
      } while cursor != nil && lines.count <= whole.count
      // Others may use the bank meanwhile: lines may have come at the end.
      try expect(Array(lines.prefix(whole.count)) == whole, "small pages show other lines")
      let day = bank.today
      try refused(await bank.link.statement(of: day, after: TraceInfo("neveramadecursor")), "a cursor never made")
      let before = try confirmed(await bank.link.statement(of: day.adding(days: -1), after: nil), "yesterday")
      try expect(before.date == day.adding(days: -1), "another day was answered")
    },
  ]

  private static func history(
    _ bank: BankUnderTest, size: Int, _ order: SortOrder, _ type: InquiryType = .all
  ) async throws -> [AccountTransaction] {
    guard let from = DateTime(date: bank.today, secondOfDay: 0),
      let to = DateTime(date: bank.today, secondOfDay: 86_399)
    else { throw CheckFailure("the check itself is wrong: no day") }
    var lines: [AccountTransaction] = []
    var cursor: TraceInfo?
    var total = 0
    repeat {
      let page = try confirmed(
        await bank.link.transactions(
          TransactionQuery(
            account: bank.accounts.open, inquiryType: type, from: from, to: to, sortOrder: order, pageIndex: 1,
            pageSize: size, cursor: cursor)), "history")
      try expect(page.transactions.count <= size, "\(page.transactions.count) rows on a page of \(size)")
      lines += page.transactions
      total = page.totalCount
      cursor = page.next
    } while cursor != nil && lines.count <= total
    try expect(lines.count == total, "\(lines.count) lines, but total_record_cnt is \(total)")
    return lines
  }

  private static func statement(_ bank: BankUnderTest) async throws -> [StatementLine] {
    var lines: [StatementLine] = []
    var cursor: TraceInfo?
    repeat {
      let page = try confirmed(await bank.link.statement(of: bank.today, after: cursor), "statement")
      try expect(!page.isClosed, "today is closed already")
      lines += page.lines
      cursor = page.next
    } while cursor != nil
    return lines
  }
}
