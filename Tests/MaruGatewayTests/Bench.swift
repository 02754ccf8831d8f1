import Hummingbird
import HummingbirdTesting
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruTestBed
import TestSupport
import Testing

/// A hub behind its gateway, with a user and an organisation that hold tokens, and one withdraw that went well.
struct Bench: Sendable {
  let test: TestHub
  let web: Web
  let userToken: String
  let organisationToken: String
  /// `bank_tran_id`, `bank_tran_date` of a withdraw of 1,000 won.
  let done: (id: String, date: String)

  /// Runs `work` at a fresh bench; `.live` goes over a socket.
  static func run(
    _ setup: TestingSetup = .router, settings: HubSettings = HubSettings(), addresses: [String] = [],
    limits: (inout TransferLimits) -> Void = { _ in }, _ work: @escaping @Sendable (Bench) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(settings: settings, addresses: addresses, limits: limits)
    let application = try test.application()
    try await application.test(setup) { client in
      let reply = try await test.withdraw(1_000)
      let bench = Bench(
        test: test, web: Web(client: client), userToken: try await test.userTokens().accessToken,
        organisationToken: try await test.organisationToken(),
        done: (reply.body.bank.bankTransactionID?.text ?? "", reply.body.bank.date?.wire ?? ""))
      try await work(bench)
    }
    await test.close()
  }

  /// The second organisation of the test bed.
  var other: TestOrganisation { test.bed.organisations[1] }

  /// The token that opens an API.
  func token(for api: APICase) -> String { api.isForUsers ? userToken : organisationToken }

  func call(_ api: APICase, _ members: [WireValue.Member]? = nil, token: String? = nil) async throws -> WebAnswer {
    try await web.call(api.route, members ?? api.members(self), token: token ?? self.token(for: api))
  }
}

/// One business API for tables: its route, its fields, and a request that works.
struct APICase: Sendable, CustomTestStringConvertible {
  let route: Route
  let requestUses: [FieldUse]
  let answerUses: [FieldUse]
  var testDescription: String { route.path }

  static let all: [APICase] = Endpoints.all.map { make($0) }
  private static func make<API: Endpoint>(_ api: API.Type) -> APICase {
    APICase(
      route: API.route, requestUses: FieldReader.fieldUses(of: API.Request.self),
      answerUses: FieldReader.fieldUses(of: API.Response.self))
  }
  static func named(_ path: String) throws -> APICase {
    guard let found = all.first(where: { $0.route.path == path }) else { throw TestHub.Missing(path) }
    return found
  }

  /// Whether a user's token opens it rather than an organisation's own.
  var isForUsers: Bool {
    if case .anyOf(let scopes) = route.access { return !scopes.contains(.oob) }
    return false
  }

  /// A field of a request, at the top or in the rows of a list.
  struct Place: Sendable {
    let use: FieldUse
    let list: String?
    var name: String { list.map { "\($0)[0].\(use.name)" } ?? use.name }
    func members(_ good: [WireValue.Member], _ value: WireValue?) -> [WireValue.Member] {
      list.map { good.with(row: $0, use.name, value) } ?? good.with(use.name, value)
    }
  }

  /// Every field that this request carries or could carry; those of another form of the request are left out.
  func places(in good: [WireValue.Member]) -> [Place] {
    requestUses.flatMap { use -> [Place] in
      guard let rows = use.rows else { return [Place(use: use, list: nil)] }
      guard case .array(let values)? = good.first(where: { $0.name == use.name })?.value,
        case .object(let first)? = values.first
      else { return [] }
      return rows.filter { row in
        if case .when = row.presence { return first.contains { $0.name == row.name } }
        return true
      }.map { Place(use: $0, list: use.name) }
    }
  }

  /// A request that works at this bench.
  func members(_ bench: Bench) -> [WireValue.Member] {
    func member(_ name: String, _ text: String) -> WireValue.Member { .init(name, .string(text)) }
    let (test, now) = (bench.test, bench.test.clock.world.now().dateTime.wire)
    let number = test.account.fintechUseNumber.text
    let account = test.account.account
    let amount = member("tran_amt", "1000")
    let sent = member("tran_dtime", now)
    func list(_ row: [WireValue.Member]) -> [WireValue.Member] {
      [member("req_cnt", "1"), .init("req_list", .array([.object([member("tran_no", "1")] + row)])), sent]
    }
    func deposit(_ row: [WireValue.Member]) -> [WireValue.Member] {
      [
        member("wd_pass_phrase", test.client.passPhrase), member("wd_print_content", "환급"),
        member("name_check_option", "on"),
      ] + list(row + [member("print_content", "환급"), amount, member("cms_no", "C1")])
    }
    switch route.path {
    case "user/me": return [member("user_seq_no", test.person.user.text), sent]
    case "user/unlink":
      return [member("client_use_code", test.client.code.text), member("user_seq_no", test.person.user.text)]
    case "account/list":
      return [
        member("user_seq_no", test.person.user.text), member("include_cancel_yn", "N"), member("sort_order", "D"),
      ]
    case "account/update_info": return [member("fintech_use_num", number), member("account_alias", "급여계좌")]
    case "account/cancel": return [member("scope", "inquiry"), member("fintech_use_num", number)]
    case "account/balance": return [member("fintech_use_num", number), sent]
    case "account/transaction_list":
      return [
        member("fintech_use_num", number), member("inquiry_type", "A"), member("from_date", "20260601"),
        member("to_date", "20261124"), member("sort_order", "D"), member("page_index", "1"), sent,
      ]
    case "transfer/withdraw":
      return [
        member("dps_print_content", "쇼핑몰"), member("fintech_use_num", number), member("print_content", "결제"),
        member("tran_amt", "2000"), sent, member("cms_no", "C1"),
      ]
    case "transfer/deposit": return deposit([member("fintech_use_num", number)])
    case "transfer/deposit2":
      return deposit([
        member("bank_code_std", account.bank.text), member("account_num", account.number.text),
        member("account_holder_name", test.person.person.name.text),
      ])
    case "transfer/result":
      return [member("check_type", "1")]
        + list([
          member("org_bank_tran_id", bench.done.id), member("org_bank_tran_date", bench.done.date),
          member("org_tran_amt", "1000"),
        ])
    case "transfer/recheck":
      return [member("check_type", "1")]
        + list([
          member("org_tran_dtime", now), member("org_req_gubun", "F"), member("fintech_use_num", number),
          member("org_tran_amt", "1000"),
        ])
    case "inquiry/real_name":
      return [
        member("bank_code_std", account.bank.text), member("account_num", account.number.text),
        member("account_holder_info", String(test.person.person.birthDate.wire.dropFirst(2))), sent,
      ]
    case "inquiry/remit_list":
      return [
        member("bank_code_std", test.client.collectionAccount.bank.text),
        member("account_num", test.client.collectionAccount.number.text), member("from_date", "20261124"),
        member("from_time", "000000"), member("to_date", "20261124"), member("to_time", "235959"),
        member("sort_order", "D"), sent,
      ]
    default: return []
    }
  }
}
