import Hummingbird
import MaruDomain
import MaruGateway
import MaruStore

/// `/developers/account`: the address, the authenticator, and which browsers are logged in.
struct AccountScreen: Sendable {
  let site: Site
  private static let path = "/developers/account"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, for: .developers, on: router) { visit in try await show(visit) }
    site.post("\(Self.path)/sessions/end", for: .developers, on: router) { visit in
      guard let developer = visit.developer else { return site.redirect(Self.path) }
      let name = visit.field("session")
      try await site.accounts.endSession(named: name, of: developer)
      let isOwn = name == visit.login?.session.name
      return isOwn ? site.redirect("/developers", cookie: .forget) : site.redirect("\(Self.path)?ended=1")
    }
    site.post("\(Self.path)/sessions/end-others", for: .developers, on: router) { visit in
      guard let developer = visit.developer else { return site.redirect(Self.path) }
      try await site.accounts.endOtherSessions(of: visit, developer)
      return site.redirect("\(Self.path)?ended=1")
    }
  }

  private func show(_ visit: SiteVisit) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect("/developers/login") }
    let sessions = try await site.accounts.sessions(of: developer)
    let codes = try await site.accounts.recoveryCodesLeft(of: developer)
    var view: [String: Any] = [
      "heading": visit.text("내 계정", "My account"), "email": developer.email,
      "emailLabel": visit.text("e메일", "E-mail"), "sinceLabel": visit.text("가입", "Since"),
      "since": visit.day(developer.createdAt), "authenticatorLabel": visit.text("2단계 인증", "Two-step login"),
      "authenticator": developer.totpSecret == nil
        ? visit.text("꺼짐", "Off") : visit.text("켜짐 · 복구 코드 \(codes)개 남음", "On · \(codes) recovery codes left"),
      "authenticatorAction": developer.totpSecret == nil
        ? visit.text("인증 앱 연결하기", "Set up an authenticator app")
        : visit.text("인증 앱 해제하기", "Take the authenticator away"),
      "sessionsHeading": visit.text("로그인한 브라우저", "Browsers that are logged in"),
      "sessionsHint": visit.text(
        "12시간 쓰지 않으면, 그리고 로그인한 지 14일이 지나면 끝납니다.", "A login ends after 12 hours without use, and 14 days after it began."
      ),
      "sessions": sessions.map { row(of: $0, visit) }, "end": visit.text("끝내기", "End"),
    ]
    if sessions.count > 1 { view["endOthers"] = visit.text("다른 브라우저 모두 로그아웃", "Log out all other browsers") }
    if visit.parameter("ended") == "1" {
      view["done"] = visit.text("로그인을 끝냈습니다.", "The login was ended.")
    } else if visit.parameter("authenticator") == "off" {
      view["done"] = visit.text("인증 앱을 해제했습니다.", "The authenticator was taken away.")
    }
    return site.page(visit, "account", title: visit.text("내 계정", "My account"), view)
  }

  private func row(of session: SiteSession, _ visit: SiteVisit) -> [String: Any] {
    var view: [String: Any] = [
      "browserName": BrowserName(session.browser).text ?? visit.text("알 수 없는 브라우저", "A browser"),
      "place": session.address.isEmpty ? "-" : session.address, "seen": visit.moment(session.seenAt),
      "sessionName": session.name,
    ]
    if session.cookieHash == visit.login?.session.cookieHash { view["own"] = visit.text("이 브라우저", "This browser") }
    return view
  }
}

/// What a browser is, in two words, from what it says of itself.
struct BrowserName {
  let text: String?

  init(_ agent: String) {
    let browsers = [
      ("Edg/", "Edge"), ("Whale/", "Whale"), ("OPR/", "Opera"), ("HeadlessChrome/", "Chromium"), ("Chrome/", "Chrome"),
      ("Firefox/", "Firefox"), ("Safari/", "Safari"), ("curl/", "curl"),
    ]
    let systems = [
      ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"),
      ("Linux", "Linux"),
    ]
    let name = browsers.first { agent.contains($0.0) }?.1
    let system = systems.first { agent.contains($0.0) }?.1
    text = name.map { name in system.map { "\(name) · \($0)" } ?? name }
  }
}

extension SiteVisit {
  /// `2026-11-25`, Korean time.
  func day(_ moment: Instant) -> String {
    let text = moment.dateTime.wire
    return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.dropFirst(6).prefix(2))"
  }

  /// `2026-11-25 21:05`, Korean time.
  func moment(_ moment: Instant) -> String {
    let time = moment.dateTime.wire.dropFirst(8)
    return "\(day(moment)) \(time.prefix(2)):\(time.dropFirst(2).prefix(2))"
  }
}
