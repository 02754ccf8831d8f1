package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 사용자연결해제: the user's tokens of this organisation stop working (O0002); accounts keep their consents until they are
  /// cancelled.
  package func userUnlink(
    _ request: UserUnlink.Request, by caller: Caller
  ) async throws(HubError) -> Reply<UserUnlink.Response> {
    guard request.organisation == caller.organisation else {
      throw HubError(
        .formatError, field: Wire.clientUseCode.name, detail: "토큰의 이용기관코드와 다릅니다. Not the token's organisation.")
    }
    try ownUser(request.user, by: caller)
    let now = world.now()
    do {
      let revoked = try await store.write { session in
        try PersonTable.unlink(request.user, from: caller.organisation, in: session)
        try ConsentRecordTable.append(
          ConsentRecord(
            organisation: caller.organisation, client: caller.client, user: request.user, fintechUseNumber: nil,
            service: "login", action: .unlinked, at: now, expiresAt: nil, textVersion: "api", language: ""), in: session
        )
        try WebhookNews.ended(.userUnlinked, request.user, caller.organisation, at: now).note(in: session)
        return try GrantTable.revokeAll(of: request.user, towards: caller.organisation, at: now, in: session)
      }
      oauth.forget(grants: revoked)
    } catch {
      throw unexpected(error)
    }
    return Reply(.success, UserUnlink.Response(user: request.user))
  }
}
