import MaruBankLink
package import MaruContract
package import MaruDomain

extension Hub {
  /// 거래내역조회: a page of at most 25 transactions. Both ways of paging work at once: a trace field from the page before
  /// wins, else `page_index` counts.
  package func accountTransactionList(
    _ request: AccountTransactionList.Request, by caller: Caller
  ) async throws(HubError) -> Reply<AccountTransactionList.Response> {
    guard request.fromDate <= request.toDate else {
      throw .format(Wire.fromDate.name, "to_date보다 늦습니다. Later than to_date.")
    }
    guard request.pageIndex >= 1 else { throw .format(Wire.pageIndex.name, "1부터 시작합니다. Counts from 1.") }
    let account = try await consentedAccount(request.fintechUseNumber, to: .inquiry, by: caller)
    let query = TransactionQuery(
      account: account.account.number, inquiryType: request.inquiryType,
      from: DateTime(Instant(date: request.fromDate)), to: DateTime(Instant(date: request.toDate, secondOfDay: 86_399)),
      sortOrder: request.sortOrder, pageIndex: request.pageIndex, pageSize: Hub.rowsPerPage,
      // A client that steps page_index and also echoes the trace field gets the page after the trace: the same page.
      cursor: request.trace)
    let asked = await inquire(account.account.bank, for: caller.organisation) { await $0.transactions(query) }
    let rows = asked.value?.transactions.map(historyRow) ?? []
    let before = request.listSequence ?? (request.pageIndex - 1) * Hub.rowsPerPage
    return Reply(
      asked.code, message: asked.message,
      AccountTransactionList.Response(
        bank: asked.block, fintechUseNumber: request.fintechUseNumber, balance: asked.value?.balance,
        pageIndexUsed: .yes, pageIndex: request.pageIndex, totalCount: min(asked.value?.totalCount ?? 0, 99_999),
        pageCount: rows.count, nextPage: YesNo(asked.value?.next != nil), trace: asked.value?.next,
        listSequence: min(before + rows.count, 9999), rows: rows))
  }

  /// Rows a page, section 4.7.
  static let rowsPerPage = 25

  private func historyRow(_ line: AccountTransaction) -> AccountTransactionList.Row {
    AccountTransactionList.Row(
      date: line.at.date, time: Int(line.at.secondOfDay), direction: line.direction, kind: line.kind,
      printContent: line.printContent, amount: line.amount, balanceAfter: line.balanceAfter, branchName: line.branchName
    )
  }
}
