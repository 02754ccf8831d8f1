import Foundation
import MaruBankLink
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruStore
import NIOHTTP1

/// A person who gave an app consent, with the accounts that they registered.
struct LinkedUser: Sendable {
  let person: Person
  let accounts: [RegisteredAccount]
}

/// Calls that a developer makes from the site, through the same door as everybody's.
struct Console: Sendable {
  let hub: Hub
  let door: HubDoor
  /// Names of the test bed's people, the most useful ones first.
  let people: [String]

  /// What came of a call.
  struct Result: Sendable {
    let status: Int
    let answer: String
    let code: ResponseCode?
    let bankCode: String
    let duration: Duration
    let steps: [BankTrace.Step]
    let members: [WireValue.Member]
  }

  /// The people who gave the app consent, newest first.
  func users(of app: TestApp) async throws -> [LinkedUser] {
    try await users(of: app, from: 0, atMost: .max).users
  }

  /// Some of them, and how many there are.
  func users(
    of app: TestApp, from first: Int, atMost count: Int
  ) async throws -> (users: [LinkedUser], total: Int) {
    let code = app.organisation.code
    return try await hub.store.read { session in
      let people = try PersonTable.linked(to: code, in: session)
      let users = try people.dropFirst(first).prefix(count).map { person in
        LinkedUser(person: person, accounts: try RegisteredAccountTable.all(of: person.user, with: code, in: session))
      }
      return (users, people.count)
    }
  }

  /// One more person of the test bed says yes to everything: by the test bed's own endpoint, as any program would do it.
  func linkNextPerson(to app: TestApp, from sender: RequestSender) async throws -> Bool {
    let known = Set(try await users(of: app).map(\.person.name.text))
    guard let name = people.first(where: { !known.contains($0) }) else { return false }
    return try await link(name, to: app, from: sender)
  }

  /// A person of the test bed, by name or number, says yes to everything.
  func link(_ user: String, to app: TestApp, from sender: RequestSender) async throws -> Bool {
    guard let callback = app.client.redirectURIs.first else { return false }
    let body = WireValue.object([
      .init("client_id", .string(app.client.id.text)), .init("user", .string(user)),
      .init("scope", .string(app.client.scopes.intersection(.user).wire)), .init("redirect_uri", .string(callback)),
    ])
    let answer = await door.call(
      .POST, "/testbed/consents", ["Content-Type": "application/json"], body: Array(PrettyJSON.line(body).utf8),
      from: sender)
    return answer?.status == .ok
  }

  /// Calls an API for the app with a token of its own making. Throws ``HubError`` where no such token can be had.
  func call(
    _ api: DocumentedAPI, _ members: [WireValue.Member], for app: TestApp, user: UserSeqNo?,
    from sender: RequestSender
  ) async throws -> Result? {
    let token = try await hub.oauth.shortToken(
      for: app.client.id, user: api.token == .organisation ? nil : user)
    let headers: HTTPHeaders = [
      "Authorization": "Bearer \(token)", "Content-Type": "application/json; charset=UTF-8",
    ]
    let query = members.compactMap { member in
      member.value.flatText.map { "\(percentEncoded(member.name))=\(percentEncoded($0))" }
    }.joined(separator: "&")
    let trace = BankTrace()
    let started = ContinuousClock.now
    let answer = await BankTrace.$current.withValue(trace) {
      await door.call(
        api.isPost ? .POST : .GET, api.isPost || query.isEmpty ? api.path : "\(api.path)?\(query)", headers,
        body: api.isPost ? Array(PrettyJSON.line(.object(members)).utf8) : [], from: sender)
    }
    guard let answer else { return nil }
    let duration = ContinuousClock.now - started
    let bytes = Array(answer.body.readableBytesView)
    let value = try? JSONReader.read(bytes)
    func text(_ name: String) -> String {
      guard case .object(let members)? = value else { return "" }
      return members.first { $0.name == name }?.value.flatText ?? ""
    }
    return Result(
      status: answer.status.code, answer: value.map { PrettyJSON.text($0) } ?? String(decoding: bytes, as: UTF8.self),
      code: ResponseCode(rawValue: text("rsp_code")), bankCode: text("bank_rsp_code"), duration: duration,
      steps: trace.steps, members: members)
  }
}

