/// `rsp_code`, AN(5): the hub's result; the one catalogue of everything the hub can answer.
///
/// Source: sections 6.1 and 6.3 of the wire contract. Each case holds its code, both texts, the HTTP status and whether the
/// same request may succeed later, so that documents and tests can walk the list.
public enum ResponseCode: String, Sendable, CaseIterable {
  /// Done.
  case success = "A0000"
  /// In progress; ask for the result.
  case inProgress = "A0001"
  /// The bank refused or failed; see bank_rsp_code.
  case bankRefused = "A0002"
  /// Internal fault of the hub.
  case internalFault = "A0003"
  /// Request format error.
  case formatError = "A0004"
  /// Registered data is wrong.
  case registeredDataWrong = "A0005"
  /// Message conversion error.
  case conversionError = "A0006"
  /// Time exceeded; the result is not known yet.
  case timeExceeded = "A0007"
  /// Duplicate transaction.
  case duplicateTransaction = "A0008"
  /// Some rows failed; look at each.
  case partlyFailed = "A0009"
  /// The application's information is not confirmed.
  case appNotConfirmed = "A0010"
  /// The organisation has no right to this API.
  case organisationLacksAPI = "A0011"
  /// The API's information is not confirmed.
  case apiNotConfirmed = "A0012"
  /// The organisation's service is not usable.
  case organisationNotUsable = "A0013"
  /// The user has left.
  case userLeft = "A0014"
  /// The simulator did not answer.
  case simulatorWithoutAnswer = "A0015"
  /// The message to the bank could not be sent; the result is not known yet.
  case messageNotSent = "A0016"
  /// The bank's answer timed out; the result is not known yet.
  case bankAnswerTimedOut = "A0017"
  /// No transactions found.
  case noTransactions = "A0018"
  /// The user is leaving.
  case userLeaving = "A0019"
  /// Outside service hours.
  case outsideHours = "A0020"
  /// Message of the centre.
  case centreMessage = "A0021"
  /// The organisation's daily deposit limit is exceeded.
  case organisationDepositLimitDay = "A0101"
  /// The organisation's monthly deposit limit is exceeded.
  case organisationDepositLimitMonth = "A0102"
  /// The organisation's daily withdraw limit is exceeded.
  case organisationWithdrawLimitDay = "A0103"
  /// The organisation's monthly withdraw limit is exceeded.
  case organisationWithdrawLimitMonth = "A0104"
  /// The organisation's limit per withdrawal is exceeded.
  case organisationWithdrawLimitEach = "A0105"
  /// The organisation's limit per deposit is exceeded.
  case organisationDepositLimitEach = "A0106"
  /// The user's limit per withdrawal is exceeded.
  case userWithdrawLimitEach = "A0111"
  /// The user's daily withdraw limit is exceeded.
  case userWithdrawLimitDay = "A0112"
  /// No access right.
  case noAccessRight = "A0301"
  /// No right to that bank's API.
  case noRightToBank = "A0302"
  /// No fee policy is registered for the organisation.
  case noFeePolicy = "A0303"
  /// The fintech_use_num does not match.
  case fintechUseNumberMismatch = "A0304"
  /// The consent to information is missing.
  case inquiryConsentMissing = "A0305"
  /// The consent to withdrawal is missing.
  case withdrawalConsentMissing = "A0306"
  /// The transfer pass phrase is wrong.
  case passPhraseWrong = "A0307"
  /// The fee discount flag is missing.
  case feeDiscountFlagMissing = "A0308"
  /// No fee data of the organisation.
  case noOrganisationFeeData = "A0309"
  /// Transfer not found.
  case transferNotFound = "A0310"
  /// No handling fee data.
  case noHandlingFeeData = "A0311"
  /// The account holder's name differs.
  case holderNameMismatch = "A0312"
  /// The user differs from the token's.
  case userMismatch = "A0313"
  /// The account is being moved.
  case accountBeingMoved = "A0314"
  /// A local cooperative account was given for NH bank.
  case localCooperativeAccount = "A0315"
  /// The consent to information has expired.
  case inquiryConsentExpired = "A0316"
  /// The consent to withdrawal has expired.
  case withdrawalConsentExpired = "A0319"
  /// The contract account is not registered.
  case contractAccountNotRegistered = "A0322"
  /// Not an account registered with this organisation.
  case accountNotOfOrganisation = "A0323"
  /// The bank_tran_id was used before.
  case bankTransactionIDReused = "A0326"
  /// No such user.
  case noSuchUser = "A0337"
  /// Authentication refused: a parameter is wrong.
  case authenticationParameterWrong = "O0001"
  /// The access token is not valid.
  case tokenInvalid = "O0002"
  /// The access token has expired.
  case tokenExpired = "O0003"
  /// The organisation did not apply for this API.
  case apiNotAppliedFor = "O0004"
  /// This API is not part of the client's contract.
  case apiNotAllowed = "O0005"
  /// The caller's IP address is not registered.
  case addressNotAllowed = "O0006"
  /// No such API.
  case notRoutable = "O0007"
  /// The organisation's quota is exceeded.
  case objectQuotaExceeded = "O0008"
  /// The API's quota is exceeded.
  case apiQuotaExceeded = "O0009"
  /// HTTP method not allowed.
  case methodNotAllowed = "O0010"
  /// The token's scope does not open this API.
  case scopeInsufficient = "O0011"
  /// A token for account information needs login.
  case loginRequired = "O0012"

