package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 이체결과조회: what became of transfers, by `bank_tran_id`, day and amount; a row of 701 where there is no such one.
  ///
  /// Throws A0004 where the one of that id and day is the caller's and has another amount or direction: "never happened, may be sent
  /// again" would be untrue, and so would "failed", which is what any other code of a row means (section 9).
  package func transferResult(
    _ request: TransferResult.Request, by caller: Caller
  ) async throws(HubError) -> Reply<TransferResult.Response> {
    do {
      let rows = try await store.read { session in
        try request.rows.enumerated().map { index, row in
          let found = try TransferTable.find(row.bankTransactionID, on: row.date, in: session)
          guard let found, found.order.organisation == caller.organisation else {
            return self.notFoundRow(row.number, row.bankTransactionID, row.date, row.amount)
          }
          guard found.order.kind == request.checkType else {
            throw HubError.format(
              Wire.checkType.name,
              "req_list[\(index)]의 이체와 이체구분이 다릅니다. That transfer is of the other kind: ask with its own.")
          }
          guard found.order.amount == row.amount else {
            throw HubError.format(
              "req_list[\(index)].\(Wire.originalAmount.name)",
              "그 이체의 금액이 아닙니다. Not the amount of that transfer: ask with the amount that was ordered.")
          }
          return self.resultRow(row.number, found)
        }
      }
      return Reply(.success, TransferResult.Response(count: rows.count, rows: rows))
    } catch {
      throw unexpected(error)
    }
  }

  /// A row that tells of a stored transfer.
  func resultRow(_ number: Int, _ transfer: StoredTransfer) -> TransferResultRow {
    let (payer, payee) = (transfer.order.payer, transfer.order.payee)
    return TransferResultRow(
      number: number, bank: transfer.resultBlock,
      withdrawBank: payer.account.bank, withdrawBranch: transfer.payerReceipt?.branch,
      withdrawBankName: banks.name(of: payer.account.bank), withdrawFintechUseNumber: payer.fintechUseNumber,
      withdrawAccountNumberMasked: payer.account.number.masked, withdrawPrintContent: payer.printContent,
      withdrawHolderName: payer.holderName,
      depositBank: payee.account.bank, depositBranch: transfer.payeeReceipt?.branch,
      depositBankName: banks.name(of: payee.account.bank), depositFintechUseNumber: payee.fintechUseNumber,
      depositAccountNumberMasked: payee.account.number.masked, depositPrintContent: payee.printContent,
      depositHolderName: transfer.payeeReceipt?.holderName ?? payee.holderName, amount: transfer.order.amount)
  }

  /// A row for an original that was never recorded: it may be sent again.
  func notFoundRow(
    _ number: Int, _ id: BankTransactionID?, _ date: BusinessDate?, _ amount: Won
  ) -> TransferResultRow {
    TransferResultRow(
      number: number,
      bank: BankBlock(
        bankTransactionID: id, date: date, codeTran: .hub, code: .originalNotFound,
        message: BankResponseCode.originalNotFound.korean),
      withdrawBankName: "", withdrawAccountNumberMasked: "", depositBankName: "", depositAccountNumberMasked: "",
      amount: amount)
  }
}
