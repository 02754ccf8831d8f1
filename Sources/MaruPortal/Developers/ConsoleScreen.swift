import Hummingbird
import MaruBankLink
import MaruDomain
import MaruGateway
import MaruHub

/// `/developers/apps/{client}/console`: picks an API, fills it in from the app's own test data, and calls it for real.
struct ConsoleScreen: Sendable {
  let site: Site
  let bed: SiteTestBed
  private static let first = "account/balance"

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/console"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await show(visit, app, api(visit.parameter("api"))) }
    }
    site.post(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await call(visit, app) }
    }
    site.post("\(path)/users", for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in
        let isLinked = try await bed.console.linkNextPerson(to: app, from: visit.sender)
        return site.redirect("\(link(app))?api=\(api(visit.field("api")).slug)\(isLinked ? "&linked=1" : "&nobody=1")")
      }
    }
  }

  private func link(_ app: TestApp) -> String { "\(AppsScreen.path)/\(app.client.id)/console" }

  /// Those that are called with a token: the pages of consent are a browser's.
  private var callable: [DocumentedAPI] { site.documents.all.filter { $0.token != .none } }

  private func api(_ slug: String) -> DocumentedAPI {
    callable.first { $0.slug == slug } ?? callable.first { $0.slug == Self.first } ?? callable[0]
  }

  private func call(_ visit: SiteVisit, _ app: TestApp) async throws -> Site.Answer {
    let api = api(visit.field("api"))
    let members = ConsoleForm.members(of: api, visit)
    do {
      let user = UserSeqNo(visit.field("user"))
      let result = try await bed.console.call(api, members, for: app, user: user, from: visit.sender)
      return try await show(visit, app, api, result)
    } catch let error as HubError where error.code != .internalFault {
      return try await show(visit, app, api, refused: error)
    }
  }

  private func show(
    _ visit: SiteVisit, _ app: TestApp, _ api: DocumentedAPI, _ result: Console.Result? = nil,
    refused: HubError? = nil
  ) async throws -> Site.Answer {
    let users = try await bed.console.users(of: app)
    let wanted = visit.field("user").isEmpty ? visit.parameter("user") : visit.field("user")
    let user = users.first { $0.person.user.text == wanted } ?? users.first
    let form = ConsoleForm(api: api, app: app, user: user, now: site.hub.world.now())
    var view: [String: Any] = [
      "wide": true, "heading": visit.text("API 콘솔", "API console"), "appLink": "\(AppsScreen.path)/\(app.client.id)",
      "appName": app.client.name, "console": link(app), "apiLabel": "API", "choose": visit.text("고르기", "Choose"),
      "apis": callable.map { one in
        var option: [String: Any] = ["slug": one.slug, "apiName": "\(visit.text(one.name, one.english)) · \(one.slug)"]
        if one.slug == api.slug { option["isChosen"] = true }
        return option
      },
      "slug": api.slug, "apiTitle": api.name, "endpoint": "\(api.isPost ? "POST" : "GET") \(api.path)",
      "docs": ["text": visit.text("이 API의 문서", "Its documentation"), "href": "\(DocsScreen.path)/api/\(api.slug)"],
      "run": visit.text("호출하기", "Call it"), "usersLabel": visit.text("시험 사용자", "Test users"),
      "linkUser": visit.text("시험 사용자 연결하기", "Connect a test user"),
      "linkHint": visit.text(
        "가상의 사람 한 명이 이 앱에 동의하고 모든 계좌를 연결합니다.", "An invented person agrees to this app and connects every account."),
      "users": users.map { row($0, isChosen: $0.person.user == user?.person.user, app, api, visit) },
    ]
    if let user { view["userNumber"] = user.person.user.text }
    if api.token != .organisation, user == nil {
      view["needsUser"] = visit.text("먼저 시험 사용자를 연결하십시오.", "Connect a test user first.")
    }
    if visit.parameter("linked") == "1" { view["done"] = visit.text("시험 사용자를 연결했습니다.", "A test user is connected.") }
    if visit.parameter("nobody") == "1" {
      view["error"] = visit.text("더 연결할 사람이 없습니다.", "Nobody is left to connect.")
    }
    if let refused { view["error"] = refused.message }
    view["fields"] = form.entries.map { entry in
      let typed = visit.field("in.\(entry.name)")
      return field(entry, value: result == nil && refused == nil ? entry.value : typed, visit)
    }
    if let result { view["result"] = self.result(result, api, app, visit) }
    return site.page(visit, "console", title: visit.text("API 콘솔", "API console"), view)
  }

  private func row(
    _ user: LinkedUser, isChosen: Bool, _ app: TestApp, _ api: DocumentedAPI, _ visit: SiteVisit
  ) -> [String: Any] {
    var row: [String: Any] = [
      "userName": user.person.name.text, "userHref": "\(link(app))?api=\(api.slug)&user=\(user.person.user)",
      "userNo": user.person.user.text,
      "accounts": user.accounts.map { account in
        [
          "accountBank": site.hub.banks.name(of: account.account.bank), "accountNumber": account.account.number.text,
          "useNumber": account.fintechUseNumber.text,
        ]
      },
    ]
    if isChosen { row["isUsed"] = visit.text("사용 중", "In use") }
    return row
  }

  private func field(_ entry: ConsoleForm.Entry, value: String, _ visit: SiteVisit) -> [String: Any] {
    var view: [String: Any] = [
      "fieldID": "in-\(entry.name)", "fieldName": "in.\(entry.name)", "fieldLabel": entry.name, "fieldValue": value,
      "fieldWords": visit.words(for: entry.field),
    ]
    if entry.field.isRequired { view["isRequired"] = visit.text("필수", "Required") }
    return view
  }

  private func result(
    _ result: Console.Result, _ api: DocumentedAPI, _ app: TestApp, _ visit: SiteVisit
  ) -> [String: Any] {
    let samples = CodeSamples(
      api: api, origin: site.accounts.address.link(""), client: app.client.id.text,
      organisation: app.organisation.code.text, callback: app.client.redirectURIs.first ?? "")
    let isDone = result.code == .success && (result.bankCode.isEmpty || result.bankCode == "000")
    var view: [String: Any] = [
      "resultHeading": visit.text("결과", "Result"), "status": "HTTP \(result.status)", "answer": result.answer,
      "took": visit.text("\(milliseconds(result.duration)) ms 걸림", "took \(milliseconds(result.duration)) ms"),
      "answerLabel": visit.text("응답", "Answer"), "curlLabel": visit.text("같은 호출을 curl로", "The same call by curl"),
      "curl": samples.curl(members: result.members), "copy": visit.text("복사", "Copy"),
      "copied": visit.text("복사했습니다", "Copied"), "bankLabel": visit.text("은행 쪽", "The bank's side"),
      "noBank": result.steps.isEmpty ? visit.text("은행에 묻지 않았습니다.", "No bank was asked.") : "",
      "isWithoutBank": result.steps.isEmpty,
      "steps": result.steps.map { step in
        [
          "stepBank": "\(site.hub.banks.name(of: step.bank)) \(step.bank.text)", "question": step.question,
          "bankAnswer": step.answer, "stepTook": "\(milliseconds(step.duration)) ms",
        ]
      },
    ]
    if let code = result.code {
      view["verdict"] =
        "\(code.wire) · \(visit.text(code.korean, code.english))"
        + (result.bankCode.isEmpty ? "" : " · bank_rsp_code \(result.bankCode)")
    }
    view[isDone ? "isGood" : "isBad"] = true
    return view
  }

  /// With two digits behind the point.
  private func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let hundredths = seconds * 100_000 + attoseconds / 10_000_000_000_000
    let rest = String(hundredths % 100)
    return "\(hundredths / 100).\(rest.utf8.count < 2 ? "0" : "")\(rest)"
  }
}
