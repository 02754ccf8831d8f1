/// What hub and organisation agree on before it goes live: accounts, limits, fees.
public struct ContractTerms: Sendable, Hashable {
  /// 수납계좌: where withdrawals are collected.
  public let collectionAccount: BankAccount
  /// 지급계좌: what deposits are paid from.
  public let payingAccount: BankAccount
  /// How much may move.
  public let limits: TransferLimits
  /// 선불한도: what may be paid out before it is settled; nil: no such bound.
  public let prefund: Won?
  /// Won for one withdrawal that succeeded.
  public let withdrawFee: Won
  /// Won for one deposit that succeeded.
  public let depositFee: Won

  /// Nil where a limit is above the next wider one: a contract that contradicts itself bounds nothing.
  public init?(
    collectionAccount: BankAccount, payingAccount: BankAccount, limits: TransferLimits, prefund: Won?,
    withdrawFee: Won, depositFee: Won
  ) {
    let ladders = [
      [limits.withdrawEach, limits.withdrawDay, limits.withdrawMonth],
      [limits.depositEach, limits.depositDay, limits.depositMonth], [limits.userWithdrawEach, limits.userWithdrawDay],
    ]
    guard ladders.allSatisfy({ zip($0, $0.dropFirst()).allSatisfy { $0.0 <= $0.1 } }) else { return nil }
    self.collectionAccount = collectionAccount
    self.payingAccount = payingAccount
    self.limits = limits
    self.prefund = prefund
    self.withdrawFee = withdrawFee
    self.depositFee = depositFee
  }

  /// What each API costs under the contract, by its path.
  public var fees: [(api: String, won: Won)] {
    [("transfer/withdraw", withdrawFee), ("transfer/deposit", depositFee), ("transfer/deposit2", depositFee)]
  }
}
