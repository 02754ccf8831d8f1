import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruOAuth
import MaruStore

/// `/developers/apps/{client}/calls`: the app's last calls with what was asked and answered, and a link to one for support.
struct CallsScreen: Sendable {
  private static let shown = 100
  let site: Site

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/calls"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in try await list(visit, app) }
    }
    site.get("\(path)/:call", for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in try await one(visit, app) }
    }
    site.post("\(path)/:call/share", for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        let (id, token) = (visit.parameters["call"] ?? "", SiteCookie.fresh(site.hub.world))
        guard let client = try await site.caller(of: app) else { return gone(visit) }
        let hash = site.accounts.digest("call/\(token)")
        try await site.hub.store.write { try KeptCallTable.share(id, of: client, hash, in: $0) }
        return try await one(visit, app, shared: "/developers/calls/\(token)")
      }
    }
    site.get("/developers/calls/:token", on: router) { visit in
      let hash = site.accounts.digest("call/\(visit.parameters["token"] ?? "")")
      guard let call = try await site.hub.store.read({ try KeptCallTable.find(shared: hash, in: $0) }) else {
        return gone(visit)
      }
      return show(visit, call)
    }
  }

  private func link(_ app: DeveloperApp) -> String { "\(AppsScreen.path)/\(app.client.id)/calls" }

  private func list(_ visit: SiteVisit, _ app: DeveloperApp) async throws -> Site.Answer {
    await site.keeper.flush()
    let (api, code, until) = (visit.parameter("api"), visit.parameter("code").uppercased(), visit.parameter("until"))
    let from = visit.parameter("from")
    let filter = KeptCallTable.Filter(
      api: api.isEmpty ? nil : api, code: code.isEmpty ? nil : code, from: TimeSpan(from)?.range.lowerBound,
      until: TimeSpan(until)?.range.upperBound)
    var calls: [KeptCall] = []
    if let client = try await site.caller(of: app) {
      calls = try await site.hub.store.read { try KeptCallTable.newest(Self.shown, of: client, filter, in: $0) }
    }
    var view: [String: Any] = [
      "wide": true, "heading": visit.text("호출 기록", "Calls"), "appName": app.client.name,
      "appLink": "\(AppsScreen.path)/\(app.client.id)", "callsLink": link(app),
      "lead": visit.hasTestBed
        ? visit.text(
          "이 앱의 마지막 호출 \(KeptCallTable.most)건입니다. 토큰, 키, 암호문구는 가립니다.",
          "The last \(KeptCallTable.most) calls of this app. Tokens, secrets and pass phrases are masked.")
        : visit.text(
          "실서비스의 마지막 호출 \(KeptCallTable.most)건까지입니다. 코드와 번호와 금액만 남기고 이름, 계좌, 잔액 같은 것은 모두 가립니다. 아주 바쁠 때는 일부만 남습니다.",
          "Up to \(KeptCallTable.most) of the last calls of the live service. Codes, ids and amounts are kept; names, accounts, balances and all else are masked. In a rush only some are kept."
        ),
      "apiLabel": "API", "codeLabel": "rsp_code", "fromLabel": visit.text("이때부터", "From"),
      "untilLabel": visit.text("이때까지", "Up to"), "code": code, "from": from, "until": until,
      "filterButton": visit.text("거르기", "Filter"),
      "anyAPI": visit.text("모두", "All"),
      "apis": site.documents.all.filter { $0.token != .none || $0.isPost }.map { one in
        var option: [String: Any] = ["slug": one.slug, "apiName": "\(one.name) · \(one.slug)"]
        if one.slug == api { option["isChosen"] = true }
        return option
      },
      "columns": [
        "at": visit.text("시각", "Time"), "api": "API", "result": visit.text("결과", "Result"), "took": "ms",
      ],
      "calls": calls.map { call in
        var row: [String: Any] = [
          "callLink": "\(link(app))/\(call.id)", "at": visit.second(call.at), "api": call.api, "rspCode": call.code,
          "took": Self.milliseconds(call.microseconds),
        ]
        if call.isByHand { row["byHand"] = visit.text("콘솔", "Console") }
        return row
      },
    ]
    if calls.isEmpty { view["empty"] = visit.text("이런 호출이 없습니다.", "No such call.") }
    if [from, until].contains(where: { !$0.isEmpty && TimeSpan($0) == nil }) {
      view["error"] = visit.text(
        "시각은 2026-11-25, 2026-11-25 14, 2026-11-25 14:00처럼 적습니다. 읽지 못한 시각으로는 거르지 않았습니다.",
        "A time is such as 2026-11-25, 2026-11-25 14 or 2026-11-25 14:00. What could not be read has filtered nothing.")
    }
    return site.page(visit, "calls", title: visit.text("호출 기록", "Calls"), view)
  }

  private func one(_ visit: SiteVisit, _ app: DeveloperApp, shared: String? = nil) async throws -> Site.Answer {
    await site.keeper.flush()
    let id = visit.parameters["call"] ?? ""
    guard let client = try await site.caller(of: app),
      let call = try await site.hub.store.read({ try KeptCallTable.find(id, of: client, in: $0) })
    else {
      return gone(visit)
    }
    return show(visit, call, app, shared)
  }

  private func gone(_ visit: SiteVisit) -> Site.Answer {
    site.message(
      visit, visit.text("없는 호출입니다", "No such call"),
      visit.text("지워졌거나, 링크가 바뀌었습니다.", "It is gone, or the link was changed."), status: .notFound)
  }

  /// With `app` to its developer, without to whoever has the link.
  private func show(
    _ visit: SiteVisit, _ call: KeptCall, _ app: DeveloperApp? = nil, _ shared: String? = nil
  ) -> Site.Answer {
    let code = ResponseCode(rawValue: call.code)
    var view: [String: Any] = [
      "heading": call.api, "verdict": "\(call.code) · \(code.map { visit.text($0.korean, $0.english) } ?? "")",
      "rows": [
        ("api_tran_id", call.id), ("client_id", call.client.text), (visit.text("시각", "Time"), visit.second(call.at)),
        ("HTTP", "\(call.method) → \(call.status)"),
        (visit.text("걸린 시간", "Took"), "\(Self.milliseconds(call.microseconds)) ms"),
      ].map { ["rowName": $0.0, "value": $0.1] },
      "requestLabel": visit.text("요청", "Request"), "answerLabel": visit.text("응답", "Answer"),
      "request": call.readableRequest, "answer": call.readableAnswer,
    ]
    if call.isBlank {
      view["answer"] = visit.text(
        "이 호출이 가리키던 사람이 삭제를 요청하여 내용을 지웠습니다.",
        "Whom this call named has asked to be forgotten: its contents are gone.")
    }
    if let app {
      view["all"] = ["text": visit.text("호출 기록", "Calls"), "href": link(app)]
      view["share"] = [
        "text": visit.text("이 호출의 링크 만들기", "Make a link to this call"), "href": "\(link(app))/\(call.id)/share",
      ]
      view["support"] = [
        "text": visit.text("이 호출을 지원에 묻기", "Ask support about this call"),
        "href": "\(SupportScreen.path)/new?call=\(percentEncoded("\(link(app))/\(call.id)"))",
      ]
    }
    if let shared {
      view["sharedWords"] = visit.text(
        "이 주소를 아는 사람은 로그인하지 않고 이 호출을 봅니다. 새 링크를 만들면 이 링크는 끝납니다.",
        "Whoever has this address sees this call without a login. Another link ends this one.")
      view["shared"] = site.accounts.address.link(shared)
      view["copy"] = visit.text("복사", "Copy")
      view["copied"] = visit.text("복사했습니다", "Copied")
    }
    return site.page(visit, "call", title: call.api, view)
  }

  private static func milliseconds(_ microseconds: Int64) -> String {
    let rest = String(microseconds % 1_000 / 10)
    return "\(microseconds / 1_000).\(rest.utf8.count < 2 ? "0" : "")\(rest)"
  }
}

extension KeptCall {
  /// What was asked, a line for each member.
  package var readableRequest: String { Self.readable(request) }
  /// What was answered, a line for each member.
  package var readableAnswer: String { Self.readable(answer) }

  private static func readable(_ text: String) -> String {
    (try? JSONReader.read(Array(text.utf8))).map { PrettyJSON.text($0) }
      ?? text.split(separator: "&").joined(separator: "\n")
  }
}

extension SiteVisit {
  /// `2026-11-25 21:05:09`, Korean time.
  func second(_ at: Instant) -> String { "\(moment(at)):\(at.dateTime.wire.suffix(2))" }
}
