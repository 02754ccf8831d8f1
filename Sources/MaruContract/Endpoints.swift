/// Every business API of v1, in the order of the platform's own list: what documents, tests and the client walk.
public enum Endpoints {
  /// One for each path; adding an API is one more line here.
  public static let all: [any Endpoint.Type] = [
    UserMe.self, UserUnlink.self, AccountList.self, AccountUpdateInfo.self, AccountCancel.self, AccountBalance.self,
    AccountTransactionList.self, TransferWithdraw.self, TransferDeposit.self, TransferDeposit2.self,
    TransferResult.self,
    TransferRecheck.self, InquiryRealName.self, InquiryRemitList.self, BankStatus.self,
  ]
}
