import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import TestSupport
import Testing

/// RFC 6749 section 4.1, abuse included. Sections 3.1 and 3.2 of the wire contract.
@Suite struct CodeFlowTests {
  @Test("a code gives tokens of the user, for what was agreed to (F-21)")
  func gives() async throws {
    let test = try await TestHub.open()
    let answer = try await test.redeem(try await test.consent().code)
    #expect(answer.scope == .user)
    #expect(answer.user == test.person.user)
    #expect(answer.organisation == nil)
    #expect(answer.expiresIn == 7_776_000)
    #expect(answer.refreshToken != nil)
    let caller = try await test.hub.oauth.verify(bearer: answer.accessToken)
    #expect(caller == test.user)
    await test.close()
  }

  @Test("the scope is what was chosen, never more than was asked (F-21)")
  func scopeOfChoice() async throws {
    let test = try await TestHub.open()
    let inquiryOnly = try await test.consent { _ in (true, false) }
    #expect(inquiryOnly.scopes == [.login, .inquiry])
    #expect(try await test.redeem(inquiryOnly.code).scope == [.login, .inquiry])
    let asked = try await test.consent(scope: [.login, .transfer])
    #expect(asked.scopes == [.login, .transfer])
    await test.close()
  }

  @Test("codes and tokens have 122 random bits and are never given twice (F-42)")
  func random() async throws {
    let test = try await TestHub.open()
    var seen: Set<String> = []
    for _ in 0..<20 {
      let code = try await test.consent().code
      let answer = try await test.redeem(code)
      for text in [code, answer.accessToken, answer.refreshToken ?? ""] {
        #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(seen.insert(text).inserted)
      }
    }
    await test.close()
  }

  @Test("a code lives 180 seconds: 179 is in time, 180 is late (F-17)", arguments: [(179, true), (180, false)])
  func life(seconds: Int64, isGood: Bool) async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    test.clock.move(seconds: seconds)
    if isGood {
      _ = try await test.redeem(code)
    } else {
      await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    }
    await test.close()
  }

  @Test("a replayed code is refused and ends everything that it gave (F-30, R-01)")
  func replay() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    let first = try await test.redeem(code)
    let second = try await test.refresh(first.refreshToken)
    for token in [first.accessToken, second.accessToken] { #expect(await test.isGood(token)) }
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    for token in [first.accessToken, second.accessToken] { await expectBearer(token, .tokenInvalid, at: test) }
    for token in [first.refreshToken, second.refreshToken] {
      await expectRefused(.codeInvalid) { _ = try await test.refresh(token) }
    }
    await test.close()
  }

  @Test("a code that is replayed after its end still ends what it gave (F-30)")
  func lateReplay() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    let tokens = try await test.redeem(code)
    test.clock.move(seconds: 86_400)
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    await expectBearer(tokens.accessToken, .tokenInvalid, at: test)
    await test.close()
  }

  @Test("a replay ends one grant and no other")
  func replayAlone() async throws {
    let test = try await TestHub.open()
    let bystander = try await test.userTokens()
    let code = try await test.consent().code
    _ = try await test.redeem(code)
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    #expect(await test.isGood(bystander.accessToken))
    _ = try await test.refresh(bystander.refreshToken)
    await test.close()
  }

  @Test("another client's code is refused, and stays good for its own client")
  func otherClient() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code, for: test.other) }
    let tokens = try await test.redeem(code)
    // Nor can another client end the grant by replaying the code.
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code, for: test.other) }
    #expect(await test.isGood(tokens.accessToken))
    await test.close()
  }

  @Test(
    "redirect_uri must be the request's own, character by character (B-01)",
    arguments: ["/", "?", "#", "?a=b", " ", "%20", "\u{0}"])
  func redirectURI(suffix: String) async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    var request = test.codeRequest(code)
    request.redirectURI = test.client.redirectURI + suffix
    await expectRefused(.redirectURIMismatch) { _ = try await test.hub.oauth.token(request) }
    request.redirectURI = test.client.redirectURI.uppercased()
    await expectRefused(.redirectURIMismatch) { _ = try await test.hub.oauth.token(request) }
    // A mistake costs the client nothing.
    _ = try await test.redeem(code)
    await test.close()
  }

  @Test("what is missing is told: code, redirect_uri (section 6.2: 103)")
  func missing() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    var request = test.codeRequest(code)
    request.code = nil
    await expectRefused(.parameterMissingOrTwice) { _ = try await test.hub.oauth.token(request) }
    request = test.codeRequest(code)
    request.redirectURI = nil
    await expectRefused(.parameterMissingOrTwice) { _ = try await test.hub.oauth.token(request) }
    await test.close()
  }

  @Test("what was never a code is refused", arguments: ["", "x", "00000000-0000-4000-8000-000000000000"])
  func unknown(code: String) async throws {
    let test = try await TestHub.open()
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    await test.close()
  }

  @Test("a token is no code, and a code no token")
  func otherKinds() async throws {
    let test = try await TestHub.open()
    let tokens = try await test.userTokens()
    let code = try await test.consent().code
    for text in [tokens.accessToken, tokens.refreshToken ?? ""] {
      await expectRefused(.codeInvalid) { _ = try await test.redeem(text) }
    }
    for text in [tokens.accessToken, code] {
      await expectRefused(.codeInvalid) { _ = try await test.refresh(text) }
    }
    for text in [tokens.refreshToken ?? "", code] { await expectBearer(text, .tokenInvalid, at: test) }
    await test.close()
  }

  @Test("an unlink also ends a consent whose code was not used yet")
  func unlinkBeforeCode() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    _ = try await test.hub.userUnlink(
      UserUnlink.Request(organisation: test.client.code, user: test.person.user), by: test.user)
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    await test.close()
  }

  @Test("grant types that are not offered are refused (F-06, B-04)")
  func grantTypes() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    for name in ["password", "implicit", "token", "AUTHORIZATION_CODE", "urn:ietf:params:oauth:grant-type:jwt-bearer"] {
      var request = test.codeRequest(code)
      request.grantType = name
      await expectRefused(.grantTypeNotOffered, "\(name)") { _ = try await test.hub.oauth.token(request) }
    }
    await test.close()
  }

  @Test("one code redeemed fifty times at once gives one family of tokens, which the replays end (F-30)")
  func atOnce() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    let answers = await withTaskGroup(of: TokenAnswer?.self) { group in
      for _ in 0..<50 { group.addTask { try? await test.redeem(code) } }
      return await group.reduce(into: [TokenAnswer]()) { if let answer = $1 { $0.append(answer) } }
    }
    #expect(answers.count == 1)
    for answer in answers { await expectBearer(answer.accessToken, .tokenInvalid, at: test) }
    let tokens = try await test.hub.store.read { try $0.rows("SELECT count(*) FROM access_token", []) }
    #expect(try tokens.first?.integer(0) == 1)
    await test.close()
  }
}
