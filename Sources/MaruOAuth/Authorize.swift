package import MaruContract
package import MaruDomain

/// A client's request for a user's consent, checked.
package struct AuthorizationRequest: Sendable, Hashable, Codable {
  package let client: ClientID
  package let clientName: String
  package let organisation: OrganisationCode
  package let redirectURI: String
  package let scopes: Scope
  package let state: String?
  package let clientInfo: String?
  package let challenge: CodeChallenge?
  package init(
    client: ClientID, clientName: String, organisation: OrganisationCode, redirectURI: String, scopes: Scope,
    state: String?, clientInfo: String?, challenge: CodeChallenge?
  ) {
    self.client = client
    self.clientName = clientName
    self.organisation = organisation
    self.redirectURI = redirectURI
    self.scopes = scopes
    self.state = state
    self.clientInfo = clientInfo
    self.challenge = challenge
  }

  /// The callback with a code (RFC 6749 section 4.1.2).
  package func callback(code: String, scopes: Scope) -> String {
    callback([("code", code), ("scope", scopes.wire), ("client_info", clientInfo), ("state", state)])
  }

  /// The callback after a refusal by the user (section 4.1.2.1).
  package func callback(error: String, description: String) -> String {
    callback([
      ("error", error), ("error_description", description), ("client_info", clientInfo), ("state", state),
    ])
  }

  private func callback(_ parameters: [(String, String?)]) -> String {
    let query = parameters.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
      .joined(separator: "&")
    return redirectURI + (redirectURI.contains("?") ? "&" : "?") + query
  }
}

extension AuthorizationServer {
  /// Checks a client's request. Nothing is ever redirected to an address that is not registered: every refusal is thrown, as
  /// O0001 with the numbers of section 6.2.
  package func authorizationRequest(_ members: [WireValue.Member]) async throws(HubError) -> (
    AuthorizationRequest, AuthorizeQuery
  ) {
    var fields = FieldReader(members, problem: Self.problem)
    let query = try AuthorizeQuery(from: &fields)
    let client = try await client(query.client)
    guard client.redirectURIs.contains(query.redirectURI) else {
      throw .oauth(.redirectURIMismatch, field: Wire.redirectURI.name)
    }
    guard query.responseType == "code" else { throw .oauth(.responseTypeWrong, field: Wire.responseType.name) }
    guard Scope.user.isSuperset(of: query.scope), client.scopes.isSuperset(of: query.scope) else {
      throw .oauth(.scopeNotOffered, field: Wire.scope.name)
    }
    let challenge = query.codeChallenge.map {
      CodeChallenge(text: $0, method: query.codeChallengeMethod ?? .plain)
    }
    return (
      AuthorizationRequest(
        client: client.id, clientName: client.name, organisation: client.organisation, redirectURI: query.redirectURI,
        scopes: query.scope, state: query.state, clientInfo: query.clientInfo, challenge: challenge), query
    )
  }

  /// Which number of section 6.2 a wrong parameter has: 103 for one that is missing or given twice, whichever it is.
  package static let problem: @Sendable (String, String) -> HubError = { field, text in
    let isThereOnce = !text.contains("missing") && !text.contains("more than once")
    let detail: OAuthDetail =
      switch field {
      case Wire.clientID.name where isThereOnce: .clientInvalid
      case Wire.scope.name where isThereOnce: .scopeNotOffered
      default: .parameterMissingOrTwice
      }
    return .oauth(detail, field: field, text)
  }
}

/// RFC 3986 section 2.3: everything but unreserved characters.
package func percentEncoded(_ text: String) -> String {
  var encoded = ""
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
      encoded.append(Character(UnicodeScalar(byte)))
    default:
      encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
  return encoded
}
