package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 입금이체(계좌번호): pays from the organisation's paying account to accounts named by bank and number.
  ///
  /// As ``deposit(_:by:call:)``; each row needs `account_holder_name` while the name check is on.
  package func deposit2(
    _ request: TransferDeposit2.Request, by caller: Caller, call: CallStamp
  ) async throws(HubError) -> Reply<TransferDeposit2.Response> {
    if request.nameCheck == .on, let index = request.rows.firstIndex(where: { $0.holderName == nil }) {
      throw .format(
        "req_list[\(index)].account_holder_name",
        "수취인성명 검증(on)에는 필수입니다. Required while name_check_option is on.")
    }
    let organisation = try await organisation(caller.organisation)
    try checkPassPhrase(request.passPhrase, of: organisation)
    let outcome = try await placeAll(
      request.rows.enumerated().map { index, row in
        refusalOfLocalCooperative(row.bankCode, "req_list[\(index)].\(Wire.bankCode.name)").map { .refused($0) }
          ?? .draft(depositDraft(row, request, organisation))
      }, for: organisation, call: call)
    let rows = zip(request.rows, outcome.rows).map(depositRow)
    let paying = organisation.payingAccount
    return Reply(
      outcome.code,
      TransferDeposit2.Response(
        withdrawBank: paying.bank, withdrawBranch: payerBranch(outcome),
        withdrawBankName: banks.name(of: paying.bank), withdrawAccountNumberMasked: paying.number.masked,
        withdrawPrintContent: request.withdrawPrintContent, withdrawHolderName: organisation.name, count: rows.count,
        rows: rows),
      original: outcome.original)
  }

  private func depositDraft(
    _ row: TransferDeposit2.Row, _ request: TransferDeposit2.Request, _ organisation: Organisation
  ) -> OrderDraft {
    OrderDraft(
      kind: .deposit, rowNumber: row.number, requestedAt: request.requestedAt, amount: row.amount,
      payer: TransferParty(
        account: organisation.payingAccount, holderName: organisation.name, fintechUseNumber: nil,
        printContent: request.withdrawPrintContent),
      payee: TransferParty(
        account: BankAccount(bank: row.bankCode, number: row.accountNumber), holderName: row.holderName,
        fintechUseNumber: nil, printContent: row.printContent),
      user: nil, nameCheck: request.nameCheck, alias: nil, cmsNumber: row.cmsNumber)
  }

  private func depositRow(_ row: TransferDeposit2.Row, _ placed: Placed) -> TransferDeposit2.ResponseRow {
    let bank: BankBlock
    var receipt: StoredReceipt?
    switch placed {
    case .refused(let error): bank = refusedBlock(error)
    case .recorded(let transfer, _):
      bank = transfer.bankBlock
      receipt = transfer.payeeReceipt
    }
    return TransferDeposit2.ResponseRow(
      number: row.number, bank: bank, bankCode: row.bankCode, branch: receipt?.branch,
      bankName: banks.name(of: row.bankCode), accountNumber: row.accountNumber,
      accountNumberMasked: row.accountNumber.masked, printContent: row.printContent,
      holderName: receipt?.holderName ?? row.holderName, amount: row.amount, cmsNumber: row.cmsNumber)
  }
}