  /// The code as on the wire.
  public var wire: String { rawValue }

  /// Refusals of the gateway and the authorization server start with `O`, business results with `A`.
  public var isGatewayRefusal: Bool { rawValue.utf8.first == 0x4F }

  /// The HTTP status. The v1 platform answers 200 for every business result and refusal and puts the truth in the body;
  /// only a request that reaches no API at all is refused by status (section 1.6).
  public var httpStatus: Int {
    switch self {
    case .notRoutable: 404
    default: 200
    }
  }

  /// Whether the money's fate is open: the caller must ask `transfer/result` or `transfer/recheck`, never just repeat.
  public var isUnknownOutcome: Bool {
    switch self {
    case .inProgress, .timeExceeded, .messageNotSent, .bankAnswerTimedOut: true
    default: false
    }
  }

  /// The text of `rsp_message`, Korean; a single blank for a success, as v1 sends it.
  public var message: String { self == .success ? " " : korean }

  /// The Korean text.
  public var korean: String {
    switch self {
    case .success: "처리 성공"
    case .inProgress: "처리 중"
    case .bankRefused: "참가기관 에러"
    case .internalFault: "내부 처리 에러"
    case .formatError: "요청전문 포맷 에러"
    case .registeredDataWrong: "등록 데이터 에러"
    case .conversionError: "전문 변환 에러"
    case .timeExceeded: "처리시간 초과 에러"
    case .duplicateTransaction: "중복거래 에러"
    case .partlyFailed: "API 세부업무 처리실패"
    case .appNotConfirmed: "이용기관 앱정보 미확인"
    case .organisationLacksAPI: "이용기관 API 이용권한 없음"
    case .apiNotConfirmed: "API 정보 미확인"
    case .organisationNotUsable: "이용기관 서비스 이용불가"
    case .userLeft: "탈퇴 회원"
    case .simulatorWithoutAnswer: "시뮬레이터 응답 시간초과"
    case .messageNotSent: "내부전문 송신 에러"
    case .bankAnswerTimedOut: "참가기관 응답 시간초과"
    case .noTransactions: "거래내역 없음"
    case .userLeaving: "회원 탈퇴 처리 중"
    case .outsideHours: "조회 가능시간 아님"
    case .centreMessage: "센터 안내"
    case .organisationDepositLimitDay: "이용기관 입금이체 일한도 초과"
    case .organisationDepositLimitMonth: "이용기관 입금이체 월한도 초과"
    case .organisationWithdrawLimitDay: "이용기관 출금이체 일한도 초과"
    case .organisationWithdrawLimitMonth: "이용기관 출금이체 월한도 초과"
    case .organisationWithdrawLimitEach: "이용기관 출금이체 건당한도 초과"
    case .organisationDepositLimitEach: "이용기관 입금이체 건당한도 초과"
    case .userWithdrawLimitEach: "사용자 출금이체 건당한도 초과"
    case .userWithdrawLimitDay: "사용자 출금이체 일한도 초과"
    case .noAccessRight: "접근권한 없음"
    case .noRightToBank: "해당 은행 API 이용권한 없음"
    case .noFeePolicy: "이용기관 수수료 정책 미등록"
    case .fintechUseNumberMismatch: "핀테크이용번호 불일치"
    case .inquiryConsentMissing: "제3자정보제공동의 미등록"
    case .withdrawalConsentMissing: "출금동의 미등록"
    case .passPhraseWrong: "이체용 암호문구 불일치"
    case .feeDiscountFlagMissing: "수수료 할인여부 미등록"
    case .noOrganisationFeeData: "이용기관 수수료 정보 없음"
    case .transferNotFound: "이체 내역 없음"
    case .noHandlingFeeData: "취급수수료 정보 없음"
    case .holderNameMismatch: "예금주명 불일치"
    case .userMismatch: "사용자 불일치"
    case .accountBeingMoved: "계좌이동 중"
    case .localCooperativeAccount: "농협은행 계좌가 아닌 지역 농축협 계좌"
    case .inquiryConsentExpired: "제3자정보제공동의 만료"
    case .withdrawalConsentExpired: "출금동의 만료"
    case .contractAccountNotRegistered: "미등록된 이용기관 약정 계좌/계정"
    case .accountNotOfOrganisation: "이용기관에 등록된 계좌 아님"
    case .bankTransactionIDReused: "참가기관 거래고유번호 중복"
    case .noSuchUser: "존재하지 않는 사용자"
    case .authenticationParameterWrong: "인증요청 거부-인증 파라미터 오류"
    case .tokenInvalid: "Access Token 거부"
    case .tokenExpired: "Access Token 만료"
    case .apiNotAppliedFor: "API 접근권한이 없음."
    case .apiNotAllowed: "허용되지 않은 API 접근 입니다."
    case .addressNotAllowed: "허용되지 않은 IP입니다."
    case .notRoutable: "API를 요청 또는 처리할 수 없습니다."
    case .objectQuotaExceeded: "Object plan 사용량 한도 초과"
    case .apiQuotaExceeded: "API plan 사용량 한도 초과."
    case .methodNotAllowed: "허용되지 않은 http method 입니다."
    case .scopeInsufficient: "API 접근에 필요한 scope가 없습니다."
    case .loginRequired: "로그인 권한 없이 계좌정보 토큰을 요청할 수 없습니다."
    }
  }

