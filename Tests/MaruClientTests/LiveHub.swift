import Hummingbird
import HummingbirdTesting
import MaruClient
import MaruContract
import MaruDomain
import MaruHub
import TestSupport

/// A hub on a real socket, with a client of its first organisation and a user's tokens.
struct LiveHub: Sendable {
  let test: TestHub
  let maru: MaruClient
  let url: String
  let tokens: UserTokens
  var token: AccessToken { tokens.access }

  /// Runs `work` beside a hub, `guarded` with the guards around its banks; `change` may change the client's settings, which go by the hub's clock and wait for nothing.
  static func run(
    settings: HubSettings = HubSettings(), guarded: Bool = false,
    _ change: @escaping @Sendable (inout MaruClientSettings, TestHub) -> Void = { _, _ in },
    _ work: @escaping @Sendable (LiveHub) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(settings: settings, guarded: guarded)
    try await test.application().test(.live) { client in
      guard let port = client.port else { throw TestHub.Missing("a port") }
      let url = "http://127.0.0.1:\(port)"
      let maru = try LiveHub.client(test, url, change)
      let given = try await maru.testBedConsent(
        user: test.person.user.text, scope: .user, redirectURI: test.client.redirectURI)
      let tokens = try await maru.exchange(code: given.code, redirectURI: test.client.redirectURI)
      try await work(LiveHub(test: test, maru: maru, url: url, tokens: tokens))
    }
    await test.close()
  }

  static func client(
    _ test: TestHub, _ url: String, secret: String? = nil,
    _ change: (inout MaruClientSettings, TestHub) -> Void = { _, _ in }
  ) throws -> MaruClient {
    var settings = MaruClientSettings()
    let clock = test.clock
    settings.now = { clock.world.now() }
    change(&settings, test)
    return try MaruClient(
      url: url, clientID: test.client.clientID.text, clientSecret: secret ?? test.client.clientSecret,
      settings: settings)
  }

  func withdraw(_ amount: Int64) throws -> TransferWithdraw.Request {
    guard let content = PrintContent("쇼핑"), let won = Won(amount) else { throw TestHub.Missing("an amount") }
    return TransferWithdraw.Request(
      depositPrintContent: content, fintechUseNumber: test.account.fintechUseNumber, amount: won,
      requestedAt: maru.tranDtime)
  }

  func deposit2(_ amounts: [Int64], holder: HolderName? = nil) throws -> TransferDeposit2.Request {
    guard let phrase = PassPhrase(test.client.passPhrase), let content = PrintContent("환급") else {
      throw TestHub.Missing("a phrase")
    }
    return TransferDeposit2.Request(
      passPhrase: phrase, withdrawPrintContent: content, nameCheck: .on, count: amounts.count,
      rows: amounts.enumerated().map { index, amount in
        TransferDeposit2.Row(
          number: index + 1, bankCode: test.account.account.bank, accountNumber: test.account.account.number,
          holderName: holder ?? test.person.person.name, printContent: content, amount: Won(amount) ?? .zero)
      }, requestedAt: maru.tranDtime)
  }
}
