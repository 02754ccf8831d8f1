import MaruContract
import MaruDomain
import MaruOAuth
import TestSupport
import Testing

/// RFC 6749 section 6 and RFC 9700 section 2.2.2: a lost answer costs nobody their grant, a stolen token ends it.
@Suite struct RefreshTests {
  @Test("a refresh gives a new pair for the same user and scope; access tokens that were given stay good")
  func gives() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    let second = try await test.refresh(first.refreshToken)
    #expect(second.scope == first.scope)
    #expect(second.user == first.user)
    #expect(second.accessToken != first.accessToken)
    #expect(second.refreshToken != first.refreshToken)
    for token in [first.accessToken, second.accessToken] { #expect(await test.isGood(token)) }
    await test.close()
  }

  @Test("a lost answer keeps the grant: the old refresh token works again and again (F-16)")
  func lostAnswer() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    var last = first
    for _ in 0..<5 { last = try await test.refresh(first.refreshToken) }
    #expect(await test.isGood(last.accessToken))
    _ = try await test.refresh(last.refreshToken)
    await test.close()
  }

  @Test(
    "a client that got the tokens and lost only the refresh token keeps its grant: the new access token ends nothing")
  func accessTokenIsNoUse() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    let second = try await test.refresh(first.refreshToken)
    #expect(await test.isGood(second.accessToken))
    let third = try await test.refresh(first.refreshToken)
    #expect(await test.isGood(third.accessToken))
    await test.close()
  }

  @Test("once the new refresh token was used, the old one ends the whole grant (B-11)")
  func reuse() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    let second = try await test.refresh(first.refreshToken)
    let third = try await test.refresh(second.refreshToken)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(first.refreshToken) }
    for token in [first.accessToken, second.accessToken, third.accessToken] {
      await expectBearer(token, .tokenInvalid, at: test)
    }
    for token in [first.refreshToken, second.refreshToken, third.refreshToken] {
      await expectRefused(.codeInvalid) { _ = try await test.refresh(token) }
    }
    await test.close()
  }

  @Test("of two answers to one token the later one's use ends the earlier (B-11)")
  func siblings() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    let lost = try await test.refresh(first.refreshToken)
    let kept = try await test.refresh(first.refreshToken)
    let newest = try await test.refresh(kept.refreshToken)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(lost.refreshToken) }
    await expectBearer(newest.accessToken, .tokenInvalid, at: test)
    await test.close()
  }

  @Test("a lost answer is forgiven at every step of a chain (F-16)")
  func chain() async throws {
    let test = try await TestHub.open()
    var token = try await test.userTokens().refreshToken
    for _ in 0..<6 {
      _ = try await test.refresh(token)
      token = try await test.refresh(token).refreshToken
    }
    #expect(await test.isGood(try await test.refresh(token).accessToken))
    await test.close()
  }

  @Test("reuse ends one grant and no other")
  func alone() async throws {
    let test = try await TestHub.open()
    let bystander = try await test.userTokens()
    let first = try await test.userTokens()
    let second = try await test.refresh(first.refreshToken)
    _ = try await test.refresh(second.refreshToken)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(first.refreshToken) }
    #expect(await test.isGood(bystander.accessToken))
    _ = try await test.refresh(bystander.refreshToken)
    await test.close()
  }

  @Test(
    "the scope must be the old token's or absent (section 3.2: 802)",
    arguments: [
      (nil, nil), ("login inquiry transfer", nil), ("transfer login inquiry", nil), ("login", OAuthDetail.otherScope),
      ("login inquiry transfer oob", .otherScope), ("oob", .otherScope), ("admin", .scopeNotOffered),
    ] as [(String?, OAuthDetail?)])
  func scope(text: String?, refused: OAuthDetail?) async throws {
    let test = try await TestHub.open()
    let tokens = try await test.userTokens()
    let request = test.refreshRequest(tokens.refreshToken, scope: text)
    if let refused {
      await expectRefused(refused) { _ = try await test.hub.oauth.token(request) }
      // Asking wrongly is no use of the token.
      _ = try await test.refresh(tokens.refreshToken)
    } else {
      #expect(try await test.hub.oauth.token(request).scope == .user)
    }
    await test.close()
  }

  @Test("another client's refresh token is refused, and its grant goes on")
  func otherClient() async throws {
    let test = try await TestHub.open()
    let tokens = try await test.userTokens()
    await expectRefused(.codeInvalid) { _ = try await test.refresh(tokens.refreshToken, for: test.other) }
    _ = try await test.refresh(tokens.refreshToken)
    await test.close()
  }

  @Test(
    "a refresh token lives 100 days: the last second counts, the next does not",
    arguments: [(8_639_999, true), (8_640_000, false)])
  func life(seconds: Int64, isGood: Bool) async throws {
    let test = try await TestHub.open()
    let tokens = try await test.userTokens()
    test.clock.move(seconds: seconds)
    if isGood {
      let fresh = try await test.refresh(tokens.refreshToken)
      test.clock.move(seconds: 7_775_999)
      #expect(await test.isGood(fresh.accessToken))
      _ = try await test.refresh(fresh.refreshToken)
    } else {
      await expectRefused(.codeInvalid) { _ = try await test.refresh(tokens.refreshToken) }
    }
    await test.close()
  }

  @Test("what is missing or was never a refresh token is refused")
  func wrong() async throws {
    let test = try await TestHub.open()
    await expectRefused(.parameterMissingOrTwice) { _ = try await test.refresh(nil) }
    await expectRefused(.codeInvalid) { _ = try await test.refresh("") }
    await expectRefused(.codeInvalid) { _ = try await test.refresh("00000000-0000-4000-8000-000000000000") }
    await expectRefused(.codeInvalid) { _ = try await test.refresh(try await test.organisationToken()) }
    await test.close()
  }

  @Test("after an unlink no refresh token of the user works, those of other organisations do (B-12)")
  func unlink() async throws {
    let test = try await TestHub.open()
    let here = try await test.userTokens()
    let there = try await test.userTokens(to: test.other)
    _ = try await test.hub.userUnlink(
      UserUnlink.Request(organisation: test.client.code, user: test.person.user), by: test.user)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(here.refreshToken) }
    _ = try await test.refresh(there.refreshToken, for: test.other)
    await test.close()
  }

  @Test("one token refreshed fifty times at once stays one grant, and its newest token ends the others (B-11)")
  func atOnce() async throws {
    let test = try await TestHub.open()
    let first = try await test.userTokens()
    let answers = try await withThrowingTaskGroup(of: TokenAnswer.self) { group in
      for _ in 0..<50 { group.addTask { try await test.refresh(first.refreshToken) } }
      return try await group.reduce(into: [TokenAnswer]()) { $0.append($1) }
    }
    #expect(Set(answers.map(\.accessToken)).count == 50)
    #expect(Set(answers.compactMap(\.refreshToken)).count == 50)
    let grants = try await test.hub.store.read { session in
      try session.rows("SELECT DISTINCT grant_id, generation FROM refresh_token ORDER BY generation", []).map {
        (try $0.integer(0), try $0.integer(1))
      }
    }
    #expect(Set(grants.map(\.0)).count == 1)
    #expect(grants.map(\.1) == Array(1...51))
    // Fifty parallel answers, one of which the client keeps: the first token is then over.
    _ = try await test.refresh(answers[0].refreshToken)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(first.refreshToken) }
    for answer in answers { await expectBearer(answer.accessToken, .tokenInvalid, at: test) }
    await test.close()
  }
}
