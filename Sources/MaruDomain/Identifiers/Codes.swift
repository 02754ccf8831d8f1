/// 계좌종류, `account_type`.
public enum AccountType: String, Sendable, CaseIterable, Codable {
  /// 수시입출금: demand deposit.
  case demand = "1"
  /// 예적금: time deposit or savings.
  case savings = "2"
  /// 수익증권: fund.
  case fund = "6"
}

/// 계좌상태, `account_state` of `account/list`.
public enum AccountState: String, Sendable, CaseIterable {
  /// 사용: registered and usable.
  case inUse = "01"
  /// 해지: every service of it was cancelled.
  case closed = "09"
}

/// 조회구분코드, `inquiry_type`: which side of a history to list.
public enum InquiryType: String, Sendable, CaseIterable {
  /// Both sides.
  case all = "A"
  /// 입금: money in.
  case incoming = "I"
  /// 출금: money out.
  case outgoing = "O"
}

/// 정렬순서, `sort_order`.
public enum SortOrder: String, Sendable, CaseIterable {
  /// Newest first.
  case descending = "D"
  /// Oldest first.
  case ascending = "A"
}

/// 거래구분, `check_type` of the result inquiries: which kind of order is asked about.
public enum CheckType: String, Sendable, CaseIterable {
  /// 출금이체.
  case withdraw = "1"
  /// 입금이체.
  case deposit = "2"
}

/// 원거래 요청구분, `org_req_gubun` of `transfer/recheck`: how the original named its account.
public enum RequestForm: String, Sendable, CaseIterable {
  /// By `fintech_use_num`.
  case fintechUseNumber = "F"
  /// By bank and `account_num`.
  case accountNumber = "A"
}

/// 이체 여부 등 예/아니오, `…_yn`.
public enum YesNo: String, Sendable, CaseIterable {
  /// 예.
  case yes = "Y"
  /// 아니오.
  case no = "N"
  /// `Y` for true.
  public init(_ flag: Bool) { self = flag ? .yes : .no }
  /// True for `Y`.
  public var flag: Bool { self == .yes }
}

/// 수취인성명 검증 여부, `name_check_option`.
public enum NameCheck: String, Sendable, CaseIterable {
  /// Compare; a difference is refused and nothing moves.
  case on
  /// Do not compare.
  case off
}

/// 금융기관 상태, `bank_status`.
public enum BankStatusCode: String, Sendable, CaseIterable {
  /// 가능: answering.
  case available = "Y"
  /// 장애: not answering.
  case fault = "D"
  /// 개시이전: before its opening hour.
  case beforeOpening = "L"
  /// 종료예정: about to close.
  case closing = "E"
}

/// 입출금구분, `inout_type`: the Korean words themselves are the wire's values.
public enum Direction: String, Sendable, CaseIterable {
  /// Money in.
  case incoming = "입금"
  /// Money out.
  case outgoing = "출금"
}

/// 서비스구분, the `scope` of `account/cancel`: which service of an account is ended.
public enum AccountService: String, Sendable, CaseIterable {
  /// 조회: balance and transactions.
  case inquiry
  /// 출금: withdraw.
  case transfer
}
