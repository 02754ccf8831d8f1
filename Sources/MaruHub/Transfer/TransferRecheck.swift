package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 이체API처리조회: what became of requests that got no answer, found by their contents; a row of 701 where there is none.
  package func transferRecheck(
    _ request: TransferRecheck.Request, by caller: Caller
  ) async throws(HubError) -> Reply<TransferRecheck.Response> {
    var rows: [TransferResultRow] = []
    for row in request.rows {
      guard let account = try await account(of: row, by: caller) else {
        rows.append(notFoundRow(row.number, nil, nil, row.amount))
        continue
      }
      let key = OrderKey(
        organisation: caller.organisation, kind: request.checkType, requestedAt: row.requestedAt, account: account,
        amount: row.amount)
      rows.append(try await found(key, row))
    }
    return Reply(.success, TransferRecheck.Response(count: rows.count, rows: rows))
  }

  private func found(_ key: OrderKey, _ row: TransferRecheck.Row) async throws(HubError) -> TransferResultRow {
    do {
      let stored = try await store.read { session in
        try OrderKeyTable.find(key, in: session).flatMap { try TransferTable.find($0.transferID, in: session) }
      }
      return stored.map { resultRow(row.number, $0) } ?? notFoundRow(row.number, nil, nil, row.amount)
    } catch {
      throw unexpected(error)
    }
  }

  /// The account that the original named; nil where the fintech number is not the caller's.
  private func account(of row: TransferRecheck.Row, by caller: Caller) async throws(HubError) -> BankAccount? {
    if let bank = row.bankCode, let number = row.accountNumber { return BankAccount(bank: bank, number: number) }
    guard let number = row.fintechUseNumber, let account = try await registeredAccount(number),
      account.organisation == caller.organisation
    else { return nil }
    // A number that was cancelled since still names its account here: the order was sent while it was good.
    return account.account
  }
}
