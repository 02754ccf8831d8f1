package import MaruContract
package import MaruDomain

extension AuthorizationServer {
  /// The token endpoint: every grant, answered only when its rows are on disk.
  ///
  /// Throws O0001 with the detail number of section 6.2: 3000119 for a grant that is not offered, 3000201 for a client that is
  /// not who it says, 3000103 for what is missing, and each grant's own.
  package func token(_ request: TokenRequest) async throws(HubError) -> TokenAnswer {
    switch request.grantType {
    case "authorization_code":
      let client = try await authenticated(request.client, secret: request.clientSecret)
      return try await redeem(request, for: client)
    case "refresh_token":
      let client = try await authenticated(request.client, secret: request.clientSecret)
      return try await refresh(request, for: client)
    case "client_credentials":
      let client = try await authenticated(request.client, secret: request.clientSecret)
      return try await organisationToken(request, for: client)
    default:
      throw .oauth(.grantTypeNotOffered, field: Wire.grantType.name)
    }
  }

  func required(_ value: String?, _ field: String) throws(HubError) -> String {
    guard let value else { throw .oauth(.parameterMissingOrTwice, field: field) }
    return value
  }
}
