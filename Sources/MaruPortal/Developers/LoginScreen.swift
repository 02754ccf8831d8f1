import Hummingbird
import MaruGateway
import MaruOAuth

/// `/developers/login`, the second step with an authenticator's code, and the way out.
struct LoginScreen: Sendable {
  let site: Site
  private static let path = "/developers/login"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in
      visit.developer == nil ? show(visit) : site.redirect(Self.target(visit.parameter("next")))
    }
    site.post(Self.path, on: router) { visit in
      do {
        let next = visit.field("next")
        switch try await site.accounts.logIn(visit.field("email"), visit.field("password"), by: visit) {
        case .done(let cookie): return site.redirect(Self.target(next), cookie: .replace(cookie))
        case .code(let cookie):
          let way = Self.target(next)
          return site.redirect("\(Self.path)/code?next=\(percentEncoded(way))", cookie: .replace(cookie))
        case .letter(let cookie): return site.redirect("/developers/sign-up/sent", cookie: .replace(cookie))
        }
      } catch let trouble as AccountTrouble {
        return show(visit, error: visit.words(for: trouble))
      }
    }
    site.get("\(Self.path)/code", on: router) { visit in
      visit.login?.session.stage == .password ? code(visit) : site.redirect(Self.path)
    }
    site.post("\(Self.path)/code", on: router) { visit in
      do {
        let cookie = try await site.accounts.confirm(visit.field("code"), by: visit)
        return site.redirect(Self.target(visit.field("next")), cookie: .replace(cookie))
      } catch AccountTrouble.linkGone {
        return site.redirect(Self.path)
      } catch let trouble as AccountTrouble {
        return code(visit, error: visit.words(for: trouble))
      }
    }
    site.post("/developers/logout", on: router) { visit in
      try await site.accounts.logOut(visit)
      return site.redirect("/developers", cookie: .forget)
    }
  }

  /// Only ever a page of this site: a link must not lead a person who logs in elsewhere (RFC 9700 section 4.11).
  static func target(_ next: String) -> String {
    let isPage = next.utf8.allSatisfy { isPlain($0) }
    return isPage && next.hasPrefix("/developers/") ? next : "/developers/apps"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2F
      || byte == 0x2D
      || byte == 0x5F
  }

  private func show(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("로그인", "Log in"), action: Self.path, submit: visit.text("로그인", "Log in"))
    let next = visit.form.isEmpty ? visit.parameter("next") : visit.field("next")
    form.hidden = [("next", String(next.prefix(200)))]
    form.fields = [
      .email(visit, value: visit.field("email")),
      .password(visit, label: visit.text("비밀번호", "Password"), isNew: false),
    ]
    if visit.parameter("reset") == "1" {
      form.done = visit.text("비밀번호를 바꾸었습니다. 새 비밀번호로 로그인해 주십시오.", "Your password is changed. Please log in with it.")
    }
    form.links = [
      (visit.text("비밀번호를 잊었습니다", "I forgot my password"), "/developers/reset"),
      (visit.text("계정이 없습니다: 가입", "No account yet: sign up"), "/developers/sign-up"),
    ]
    form.error = error
    return site.form(visit, form)
  }

  private func code(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("인증 앱의 코드", "Code of your authenticator"), action: "\(Self.path)/code",
      submit: visit.text("로그인", "Log in"))
    let next = visit.form.isEmpty ? visit.parameter("next") : visit.field("next")
    form.hidden = [("next", String(next.prefix(200)))]
    form.fields = [
      .code(
        visit, label: visit.text("코드 6자리", "Six digits"),
        hint: visit.text("앱이 없으면 복구 코드를 입력해 주십시오.", "Without the app, type one of your recovery codes."))
    ]
    form.error = error
    return site.form(visit, form)
  }
}
