import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/developers/apps`: the developer's apps, and the form for a new one.
struct AppsScreen: Sendable {
  let site: Site
  static let path = "/developers/apps"
  /// The page of one app.
  static func link(_ app: ClientID) -> String { "\(path)/\(app)" }
  static let exampleCallback = "http://localhost:8880/html/callback.html"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, for: .developers, on: router) { visit in try await list(visit) }
    site.get("\(Self.path)/new", for: .developers, on: router) { visit in new(visit) }
    site.post(Self.path, for: .developers, on: router) { visit in
      guard let developer = visit.developer else { return site.redirect("/developers/login") }
      do {
        guard let office = site.apps.office else {
          let client = try await site.apps.create(name: visit.field("name"), token: visit.field("once"), by: developer)
          return site.redirect("\(Self.path)/\(client)?made=1")
        }
        let form = try AppForm(callbacks: visit.field("callbacks"), scopes: visit.fields("scope"))
        let app = try await site.apps.create(
          name: visit.field("name"), form, token: visit.field("once"), by: developer, at: office)
        return SecretPage(site: site).made(visit, app)
      } catch AppForm.Trouble.alreadyMade(let client) {
        // The secret was on the page before: it is shown once.
        return site.redirect("\(Self.path)/\(client)")
      } catch let trouble as AppForm.Trouble {
        return new(visit, trouble)
      }
    }
  }

  private func list(_ visit: SiteVisit) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect("/developers/login") }
    let apps = try await site.apps.all(of: developer)
    let stages = try await stages(of: apps)
    var view: [String: Any] = [
      "heading": visit.text("내 앱", "My apps"),
      "new": ["text": visit.text("새 앱 만들기", "Make an app"), "href": "\(Self.path)/new"],
      "apps": apps.map { app in
        var row: [String: Any] = [
          "appName": app.client.name, "appLink": "\(Self.path)/\(app.client.id)",
        ]
        if let organisation = app.organisation {
          row["keys"] = ["clientID": app.client.id.text, "code": organisation.code.text]
        }
        row["stage"] = stages[app.client.id].map { LiveWords(visit.language).name(of: $0) }
        if app.client.isDisabled, app.organisation != nil { row["stopped"] = visit.text("멈춤", "Stopped") }
        return row
      },
    ]
    if apps.isEmpty {
      view["empty"] =
        visit.hasTestBed
        ? visit.text(
          "아직 앱이 없습니다. 앱을 만들면 클라이언트 키와 약정계좌가 바로 생깁니다.",
          "No app yet. Making one gives you client keys and agreed accounts at once.")
        : visit.text("아직 앱이 없습니다. 앱을 만들고 이용을 신청하십시오.", "No app yet. Make one, and apply for its use.")
    }
    if visit.parameter("gone") == "1" { view["done"] = visit.text("앱을 지웠습니다.", "The app is gone.") }
    return site.page(visit, "apps", title: visit.text("내 앱", "My apps"), view)
  }

  /// Where those stand that are not in test here: on a production hub that is all there is to tell of an app.
  private func stages(of apps: [DeveloperApp]) async throws -> [ClientID: LiveStage] {
    let clients = apps.filter { site.testBed == nil || $0.organisation == nil }.map(\.client.id)
    guard !clients.isEmpty else { return [:] }
    return try await site.hub.store.read { session in
      try Dictionary(
        clients.compactMap { client in
          try LiveApplicationTable.newest(of: client, in: session).map { (client, $0.stage) }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  private func new(_ visit: SiteVisit, _ trouble: AppForm.Trouble? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("새 앱 만들기", "Make an app"),
      lead: visit.hasTestBed
        ? visit.text(
          "앱마다 이용기관 하나가 생깁니다: 클라이언트 키, 이용기관코드, 돈이 든 약정계좌. 만들자마자 모든 API를 쓸 수 있습니다.",
          "Each app gets an organisation of its own: client keys, a code, agreed accounts with money on them. All APIs work at once."
        )
        : visit.text(
          "서비스마다 앱 하나를 만들어 이용을 신청합니다. 운영 키는 심사와 계약을 거친 뒤에 받습니다.",
          "An app is what you apply for: one for each service. Its production keys come after screening and contract."),
      action: Self.path, submit: visit.text("만들기", "Make it"))
    let isFresh = visit.form.isEmpty
    form.fields = [
      FormView.Field(
        name: "name", label: visit.text("앱 이름", "Name"),
        value: isFresh ? visit.text("나의 첫 앱", "My first app") : visit.field("name"),
        hint: visit.hasTestBed
          ? visit.text("동의 화면과 통장에 찍히는 이름, 20자까지", "What the consent page and passbooks say; up to 20 characters")
          : visit.text(
            "이 사이트에서 부르는 이름, 20자까지. 이용자가 보는 서비스 이름은 신청할 때 정합니다.",
            "What it is called on this site; up to 20 characters. Users see the service's name, which you apply with."),
        longest: 20)
    ]
    let once = visit.field("once")
    form.hidden = [("once", once.isEmpty || trouble == .stale ? site.apps.newFormToken() : once)]
    if visit.hasTestBed {
      form.fields.append(.callbacks(visit, isFresh ? Self.exampleCallback : visit.field("callbacks")))
      form.boxes = AppForm.boxes(visit, ticked: isFresh ? AppForm.scopes.map(\.wire) : visit.fields("scope"))
    }
    form.error = trouble.map { visit.words(for: $0) }
    if visit.parameter("welcome") == "1" {
      form.done = visit.text("계정이 열렸습니다. 첫 앱을 만들어 보십시오.", "Your account is open. Now make your first app.")
    }
    return site.form(visit, form)
  }
}

extension AppForm {
  /// The scopes to tick.
  static func boxes(_ visit: SiteVisit, ticked: [String]) -> (legend: String, boxes: [FormView.Box]) {
    let words = [
      "login": visit.text("사용자와 계좌 관리", "Users and their accounts"),
      "inquiry": visit.text("잔액과 거래내역 조회", "Balances and transactions"),
      "transfer": visit.text("출금이체", "Withdrawals"),
      "oob": visit.text("이용기관 자신의 호출: 입금, 성명, 은행 상태", "The organisation's own calls: deposits, names, bank status"),
    ]
    return (
      visit.text("권한 (scope)", "Scopes"),
      scopes.map {
        FormView.Box(
          name: "scope", value: $0.wire, label: $0.wire, hint: words[$0.wire], isTicked: ticked.contains($0.wire))
      }
    )
  }
}

extension FormView.Field {
  static func callbacks(_ visit: SiteVisit, _ value: String) -> Self {
    Self(
      name: "callbacks", label: visit.text("콜백 URL", "Callback URLs"), value: value,
      hint: visit.text("한 줄에 하나, 10개까지. 글자까지 똑같아야 합니다.", "One a line, up to ten. Compared letter by letter."),
      longest: 2_200,
      isLong: true)
  }
}

extension SiteVisit {
  /// The sentence for what is wrong with an app's form.
  func words(for trouble: AppForm.Trouble) -> String {
    switch trouble {
    case .name: text("앱 이름은 1자에서 20자까지입니다.", "A name has 1 to 20 characters.")
    case .callback(let url) where url.isEmpty:
      text("콜백 URL을 1개에서 10개까지 적어 주십시오.", "Please give one to ten callback URLs.")
    case .callback(let url):
      text("콜백으로 쓸 수 없는 주소입니다: \(url)", "This cannot be a callback: \(url)")
    case .scopes: text("권한을 하나 이상 골라 주십시오.", "Please choose one scope or more.")
    case .address(let address) where address.isEmpty: text("IP 주소는 20개까지입니다.", "Twenty IP addresses at most.")
    case .address(let address): text("IP 주소가 아닙니다: \(address)", "This is no IP address: \(address)")
    case .alreadyMade: text("이 양식으로 이미 만들었습니다.", "This form has made its app.")
    case .stale: text("다시 한번 눌러 주십시오.", "Please press once more.")
    case .tooManyApps: text("앱은 20개까지 만들 수 있습니다.", "Twenty apps are the most.")
    }
  }
}
