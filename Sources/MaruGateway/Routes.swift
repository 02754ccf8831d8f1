import MaruContract
import MaruDomain
import MaruHub

/// Every business API and the use case behind it: one line each.
struct APITable: Sendable {
  private(set) var byPath: [String: APIRoute] = [:]

  init(hub: Hub) {
    on(UserMe.self) { request, caller, _ in try await hub.userMe(request, by: caller) }
    on(UserUnlink.self) { request, caller, _ in try await hub.userUnlink(request, by: caller) }
    on(AccountList.self) { request, caller, _ in try await hub.accountList(request, by: caller) }
    on(AccountUpdateInfo.self) { request, caller, _ in try await hub.accountUpdateInfo(request, by: caller) }
    on(AccountCancel.self) { request, caller, _ in try await hub.accountCancel(request, by: caller) }
    on(AccountBalance.self) { request, caller, _ in try await hub.accountBalance(request, by: caller) }
    on(AccountTransactionList.self) { request, caller, _ in try await hub.accountTransactionList(request, by: caller) }
    on(TransferWithdraw.self) { request, caller, call in try await hub.withdraw(request, by: caller, call: call) }
    on(TransferDeposit.self) { request, caller, call in try await hub.deposit(request, by: caller, call: call) }
    on(TransferDeposit2.self) { request, caller, call in try await hub.deposit2(request, by: caller, call: call) }
    on(TransferResult.self) { request, caller, _ in try await hub.transferResult(request, by: caller) }
    on(TransferRecheck.self) { request, caller, _ in try await hub.transferRecheck(request, by: caller) }
    on(InquiryRealName.self) { request, caller, _ in try await hub.realName(request, by: caller) }
    on(InquiryRemitList.self) { request, caller, _ in try await hub.remitList(request, by: caller) }
    on(BankStatus.self) { request, caller, _ in try await hub.bankStatus(request, by: caller) }
  }

  /// Registers an API under `/v1.0/…` and, as the test host of the real platform did, without the version.
  private mutating func on<API: Endpoint>(
    _ api: API.Type,
    _ useCase: @escaping @Sendable (API.Request, Caller, CallStamp) async throws -> Reply<API.Response>
  ) {
    let route = APIRoute(route: API.route) { members, caller, call in
      var fields = FieldReader(members)
      let request = try API.Request(from: &fields)
      let reply = try await useCase(request, caller, call)
      return Answered(code: reply.code, answer: Answer.reply(reply, stamp: call))
    }
    byPath[API.route.versionedPath] = route
    byPath["/" + API.route.path] = route
  }
}
