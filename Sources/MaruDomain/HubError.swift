/// A refusal on its way to a client: the one error type of the platform.
///
/// Only the code's own text, the field's name and the detail (a fixed sentence of ours, never data of a person) reach the
/// client; `cause` goes to the log. Two errors are equal when code, field and OAuth detail are.
public struct HubError: Error, Sendable, Equatable {
  /// `rsp_code`.
  public let code: ResponseCode
  /// The wire name of the field at fault, if one is.
  public let field: String?
  /// What is wrong and what to change, in a sentence that is safe to show.
  public let detail: String?
  /// The number inside `([…])` of an O0001.
  public let oauth: OAuthDetail?
  /// For the log only.
  public let cause: String?

  /// A refusal with `code`; `detail` must be safe to show, `cause` goes to the log only.
  public init(
    _ code: ResponseCode, field: String? = nil, detail: String? = nil, oauth: OAuthDetail? = nil, cause: String? = nil
  ) {
    self.code = code
    self.field = field
    self.detail = detail
    self.oauth = oauth
    self.cause = cause
  }

  /// A0004 naming the field and what it must be.
  public static func format(_ field: String, _ detail: String) -> HubError {
    HubError(.formatError, field: field, detail: detail)
  }

  /// O0001 with its detail number.
  public static func oauth(_ detail: OAuthDetail, field: String? = nil, _ text: String? = nil) -> HubError {
    HubError(.authenticationParameterWrong, field: field, detail: text, oauth: detail)
  }

  public static func == (left: HubError, right: HubError) -> Bool {
    left.code == right.code && left.field == right.field && left.oauth == right.oauth
  }

  /// `rsp_message`, AH(300): `<text>([<detail number>])` for O0001, `<text> [<field>: <detail>]` otherwise.
  public var message: String {
    var text = code.message
    if let oauth { text += "([\(oauth.number)])" }
    switch (field, detail) {
    case (let field?, let detail?): text += " [\(field): \(detail)]"
    case (let field?, nil): text += " [\(field)]"
    case (nil, let detail?): text += " [\(detail)]"
    case (nil, nil): break
    }
    return String(text.prefix(300))
  }
}

extension HubError {
  /// The RFC 6750 section 3.1 (or RFC 6749 section 5.2) error code that stands beside an O-code.
  public var standardError: String {
    if let oauth { return oauth.standardError }
    return switch code {
    case .tokenInvalid, .tokenExpired: "invalid_token"
    case .scopeInsufficient, .apiNotAppliedFor, .apiNotAllowed, .loginRequired: "insufficient_scope"
    default: "invalid_request"
    }
  }
}

/// The numbers inside O0001, section 6.2 of the wire contract, with the RFC 6749 error that says the same.
public enum OAuthDetail: Sendable, CaseIterable {
  /// No `Authorization: Bearer` header.
  case bearerMissing
  /// A required parameter is missing, or given twice.
  case parameterMissingOrTwice
  /// The consent session expired or was already granted.
  case sessionExpired
  /// The code (or refresh token) is unknown, expired or used.
  case codeInvalid
  /// `redirect_uri` differs from the registered one.
  case redirectURIMismatch
  /// The scope is not offered or misspelt.
  case scopeNotOffered
  /// `response_type` is not `code`.
  case responseTypeWrong
  /// `grant_type` is not offered.
  case grantTypeNotOffered
  /// The client is unknown, its secret wrong, or the application disabled.
  case clientInvalid
  /// The user of the token is not the user of the parameters (`auth_type` 2).
  case otherUser
  /// A refresh that asks for another scope.
  case otherScope

  /// The number as the gateway prints it. Its prefix says where (3000 authorize, 3002 session); that of the token endpoint is
  /// not known, so the same numbers stand there.
  public var number: String {
    switch self {
    case .bearerMissing: "992"
    case .parameterMissingOrTwice: "3000103"
    case .sessionExpired: "3002110"
    case .codeInvalid: "3000113"
    case .redirectURIMismatch: "3000114"
    case .scopeNotOffered: "3000115"
    case .responseTypeWrong: "3000116"
    case .grantTypeNotOffered: "3000119"
    case .clientInvalid: "3000201"
    case .otherUser: "801"
    case .otherScope: "802"
    }
  }

  /// The RFC 6749 (5.2, 4.1.2.1) or RFC 6750 error code that stands beside the platform's own.
  public var standardError: String {
    switch self {
    case .bearerMissing, .parameterMissingOrTwice, .sessionExpired: "invalid_request"
    case .codeInvalid, .redirectURIMismatch: "invalid_grant"
    case .scopeNotOffered, .otherScope: "invalid_scope"
    case .responseTypeWrong: "unsupported_response_type"
    case .grantTypeNotOffered: "unsupported_grant_type"
    case .clientInvalid: "invalid_client"
    case .otherUser: "access_denied"
    }
  }

  /// The same as ``english``, Korean.
  public var korean: String {
    switch self {
    case .bearerMissing: "토큰(Authorization: Bearer)이 없습니다"
    case .parameterMissingOrTwice: "필수 매개변수가 없거나 두 번 있습니다"
    case .sessionExpired: "동의 화면이 끝났거나 이미 동의했습니다"
    case .codeInvalid: "인가코드나 갱신 토큰이 틀렸거나 끝났거나 이미 쓰였습니다"
    case .redirectURIMismatch: "redirect_uri가 등록한 것과 다릅니다"
    case .scopeNotOffered: "이 앱에 등록된 scope가 아닙니다"
    case .responseTypeWrong: "받지 않는 response_type입니다"
    case .grantTypeNotOffered: "받지 않는 grant_type입니다"
    case .clientInvalid: "client_id나 client_secret이 맞지 않거나, 멈춘 앱입니다"
    case .otherUser: "토큰의 사용자와 요청의 사용자가 다릅니다"
    case .otherScope: "갱신 토큰의 scope와 다릅니다"
    }
  }

  /// The gateway's English sentence.
  public var english: String {
    switch self {
    case .bearerMissing: "Validation error"
    case .parameterMissingOrTwice: "Missing or duplicate parameters"
    case .sessionExpired: "The session has expired or the access has already been granted"
    case .codeInvalid: "The code or refresh token is invalid, expired or already used"
    case .redirectURIMismatch: "Mismatching redirect_uri"
    case .scopeNotOffered: "No registered scope value for this client has been requested"
    case .responseTypeWrong: "None of the supported response_types were used"
    case .grantTypeNotOffered: "The grant_type is not supported"
    case .clientInvalid: "The given client credentials were not valid"
    case .otherUser: "The user of the token is not the user of the request"
    case .otherScope: "The scope differs from that of the refresh token"
    }
  }
}
