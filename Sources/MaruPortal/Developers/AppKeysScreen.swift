import Hummingbird
import MaruGateway

/// `/developers/apps/{client}/settings`, `…/secret` and whether the app may call: what an app in test has for its keys.
struct AppKeysScreen: Sendable {
  let site: Site
  let bed: SiteTestBed

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client"
    get("\(path)/settings", on: router) { visit, app in settings(visit, app) }
    post("\(path)/settings", on: router) { visit, app in
      do {
        let form = try AppForm(callbacks: visit.field("callbacks"), scopes: visit.fields("scope"))
        let addresses = try AppForm.addresses(visit.field("addresses"))
        try await site.hub.oauth.setRegistration(
          of: app.client.id, redirectURIs: form.callbacks, scopes: form.scopes)
        try await site.hub.setAllowedAddresses(addresses, of: app.organisation.code)
        return site.redirect("\(link(app))?saved=1")
      } catch let trouble as AppForm.Trouble {
        return settings(visit, app, trouble)
      }
    }
    post("\(path)/secret", on: router) { visit, app in
      let secret = try await site.hub.oauth.rotateSecret(of: app.client.id)
      return SecretPage(site: site).rotated(visit, app.client.id, secret)
    }
    post("\(path)/secret/end", on: router) { _, app in
      try await site.hub.oauth.endFormerSecret(of: app.client.id)
      return site.redirect("\(link(app))?saved=1")
    }
    post("\(path)/stop", on: router) { _, app in
      try await site.hub.oauth.setDisabled(true, app.client.id)
      return site.redirect("\(link(app))?saved=1")
    }
    post("\(path)/start", on: router) { _, app in
      try await site.hub.oauth.setDisabled(false, app.client.id)
      return site.redirect("\(link(app))?saved=1")
    }
  }

  private typealias Handler = @Sendable (SiteVisit, TestApp) async throws -> Site.Answer

  private func get(_ path: String, on router: Router<GatewayContext>, _ work: @escaping Handler) {
    site.get(path, for: .developers, on: router) { visit in try await site.withTestApp(visit, work) }
  }
  private func post(_ path: String, on router: Router<GatewayContext>, _ work: @escaping Handler) {
    site.post(path, for: .developers, on: router) { visit in try await site.withTestApp(visit, work) }
  }

  private func link(_ app: TestApp) -> String { AppsScreen.link(app.client.id) }

  private func settings(
    _ visit: SiteVisit, _ app: TestApp, _ trouble: AppForm.Trouble? = nil
  ) -> Site.Answer {
    var form = FormView(
      heading: app.client.name, action: "\(link(app))/settings", submit: visit.text("저장", "Save"))
    let isFresh = visit.form.isEmpty
    form.fields = [
      .callbacks(visit, isFresh ? app.client.redirectURIs.joined(separator: "\n") : visit.field("callbacks")),
      FormView.Field(
        name: "addresses", label: visit.text("허용 IP", "Allowed IP addresses"),
        value: isFresh ? app.organisation.allowedAddresses.joined(separator: "\n") : visit.field("addresses"),
        hint: visit.text(
          "한 줄에 하나. 비우면 제한이 없습니다. 이체 API와 토큰 발급에 적용됩니다.",
          "One a line; empty means any. They bind the transfer APIs and the token endpoint."),
        longest: 1_000, isLong: true, isOptional: true),
    ]
    let ticked = isFresh ? AppForm.scopes.filter { app.client.scopes.contains($0) }.map(\.wire) : visit.fields("scope")
    form.boxes = AppForm.boxes(visit, ticked: ticked)
    form.links = [(visit.text("그대로 두기", "Leave it as it is"), link(app))]
    form.error = trouble.map { visit.words(for: $0) }
    return site.form(visit, form)
  }
}
