import Hummingbird
import MaruDomain
import MaruGateway
import MaruStore

/// `/developers/apps/{client}/webhooks`: where the app is told of what happened, and what it was told.
struct WebhooksScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/webhooks"
    site.get(path, for: .developers, on: router) { visit in try await site.withApp(visit, show) }
    site.get("\(path)/new", for: .developers, on: router) { visit in
      try await site.withApp(visit) { try await new($0, $1) }
    }
    site.post("\(path)/new", for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        guard let developer = visit.developer else { return site.redirect(link(app)) }
        do {
          let secret = try await site.webhooks.make(
            visit.field("url"), events: visit.fields("event"), isLive: isLive(visit, app), for: app,
            by: developer)
          return shown(visit, app, secret, heading: visit.text("웹훅을 만들었습니다", "Your webhook is made"))
        } catch let trouble as AppWebhooks.Trouble {
          return try await new(visit, app, trouble)
        }
      }
    }
    post("\(path)/:webhook/secret", on: router) { visit, app, webhook in
      let secret = try await site.webhooks.rotate(webhook)
      return shown(visit, app, secret, heading: visit.text("새 서명 키", "A new signing secret"))
    }
    post("\(path)/:webhook/ping", on: router) { visit, app, webhook in
      guard try await mayCall(visit) else { return tooManyCalls(visit, app) }
      try await site.webhooks.ping(webhook)
      return site.redirect("\(link(app))?sent=1")
    }
    post("\(path)/:webhook/resend", on: router) { visit, app, webhook in
      guard try await mayCall(visit) else { return tooManyCalls(visit, app) }
      try await site.webhooks.resend(visit.field("delivery"), of: webhook)
      return site.redirect("\(link(app))?sent=1")
    }
    post("\(path)/:webhook/on", on: router) { _, app, webhook in
      try await site.webhooks.switchOn(webhook)
      return site.redirect("\(link(app))?saved=1")
    }
    post("\(path)/:webhook/remove", on: router) { _, app, webhook in
      try await site.webhooks.remove(webhook)
      return site.redirect("\(link(app))?saved=1")
    }
  }

  private func post(
    _ path: String, on router: Router<GatewayContext>,
    _ work: @escaping @Sendable (SiteVisit, DeveloperApp, Webhook) async throws -> Site.Answer
  ) {
    site.post(path, for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        guard let webhook = try await site.webhooks.find(visit.parameters["webhook"] ?? "", of: app) else {
          return site.message(
            visit, visit.text("없는 웹훅입니다", "No such webhook"),
            visit.text("지웠거나, 이 앱의 것이 아닙니다.", "It was removed, or it is not this app's."),
            link: (visit.text("웹훅", "Webhooks"), link(app)), status: .notFound)
        }
        return try await work(visit, app, webhook)
      }
    }
  }

  /// Notes that a developer has something sent; false where they had as much sent as they may within an hour.
  private func mayCall(_ visit: SiteVisit) async throws -> Bool {
    guard let developer = visit.developer else { return false }
    return try await site.mayPost(in: "webhooks", developer)
  }

  private func tooManyCalls(_ visit: SiteVisit, _ app: DeveloperApp) -> Site.Answer {
    let most = PostBounds.postsPerHour
    return site.message(
      visit, visit.text("잠시 뒤에 다시 보내 주십시오", "Please send it later"),
      visit.text("단추로 보내는 호출은 한 시간에 \(most)번까지입니다.", "\(most) calls by a button within an hour are the most."),
      link: (visit.text("웹훅", "Webhooks"), link(app)), status: .tooManyRequests)
  }

  /// Whether a new one is to be of the live service: there is a choice only where the app also calls in test.
  private func isLive(_ visit: SiteVisit, _ app: DeveloperApp) -> Bool {
    visit.field("service") == "live" || !visit.hasTestBed || app.organisation == nil
  }

  /// Whether there is anything that a webhook could be told of.
  private func mayHave(_ visit: SiteVisit, _ app: DeveloperApp) async throws -> Bool {
    if visit.hasTestBed, app.organisation != nil { return true }
    return try await site.webhooks.liveOrganisation(of: app) != nil
  }

  private func link(_ app: DeveloperApp) -> String { "\(AppsScreen.path)/\(app.client.id)/webhooks" }

  private func shown(_ visit: SiteVisit, _ app: DeveloperApp, _ secret: String, heading: String) -> Site.Answer {
    SecretPage(site: site).page(
      visit, heading: heading, rows: [("webhook secret", secret)],
      hint: visit.text(
        "서명 키는 지금만 보입니다. 받는 서버에 두고 모든 호출의 서명을 확인하십시오. 옛 키가 있었다면 7일 동안 함께 서명합니다.",
        "The signing secret is shown only now. Keep it with the receiver, which must check the signature of each call. An old "
          + "secret signs beside it for seven days."),
      next: (visit.text("웹훅 보기", "Go to the webhooks"), link(app)))
  }

  private func new(
    _ visit: SiteVisit, _ app: DeveloperApp, _ trouble: AppWebhooks.Trouble? = nil
  ) async throws -> Site.Answer {
    var form = FormView(
      heading: visit.text("웹훅 만들기", "Add a webhook"), action: "\(link(app))/new",
      submit: visit.text("만들기", "Add it"))
    form.fields = [
      FormView.Field(
        name: "url", label: "URL", value: visit.field("url"),
        hint: visit.hasTestBed
          ? visit.text(
            "https:// 주소. 시험용으로는 이 컴퓨터의 http://localhost 도 됩니다.",
            "An https:// address; for tests also http://localhost on this machine.")
          : visit.text("인터넷에서 닿는 https:// 주소", "An https:// address that is reached from the internet"),
        inputMode: "url", longest: 300)
    ]
    let isFresh = visit.form.isEmpty
    let ticked = Set(visit.fields("event"))
    var boxes = WebhookEventType.chosen.map { type in
      FormView.Box(
        name: "event", value: type.rawValue, label: type.rawValue, hint: words(for: type, visit),
        isTicked: isFresh || ticked.contains(type.rawValue))
    }
    if visit.hasTestBed, app.organisation != nil, try await site.webhooks.liveOrganisation(of: app) != nil {
      boxes.append(
        FormView.Box(
          name: "service", value: "live", label: visit.text("실서비스의 것", "Of the live service"),
          hint: visit.text("고르지 않으면 시험 앱의 것입니다.", "Otherwise of the app in test."),
          isTicked: visit.field("service") == "live"))
    }
    form.boxes = (visit.text("무엇을 알릴까요", "What it is told"), boxes)
    form.links = [(visit.text("그만두기", "Leave it"), link(app))]
    form.error = trouble.map { words(for: $0, visit) }
    return site.form(visit, form)
  }

  private func show(_ visit: SiteVisit, _ app: DeveloperApp) async throws -> Site.Answer {
    let files = try await site.webhooks.all(of: app)
    var view: [String: Any] = [
      "wide": true, "heading": visit.text("웹훅", "Webhooks"), "appLink": "\(AppsScreen.path)/\(app.client.id)",
      "appName": app.client.name,
      "lead": visit.text(
        "이체의 결과, 동의 해지를 서명된 HTTP 호출로 알려 드립니다. 받지 못하면 하루 넘게 다시 보냅니다.",
        "Outcomes of transfers and ended consents, told by a signed HTTP call; tried for more than a day until it is taken."
      ),
      "guide": [
        "text": visit.text("서명을 확인하는 법", "How to check the signature"), "href": "/developers/docs/guides/webhooks",
      ],
      "webhooks": files.map { self.view(of: $0, visit, app) },
    ]
    if try await !mayHave(visit, app) {
      view["empty"] = visit.text(
        "웹훅은 실서비스의 것입니다. 운영 키를 받은 뒤에 만들 수 있습니다.",
        "A webhook is of the live service: you can add one once you have its production keys.")
    } else if files.count < AppWebhooks.most {
      view["new"] = ["text": visit.text("웹훅 만들기", "Add a webhook"), "href": "\(link(app))/new"]
    }
    if files.isEmpty, view["empty"] == nil { view["empty"] = visit.text("아직 웹훅이 없습니다.", "There is no webhook yet.") }
    if visit.parameter("saved") == "1" { view["done"] = visit.text("저장했습니다.", "Saved.") }
    if visit.parameter("sent") == "1" {
      view["done"] = visit.text(
        "곧 보냅니다. 이 페이지를 다시 열어 결과를 보십시오.", "It goes out now. Open this page again for the result.")
    }
    return site.page(visit, "webhooks", title: visit.text("웹훅", "Webhooks"), view)
  }

  private func view(of file: AppWebhooks.File, _ visit: SiteVisit, _ app: DeveloperApp) -> [String: Any] {
    let webhook = file.webhook
    let isLive = webhook.organisation != app.organisation?.code
    var view: [String: Any] = [
      "url": webhook.url.text, "webhookLink": "\(link(app))/\(webhook.id)",
      "service": isLive ? visit.text("실서비스", "Live") : visit.text("시험", "Test"),
      "events": webhook.events.map(\.rawValue).joined(separator: ", "),
      "ping": visit.text("시험 호출", "Send a ping"), "rotate": visit.text("서명 키 새로 받기", "Get a new secret"),
      "remove": visit.text("지우기", "Remove"), "resend": visit.text("다시 보내기", "Send again"),
      "caption": visit.text("보낸 호출: \(webhook.url.text)", "Calls to \(webhook.url.text)"),
      "deliveries": file.deliveries.map { row(of: $0, visit) },
    ]
    if !file.deliveries.isEmpty {
      view["columns"] = [
        "at": visit.text("시각", "Time"), "type": visit.text("무엇", "Event"), "result": visit.text("결과", "Result"),
        "took": visit.text("걸린 시간", "Took"), "again": visit.text("다시", "Again"),
      ]
    }
    if webhook.state == .off {
      view["off"] = visit.text(
        "하루 넘게 응답이 없어 꺼져 있습니다.", "Switched off: its receiver took no call for more than a day.")
      view["on"] = visit.text("다시 켜기", "Switch it on")
    }
    if let until = webhook.formerUntil, site.hub.world.now() < until {
      view["former"] = visit.text(
        "옛 키도 \(visit.moment(until))까지 함께 서명합니다.", "The old secret signs too until \(visit.moment(until)).")
    }
    return view
  }

  private func row(of one: WebhookDelivery, _ visit: SiteVisit) -> [String: Any] {
    var row: [String: Any] = [
      "at": visit.moment(one.triedAt ?? one.madeAt), "type": one.type.rawValue, "delivery": one.id,
      "took": one.milliseconds.map { "\($0) ms" } ?? "",
    ]
    let tries = one.attempts > 1 ? visit.text(" (\(one.attempts)번째)", " (try \(one.attempts))") : ""
    let answer = one.status.map { "HTTP \($0)" } ?? one.trouble.map { words(forTrouble: $0, visit) } ?? ""
    switch one.state {
    case .delivered:
      row["good"] = visit.text("전달", "Delivered")
    case .failed:
      row["bad"] = visit.text("실패", "Failed")
    case .waiting:
      row["waits"] = one.attempts == 0 ? visit.text("대기", "Waiting") : visit.text("다시 시도", "Will be tried again")
    }
    row["answer"] = answer + tries
    return row
  }

  private func words(forTrouble trouble: String, _ visit: SiteVisit) -> String {
    guard visit.language == .korean else { return trouble }
    return switch trouble {
    case "the name is not known": "주소를 찾을 수 없음"
    case "the address is not public": "공개 주소가 아님"
    case "the certificate is not trusted": "인증서를 믿을 수 없음"
    case "no answer in time": "시간 안에 응답 없음"
    case "only https is called": "https만 호출함"
    case "the connection failed": "연결 실패"
    default: "서명 키를 새로 받아야 함"
    }
  }

  private func words(for trouble: AppWebhooks.Trouble, _ visit: SiteVisit) -> String {
    switch trouble {
    case .url:
      visit.text(
        "https:// 로 시작하는 전체 주소를 적어 주십시오.", "Please give a whole https:// address.")
        + (visit.hasTestBed
          ? visit.text(" http:// 는 시험 앱의 localhost 만 됩니다.", " http:// is for localhost and apps in test alone.") : "")
    case .events: visit.text("알릴 것을 하나 이상 고르십시오.", "Please choose at least one thing to be told.")
    case .tooMany: visit.text("앱 하나에 웹훅은 다섯 개까지입니다.", "An app has five webhooks at most.")
    case .notLive: visit.text("실서비스가 없습니다.", "There is no live service.")
    }
  }

  private func words(for type: WebhookEventType, _ visit: SiteVisit) -> String {
    switch type {
    case .transferCompleted: visit.text("이체가 끝났습니다.", "The money arrived.")
    case .transferRejected: visit.text("이체가 거절되어 돈이 움직이지 않았습니다.", "The order was refused; nothing moved.")
    case .transferReversed: visit.text("입금이 거절되어 돈을 돌려주었습니다.", "The credit was refused; the payer has the money back.")
    case .accountCancelled: visit.text("계좌의 서비스가 해지되었습니다.", "A service of an account ended.")
    case .userUnlinked: visit.text("사용자 연결을 해제했습니다.", "A user was unlinked by your call.")
    case .consentRevoked: visit.text("사용자가 동의를 모두 거두었습니다.", "A user ended everything towards you.")
    case .testPing: ""
    }
  }
}
