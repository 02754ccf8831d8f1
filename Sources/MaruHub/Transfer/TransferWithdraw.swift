package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 출금이체: takes `tran_amt` from a consented user account and gives it to the organisation's collection account.
  ///
  /// Throws A0304/A0313/A0306/A0319 when the account is not the caller's to debit, A0103–A0112 for a broken limit, A0004 for
  /// a frozen `tran_dtime` in production. A bank's "no" is an answer (A0002), as is "not known yet" (A0007).
  package func withdraw(
    _ request: TransferWithdraw.Request, by caller: Caller, call: CallStamp
  ) async throws(HubError) -> Reply<TransferWithdraw.Response> {
    let account = try await consentedAccount(request.fintechUseNumber, to: .transfer, by: caller)
    let organisation = try await organisation(caller.organisation)
    let draft = OrderDraft(
      kind: .withdraw, rowNumber: 1, requestedAt: request.requestedAt, amount: request.amount,
      payer: TransferParty(
        account: account.account, holderName: account.holderName, fintechUseNumber: account.fintechUseNumber,
        printContent: request.printContent),
      payee: TransferParty(
        account: organisation.collectionAccount, holderName: organisation.name, fintechUseNumber: nil,
        printContent: request.depositPrintContent),
      user: account.user, nameCheck: .off, alias: account.alias, cmsNumber: request.cmsNumber,
      consent: account.fintechUseNumber)
    switch await place(draft, for: organisation, call: call) {
    case .refused(let error): throw error
    case .recorded(let transfer, let repeated):
      return Reply(
        transfer.responseCode, message: transfer.responseMessage, withdrawResponse(transfer),
        original: repeated ? transfer.originalCall : nil)
    }
  }

  private func withdrawResponse(_ transfer: StoredTransfer) -> TransferWithdraw.Response {
    let (payer, payee) = (transfer.order.payer, transfer.order.payee)
    return TransferWithdraw.Response(
      depositBank: payee.account.bank, depositBranch: transfer.payeeReceipt?.branch,
      depositBankName: banks.name(of: payee.account.bank), depositAccountNumberMasked: payee.account.number.masked,
      depositPrintContent: payee.printContent, depositHolderName: payee.holderName, bank: transfer.bankBlock,
      fintechUseNumber: payer.fintechUseNumber, alias: transfer.alias, bankCode: payer.account.bank,
      branch: transfer.payerReceipt?.branch, bankName: banks.name(of: payer.account.bank),
      accountNumberMasked: payer.account.number.masked, printContent: payer.printContent,
      holderName: payer.holderName, amount: transfer.order.amount, cmsNumber: transfer.order.cmsNumber)
  }
}
