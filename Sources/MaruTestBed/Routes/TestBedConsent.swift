import Hummingbird
import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore

extension TestBedRoutes {
  /// `POST /testbed/consents`: does in one call what a person does in the consent pages.
  ///
  /// `client_id`, `user` (a name or user_seq_no), `scope`, `redirect_uri`, optional `state`, `client_info`, `code_challenge`
  /// with `code_challenge_method` (RFC 7636) and `accounts` (rows of `bank_code_std`, `account_num`; absent means all that the
  /// person holds).
  func consent(_ fields: inout FieldReader) async throws -> Response {
    let client = try fields.required(Wire.clientID)
    let user = try fields.required(Self.user)
    let scope = try fields.required(Wire.scope)
    let redirectURI = try fields.required(Wire.redirectURI)
    let state = try fields.optional(Wire.state)
    let clientInfo = try fields.optional(Wire.clientInfo)
    let challenge = try fields.optional(Wire.codeChallenge)
    let method = try fields.optional(Wire.codeChallengeMethod)
    let wanted = try fields.list("accounts", of: AccountRow.self, orNone: true, "accounts to register")

    var members: [WireValue.Member] = [
      .init(Wire.responseType.name, .string("code")), .init(Wire.clientID.name, .string(client.text)),
      .init(Wire.scope.name, .string(scope.wire)), .init(Wire.redirectURI.name, .string(redirectURI)),
    ]
    if let state { members.append(.init(Wire.state.name, .string(state))) }
    if let clientInfo { members.append(.init(Wire.clientInfo.name, .string(clientInfo))) }
    if let challenge { members.append(.init(Wire.codeChallenge.name, .string(challenge))) }
    if let method { members.append(.init(Wire.codeChallengeMethod.name, .string(method.rawValue))) }
    let (request, _) = try await hub.oauth.authorizationRequest(members)

    let person = try await person(user)
    let offer = await hub.offer(
      to: PersonIdentity(ci: person.ci, name: person.name, birthDate: person.birthDate))
    let chosen =
      wanted.isEmpty
      ? offer.accounts
      : try wanted.enumerated().map { index, row in
        guard let found = offer.accounts.first(where: { $0.account == row.account }) else {
          throw HubError.format("accounts[\(index)]", "not an open account of this person at a bank that answers")
        }
        return found
      }
    let given = try await hub.grantConsent(
      request, by: person,
      choices: chosen.map { ConsentChoice(account: $0, inquiry: true, transfer: true, alias: nil) },
      text: ConsentText(version: "testbed", language: "kor"))
    return TestBedAnswer.json { json in
      json.put("code", given.code)
      json.put("redirect_to", given.redirectTo)
    }
  }

  private func person(_ text: String) async throws -> Person {
    if let user = UserSeqNo(text), let person = try await hub.person(user) { return person }
    if let seeded = testBed.people.first(where: { $0.name.text == text }) {
      return try await hub.register(
        VerifiedPerson(
          ci: seeded.ci, name: seeded.name, birthDate: seeded.birthDate, phone: seeded.phone, gender: seeded.gender,
          email: seeded.email))
    }
    throw HubError(.noSuchUser, field: "user", detail: "no person of the test bed has this name or user_seq_no")
  }

  private static let user = Field<String>(
    text: "user", WireType("AH", 20), "a name or user_seq_no of the ready file", example: "김민준")

  /// An account by bank and number.
  struct AccountRow: WireMessage {
    let account: BankAccount
    init(from fields: inout FieldReader) throws(HubError) {
      let bank = try fields.required(Wire.bankCode)
      account = BankAccount(bank: bank, number: try fields.required(Wire.accountNumber))
    }
    func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, account.bank)
      fields.put(Wire.accountNumber, account.number)
    }
  }
}
