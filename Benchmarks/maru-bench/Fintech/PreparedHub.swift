import Foundation
import MaruContract
import MaruDomain

/// A hub whose people agreed to everything, seen from one organisation: tokens, numbers and accounts to make requests of.
struct PreparedHub: Sendable {
  /// An account that can be asked about and moved.
  struct Account: Sendable {
    let fintechUseNumber: String
    let bank: String
    let number: String
    let userToken: String
    /// `yyMMdd`, what the real-name check compares.
    let holderInfo: String
  }

  /// What every account holds before a run, in won: enough for any number of small orders.
  static let openingBalance: Int64 = 10_000_000_000

  let server: MaruServer
  let accounts: [Account]
  /// The organisation's own token.
  let ownToken: String
  /// `user_seq_no` of the user whose token is the first account's.
  let user: String
  let clientForm: String
  let collectionAccount: (bank: String, number: String)
  let payingAccount: (bank: String, number: String)

  var port: Int { server.port }
  var host: String { "127.0.0.1:\(server.port)" }

  /// Lets up to `people` people consent and fills their accounts.
  static func prepare(_ server: MaruServer, with generator: LoadGenerator, people: Int = 40) async throws -> PreparedHub
  {
    let desk = HubDesk(generator: generator, port: server.port)
    let ready = server.ready
    let client = try ready.text("client_id")
    let redirect = try ready.text("redirect_uri")
    let form = "client_id=\(client)&client_secret=\(try ready.text("client_secret"))"
    let own = try await desk.token(form + "&grant_type=client_credentials&scope=oob")

    var accounts: [Account] = []
    var firstUser: String?
    for person in (ready["users"]?.elements ?? []).prefix(people) {
      let usable = (person["accounts"]?.elements ?? []).filter { $0["state"]?.flatText == "normal" }
      guard !usable.isEmpty else { continue }
      let user = try person.text("user_seq_no")
      for account in usable { try await desk.fill(account, to: openingBalance) }
      let consent = try await desk.post(
        "/testbed/consents",
        [("client_id", client), ("user", user), ("scope", "login inquiry transfer"), ("redirect_uri", redirect)])
      let token = try await desk.token(
        form + "&grant_type=authorization_code&redirect_uri=\(redirect)&code=\(try consent.text("code"))")
      let me = try await desk.get("/v1.0/user/me?user_seq_no=\(user)", token: token)
      for found in me["res_list"]?.elements ?? [] {
        let bank = try found.text("bank_code_std")
        let masked = try found.text("account_num_masked")
        guard
          let account = usable.first(where: {
            $0["bank_code_std"]?.flatText == bank
              && $0["account_num"]?.flatText.map { $0.dropLast(3) == masked.dropLast(3) } == true
          })
        else { continue }
        accounts.append(
          Account(
            fintechUseNumber: try found.text("fintech_use_num"), bank: bank, number: try account.text("account_num"),
            userToken: token, holderInfo: String(try person.text("birth_date").dropFirst(2))))
      }
      firstUser = firstUser ?? user
    }
    guard let firstUser, !accounts.isEmpty else { throw BenchFailure("the hub's ready file names no usable account") }
    return PreparedHub(
      server: server, accounts: accounts, ownToken: own, user: firstUser, clientForm: form,
      collectionAccount: try account("collection_account", of: ready),
      payingAccount: try account("paying_account", of: ready))
  }

  private static func account(_ name: String, of ready: WireValue) throws -> (bank: String, number: String) {
    guard let account = ready[name] else { throw BenchFailure("the ready file has no \(name)") }
    return (try account.text("bank_code_std"), try account.text("account_num"))
  }
}

extension WireValue {
  /// A text member that must be there.
  func text(_ name: String) throws -> String {
    guard let text = self[name]?.flatText else {
      throw BenchFailure("\(name) is missing in an answer of the hub: \(self)")
    }
    return text
  }
}
