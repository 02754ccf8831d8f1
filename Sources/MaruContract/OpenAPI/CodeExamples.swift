import MaruDomain

/// Every code of the platform in the document: a list with both texts, and an answer of each as an example.
enum CodeExamples {
  /// `rsp_code` with the meaning of each value.
  static let responseCode = WireValue.tree(
    ("type", .string("string")),
    ("description", .string("응답코드(API). A0000만 성공: the hub's result; A0000 is the only success")),
    (
      "oneOf",
      .array(
        ResponseCode.allCases.map { code in
          .tree(
            ("const", .string(code.wire)), ("title", .string(code.korean)), ("description", .string(meaning(code))))
        })
    ), ("x-kftc-type", .string("AN(5)")), ("examples", .texts([ResponseCode.success.wire])))

  private static func meaning(_ code: ResponseCode) -> String {
    var text = code.english + "."
    if code.isUnknownOutcome { text += " The outcome is not known: ask transfer/result or transfer/recheck." }
    if code.mayResolveItself { text += " The same request may succeed later." }
    return text
  }

  /// The codes that the hub knows the meaning of, a schema each.
  static let knownBankCodes = BankResponseCode.catalogue.map { entry in
    WireValue.tree(
      ("const", .string(entry.code.text)), ("title", .string(entry.korean)), ("description", .string(entry.english)))
  }

  /// `bank_rsp_code` with the meaning of the values that the hub knows; a bank's other codes are passed on.
  static let bankResponseCode = WireValue.tree(
    (
      "description",
      .string(
        "응답코드(참가기관). 000만 성공, 은행이 참여하지 않았으면 비어 있음: the bank's result; 000 is the only success, empty where no bank took part"
      )
    ),
    ("type", .string("string")),
    (
      "anyOf",
      .array(
        knownBankCodes + [.tree(("pattern", .string("^([0-9]{3})?$")))])
    ), ("x-kftc-type", .string("AN(3)")), ("examples", .texts(["000"])))

  /// A refusal of every code, and of every number inside O0001.
  static var components: WireValue {
    var members: [WireValue.Member] = []
    for code in ResponseCode.allCases where code != .success && code != .authenticationParameterWrong {
      members.append(.init(code.wire, example(of: refusal(code))))
    }
    for detail in OAuthDetail.allCases {
      members.append(.init(name(of: detail), example(of: .oauth(detail))))
    }
    return .object(members)
  }

  /// `O0001-992`.
  static func name(of detail: OAuthDetail) -> String { "O0001-\(detail.number)" }

  private static func refusal(_ code: ResponseCode) -> HubError {
    switch code {
    case .formatError: .format("fintech_use_num", "형식 오류: AN(24), 고정길이 fixed. Wrong type, length or value.")
    case .methodNotAllowed: HubError(code, detail: "POST 메서드를 사용하십시오. Use POST.")
    case .notRoutable: HubError(code, detail: "없는 경로입니다. No such path: see /openapi.json.")
    default: HubError(code)
    }
  }

  private static func example(of error: HubError) -> WireValue {
    var members: [WireValue.Member] = [
      .init(Wire.apiTransactionID.name, .string(Wire.apiTransactionID.example)),
      .init(Wire.responseCode.name, .string(error.code.wire)),
      .init(Wire.responseMessage.name, .string(error.message)),
      .init(Wire.apiTransactionTime.name, .string(Wire.apiTransactionTime.example)),
    ]
    if error.code.isGatewayRefusal {
      members.append(.init("error", .string(error.standardError)))
      members.append(.init("error_description", .string(error.oauth?.english ?? error.code.english)))
    }
    let korean = error.oauth.map { "\($0.korean) ([\($0.number)])" } ?? error.code.korean
    let english = error.oauth.map { "\($0.english) ([\($0.number)])" } ?? error.code.english
    return .tree(("summary", .string("\(korean) · \(english)")), ("value", .object(members)))
  }

  /// What any API may answer, in the order of the checks (section 9 of the wire contract).
  private static let common: [ResponseCode] = [
    .methodNotAllowed, .tokenInvalid, .tokenExpired, .organisationNotUsable, .scopeInsufficient, .objectQuotaExceeded,
    .formatError,
    .internalFault,
  ]

  /// The names of the examples of an API's refusals, in the order of the checks.
  static func names(for route: Route) -> [String] {
    [name(of: .bearerMissing)] + (common + codes(for: route.path)).map(\.wire)
  }

  private static func codes(for path: String) -> [ResponseCode] {
    switch path {
    case "user/me", "account/list": [.userMismatch, .userLeft]
    case "user/unlink": [.userMismatch]
    case "account/update_info": [.fintechUseNumberMismatch, .userMismatch]
    case "account/cancel": [.fintechUseNumberMismatch, .userMismatch, .bankRefused, .timeExceeded]
    case "account/balance", "account/transaction_list":
      [
        .fintechUseNumberMismatch, .userMismatch, .inquiryConsentMissing, .inquiryConsentExpired, .bankRefused,
        .timeExceeded,
      ]
    case "transfer/withdraw":
      [
        .addressNotAllowed, .fintechUseNumberMismatch, .userMismatch,
        .withdrawalConsentMissing, .withdrawalConsentExpired, .duplicateTransaction, .organisationWithdrawLimitEach,
        .userWithdrawLimitEach, .organisationWithdrawLimitDay, .organisationWithdrawLimitMonth, .userWithdrawLimitDay,
        .bankRefused, .timeExceeded, .inProgress,
      ]
    case "transfer/deposit", "transfer/deposit2":
      [
        .addressNotAllowed, .passPhraseWrong, .fintechUseNumberMismatch, .holderNameMismatch,
        .duplicateTransaction, .organisationDepositLimitEach, .organisationDepositLimitDay,
        .organisationDepositLimitMonth, .partlyFailed, .bankRefused, .timeExceeded, .inProgress,
      ]
    case "transfer/result", "transfer/recheck": [.addressNotAllowed, .transferNotFound]
    case "inquiry/real_name": [.bankRefused, .timeExceeded]
    case "inquiry/remit_list": [.contractAccountNotRegistered, .bankRefused, .timeExceeded]
    default: []
    }
  }
}
