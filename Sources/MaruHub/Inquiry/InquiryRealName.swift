package import MaruContract
package import MaruDomain

extension Hub {
  /// 계좌실명조회: asks a bank whether an account is good, whose it is, and whether the real-name number fits.
  package func realName(
    _ request: InquiryRealName.Request, by caller: Caller
  ) async throws(HubError) -> Reply<InquiryRealName.Response> {
    if let refusal = refusalOfLocalCooperative(request.bankCode, Wire.bankCode.name) { throw refusal }
    let asked = await inquire(request.bankCode, for: caller.organisation) {
      await $0.holder(of: request.accountNumber, info: request.holderInfo)
    }
    return Reply(
      asked.code, message: asked.message,
      InquiryRealName.Response(
        bank: asked.block, bankCode: request.bankCode, branch: asked.value?.branch,
        bankName: banks.name(of: request.bankCode), accountNumber: request.accountNumber,
        holderInfo: request.holderInfo, holderName: asked.value?.name))
  }
}
