import MaruDomain

/// The one page that shows a secret: right after it was made.
struct SecretPage: Sendable {
  let site: Site

  /// A new app.
  func made(_ visit: SiteVisit, _ app: NewApp) -> Site.Answer {
    page(
      visit, heading: visit.text("앱을 만들었습니다", "Your app is made"),
      rows: [
        ("client_id", app.client.text), ("client_secret", app.secret), ("wd_pass_phrase", app.passPhrase),
      ],
      hint: visit.text(
        "client_secret과 입금이체용 암호문구(wd_pass_phrase)는 지금만 보입니다. 서버에만 두십시오.",
        "client_secret and the deposit pass phrase (wd_pass_phrase) are shown only now. Keep them on your server."),
      next: console(visit, app.client))
  }

  private func console(_ visit: SiteVisit, _ client: ClientID) -> (String, String) {
    (visit.text("콘솔에서 호출해 보기", "Try a call in the console"), "\(AppsScreen.path)/\(client)/console")
  }

  /// Another secret.
  func rotated(_ visit: SiteVisit, _ client: ClientID, _ secret: String) -> Site.Answer {
    page(
      visit, heading: visit.text("새 클라이언트 키", "A new client secret"),
      rows: [("client_id", client.text), ("client_secret", secret)],
      hint: visit.text(
        "지금만 보입니다. 옛 키도 7일 동안 함께 쓸 수 있으니 그 안에 바꾸십시오.",
        "Shown only now. The old one works beside it for seven days: bring the new one out within them."),
      next: console(visit, client))
  }

  /// Keys to copy, and where to go on.
  func page(
    _ visit: SiteVisit, heading: String, rows: [(String, String)], hint: String, next: (text: String, href: String)
  ) -> Site.Answer {
    site.page(
      visit, "secret", title: heading,
      [
        "heading": heading, "hint": hint,
        "rows": rows.map { ["key": $0.0, "code": $0.1] },
        "copy": visit.text("복사", "Copy"), "copied": visit.text("복사했습니다", "Copied"),
        "next": ["text": next.text, "href": next.href],
      ])
  }
}
