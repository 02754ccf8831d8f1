public import MaruDomain

/// The form of `POST /oauth/2.0/token`, all three grants. Section 3.2 of the wire contract.
///
/// Which fields a grant needs is checked by the grant; here only their form is.
public struct TokenRequest: WireMessage, Hashable {
  /// `grant_type`.
  public var grantType: String
  /// `client_id`.
  public var client: ClientID
  /// `client_secret`.
  public var clientSecret: String
  /// `code`, of the code grant.
  public var code: String?
  /// `redirect_uri`, of the code grant.
  public var redirectURI: String?
  /// `code_verifier`, of the code grant where a challenge was sent.
  public var codeVerifier: String?
  /// `refresh_token`, of the refresh grant.
  public var refreshToken: String?
  /// `scope`, of the refresh and organisation grants.
  public var scope: String?

  /// Made of its fields; each is described at its property.
  public init(
    grantType: String, client: ClientID, clientSecret: String, code: String? = nil, redirectURI: String? = nil,
    codeVerifier: String? = nil, refreshToken: String? = nil, scope: String? = nil
  ) {
    self.grantType = grantType
    self.client = client
    self.clientSecret = clientSecret
    self.code = code
    self.redirectURI = redirectURI
    self.codeVerifier = codeVerifier
    self.refreshToken = refreshToken
    self.scope = scope
  }

  public init(from fields: inout FieldReader) throws(HubError) {
    grantType = try fields.required(Wire.grantType)
    client = try fields.required(Wire.clientID)
    clientSecret = try fields.required(Wire.clientSecret)
    code = try fields.optional(Wire.code)
    redirectURI = try fields.optional(Wire.redirectURI)
    codeVerifier = try fields.optional(Wire.codeVerifier)
    refreshToken = try fields.optional(Wire.refreshToken)
    // Read as text: a scope that is not offered has a refusal of its own.
    scope = try fields.optional(Wire.scopeText)
  }

  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.grantType, grantType)
    fields.put(Wire.clientID, client)
    fields.put(Wire.clientSecret, clientSecret)
    fields.putOptional(Wire.code, code)
    fields.putOptional(Wire.redirectURI, redirectURI)
    fields.putOptional(Wire.codeVerifier, codeVerifier)
    fields.putOptional(Wire.refreshToken, refreshToken)
    fields.putOptional(Wire.scopeText, scope)
  }
}

/// The answer of the token endpoint. A success has no `rsp_code` (section 3.2).
public struct TokenAnswer: Sendable, Hashable {
  /// `access_token`, opaque.
  public var accessToken: String
  /// `expires_in`, in seconds; a JSON number.
  public var expiresIn: Int64
  /// `refresh_token`; none for an organisation's own token.
  public var refreshToken: String?
  /// `scope`.
  public var scope: Scope
  /// `user_seq_no`, of a user's token.
  public var user: UserSeqNo?
  /// `client_use_code`, of an organisation's own token.
  public var organisation: OrganisationCode?

  /// Made of its fields; each is described at its property.
  public init(
    accessToken: String, expiresIn: Int64, refreshToken: String?, scope: Scope, user: UserSeqNo?,
    organisation: OrganisationCode?
  ) {
    self.accessToken = accessToken
    self.expiresIn = expiresIn
    self.refreshToken = refreshToken
    self.scope = scope
    self.user = user
    self.organisation = organisation
  }

  /// The answer's JSON.
  public var json: [UInt8] {
    var json = JSONWriter(capacity: 320)
    json.openObject()
    json.put("access_token", accessToken)
    json.put("token_type", "Bearer")
    json.put("expires_in", number: expiresIn)
    if let refreshToken { json.put("refresh_token", refreshToken) }
    json.put("scope", scope.wire)
    if let user { json.put("user_seq_no", user.text) }
    if let organisation { json.put("client_use_code", organisation.text) }
    json.closeObject()
    return json.bytes
  }

  /// Reads an answer; nil when it is none.
  public init?(json: [UInt8]) {
    guard case .object(let members)? = try? JSONReader.read(json) else { return nil }
    func text(_ name: String) -> String? { members.first { $0.name == name }?.value.flatText }
    guard let accessToken = text("access_token"), let scope = text("scope").flatMap({ Scope(wire: $0) }) else {
      return nil
    }
    self.init(
      accessToken: accessToken, expiresIn: text("expires_in").flatMap(Int64.init) ?? 0,
      refreshToken: text("refresh_token"), scope: scope, user: text("user_seq_no").flatMap { UserSeqNo($0) },
      organisation: text("client_use_code").flatMap { OrganisationCode($0) })
  }
}

extension Wire {
  /// `scope` of the token endpoint, before it is looked up.
  public static let scopeText = Field<String>(
    text: "scope", WireType("aS", 50),
    "권한 범위. 이용기관 토큰은 `oob`, 갱신 때는 옛 토큰과 같은 것: `oob` for an organisation's own token; the old token's on refresh",
    example: "oob")
}
