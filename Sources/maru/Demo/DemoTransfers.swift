import MaruClient
import MaruContract
import MaruDomain

/// Inquiries and the movement of money.
extension DemoRun {
  /// History, real name, banks.
  mutating func inquiries(_ account: DemoAccount, _ tokens: UserTokens) async throws {
    let (maru, user, token) = (maru, user, tokens.access)
    let today = maru.tranDtime.date
    let from = today.adding(days: -60)
    _ = try await step(AccountBalance.self, "the balance, in won") {
      try await maru.accountBalance(of: account.number, token: token)
    } check: { body in
      [Expectation("bank_rsp_code", body.bank.code, is: .accepted), Expectation("a balance", body.balance != nil)]
    }
    var walked = 0
    for try await _ in maru.transactions(of: account.number, from: from, to: today, token: token) { walked += 1 }
    _ = try await step(AccountTransactionList.self, "\(walked) rows of 60 days, page by page") {
      try await maru.accountTransactionList(
        AccountTransactionList.Request(
          fintechUseNumber: account.number, inquiryType: .all, fromDate: from, toDate: today, sortOrder: .descending,
          pageIndex: 1, requestedAt: maru.tranDtime), token: token)
    } check: { page in
      [
        Expectation("rows of all pages", walked, is: page.totalCount),
        Expectation("rows of a page at most 25", page.rows.count <= 25),
        Expectation("page_record_cnt", page.pageCount, is: page.rows.count),
      ]
    }
    if let info = HolderInfo(String(user.birthDate.wire.dropFirst(2))) {
      _ = try await step(InquiryRealName.self, "the holder is \(user.name)") {
        try await maru.inquiryRealName(of: account.account, holderInfo: info)
      } check: {
        [Expectation("account_holder_name", $0.holderName, is: user.name)]
      }
    }
    _ = try await step(BankStatus.self, "every participating bank answers") {
      try await maru.bankStatus()
    } check: { body in
      [
        Expectation("res_cnt", body.count, is: body.rows.count),
        Expectation("banks that answer", body.rows.filter { $0.status == .available }.count, is: body.rows.count),
      ]
    }
  }

