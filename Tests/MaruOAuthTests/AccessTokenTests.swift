import MaruContract
import MaruDomain
import MaruOAuth
import TestSupport
import Testing

/// Who a bearer is, and until when (RFC 6750). What was looked up lately is remembered, and never longer than it is true.
@Suite struct AccessTokenTests {
  @Test(
    "a token lives 90 days: the last second counts, the next does not (F-37)",
    arguments: [(7_775_999, true), (7_776_000, false), (100_000_000, false)], [true, false])
  func life(_ row: (seconds: Int64, isGood: Bool), isRemembered: Bool) async throws {
    let test = try await TestHub.open()
    let token = try await test.userTokens().accessToken
    let own = try await test.organisationToken()
    for token in [token, own] {
      if isRemembered { _ = try await test.hub.oauth.verify(bearer: token) }
    }
    test.clock.move(seconds: row.seconds)
    for token in [token, own] {
      if row.isGood {
        #expect(await test.isGood(token))
      } else {
        await expectBearer(token, .tokenExpired, at: test)
      }
    }
    await test.close()
  }

  @Test(
    "what was never a token is refused",
    arguments: [
      "", "x", "00000000-0000-4000-8000-000000000000", String(repeating: "a", count: 100),
      String(repeating: "a", count: 101), String(repeating: "가", count: 100_000), "' OR 1=1 --", "\u{0}",
    ])
  func unknown(text: String) async throws {
    let test = try await TestHub.open()
    await expectBearer(text, .tokenInvalid, at: test)
    await test.close()
  }

  @Test("a token is exact: another spelling of it is another token")
  func exact() async throws {
    let test = try await TestHub.open()
    let token = try await test.userTokens().accessToken
    for text in [token.uppercased(), token + " ", " " + token, String(token.dropLast()), token + "0"] {
      await expectBearer(text, .tokenInvalid, at: test)
    }
    await test.close()
  }

  @Test("a remembered token is over at once when the user unlinks (B-12, F-37)")
  func unlink() async throws {
    let test = try await TestHub.open()
    let tokens = [try await test.userTokens().accessToken, try await test.userTokens().accessToken]
    let elsewhere = try await test.userTokens(to: test.other).accessToken
    let otherUser = try await test.userTokens(of: test.people[1]).accessToken
    for token in tokens + [elsewhere, otherUser] { #expect(await test.isGood(token)) }
    _ = try await test.hub.userUnlink(
      UserUnlink.Request(organisation: test.client.code, user: test.person.user), by: test.user)
    for token in tokens { await expectBearer(token, .tokenInvalid, at: test) }
    for token in [elsewhere, otherUser] { #expect(await test.isGood(token)) }
    await test.close()
  }

  @Test("looks that race with a revocation remember nothing: after it no token works (B-12, F-37)")
  func race() async throws {
    let test = try await TestHub.open()
    for _ in 0..<20 {
      let tokens = [try await test.userTokens().accessToken, try await test.userTokens().accessToken]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<40 {
          group.addTask { _ = await test.isGood(tokens[index % 2]) }
          if index == 20 {
            group.addTask {
              _ = try await test.hub.userUnlink(
                UserUnlink.Request(organisation: test.client.code, user: test.person.user), by: test.user)
              for token in tokens { #expect(!(await test.isGood(token))) }
            }
          }
        }
        try await group.waitForAll()
      }
      for token in tokens { await expectBearer(token, .tokenInvalid, at: test) }
    }
    await test.close()
  }

  @Test("tokens, codes and revocations outlive a restart (M-15)")
  func restart() async throws {
    let test = try await TestHub.open()
    let kept = try await test.userTokens()
    let code = try await test.consent().code
    let replayed = try await test.consent().code
    let revoked = try await test.redeem(replayed)
    await expectRefused(.codeInvalid) { _ = try await test.redeem(replayed) }
    await test.close(keepingData: true)
    let again = try await TestHub.open(in: test.directory, clock: test.clock)
    #expect(await again.isGood(kept.accessToken))
    _ = try await again.refresh(kept.refreshToken)
    _ = try await again.redeem(code)
    await expectBearer(revoked.accessToken, .tokenInvalid, at: again)
    await again.close()
  }
}
