import Hummingbird
import MaruGateway

/// `/developers/sign-up`: an address and a password.
struct SignUpScreen: Sendable {
  let site: Site
  private static let path = "/developers/sign-up"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in
      visit.developer == nil ? show(visit) : site.redirect("/developers/account")
    }
    site.post(Self.path, on: router) { visit in
      do {
        let cookie = try await site.accounts.signUp(visit.field("email"), visit.field("password"), by: visit)
        return site.redirect("\(Self.path)/sent", cookie: .replace(cookie))
      } catch let trouble as AccountTrouble {
        return show(visit, error: visit.words(for: trouble))
      }
    }
    site.get("\(Self.path)/sent", on: router) { visit in sent(visit) }
  }

  private func show(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("개발자 가입", "Sign up as a developer"),
      lead: visit.text("무료이며, 확인 메일 한 통이면 됩니다.", "Free; one confirming mail and you are in."),
      action: Self.path, submit: visit.text("가입하기", "Sign up"))
    form.fields = [
      .email(visit, value: visit.field("email")),
      .password(
        visit, label: visit.text("비밀번호", "Password"), isNew: true,
        hint: visit.text("10자 이상. 문장도 좋습니다.", "Ten characters or more. A sentence is fine.")),
    ]
    form.links = [(visit.text("이미 계정이 있습니다: 로그인", "I have an account: log in"), "/developers/login")]
    form.error = error
    return site.form(visit, form)
  }

  /// The same for a new address and for one that has an account.
  private func sent(_ visit: SiteVisit) -> Site.Answer {
    let reader = site.accounts.mail.reader
    return site.message(
      visit, visit.text("메일을 확인해 주십시오", "Look into your mail"),
      visit.text(
        "보내 드린 메일의 주소를 열면 계정이 열립니다.", "Open the address in the mail that we have sent, and your account opens."),
      link: reader.map { (visit.text("시험 환경의 보낸편지함 열기", "Open the test bed's outbox"), $0) })
  }
}

extension FormView.Field {
  static func email(_ visit: SiteVisit, value: String) -> Self {
    Self(
      name: "email", label: visit.text("e메일 주소", "E-mail address"), type: "email", value: String(value.prefix(254)),
      autocomplete: "username", inputMode: "email", longest: 254)
  }

  static func password(_ visit: SiteVisit, label: String, isNew: Bool, hint: String? = nil) -> Self {
    Self(
      name: "password", label: label, type: "password", hint: hint,
      autocomplete: isNew ? "new-password" : "current-password", longest: 128)
  }

  static func code(_ visit: SiteVisit, label: String, hint: String? = nil) -> Self {
    Self(name: "code", label: label, hint: hint, autocomplete: "one-time-code", longest: 24)
  }
}

extension SiteVisit {
  /// The sentence for what went wrong.
  func words(for trouble: AccountTrouble) -> String {
    switch trouble {
    case .emailMalformed: text("e메일 주소를 다시 확인해 주십시오.", "Please check the e-mail address.")
    case .passwordShort: text("비밀번호는 10자 이상이어야 합니다.", "A password needs ten characters or more.")
    case .passwordSimple:
      text("너무 쉬운 비밀번호입니다. 다른 것을 골라 주십시오.", "That password is too easy to guess. Please choose another.")
    case .loginWrong: text("e메일 주소나 비밀번호가 맞지 않습니다.", "E-mail address or password is wrong.")
    case .codeWrong: text("코드가 맞지 않거나 이미 쓴 코드입니다.", "The code is wrong, or was used already.")
    case .tooManyTries: text("시도가 너무 많습니다. 15분 뒤에 다시 해 주십시오.", "Too many tries. Please come back in 15 minutes.")
    case .linkGone: text("이 주소는 이미 썼거나 오래되었습니다.", "This link was used already, or is too old.")
    }
  }
}