  /// Withdraw, deposits, and what the two result inquiries say of them.
  mutating func transfers(_ account: DemoAccount, _ tokens: UserTokens) async throws {
    // No two orders of one second may be equal, or the second would rightly count as a repeat of the first.
    guard let taken = Won(10_000), let given = Won(7_000), let small = Won(1_000), let refused = Won(2_000),
      let text = PrintContent("데모결제"), let refund = PrintContent("데모환불"), let wrong = HolderName("다른사람")
    else { return }
    let (maru, client, user, token) = (maru, ready.client, user, tokens.access)
    func balance() async throws -> Int64 {
      try await maru.accountBalance(of: account.number, token: token).body.balance?.amount ?? 0
    }

    let before = try await balance()
    let order = TransferWithdraw.Request(
      depositPrintContent: text, fintechUseNumber: account.number, printContent: text, amount: taken,
      requestedAt: maru.tranDtime)
    let withdrawn = try await withdraw(order, token)
    let after = try await balance()
    let again = try? await maru.transferWithdraw(order, token: token)
    let afterRepeat = try await balance()
    let history = try await maru.accountTransactionList(
      AccountTransactionList.Request(
        fintechUseNumber: account.number, inquiryType: .outgoing, fromDate: order.requestedAt.date,
        toDate: maru.tranDtime.date, sortOrder: .descending, pageIndex: 1, requestedAt: maru.tranDtime), token: token)
    let asked = resultRows(TransferInquiry(withdraw: order, answer: withdrawn.bank))
    _ = try await step(TransferResult.self, "done; balance fell by exactly 10,000; a repeat moved nothing") {
      try await maru.transferResult(.withdraw, asked)
    } check: { body in
      [
        Expectation("result of the withdraw", body.rows.first?.bank.outcome, is: .done),
        Expectation("balance", after, is: before - taken.amount),
        Expectation("balance after the repeat", afterRepeat, is: after),
        Expectation(
          "bank_tran_id of the repeat", again?.body.bank.bankTransactionID, is: withdrawn.bank.bankTransactionID),
        Expectation("newest outgoing row", history.body.rows.first?.amount, is: taken),
        Expectation("its text", history.body.rows.first?.printContent, is: text.text),
      ]
    }
    _ = try await step(InquiryRemitList.self, "the collection account shows who paid") {
      try await maru.inquiryRemitList(
        InquiryRemitList.Request(
          bankCode: client.collectionAccount.bank, accountNumber: client.collectionAccount.number,
          fromDate: order.requestedAt.date, fromTime: 0, toDate: maru.tranDtime.date, toTime: 86_399,
          sortOrder: .descending, requestedAt: maru.tranDtime))
    } check: { list in
      [
        Expectation("newest remitter", list.rows.first?.remitterName, is: user.name),
        Expectation("its account", list.rows.first?.remitterAccount, is: account.account.number),
        Expectation("its amount", list.rows.first?.amount, is: taken),
      ]
    }

    let deposit = TransferDeposit.Request(
      passPhrase: client.passPhrase, withdrawPrintContent: refund, nameCheck: .on, count: 1,
      rows: [.init(number: 1, fintechUseNumber: account.number, printContent: refund, amount: given)],
      requestedAt: maru.tranDtime)
    _ = try await step(TransferDeposit.self, "7,000 won to the fintech number") {
      try await maru.transferDeposit(deposit)
    } check: { body in
      [Expectation("row 1", body.rows.first?.bank.outcome, is: .done)]
    }
    let afterDeposit = try await balance()
    let deposit2 = TransferDeposit2.Request(
      passPhrase: client.passPhrase, withdrawPrintContent: refund, nameCheck: .on, count: 2,
      rows: [
        .init(
          number: 1, bankCode: account.account.bank, accountNumber: account.account.number, holderName: user.name,
          printContent: refund, amount: small),
        .init(
          number: 2, bankCode: account.account.bank, accountNumber: account.account.number, holderName: wrong,
          printContent: refund, amount: refused),
      ], requestedAt: maru.tranDtime)
    _ = try await step(TransferDeposit2.self, "right name paid, wrong name refused", expect: .partlyFailed) {
      try await maru.transferDeposit2(deposit2)
    } check: { body in
      [
        Expectation("balance after deposit", afterDeposit, is: after + given.amount),
        Expectation("row 1", body.rows.first?.bank.outcome, is: .done),
        Expectation("row 2", body.rows.last?.bank.outcome, is: .failed(.holderNameDiffers)),
      ]
    }
    let last = try await balance()
    let unanswered = recheckRows(TransferInquiry(deposit2: deposit2.rows[0], of: deposit2))
    _ = try await step(TransferRecheck.self, "found by its contents alone; books agree to the won") {
      try await maru.transferRecheck(.deposit, unanswered)
    } check: { body in
      [
        Expectation("result of the deposit", body.rows.first?.bank.outcome, is: .done),
        Expectation("balance at the end", last, is: before - taken.amount + given.amount + small.amount),
      ]
    }
  }

  /// A withdraw whose outcome is not known is settled first, as a real program must.
  private mutating func withdraw(
    _ order: TransferWithdraw.Request, _ token: AccessToken
  ) async throws -> TransferWithdraw.Response {
    let maru = maru
    return try await step(TransferWithdraw.self, "10,000 won into the collection account") {
      try await maru.transferWithdraw(order, token: token)
    } check: { body in
      [
        Expectation("bank_rsp_code", body.bank.code, is: .accepted),
        Expectation("tran_amt", body.amount, is: order.amount),
        Expectation("fintech_use_num", body.fintechUseNumber, is: order.fintechUseNumber),
      ]
    }
  }

  private func resultRows(_ inquiry: TransferInquiry) -> [TransferResult.Row] {
    guard let leg = inquiry.bankTransaction else { return [] }
    return [.init(number: 1, bankTransactionID: leg.id, date: leg.date, amount: inquiry.amount)]
  }

  private func recheckRows(_ inquiry: TransferInquiry) -> [TransferRecheck.Row] {
    guard case .number(let account) = inquiry.account else { return [] }
    return [
      .init(
        number: 1, requestedAt: inquiry.requestedAt, form: .accountNumber, bankCode: account.bank,
        accountNumber: account.number, amount: inquiry.amount)
    ]
  }
}
