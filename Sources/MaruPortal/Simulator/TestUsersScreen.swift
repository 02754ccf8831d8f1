import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/developers/apps/{client}/users`: the test users of an app, and one's own people with what is on their accounts.
struct TestUsersScreen: Sendable {
  private static let shown = 20
  let site: Site
  let bed: SiteTestBed

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/users"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await show(visit, app) }
    }
    post("\(path)/new", on: router) { visit, app, developer in
      try await make([PersonWish()], visit, app, developer)
    }
    post("\(path)/csv", on: router) { visit, app, developer in
      do {
        let people = try CSVPeople(visit.field("people"))
        guard !people.wishes.isEmpty else { return site.redirect(Self.link(app)) }
        return try await make(people.wishes, visit, app, developer)
      } catch let trouble as CSVPeople.Trouble {
        return try await show(
          visit, app,
          error: visit.text(
            "\(trouble.line)번째 줄을 읽을 수 없습니다. \(trouble.column)",
            "Line \(trouble.line) cannot be read. \(trouble.column)"))
      }
    }
    post("\(path)/balance", on: router) { visit, app, developer in
      let parts = visit.field("account").split(separator: "-", maxSplits: 1).map(String.init)
      guard let balance = Won(wire: visit.field("balance").filter { $0 != "," && $0 != " " }), parts.count == 2,
        let bank = BankCode(parts[0]), let number = AccountNumber(parts[1]),
        try await bed.users.setBalance(
          balance, of: BankAccount(bank: bank, number: number), for: app, by: developer, from: visit.sender)
      else {
        return try await show(
          visit, app, error: visit.text("잔액은 0원 이상의 숫자입니다.", "A balance is a number of won, from 0 up."))
      }
      return site.redirect("\(Self.link(app))?done=balance")
    }
  }

  private func post(
    _ path: String, on router: Router<GatewayContext>,
    _ work: @escaping @Sendable (SiteVisit, TestApp, Developer) async throws -> Site.Answer
  ) {
    site.post(path, for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in
        guard let developer = visit.developer else { return site.redirect("/developers/login") }
        return try await work(visit, app, developer)
      }
    }
  }

  private func make(
    _ wishes: [PersonWish], _ visit: SiteVisit, _ app: TestApp, _ developer: Developer
  ) async throws -> Site.Answer {
    do {
      try await bed.users.make(wishes, for: app, of: developer, from: visit.sender)
      return site.redirect("\(Self.link(app))?done=made")
    } catch is TestUsers.TooMany {
      return try await show(
        visit, app,
        error: visit.text("시험 사용자는 \(TestUsers.most)명까지입니다.", "\(TestUsers.most) test users are the most."))
    } catch let error as HubError where error.code == .registeredDataWrong {
      return try await show(visit, app, error: error.message)
    }
  }

  static func link(_ app: TestApp) -> String { "\(AppsScreen.path)/\(app.client.id)/users" }

  private func show(_ visit: SiteVisit, _ app: TestApp, error: String? = nil) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect("/developers/login") }
    let own = try await bed.users.own(of: developer)
    let page = min(max(Int(visit.parameter("page")) ?? 1, 1), 1_000)
    let first = (page - 1) * Self.shown
    let (users, total) = try await bed.console.users(of: app, from: first, atMost: Self.shown)
    let rows = await rows(of: users, own, visit)
    var view: [String: Any] = [
      "wide": true, "heading": visit.text("시험 사용자", "Test users"), "appName": app.client.name,
      "appLink": "\(AppsScreen.path)/\(app.client.id)", "link": Self.link(app),
      "lead": visit.text(
        "나만의 가상 인물을 만듭니다: 계좌와 여섯 달의 거래내역을 가지고, 이 앱에 바로 연결됩니다. 다른 개발자와 함께 쓰는 인물의 잔액은 바꿀 수 없습니다.",
        "Invent people of your own: with accounts and six months of history, connected to this app at once. Balances of the people whom "
          + "all developers share cannot be set."),
      "make": visit.text("시험 사용자 만들기", "Make a test user"), "csvHeading": visit.text("CSV로 만들기", "Make them by CSV"),
      "csvLabel": "CSV", "csvHint": "\(CSVPeople.header)",
      "csvExample": "\(CSVPeople.header)\n홍길동,19800101,M,004,1500000\n홍길동,19800101,M,088,0\n,,,,",
      "typed": visit.field("people"), "csvButton": visit.text("만들기", "Make them"),
      "setBalance": visit.text("잔액 바꾸기", "Set the balance"), "own": visit.text("내 것", "Your own"),
      "users": rows,
    ]
    if page > 1 {
      view["newer"] = ["text": visit.text("더 새 사용자", "Newer users"), "href": "\(Self.link(app))?page=\(page - 1)"]
    }
    if first + users.count < total {
      view["older"] = [
        "text": visit.text("더 오래된 사용자", "Older users") + " (\(total - first - users.count))",
        "href": "\(Self.link(app))?page=\(page + 1)",
      ]
    }
    if rows.isEmpty { view["empty"] = visit.text("연결된 시험 사용자가 없습니다.", "No test user is connected.") }
    switch visit.parameter("done") {
    case "made": view["done"] = visit.text("만들고 연결했습니다.", "Made and connected.")
    case "balance": view["done"] = visit.text("잔액을 바꾸었습니다.", "The balance is set.")
    default: break
    }
    if let error { view["error"] = error }
    return site.page(
      visit, "users", title: visit.text("시험 사용자", "Test users"), view,
      status: error == nil ? .ok : .unprocessableContent)
  }

  /// Asks the banks of all of them at the same time: one that does not answer is waited for once.
  private func rows(of users: [LinkedUser], _ own: Set<UserSeqNo>, _ visit: SiteVisit) async -> [[String: Any]] {
    let accounts = users.flatMap(\.accounts).map(\.account)
    let balances = await withTaskGroup(of: (BankAccount, SignedWon?).self) { group in
      for account in accounts { group.addTask { (account, await bed.users.balance(of: account)) } }
      return await group.reduce(into: [BankAccount: SignedWon]()) { $0[$1.0] = $1.1 }
    }
    return users.map { row($0, balances, isOwn: own.contains($0.person.user), visit) }
  }

  private func row(
    _ user: LinkedUser, _ balances: [BankAccount: SignedWon], isOwn: Bool, _ visit: SiteVisit
  ) -> [String: Any] {
    var accounts: [[String: Any]] = []
    for registered in user.accounts {
      let (account, number) = (registered.account, registered.account.number.text)
      let balance = balances[account].map { String($0.amount) } ?? ""
      var row: [String: Any] = [
        "bankName": site.hub.banks.name(of: account.bank), "number": number,
        "useNumber": registered.fintechUseNumber.text, "balance": balance, "id": "b-\(account.bank.text)-\(number)",
        "account": "\(account.bank.text)-\(number)",
        "label": visit.text("\(number) 잔액 (원)", "Balance of \(number) (won)"),
      ]
      row[isOwn ? "isOwn" : "isShared"] = true
      accounts.append(row)
    }
    var view: [String: Any] = [
      "userName": user.person.name.text,
      "about": "user_seq_no \(user.person.user) · \(user.person.birthDate.wire) · \(user.person.phone)",
      "accounts": accounts,
    ]
    if isOwn { view["mine"] = true }
    return view
  }
}
