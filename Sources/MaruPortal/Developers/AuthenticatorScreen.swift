import Hummingbird
import MaruGateway

/// `/developers/account/authenticator`: binds an authenticator app, or takes it away.
struct AuthenticatorScreen: Sendable {
  let site: Site
  private static let path = "/developers/account/authenticator"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, for: .developers, on: router) { visit in
      visit.developer?.totpSecret == nil
        ? bind(visit, secret: site.hub.world.randomBytes(TimeCode.secretLength)) : release(visit)
    }
    site.post(Self.path, for: .developers, on: router) { visit in
      guard let developer = visit.developer, developer.totpSecret == nil,
        let secret = Base32.decode(visit.field("secret")), secret.count == TimeCode.secretLength
      else { return site.redirect(Self.path) }
      do {
        let codes = try await site.accounts.bindAuthenticator(secret, code: visit.field("code"), for: developer)
        return bound(visit, codes)
      } catch let trouble as AccountTrouble {
        return bind(visit, secret: secret, error: visit.words(for: trouble))
      }
    }
    site.post("\(Self.path)/off", for: .developers, on: router) { visit in
      guard let developer = visit.developer, developer.totpSecret != nil else { return site.redirect(Self.path) }
      do {
        try await site.accounts.releaseAuthenticator(code: visit.field("code"), of: developer)
        return site.redirect("/developers/account?authenticator=off")
      } catch let trouble as AccountTrouble {
        return release(visit, error: visit.words(for: trouble))
      }
    }
  }

  private func bind(_ visit: SiteVisit, secret: [UInt8], error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("인증 앱 연결하기", "Set up an authenticator app"),
      lead: visit.text(
        "앱으로 QR 코드를 찍거나 아래 키를 넣고, 앱이 보여 주는 코드 6자리를 입력해 주십시오. 휴대폰에서 보고 계시면 링크를 누르면 됩니다.",
        "Let your app read the QR code, or put in the key, and type the six digits that it shows. On the phone itself the link does it."
      ),
      action: Self.path, submit: visit.text("연결하기", "Set it up"))
    // Nothing is kept before the code is right: the key comes back with it.
    form.hidden = [("secret", Base32.encode(secret))]
    let address = TimeCode.address(secret: secret, account: visit.developer?.email ?? "")
    form.image = QRCode(address)?.svg(
      label: visit.text(
        "인증 앱으로 읽는 QR 코드. 같은 키가 아래에 글자로 있습니다.", "QR code for the authenticator app; the same key stands below."))
    form.shown = (
      visit.text("키", "Key"), Base32.encode(secret).inFours, (visit.text("앱에서 열기", "Open in the app"), address)
    )
    form.fields = [.code(visit, label: visit.text("앱의 코드 6자리", "Six digits of the app"))]
    form.error = error
    return site.form(visit, form)
  }

  private func release(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("인증 앱 해제하기", "Take the authenticator away"),
      lead: visit.text("비밀번호만으로 로그인하게 됩니다.", "Your password alone will open the account."), action: "\(Self.path)/off",
      submit: visit.text("해제하기", "Take it away"))
    form.fields = [.code(visit, label: visit.text("앱의 코드 또는 복구 코드", "Code of the app, or a recovery code"))]
    form.error = error
    return site.form(visit, form)
  }

  /// The only time that the recovery codes are shown.
  private func bound(_ visit: SiteVisit, _ codes: [String]) -> Site.Answer {
    site.page(
      visit, "recovery", title: visit.text("복구 코드", "Recovery codes"),
      [
        "heading": visit.text("복구 코드", "Recovery codes"),
        "done": visit.text("2단계 인증을 켰습니다.", "Two-step login is on."),
        "lead": visit.text(
          "휴대폰을 잃어버리면 이 코드로 로그인합니다. 하나에 한 번입니다. 지금만 보이니 안전한 곳에 적어 두십시오.",
          "Without your phone these codes let you in, once each. They are shown only now: keep them in a safe place."),
        "codes": codes.map { ["code": $0.inFours] },
        "next": ["text": visit.text("적어 두었습니다", "I have kept them"), "href": "/developers/account"],
      ])
  }
}
