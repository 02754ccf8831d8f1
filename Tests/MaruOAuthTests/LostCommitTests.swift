import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import Synchronization
import TestSupport
import Testing

/// The database is lost at the commit of a token: the client is told to try again, and its next try works (F-16).
@Suite struct LostCommitTests {
  private final class Losing: Sendable {
    let store = Mutex<LosingStore?>(nil)
    func wrap(_ inner: any Store) -> any Store {
      let made = LosingStore(inner)
      store.withLock { $0 = made }
      return made
    }
    func loseNext(kept: Bool) { store.withLock { $0?.loseNext(kept: kept) } }
  }

  private func opened() async throws -> (TestHub, Losing) {
    let losing = Losing()
    return (try await TestHub.open(wrap: losing.wrap), losing)
  }

  @Test("a code whose tokens nobody got can be redeemed again, and then once only", arguments: [true, false])
  func redeem(_ kept: Bool) async throws {
    let (test, losing) = try await opened()
    let code = try await test.consent().code
    for _ in 0..<2 {
      losing.loseNext(kept: kept)
      await #expect(throws: HubError(.timeExceeded)) { _ = try await test.redeem(code) }
    }
    let tokens = try await test.redeem(code)
    #expect(await test.isGood(tokens.accessToken))
    #expect(try await count("access_token", at: test) == 1, "what nobody got is gone")
    _ = try await test.refresh(tokens.refreshToken)
    await expectRefused(.codeInvalid) { _ = try await test.redeem(code) }
    #expect(await !test.isGood(tokens.accessToken), "a second use still ends the grant (B-10)")
    await test.close()
  }

  @Test("once the database is back, another hub takes the code too")
  func redeemElsewhere() async throws {
    let (test, losing) = try await opened()
    let code = try await test.consent().code
    losing.loseNext(kept: true)
    await #expect(throws: HubError(.timeExceeded)) { _ = try await test.redeem(code) }
    losing.loseNext(kept: false)
    await test.hub.oauth.takeBackUndelivered()
    #expect(try await count("access_token", at: test) == 1, "still away")
    await test.hub.oauth.takeBackUndelivered()
    #expect(try await count("access_token", at: test) == 0)
    let other = AuthorizationServer(store: test.hub.store, world: test.clock.world)
    let tokens = try await other.token(test.codeRequest(code))
    await test.hub.oauth.takeBackUndelivered()
    #expect(await test.isGood(tokens.accessToken))
    await test.close()
  }

  @Test("a refresh and an organisation's token whose commit is lost work at the next try", arguments: [true, false])
  func others(_ kept: Bool) async throws {
    let (test, losing) = try await opened()
    let first = try await test.userTokens()
    losing.loseNext(kept: kept)
    await #expect(throws: HubError(.timeExceeded)) { _ = try await test.refresh(first.refreshToken) }
    let second = try await test.refresh(first.refreshToken)
    #expect(await test.isGood(second.accessToken))
    losing.loseNext(kept: kept)
    await #expect(throws: HubError(.timeExceeded)) { _ = try await test.organisationToken() }
    #expect(await test.isGood(try await test.organisationToken()))
    await test.close()
  }

  private func count(_ table: String, at test: TestHub) async throws -> Int64? {
    try await test.hub.store.read { try $0.row("SELECT COUNT(*) FROM \(table)")?.integer(0) }
  }
}
