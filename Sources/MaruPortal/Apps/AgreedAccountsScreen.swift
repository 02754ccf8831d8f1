import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub

/// `/developers/apps/{client}/accounts`: at which banks an app collects and from which it pays. A real client registers such accounts
/// and meets A0322 with any other.
struct AgreedAccountsScreen: Sendable {
  private static let keep = "keep"
  let site: Site
  let bed: SiteTestBed

  static func link(_ app: TestApp) -> String { "\(AppsScreen.path)/\(app.client.id)/accounts" }

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/accounts"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in page(visit, app) }
    }
    site.post(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await set(visit, app) }
    }
  }

  private func set(_ visit: SiteVisit, _ app: TestApp) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect("/developers/login") }
    let organisation = app.organisation
    let chosen = ["collection", "paying"].map { visit.field($0) }
    guard chosen.contains(where: { $0 != Self.keep && !$0.isEmpty }) else { return site.redirect(Self.link(app)) }
    guard try await site.mayPost(in: "accounts", developer) else {
      return page(
        visit, app,
        visit.text("한 시간에 20번까지 바꿀 수 있습니다.", "Twenty changes an hour are the most."))
    }
    func account(_ field: String, _ now: BankAccount, toPayFrom: Bool) async throws -> BankAccount {
      guard let bank = BankCode(field) else { return now }
      return try await bed.users.office.openAccount(at: bank, toPayFrom: toPayFrom, for: organisation.name)
    }
    do {
      let accounts = AgreedAccounts(
        collection: try await account(chosen[0], organisation.collectionAccount, toPayFrom: false),
        paying: try await account(chosen[1], organisation.payingAccount, toPayFrom: true))
      try await site.hub.setAgreedAccounts(accounts, of: organisation.code)
      return site.redirect("\(AppsScreen.path)/\(app.client.id)?saved=1")
    } catch let error as HubError where error.code == .registeredDataWrong {
      return page(visit, app, error.message)
    }
  }

  private func page(_ visit: SiteVisit, _ app: TestApp, _ error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("약정계좌", "Agreed accounts"),
      lead: visit.text(
        "고른 은행에 새 계좌를 열고 이용기관에 등록합니다. 이미 접수한 이체는 전의 계좌로 끝나고, 등록에서 빠진 계좌를 물으면 A0322입니다. 새 지급계좌에는 100억 원이 들어 있습니다.",
        "A new account is opened at the bank that you choose and registered for the app. Orders that were placed end on the accounts of "
          + "before; asked about one that is registered no longer, the hub answers A0322. A new paying account has ten billion won on it."
      ),
      action: Self.link(app), submit: visit.text("바꾸기", "Change them"))
    form.selects = [
      select("collection", visit.text("수납계좌 (출금이체)", "Collection account"), app.organisation.collectionAccount, visit),
      select("paying", visit.text("지급계좌 (입금이체)", "Paying account"), app.organisation.payingAccount, visit),
    ]
    form.links = [(visit.text("그대로 두기", "Leave it as it is"), "\(AppsScreen.path)/\(app.client.id)")]
    form.error = error
    return site.form(visit, form)
  }

  private func select(_ name: String, _ label: String, _ now: BankAccount, _ visit: SiteVisit) -> FormView.Select {
    let banks = bed.users.office.openingBanks.map { code in
      (value: code.text, text: visit.text("새 계좌: ", "New account: ") + "\(site.hub.banks.name(of: code)) \(code.text)")
    }
    let kept = visit.text("지금 계좌: ", "As it is: ") + "\(site.hub.banks.name(of: now.bank)) \(now.number.text)"
    return FormView.Select(
      name: name, label: label, options: [(value: Self.keep, text: kept)] + banks, chosen: visit.field(name))
  }
}
