public import MaruContract
public import MaruDomain

/// An access token. It never prints.
public struct AccessToken: Sendable, Hashable, CustomStringConvertible {
  /// What goes into the `Authorization` header.
  public let text: String
  /// A token that was kept elsewhere.
  public init(_ text: String) { self.text = text }
  /// `•••`.
  public var description: String { "•••" }
}

/// What a user's consent gave: section 3.2 of the wire contract.
public struct UserTokens: Sendable {
  /// Opens the APIs of ``scope`` for ``user``.
  public let access: AccessToken
  /// For ``MaruClient/refresh(_:)``; a secret.
  public let refresh: String?
  /// When the access token ends.
  public let expiresAt: Instant
  /// What was agreed to.
  public let scope: Scope
  /// `user_seq_no`.
  public let user: UserSeqNo?
}

extension UserTokens: CustomStringConvertible {
  /// Scope and end; neither token prints.
  public var description: String { "tokens for \(scope.wire) until \(DateTime(expiresAt).wire)" }
}

extension MaruClient {
  /// Where to send the user's browser for a consent (`authorize2`, section 3.1). `state` comes back untouched; check it.
  public func authorizationURL(
    redirectURI: String, scope: Scope, state: String, clientInfo: String? = nil, language: PageLanguage? = nil,
    codeChallenge: String? = nil, codeChallengeMethod: ChallengeMethod? = nil
  ) -> String {
    consentURL(
      "authorize2",
      AuthorizeQuery(
        client: clientID, redirectURI: redirectURI, scope: scope, state: state, clientInfo: clientInfo,
        authType: .first, language: language, codeChallenge: codeChallenge, codeChallengeMethod: codeChallengeMethod))
  }

  /// Where to send a linked user's browser to add accounts or services (`authorize_account2`, section 3.3).
  public func addAccountsURL(
    redirectURI: String, scope: Scope, state: String, clientInfo: String? = nil, language: PageLanguage? = nil
  ) -> String {
    consentURL(
      "authorize_account2",
      AuthorizeQuery(
        client: clientID, redirectURI: redirectURI, scope: scope, state: state, clientInfo: clientInfo,
        authType: .first, language: language))
  }

  /// Asks the hub for the address of the consent pages, as the script of a web page does (`invoke_type=ajax`, section 1.7):
  /// a wrong redirect_uri or scope shows here, and not in front of the user.
  public func consentPage(of authorizationURL: String) async throws(MaruError) -> String {
    let incoming = try await exchange(
      Outgoing(.get, authorizationURL + "&invoke_type=ajax"), changesSomething: false)
    if let location = incoming.members?.first(where: { $0.name == "location" })?.value.flatText { return location }
    _ = try Answer<NoBody>(incoming, changesSomething: false)
    throw MaruError(incoming, .unreadable("no location"), isUnknown: false)
  }

  private func consentURL(_ name: String, _ request: AuthorizeQuery) -> String {
    var fields = FieldWriter()
    request.write(to: &fields)
    return "\(base)/oauth/2.0/\(name)\(query(fields.pairs))"
  }

  /// Trades the callback's `code` for tokens. A code works once: after ``MaruError/unknown(_:)`` ask for a new consent.
  public func exchange(
    code: String, redirectURI: String, codeVerifier: String? = nil
  ) async throws(MaruError) -> UserTokens {
    let request = TokenRequest(
      grantType: "authorization_code", client: clientID, clientSecret: clientSecret, code: code,
      redirectURI: redirectURI, codeVerifier: codeVerifier)
    return userTokens(try await token(request, changesSomething: true))
  }

  /// New tokens for a refresh token. Safe to repeat when no answer came: the old one works until the new one is used.
  public func refresh(_ refreshToken: String) async throws(MaruError) -> UserTokens {
    let request = TokenRequest(
      grantType: "refresh_token", client: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
    return userTokens(try await token(request, changesSomething: false))
  }

  /// The organisation's own token (scope `oob`), fetched once and kept until a minute before it ends.
  public func organisationToken() async throws(MaruError) -> AccessToken {
    try await organisationTokens.token(now: settings.now()) { () async throws(MaruError) in
      try await freshOrganisationToken()
    }
  }

  private func freshOrganisationToken() async throws(MaruError) -> (AccessToken, Instant) {
    let request = TokenRequest(
      grantType: "client_credentials", client: clientID, clientSecret: clientSecret, scope: Scope.oob.wire)
    let answer = try await token(request, changesSomething: false)
    return (AccessToken(answer.accessToken), settings.now().adding(seconds: answer.expiresIn - 60))
  }

  private func userTokens(_ answer: TokenAnswer) -> UserTokens {
    UserTokens(
      access: AccessToken(answer.accessToken), refresh: answer.refreshToken,
      expiresAt: settings.now().adding(seconds: answer.expiresIn), scope: answer.scope, user: answer.user)
  }

  private func token(_ request: TokenRequest, changesSomething: Bool) async throws(MaruError) -> TokenAnswer {
    var fields = FieldWriter()
    request.write(to: &fields)
    var outgoing = Outgoing(.post, base + "/oauth/2.0/token")
    outgoing.contentType = "application/x-www-form-urlencoded; charset=UTF-8"
    outgoing.body = Array(form(fields.pairs).utf8)
    let incoming = try await exchange(outgoing, changesSomething: changesSomething)
    if let answer = TokenAnswer(json: incoming.body) { return answer }
    // A refusal is the head alone; reading it as an answer without fields throws it.
    _ = try Answer<NoBody>(incoming, changesSomething: changesSomething)
    throw MaruError(incoming, .unreadable("a success without a token"), isUnknown: changesSomething)
  }
}

/// An answer that is the head alone.
struct NoBody: WireMessage {
  init(from fields: inout FieldReader) throws(HubError) {}
  func write(to fields: inout FieldWriter) {}
}

/// The organisation's token, kept; callers that come at the same time wait for one request.
actor OrganisationTokens {
  private var kept: (token: AccessToken, until: Instant)?
  private var running: Task<Result<(AccessToken, Instant), MaruError>, Never>?

  func token(
    now: Instant, fetch: @escaping @Sendable () async throws(MaruError) -> (AccessToken, Instant)
  ) async throws(MaruError) -> AccessToken {
    if let kept, now < kept.until { return kept.token }
    let task =
      running
      ?? Task { () -> Result<(AccessToken, Instant), MaruError> in
        do throws(MaruError) { return .success(try await fetch()) } catch { return .failure(error) }
      }
    running = task
    let result = await task.value
    running = nil
    let fresh = try result.get()
    kept = (fresh.0, fresh.1)
    return fresh.0
  }

  /// Forgets a token that the hub did not take.
  func forget(_ token: AccessToken) {
    if kept?.token == token { kept = nil }
  }
}
