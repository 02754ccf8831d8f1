package import MaruContract
package import MaruDomain
package import MaruStore

extension AuthorizationServer {
  /// The token endpoint: every grant, answered only when its rows are on disk.
  ///
  /// Throws O0001 with the detail number of section 6.2: 3000119 for a grant that is not offered, 3000201 for a client that is
  /// not who it says, 3000103 for what is missing, and each grant's own.
  package func token(_ request: TokenRequest) async throws(HubError) -> TokenAnswer {
    try await token(request, for: try await client(of: request))
  }

  /// The first half of it: who asks, proven by the secret.
  package func client(of request: TokenRequest) async throws(HubError) -> OAuthClient {
    guard Self.grants.contains(request.grantType) else {
      throw .oauth(.grantTypeNotOffered, field: Wire.grantType.name)
    }
    return try await authenticated(request.client, secret: request.clientSecret)
  }

  /// The second half: what a proven client gets.
  package func token(_ request: TokenRequest, for client: OAuthClient) async throws(HubError) -> TokenAnswer {
    switch request.grantType {
    case "authorization_code": try await redeem(request, for: client)
    case "refresh_token": try await refresh(request, for: client)
    default: try await organisationToken(request, for: client)
    }
  }

  private static let grants: Set<String> = ["authorization_code", "refresh_token", "client_credentials"]

  func required(_ value: String?, _ field: String) throws(HubError) -> String {
    guard let value else { throw .oauth(.parameterMissingOrTwice, field: field) }
    return value
  }
}
