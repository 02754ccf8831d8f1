/// How much may move: an organisation's limits per order, day and month in both directions, and the user's.
public struct TransferLimits: Sendable, Hashable {
  /// Organisation, one withdrawal, in won (A0105).
  public var withdrawEach: Won
  /// Organisation, withdrawals of a KST day, in won (A0103).
  public var withdrawDay: Won
  /// Organisation, withdrawals of a KST month, in won (A0104).
  public var withdrawMonth: Won
  /// Organisation, one deposit, in won (A0106).
  public var depositEach: Won
  /// Organisation, deposits of a KST day, in won (A0101).
  public var depositDay: Won
  /// Organisation, deposits of a KST month, in won (A0102).
  public var depositMonth: Won
  /// Towards all organisations together.
  public var userWithdrawEach: Won
  /// User, withdrawals of a KST day, in won (A0112).
  public var userWithdrawDay: Won

  /// Makes the value of its parts; each is described at its property.
  public init(
    withdrawEach: Won, withdrawDay: Won, withdrawMonth: Won, depositEach: Won, depositDay: Won, depositMonth: Won,
    userWithdrawEach: Won, userWithdrawDay: Won
  ) {
    self.withdrawEach = withdrawEach
    self.withdrawDay = withdrawDay
    self.withdrawMonth = withdrawMonth
    self.depositEach = depositEach
    self.depositDay = depositDay
    self.depositMonth = depositMonth
    self.userWithdrawEach = userWithdrawEach
    self.userWithdrawDay = userWithdrawDay
  }

  /// The limit per order that `amount` breaks, the organisation's first; nil when none.
  public func brokenByOne(_ amount: Won, kind: CheckType) -> ResponseCode? {
    switch kind {
    case .withdraw:
      if amount > withdrawEach { return .organisationWithdrawLimitEach }
      return amount > userWithdrawEach ? .userWithdrawLimitEach : nil
    case .deposit:
      return amount > depositEach ? .organisationDepositLimitEach : nil
    }
  }

  /// The running totals that an order counts into, each with its bound and the code for breaking it.
  public func counters(
    kind: CheckType, organisation: OrganisationCode, user: UserSeqNo?, date: BusinessDate
  ) -> [LimitCounter] {
    let (day, month) = (date.wire, String(date.wire.prefix(6)))
    switch kind {
    case .withdraw:
      var counters = [
        LimitCounter("\(organisation.text)/W", day, withdrawDay, .organisationWithdrawLimitDay),
        LimitCounter("\(organisation.text)/W", month, withdrawMonth, .organisationWithdrawLimitMonth),
      ]
      if let user { counters.append(LimitCounter("\(user.text)/W", day, userWithdrawDay, .userWithdrawLimitDay)) }
      return counters
    case .deposit:
      return [
        LimitCounter("\(organisation.text)/D", day, depositDay, .organisationDepositLimitDay),
        LimitCounter("\(organisation.text)/D", month, depositMonth, .organisationDepositLimitMonth),
      ]
    }
  }
}

/// One running total: whose, over which day (`yyyyMMdd`) or month (`yyyyMM`), and how high it may go.
public struct LimitCounter: Sendable, Hashable {
  /// Whose: organisation or user, and direction.
  public let subject: String
  /// `yyyyMMdd` or `yyyyMM`, KST; `open` for what counts until it is settled.
  public let period: String
  /// How high it may go, in won.
  public let bound: Won
  /// What an order that goes beyond is refused with.
  public let code: ResponseCode

  /// The total of `subject` over `period`.
  public init(_ subject: String, _ period: String, _ bound: Won, _ code: ResponseCode) {
    self.subject = subject
    self.period = period
    self.bound = bound
    self.code = code
  }
}
