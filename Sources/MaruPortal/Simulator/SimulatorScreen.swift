import Foundation
import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruStore

/// `/developers/apps/{client}/simulator`: what an app is answered in place of the true answers. One app's rules touch no other's.
struct SimulatorScreen: Sendable {
  let site: Site
  let bed: SiteTestBed

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/simulator"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await show(visit, app) }
    }
    post("\(path)/preset", on: router) { visit, app in try await add(try ScriptForm.preset(visit), visit, app) }
    post("\(path)/rule", on: router) { visit, app in try await add(try ScriptForm.rule(visit), visit, app) }
    post("\(path)/remove", on: router) { visit, app in
      let rules = try Scenario(json: Array(visit.field("rule").utf8)).rules
      for rule in rules { bed.scripts.remove(rule, for: app.client.id) }
      return done(app, "removed")
    }
    post("\(path)/expire", on: router) { visit, app in
      switch visit.field("what") {
      case "consents": try await site.hub.expireConsents(to: app.organisation.code)
      case "day":
        guard let developer = visit.developer else { return site.redirect(Self.link(app)) }
        let own = try await bed.users.own(of: developer)
        guard try await site.hub.beginDayAnew(of: app.organisation.code, users: own) else {
          return try await show(
            visit, app,
            error: visit.text(
              "끝나지 않은 이체가 있습니다. 결과가 정해진 뒤에 다시 해 주십시오.",
              "A transfer is not final yet: once its outcome is known, the day can begin."))
        }
        return done(app, "day")
      case let what:
        try await site.hub.oauth.expireTokens(of: app.client.id, refreshTokens: what == "refresh-tokens")
      }
      return done(app, "expired")
    }
    post("\(path)/reset", on: router) { _, app in
      bed.scripts.set([], for: app.client.id)
      return done(app, "reset")
    }
  }

  /// A form whose fields may be wrong: the page says which, with what was typed.
  func post(
    _ path: String, on router: Router<GatewayContext>,
    _ work: @escaping @Sendable (SiteVisit, TestApp) async throws -> Site.Answer
  ) {
    site.post(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in
        do {
          return try await work(visit, app)
        } catch let error as HubError where error.code == .formatError {
          return try await show(visit, app, error: error.message)
        }
      }
    }
  }

  private func add(_ rule: ScriptRule, _ visit: SiteVisit, _ app: TestApp) async throws -> Site.Answer {
    guard bed.scripts.add(rule, for: app.client.id) else {
      return try await show(
        visit, app,
        error: visit.text("규칙은 \(Scenario.mostRules)개까지입니다.", "\(Scenario.mostRules) rules are the most."))
    }
    return done(app, "added")
  }

  private func done(_ app: TestApp, _ what: String) -> Site.Answer {
    site.redirect("\(Self.link(app))?done=\(what)")
  }

  static func link(_ app: TestApp) -> String { "\(AppsScreen.path)/\(app.client.id)/simulator" }

  /// `error` is told above the forms, with HTTP 422.
  func show(_ visit: SiteVisit, _ app: TestApp, error: String? = nil) async throws -> Site.Answer {
    let client = app.client.id
    let saved = try await site.hub.store.read { try ScenarioTable.all(of: client, in: $0) }
    let banks = site.hub.banks.links.map { (code: $0.bank.code, name: $0.bank.name) }
    let form = ScriptForm(visit: visit, users: try await bed.console.users(of: app), app: app, banks: banks)
    let entries = bed.scripts.entries(of: client)
    var view = words(visit)
    view["wide"] = true
    view["appName"] = app.client.name
    view["appLink"] = "\(AppsScreen.path)/\(client)"
    view["link"] = Self.link(app)
    view["rules"] = entries.map { row($0, visit) }
    view["presets"] = form.presets
    view["apis"] = form.apis
    view["places"] = form.places
    view["questions"] = form.questions
    view["answers"] = form.answers
    view["answer"] = visit.field("answer")
    view["delay"] = visit.field("delay_ms")
    view["times"] = visit.form.isEmpty ? "1" : visit.field("times")
    view["expiries"] = [
      ("access-tokens", visit.text("액세스 토큰 만료", "Access tokens expire")),
      ("refresh-tokens", visit.text("갱신 토큰까지 만료", "Refresh tokens expire too")),
      ("consents", visit.text("동의 만료", "Consents expire")),
      ("day", visit.text("다음 영업일", "Next business day")),
    ].map { ["what": $0.0, "text": $0.1] }
    view["saved"] = saved.map { scenario in
      [
        "scenarioName": scenario.name, "savedAt": visit.moment(scenario.savedAt),
        "file": "\(Self.link(app))/scenario.json?name=\(percentEncoded(scenario.name))",
      ]
    }
    view["program"] = ScenarioScreen.program(site.accounts.address.link(""), app)
    if entries.isEmpty {
      view["empty"] = visit.text("정한 응답이 없습니다. 모두 본래대로 답합니다.", "Nothing is scripted: every answer is true.")
    }
    if !entries.isEmpty { view["hasRules"] = true }
    if let done = done(visit) { view["done"] = done }
    if let error { view["error"] = error }
    return site.page(
      visit, "simulator", title: visit.text("시뮬레이터", "Simulator"), view,
      status: error == nil ? .ok : .unprocessableContent)
  }

  private func row(_ entry: ScriptBook.Entry, _ visit: SiteVisit) -> [String: Any] {
    let words = visit.words(for: entry.rule) { site.hub.banks.name(of: $0) }
    let often = entry.rule.times.map { "\(entry.played)/\($0)" } ?? "\(entry.played)"
    var row: [String: Any] = [
      "ruleWords": words, "played": visit.text("\(often)회 사용", "played \(often)"),
      "rule": String(decoding: Scenario(name: "rule", rules: [entry.rule]).json, as: UTF8.self),
    ]
    if entry.isSpent { row["spent"] = visit.text("끝남", "Spent") }
    return row
  }

  private func done(_ visit: SiteVisit) -> String? {
    switch visit.parameter("done") {
    case "added": visit.text("규칙을 더했습니다. 다음 호출부터 적용됩니다.", "The rule is added: it counts from the next call.")
    case "removed": visit.text("규칙을 뺐습니다.", "The rule is gone.")
    case "expired": visit.text("기한을 끝냈습니다.", "Their time is over.")
    case "day": visit.text("하루 한도를 새로 셉니다.", "Daily limits count from nothing again.")
    case "reset": visit.text("모두 본래대로 돌렸습니다.", "Everything is true again.")
    case "saved": visit.text("시나리오를 저장했습니다.", "The scenario is saved.")
    case "playing": visit.text("시나리오를 적용했습니다.", "The scenario is being played.")
    case "gone": visit.text("시나리오를 지웠습니다.", "The scenario is gone.")
    default: nil
    }
  }

  private func words(_ visit: SiteVisit) -> [String: Any] {
    [
      "heading": visit.text("가상 시뮬레이터", "Virtual simulator"),
      "lead": visit.text(
        "이 앱의 호출에만 적용됩니다. 나머지는 본래대로 움직입니다: 은행의 응답을 잃어도 돈은 실제로 움직이고, 결과 조회로 확인할 수 있습니다.",
        "Rules count for calls of this app alone. All the rest is real: where a bank's answer is lost the money moves all the same, and "
          + "transfer/result tells."),
      "rulesLabel": visit.text("지금의 규칙", "Rules in force"), "remove": visit.text("빼기", "Remove"),
      "reset": visit.text("모두 본래대로", "Make everything true again"),
      "presetHeading": visit.text("흔한 상황", "Common situations"), "presetLabel": visit.text("상황", "Situation"),
      "timesLabel": visit.text("횟수", "Times"), "timesHint": visit.text("비우면 계속", "Empty: always"),
      "add": visit.text("더하기", "Add it"), "ruleHeading": visit.text("직접 정하기", "A rule of your own"),
      "anyAPI": visit.text("모든 API", "Any API"), "placeLabel": visit.text("계좌 또는 은행", "Account or bank"),
      "anyPlace": visit.text("모두", "Any"), "questionLabel": visit.text("은행에 묻는 것", "Question to the bank"),
      "anyQuestion": visit.text("모두", "Any"), "answerLabel": visit.text("응답", "Answer"),
      "answerHint": visit.text(
        "중계센터 코드(A0305, O0001-992), 은행 코드(453), lost, unheard. 비우면 지연만.",
        "A code of the hub (A0305, O0001-992) or of a bank (453), lost, unheard. Empty: a delay only."),
      "delayLabel": visit.text("지연 (ms)", "Delay (ms)"),
      "delayHint": visit.text("30000까지", "Up to 30000"),
      "timeHeading": visit.text("시간", "Time"),
      "timeHint": visit.text(
        "이 앱의 토큰과 동의가 지금 기한을 맞습니다. 되돌리려면 토큰을 새로 받거나 다시 동의를 받으십시오. 다음 영업일은 이 앱과 내가 만든 시험 사용자의 "
          + "하루 한도를 자정처럼 새로 셉니다. 날짜와 은행의 장부는 모두의 것이라 그대로입니다.",
        "The app's tokens and consents reach the end of their time now. New tokens and new consents are good again. The next "
          + "business day begins the daily limits of the app and of test users you made anew, as midnight does; the date and the "
          + "banks' books are everybody's and stay."),
      "savedHeading": visit.text("시나리오", "Scenarios"), "nameLabel": visit.text("이름", "Name"),
      "save": visit.text("지금의 규칙 저장", "Save these rules"), "play": visit.text("적용", "Play"),
      "export": visit.text("내보내기", "Export"), "forget": visit.text("지우기", "Delete"),
      "importHeading": visit.text("파일에서", "From a file"), "importLabel": visit.text("시나리오 (JSON)", "Scenario (JSON)"),
      "importButton": visit.text("저장하고 적용", "Save and play"),
      "programHeading": visit.text("프로그램과 CI에서", "In programs and CI"), "copy": visit.text("복사", "Copy"),
      "copied": visit.text("복사했습니다", "Copied"),
    ]
  }
}
