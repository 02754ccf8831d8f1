public import MaruDomain

/// The query of `GET /oauth/2.0/authorize2` and `authorize_account2`. Sections 3.1 and 3.3 of the wire contract.
///
/// Only what the contract redirects nothing for is checked by the authorization server in its own order; the fields here are
/// read leniently, as very old clients leave most of them out.
public struct AuthorizeQuery: WireMessage, Hashable {
  /// `client_id`.
  public var client: ClientID
  /// `redirect_uri`.
  public var redirectURI: String
  /// `response_type`.
  public var responseType: String
  /// `scope`.
  public var scope: Scope
  /// `state`.
  public var state: String?
  /// `client_info`.
  public var clientInfo: String?
  /// `auth_type`.
  public var authType: AuthType?
  /// `lang`.
  public var language: PageLanguage?
  /// `edit_option`.
  public var editOption: EditOption?
  /// `bg_color`.
  public var backgroundColour: String?
  /// `txt_color`.
  public var textColour: String?
  /// `btn1_color`: confirm.
  public var confirmColour: String?
  /// `btn2_color`: cancel.
  public var cancelColour: String?
  /// `invoke_type`.
  public var invokeType: String?
  /// `code_challenge`.
  public var codeChallenge: String?
  /// `code_challenge_method`.
  public var codeChallengeMethod: ChallengeMethod?

  /// A request for `scope`; `response_type` is always `code`.
  public init(
    client: ClientID, redirectURI: String, scope: Scope, state: String? = nil, clientInfo: String? = nil,
    authType: AuthType? = nil, language: PageLanguage? = nil, codeChallenge: String? = nil,
    codeChallengeMethod: ChallengeMethod? = nil
  ) {
    self.client = client
    self.redirectURI = redirectURI
    responseType = "code"
    self.scope = scope
    self.state = state
    self.clientInfo = clientInfo
    self.authType = authType
    self.language = language
    self.codeChallenge = codeChallenge
    self.codeChallengeMethod = codeChallengeMethod
  }

  public init(from fields: inout FieldReader) throws(HubError) {
    client = try fields.required(Wire.clientID)
    redirectURI = try fields.required(Wire.redirectURI)
    responseType = try fields.required(Wire.responseType)
    scope = try fields.required(Wire.scope)
    state = try fields.optional(Wire.state)
    clientInfo = try fields.optional(Wire.clientInfo)
    authType = try fields.optional(Wire.authType)
    language = try fields.optional(Wire.language)
    editOption = try fields.optional(Wire.editOption)
    backgroundColour = try fields.optional(Wire.colour("bg_color", "배경색. 화면의 배경: background"))
    textColour = try fields.optional(Wire.colour("txt_color", "글자색. 화면의 글자: text"))
    confirmColour = try fields.optional(Wire.colour("btn1_color", "확인 버튼색: confirm button"))
    cancelColour = try fields.optional(Wire.colour("btn2_color", "취소 버튼색: cancel button"))
    invokeType = try fields.optional(Wire.invokeType)
    codeChallenge = try fields.optional(Wire.codeChallenge)
    codeChallengeMethod = try fields.optional(Wire.codeChallengeMethod)
  }

  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.responseType, responseType)
    fields.put(Wire.clientID, client)
    fields.put(Wire.redirectURI, redirectURI)
    fields.put(Wire.scope, scope)
    fields.putOptional(Wire.state, state)
    fields.putOptional(Wire.clientInfo, clientInfo)
    fields.putOptional(Wire.authType, authType)
    fields.putOptional(Wire.language, language)
    fields.putOptional(Wire.editOption, editOption)
    fields.putOptional(Wire.colour("bg_color", ""), backgroundColour)
    fields.putOptional(Wire.colour("txt_color", ""), textColour)
    fields.putOptional(Wire.colour("btn1_color", ""), confirmColour)
    fields.putOptional(Wire.colour("btn2_color", ""), cancelColour)
    fields.putOptional(Wire.invokeType, invokeType)
    fields.putOptional(Wire.codeChallenge, codeChallenge)
    fields.putOptional(Wire.codeChallengeMethod, codeChallengeMethod)
  }
}
