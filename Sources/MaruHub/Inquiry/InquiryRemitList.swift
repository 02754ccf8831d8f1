import MaruBankLink
package import MaruContract
package import MaruDomain

extension Hub {
  /// 송금인정보조회: who sent money to the organisation's collection account. Throws A0322 for any other account.
  package func remitList(
    _ request: InquiryRemitList.Request, by caller: Caller
  ) async throws(HubError) -> Reply<InquiryRemitList.Response> {
    guard let from = DateTime(date: request.fromDate, secondOfDay: Int64(request.fromTime)),
      let to = DateTime(date: request.toDate, secondOfDay: Int64(request.toTime)), from <= to
    else { throw .format(Wire.fromDate.name, "조회 종료보다 늦습니다. Later than the end of the period.") }
    let pageIndex = request.pageIndex ?? 1
    guard pageIndex >= 1 else { throw .format(Wire.pageIndex.name, "1부터 시작합니다. Counts from 1.") }
    if let refusal = refusalOfLocalCooperative(request.bankCode, Wire.bankCode.name) { throw refusal }
    let organisation = try await organisation(caller.organisation)
    let account = BankAccount(bank: request.bankCode, number: request.accountNumber)
    guard organisation.collectionAccount == account else {
      throw HubError(.contractAccountNotRegistered, field: Wire.accountNumber.name)
    }
    let query = TransactionQuery(
      account: account.number, inquiryType: .incoming, from: from, to: to, sortOrder: request.sortOrder,
      pageIndex: pageIndex, pageSize: Hub.rowsPerPage, cursor: request.trace)
    let asked = await inquire(account.bank, for: caller.organisation) { await $0.transactions(query) }
    let rows = asked.value?.transactions.map(remitterRow) ?? []
    return Reply(
      asked.code, message: asked.message,
      InquiryRemitList.Response(
        bank: asked.block, bankCode: account.bank, accountNumber: account.number,
        bankName: banks.name(of: account.bank),
        balance: asked.value?.balance, totalCount: min(asked.value?.totalCount ?? 0, 99_999), pageCount: rows.count,
        nextPage: YesNo(asked.value?.next != nil), trace: asked.value?.next, rows: rows))
  }

  private func remitterRow(_ line: AccountTransaction) -> InquiryRemitList.Row {
    InquiryRemitList.Row(
      date: line.at.date, time: Int(line.at.secondOfDay), kind: line.kind, printContent: line.printContent,
      amount: line.amount, balanceAfter: line.balanceAfter, branchName: line.branchName,
      remitterName: line.remitter?.name, remitterBank: line.remitter?.account.bank,
      remitterAccount: line.remitter?.account.number)
  }
}
