import MaruDomain
import MaruHub
import MaruStore

extension AppScreen {
  /// An app on a production hub: how far its service is, and what there is to look after. Keys for tests would open nothing there.
  func showLive(_ visit: SiteVisit, _ app: DeveloperApp) async throws -> Site.Answer {
    let application = try await site.hub.store.read { try LiveApplicationTable.newest(of: app.client.id, in: $0) }
    let (link, words) = (AppsScreen.link(app.client.id), LiveWords(visit.language))
    let stage = application?.stage ?? .test
    var rows: [(String, [String])] = [(visit.text("단계", "Stage"), [visit.name(of: stage)])]
    if let request = application?.request {
      rows.append((visit.text("서비스 이름", "Service name"), [request.service.text]))
    }
    if let client = application?.liveClient, let code = application?.liveOrganisation {
      rows += [("client_id", [client.text]), ("client_use_code", [code.text])]
    }
    var view: [String: Any] = [
      "heading": app.client.name, "appLink": link, "nextWords": words.next(at: stage),
      // Until there is a service, to apply is what there is to do.
      (application?.liveClient == nil ? "apply" : "live"): [
        "text": application == nil ? visit.text("이용 신청", "Apply for use") : visit.text("실서비스", "Live service"),
        "href": "\(link)/live",
      ],
      "delete": ["text": visit.text("앱 지우기", "Delete the app"), "href": "\(link)/delete"],
      "rows": rows.map { name, values in
        ["rowName": name, "values": values.map { ["value": $0] }] as [String: Any]
      },
    ]
    if application?.liveClient != nil {
      view["calls"] = ["text": visit.text("호출 기록", "Its calls"), "href": "\(link)/calls"]
      view["webhooks"] = ["text": visit.text("웹훅", "Webhooks"), "href": "\(link)/webhooks"]
    }
    if application?.awaitsAgreement == true { view["nextWords"] = words.nextForOffer }
    if stage == .test {
      view["nextWords"] = visit.text(
        "다음은 이용 신청입니다. 심사, 보안점검, 계약을 거쳐 운영 키를 받습니다.",
        "Next you apply for use. Screening, security check and contract follow, then the production keys.")
    }
    if visit.parameter("made") == "1" { view["done"] = visit.text("앱을 만들었습니다.", "Your app is made.") }
    return site.page(visit, "app", title: app.client.name, view)
  }
}

extension SiteVisit {
  /// What a stage is called: nothing is in test where there is no test bed.
  func name(of stage: LiveStage) -> String {
    stage == .test && !hasTestBed ? text("신청 전", "Not applied for") : LiveWords(language).name(of: stage)
  }
}

extension Site {
  /// Whose calls an app's record shows: its own in test, on a production hub those of its live service; nil where there is none yet.
  func caller(of app: DeveloperApp) async throws -> ClientID? {
    guard testBed == nil else { return app.client.id }
    return try await hub.store.read { try LiveApplicationTable.newest(of: app.client.id, in: $0)?.liveClient }
  }

  /// The app whose record has a client's calls, where it is the developer's own.
  func app(calling client: ClientID, of developer: Developer) async throws -> DeveloperApp? {
    for app in try await apps.all(of: developer) where try await caller(of: app) == client { return app }
    return nil
  }
}
