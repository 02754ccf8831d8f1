import Hummingbird
import MaruGateway

/// `/developers/reset`: a new password by mail.
struct ResetScreen: Sendable {
  let site: Site
  private static let path = "/developers/reset"

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in ask(visit) }
    site.post(Self.path, on: router) { visit in
      do {
        try await site.accounts.askForReset(visit.field("email"), by: visit)
        return site.redirect("\(Self.path)/sent")
      } catch let trouble as AccountTrouble {
        return ask(visit, error: visit.words(for: trouble))
      }
    }
    site.get("\(Self.path)/sent", on: router) { visit in sent(visit) }
    site.get("\(Self.path)/password", on: router) { visit in try await choose(visit, visit.parameter("token")) }
    site.post("\(Self.path)/password", on: router) { visit in
      let token = visit.field("token")
      do {
        try await site.accounts.reset(token, password: visit.field("password"))
        return site.redirect("/developers/login?reset=1", cookie: .forget)
      } catch let trouble as AccountTrouble {
        return try await choose(visit, token, trouble)
      }
    }
  }

  private func ask(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("비밀번호 다시 정하기", "Set a new password"),
      lead: visit.text("가입한 주소로 링크를 보내 드립니다.", "We send a link to the address you signed up with."), action: Self.path,
      submit: visit.text("링크 받기", "Send me the link"))
    form.fields = [.email(visit, value: visit.field("email"))]
    form.error = error
    return site.form(visit, form)
  }

  /// The same whether there is such an account or not.
  private func sent(_ visit: SiteVisit) -> Site.Answer {
    site.message(
      visit, visit.text("메일을 확인해 주십시오", "Look into your mail"),
      visit.text(
        "이 주소의 계정이 있으면 링크를 보냈습니다. 30분 동안 한 번 쓸 수 있습니다.",
        "If this address has an account, a link is on its way. It is good once, for 30 minutes."),
      link: site.accounts.mail.reader.map { (visit.text("시험 환경의 보낸편지함 열기", "Open the test bed's outbox"), $0) })
  }

  private func choose(_ visit: SiteVisit, _ token: String, _ trouble: AccountTrouble? = nil) async throws -> Site.Answer
  {
    do {
      _ = try await site.accounts.developer(of: token, .reset)
      var form = FormView(
        heading: visit.text("새 비밀번호", "New password"),
        lead: visit.text("모든 브라우저에서 로그아웃됩니다.", "Every browser is logged out."), action: "\(Self.path)/password",
        submit: visit.text("바꾸기", "Set it"))
      form.hidden = [("token", token)]
      form.fields = [
        .password(
          visit, label: visit.text("새 비밀번호", "New password"), isNew: true,
          hint: visit.text("10자 이상. 문장도 좋습니다.", "Ten characters or more. A sentence is fine."))
      ]
      form.error = trouble.map(visit.words)
      return site.form(visit, form)
    } catch AccountTrouble.linkGone {
      return site.message(
        visit, visit.text("끝난 주소입니다", "This link is over"), visit.words(for: .linkGone),
        link: (visit.text("다시 요청하기", "Ask for another"), Self.path), status: .gone)
    }
  }
}
