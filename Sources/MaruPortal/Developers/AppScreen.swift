import Hummingbird
import MaruDomain
import MaruGateway
import MaruStore

/// `/developers/apps/{client}`: one app, and what can be done with it.
struct AppScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client"
    get(path, on: router) { visit, app in
      if let app = app.inTest, visit.hasTestBed { return show(visit, app) }
      return try await showLive(visit, app)
    }
    get("\(path)/delete", on: router) { visit, app in delete(visit, app) }
    post("\(path)/delete", on: router) { visit, app in
      // Whoever has a service, or is about to have one, ends that first: its page would be gone with the app.
      if let file = try await site.onboarding.file(of: app.client.id), !file.application.stage.isOver {
        return site.message(
          visit, visit.text("아직 지울 수 없습니다", "Not yet"),
          visit.text("실서비스 신청이 진행 중이거나 서비스가 열려 있습니다.", "An application for use is under way, or the service is open."),
          link: (visit.text("어디까지 왔나 보기", "See where it stands"), "\(AppsScreen.link(app.client.id))/live"),
          status: .conflict)
      }
      try await site.apps.delete(app)
      site.testBed?.scripts.set([], for: app.client.id)
      return site.redirect("\(AppsScreen.path)?gone=1")
    }
  }

  typealias AppHandler = @Sendable (SiteVisit, DeveloperApp) async throws -> Site.Answer

  private func get(_ path: String, on router: Router<GatewayContext>, _ work: @escaping AppHandler) {
    site.get(path, for: .developers, on: router) { visit in try await site.withApp(visit, work) }
  }
  private func post(_ path: String, on router: Router<GatewayContext>, _ work: @escaping AppHandler) {
    site.post(path, for: .developers, on: router) { visit in try await site.withApp(visit, work) }
  }

  private func show(_ visit: SiteVisit, _ app: TestApp) -> Site.Answer {
    let (client, organisation) = (app.client, app.organisation)
    let link = AppsScreen.link(client.id)
    let now = site.hub.world.now()
    func account(_ account: BankAccount) -> String {
      "\(site.hub.banks.name(of: account.bank)) \(account.bank.text) · \(account.number.text)"
    }
    let addresses = organisation.allowedAddresses
    var rows: [(String, [String])] = [
      ("client_id", [client.id.text]), ("client_use_code", [organisation.code.text]),
      (visit.text("콜백 URL", "Callback URLs"), client.redirectURIs), ("scope", [client.scopes.wire]),
      (
        visit.text("허용 IP", "Allowed IP addresses"),
        addresses.isEmpty ? [visit.text("제한 없음", "Any")] : addresses
      ),
      (visit.text("수납계좌 (출금이체)", "Collection account"), [account(organisation.collectionAccount)]),
      (visit.text("지급계좌 (입금이체)", "Paying account"), [account(organisation.payingAccount)]),
    ]
    var view: [String: Any] = [
      "heading": client.name, "appLink": link,
      "console": ["text": visit.text("콘솔에서 호출해 보기", "Try a call in the console"), "href": "\(link)/console"],
      "users": ["text": visit.text("시험 사용자", "Test users"), "href": "\(link)/users"],
      "simulator": [
        "text": visit.text("시뮬레이터", "Simulator"), "href": "\(link)/simulator",
      ],
      "golive": ["text": visit.text("라이브 점검", "Go-live check"), "href": "\(link)/go-live"],
      "live": ["text": visit.text("실서비스 신청", "Go live"), "href": "\(link)/live"],
      "webhooks": ["text": visit.text("웹훅", "Webhooks"), "href": "\(link)/webhooks"],
      "calls": ["text": visit.text("호출 기록", "Its calls"), "href": "\(link)/calls"],
      "settings": [
        "text": visit.text("콜백, 권한, 허용 IP 바꾸기", "Change callbacks, scopes, addresses"), "href": "\(link)/settings",
      ],
      "accounts": [
        "text": visit.text("약정계좌 바꾸기", "Change the agreed accounts"), "href": AgreedAccountsScreen.link(app),
      ],
      "rotate": visit.text("client_secret 새로 받기", "Get a new client_secret"),
      "rotateHint": visit.text("옛 키는 7일 동안 함께 쓸 수 있습니다.", "The old one works beside it for seven days."),
      "delete": ["text": visit.text("앱 지우기", "Delete the app"), "href": "\(link)/delete"],
    ]
    if let former = client.formerSecret, now < former.until {
      rows.append(
        (
          visit.text("옛 client_secret", "Old client_secret"),
          [
            visit.text(
              "\(visit.moment(former.until))까지 함께 유효", "Good beside the new one until \(visit.moment(former.until))")
          ]
        ))
      view["endOld"] = visit.text("옛 키 지금 끝내기", "End the old one now")
    }
    if client.isDisabled {
      view["stopped"] = visit.text(
        "이 앱은 멈추어 있습니다. 토큰을 받지 못하고, 받은 토큰도 쓸 수 없습니다.",
        "This app is stopped: it gets no token, and those it has open nothing.")
      view["start"] = visit.text("다시 시작", "Let it go on")
    } else {
      view["stop"] = visit.text("멈추기", "Stop it")
    }
    if visit.parameter("saved") == "1" { view["done"] = visit.text("저장했습니다.", "Saved.") }
    view["rows"] = rows.map { name, values in
      ["rowName": name, "values": values.map { ["value": $0] }] as [String: Any]
    }
    return site.page(visit, "app", title: client.name, view)
  }

  private func delete(_ visit: SiteVisit, _ app: DeveloperApp) -> Site.Answer {
    var form = FormView(
      heading: visit.text("\(app.client.name): 앱 지우기", "Delete \(app.client.name)"),
      lead: app.organisation == nil
        ? visit.text("되돌릴 수 없습니다. 신청의 기록은 남습니다.", "It is gone for good. The record of its applications stays.")
        : visit.text(
          "키와 토큰은 바로 쓸 수 없게 되고, 되돌릴 수 없습니다. 옮긴 돈의 기록은 남습니다.",
          "Its keys and tokens end at once, for good. The record of the money it moved stays."),
      action: "\(AppsScreen.link(app.client.id))/delete", submit: visit.text("지우기", "Delete it"))
    form.links = [(visit.text("그대로 두기", "Leave it as it is"), AppsScreen.link(app.client.id))]
    return site.form(visit, form)
  }
}

extension Site {
  /// Runs `work` on the app that the path names, where it is the developer's own and calls in test.
  func withTestApp(
    _ visit: SiteVisit, _ work: (SiteVisit, TestApp) async throws -> Answer
  ) async throws -> Answer {
    try await withApp(visit) { visit, app in
      // One that was made without the test bed has its page, and nothing to test with.
      guard let tested = app.inTest else { return redirect(AppsScreen.link(app.client.id)) }
      return try await work(visit, tested)
    }
  }

  /// Runs `work` on the app that the path names, where it is the developer's own; for another one there is no such page.
  func withApp(
    _ visit: SiteVisit, _ work: (SiteVisit, DeveloperApp) async throws -> Answer
  ) async throws -> Answer {
    guard let developer = visit.developer,
      let app = try await apps.find(visit.parameters["client"] ?? "", of: developer)
    else {
      return message(
        visit, visit.text("없는 앱입니다", "No such app"),
        visit.text("지웠거나, 내 앱이 아닙니다.", "It was deleted, or it is not yours."),
        link: (visit.text("내 앱", "My apps"), AppsScreen.path), status: .notFound)
    }
    return try await work(visit, app)
  }
}
