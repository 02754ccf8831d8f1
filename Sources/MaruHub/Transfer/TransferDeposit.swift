package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 입금이체(핀테크이용번호): pays from the organisation's paying account to accounts named by `fintech_use_num`.
  ///
  /// Rows succeed or fail alone (A0009 when any failed). Throws A0307 for a wrong pass phrase, and a row's own code where the
  /// hub refuses every row for the same reason.
  package func deposit(
    _ request: TransferDeposit.Request, by caller: Caller, call: CallStamp
  ) async throws(HubError) -> Reply<TransferDeposit.Response> {
    let organisation = try await organisation(caller.organisation)
    var accounts: [RegisteredAccount?] = []
    var drafts: [DepositRow] = []
    for (index, row) in request.rows.enumerated() {
      do throws(HubError) {
        let account = try await ownAccount(
          row.fintechUseNumber, by: caller, field: "req_list[\(index)].fintech_use_num")
        accounts.append(account)
        drafts.append(.draft(depositDraft(row, to: account, request, organisation)))
      } catch {
        accounts.append(nil)
        drafts.append(.refused(error))
      }
    }
    // Whose accounts they are comes before the pass phrase (section 9 of the wire contract).
    if let refusal = commonRefusal(drafts.map(\.refusal)) { throw refusal }
    try checkPassPhrase(request.passPhrase, of: organisation)
    let outcome = try await placeAll(drafts, for: organisation, call: call)
    let rows = zip(request.rows, outcome.rows).enumerated().map { index, pair in
      depositRow(pair.0, pair.1, account: accounts[index])
    }
    let paying = organisation.payingAccount
    return Reply(
      outcome.code,
      TransferDeposit.Response(
        withdrawBank: paying.bank, withdrawBranch: payerBranch(outcome),
        withdrawBankName: banks.name(of: paying.bank), withdrawAccountNumberMasked: paying.number.masked,
        withdrawPrintContent: request.withdrawPrintContent, withdrawHolderName: organisation.name, count: rows.count,
        rows: rows),
      original: outcome.original)
  }

  private func depositDraft(
    _ row: TransferDeposit.Row, to account: RegisteredAccount, _ request: TransferDeposit.Request,
    _ organisation: Organisation
  ) -> OrderDraft {
    OrderDraft(
      kind: .deposit, rowNumber: row.number, requestedAt: request.requestedAt, amount: row.amount,
      payer: TransferParty(
        account: organisation.payingAccount, holderName: organisation.name, fintechUseNumber: nil,
        printContent: request.withdrawPrintContent),
      payee: TransferParty(
        account: account.account, holderName: account.holderName, fintechUseNumber: account.fintechUseNumber,
        printContent: row.printContent),
      user: nil, nameCheck: request.nameCheck, alias: account.alias, cmsNumber: row.cmsNumber)
  }

  private func depositRow(
    _ row: TransferDeposit.Row, _ placed: Placed, account: RegisteredAccount?
  ) -> TransferDeposit.ResponseRow {
    switch placed {
    case .refused(let error):
      return TransferDeposit.ResponseRow(
        number: row.number, bank: refusedBlock(error), fintechUseNumber: row.fintechUseNumber, bankName: "",
        accountNumberMasked: "", printContent: row.printContent, amount: row.amount, cmsNumber: row.cmsNumber)
    case .recorded(let transfer, _):
      let payee = transfer.order.payee
      return TransferDeposit.ResponseRow(
        number: row.number, bank: transfer.bankBlock, fintechUseNumber: payee.fintechUseNumber, alias: transfer.alias,
        bankCode: payee.account.bank, branch: transfer.payeeReceipt?.branch,
        bankName: banks.name(of: payee.account.bank),
        accountNumberMasked: payee.account.number.masked, printContent: payee.printContent,
        holderName: transfer.payeeReceipt?.holderName ?? account?.holderName, amount: transfer.order.amount,
        cmsNumber: transfer.order.cmsNumber)
    }
  }

  /// The paying account's branch, as the bank told it in the first row that moved.
  func payerBranch(_ outcome: DepositOutcome) -> BranchCode? {
    for case .recorded(let transfer, _) in outcome.rows {
      if let receipt = transfer.payerReceipt { return receipt.branch }
    }
    return nil
  }
}