/// The fields of the console's form: what an API takes, filled in from the developer's own data.
struct ConsoleForm: Sendable {
  let api: DocumentedAPI
  let app: TestApp
  let user: LinkedUser?
  let now: Instant

  /// A field and what stands in it.
  struct Entry: Sendable {
    let field: DocumentedAPI.Field
    /// `fintech_use_num`, or `req_list.fintech_use_num` for a field of a list's row.
    let name: String
    let value: String
  }

  var entries: [Entry] {
    var list = ""
    return api.request.compactMap { field in
      if field.type == "list" {
        list = field.name
        return nil
      }
      let name = field.depth == 0 ? field.name : "\(list).\(field.name)"
      return Entry(field: field, name: name, value: value(of: field, list: field.depth == 0 ? nil : list))
    }
  }

  private func value(of field: DocumentedAPI.Field, list: String?) -> String {
    let account =
      user?.accounts.first { $0.inquiryAgreedAt != nil && $0.transferAgreedAt != nil } ?? user?.accounts.first
    switch field.name {
    case "fintech_use_num": return account?.fintechUseNumber.text ?? ""
    case "client_use_code": return app.organisation.code.text
    case "user_seq_no": return user?.person.user.text ?? ""
    case "tran_dtime": return now.dateTime.wire
    case "from_date": return now.businessDate.adding(days: -30).wire
    case "to_date": return now.businessDate.wire
    case "wd_pass_phrase": return "NONE"
    case "bank_code_std" where api.slug == "inquiry/remit_list": return app.organisation.collectionAccount.bank.text
    case "account_num" where api.slug == "inquiry/remit_list": return app.organisation.collectionAccount.number.text
    case "bank_code_std": return account?.account.bank.text ?? field.example
    case "account_num": return account?.account.number.text ?? field.example
    case "account_holder_name": return account?.holderName.text ?? field.example
    case "account_holder_info": return user.map { Self.holderInfo($0.person) } ?? field.example
    default: break
    }
    guard let list else { return Self.example(field.name, in: api.example) }
    if case .array(let rows)? = api.example.first(where: { $0.name == list })?.value,
      case .object(let row)? = rows.first
    {
      return Self.example(field.name, in: row)
    }
    return ""
  }

  /// `yyMMdd`, and for those born in this century or the last the digit of their gender.
  private static func holderInfo(_ person: Person) -> String {
    let wire = person.birthDate.wire
    let isOld = wire.hasPrefix("19")
    return String(wire.dropFirst(2)) + (person.gender == "M" ? (isOld ? "1" : "3") : (isOld ? "2" : "4"))
  }

  private static func example(_ name: String, in members: [WireValue.Member]) -> String {
    members.first { $0.name == name }?.value.flatText ?? ""
  }

  /// What a filled form asks for: empty fields are left out, a list has one row.
  static func members(of api: DocumentedAPI, _ visit: SiteVisit) -> [WireValue.Member] {
    var members: [WireValue.Member] = []
    for field in api.request where field.depth == 0 {
      if field.type == "list" {
        let row = api.request.filter { $0.depth == 1 }.compactMap { inner -> WireValue.Member? in
          let value = visit.field("in.\(field.name).\(inner.name)")
          return value.isEmpty ? nil : .init(inner.name, .string(value))
        }
        if !row.isEmpty { members.append(.init(field.name, .array([.object(row)]))) }
      } else {
        let value = visit.field("in.\(field.name)")
        if !value.isEmpty { members.append(.init(field.name, .string(value))) }
      }
    }
    return members
  }
}