  /// The English text.
  public var english: String {
    switch self {
    case .success: "Done"
    case .inProgress: "In progress; ask for the result"
    case .bankRefused: "The bank refused or failed; see bank_rsp_code"
    case .internalFault: "Internal fault of the hub"
    case .formatError: "Request format error"
    case .registeredDataWrong: "Registered data is wrong"
    case .conversionError: "Message conversion error"
    case .timeExceeded: "Time exceeded; the result is not known yet"
    case .duplicateTransaction: "Duplicate transaction"
    case .partlyFailed: "Some rows failed; look at each"
    case .appNotConfirmed: "The application's information is not confirmed"
    case .organisationLacksAPI: "The organisation has no right to this API"
    case .apiNotConfirmed: "The API's information is not confirmed"
    case .organisationNotUsable: "The organisation's service is not usable"
    case .userLeft: "The user has left"
    case .simulatorWithoutAnswer: "The simulator did not answer"
    case .messageNotSent: "The message to the bank could not be sent; the result is not known yet"
    case .bankAnswerTimedOut: "The bank's answer timed out; the result is not known yet"
    case .noTransactions: "No transactions found"
    case .userLeaving: "The user is leaving"
    case .outsideHours: "Outside service hours"
    case .centreMessage: "Message of the centre"
    case .organisationDepositLimitDay: "The organisation's daily deposit limit is exceeded"
    case .organisationDepositLimitMonth: "The organisation's monthly deposit limit is exceeded"
    case .organisationWithdrawLimitDay: "The organisation's daily withdraw limit is exceeded"
    case .organisationWithdrawLimitMonth: "The organisation's monthly withdraw limit is exceeded"
    case .organisationWithdrawLimitEach: "The organisation's limit per withdrawal is exceeded"
    case .organisationDepositLimitEach: "The organisation's limit per deposit is exceeded"
    case .userWithdrawLimitEach: "The user's limit per withdrawal is exceeded"
    case .userWithdrawLimitDay: "The user's daily withdraw limit is exceeded"
    case .noAccessRight: "No access right"
    case .noRightToBank: "No right to that bank's API"
    case .noFeePolicy: "No fee policy is registered for the organisation"
    case .fintechUseNumberMismatch: "The fintech_use_num does not match"
    case .inquiryConsentMissing: "The consent to information is missing"
    case .withdrawalConsentMissing: "The consent to withdrawal is missing"
    case .passPhraseWrong: "The transfer pass phrase is wrong"
    case .feeDiscountFlagMissing: "The fee discount flag is missing"
    case .noOrganisationFeeData: "No fee data of the organisation"
    case .transferNotFound: "Transfer not found"
    case .noHandlingFeeData: "No handling fee data"
    case .holderNameMismatch: "The account holder's name differs"
    case .userMismatch: "The user differs from the token's"
    case .accountBeingMoved: "The account is being moved"
    case .localCooperativeAccount: "A local cooperative account was given for NH bank"
    case .inquiryConsentExpired: "The consent to information has expired"
    case .withdrawalConsentExpired: "The consent to withdrawal has expired"
    case .contractAccountNotRegistered: "The contract account is not registered"
    case .accountNotOfOrganisation: "Not an account registered with this organisation"
    case .bankTransactionIDReused: "The bank_tran_id was used before"
    case .noSuchUser: "No such user"
    case .authenticationParameterWrong: "Authentication refused: a parameter is wrong"
    case .tokenInvalid: "The access token is not valid"
    case .tokenExpired: "The access token has expired"
    case .apiNotAppliedFor: "The organisation did not apply for this API"
    case .apiNotAllowed: "This API is not part of the client's contract"
    case .addressNotAllowed: "The caller's IP address is not registered"
    case .notRoutable: "No such API"
    case .objectQuotaExceeded: "The organisation's quota is exceeded"
    case .apiQuotaExceeded: "The API's quota is exceeded"
    case .methodNotAllowed: "HTTP method not allowed"
    case .scopeInsufficient: "The token's scope does not open this API"
    case .loginRequired: "A token for account information needs login"
    }
  }

  /// Whether the same request may succeed later without a change.
  public var mayResolveItself: Bool {
    switch self {
    case .inProgress, .internalFault, .timeExceeded, .simulatorWithoutAnswer, .messageNotSent, .bankAnswerTimedOut,
      .outsideHours, .accountBeingMoved, .objectQuotaExceeded, .apiQuotaExceeded:
      true
    default: false
    }
  }
}
