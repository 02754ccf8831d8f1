import Hummingbird
import MaruGateway

/// `/developers/verify`: where the link of the confirming mail leads. A press of a button proves the address, not the link
/// alone: mail programs open links by themselves.
struct VerifyScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get("/developers/verify", on: router) { visit in try await show(visit, visit.parameter("token")) }
    site.post("/developers/verify", on: router) { visit in
      let token = visit.field("token")
      do {
        let cookie = try await site.accounts.verify(token, password: visit.field("password"), by: visit)
        return site.redirect("/developers/apps/new?welcome=1", cookie: .replace(cookie))
      } catch let trouble as AccountTrouble {
        return try await show(visit, token, trouble)
      }
    }
  }

  private func show(_ visit: SiteVisit, _ token: String, _ trouble: AccountTrouble? = nil) async throws -> Site.Answer {
    do {
      let developer = try await site.accounts.developer(of: token, .verify)
      var form = FormView(
        heading: visit.text("계정 열기", "Open your account"),
        lead: visit.text(
          "\(developer.email) 주소로 마루 개발자 계정을 엽니다.", "This opens the Maru developer account of \(developer.email)."),
        action: "/developers/verify", submit: visit.text("계정 열기", "Open the account"))
      form.hidden = [("token", token)]
      // Another browser than the one that signed up shows that it is the same person.
      if !site.accounts.isWaiting(visit, for: developer) {
        form.fields = [
          .password(visit, label: visit.text("가입할 때 정한 비밀번호", "The password you signed up with"), isNew: false)
        ]
      }
      form.error = trouble.map(visit.words)
      return site.form(visit, form)
    } catch AccountTrouble.linkGone {
      return site.message(
        visit, visit.text("끝난 주소입니다", "This link is over"), visit.words(for: .linkGone),
        link: (visit.text("로그인", "Log in"), "/developers/login"), status: .gone)
    }
  }
}
