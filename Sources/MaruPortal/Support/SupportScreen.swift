import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/developers/support`: a developer's requests to the operator, each with a thread that the two of them see.
struct SupportScreen: Sendable {
  static let path = "/developers/support"
  private static let shown = 100
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, for: .developers, on: router) { visit in try await list(visit) }
    site.get("\(Self.path)/new", for: .developers, on: router) { visit in try await new(visit) }
    site.post("\(Self.path)/new", for: .developers, on: router) { visit in
      guard let developer = visit.developer else { return site.redirect(Self.path) }
      do {
        let form = try await SupportForm(visit, site, by: developer)
        let id = try await site.support.open(form.question, form.body, form.call, by: developer.id)
        return site.redirect("\(link(id))?done=1")
      } catch let trouble as SupportForm.Trouble {
        return try await new(visit, trouble)
      }
    }
    let one = "\(Self.path)/requests/:request"
    site.get(one, for: .developers, on: router) { visit in try await show(visit) }
    site.post("\(one)/write", for: .developers, on: router) { visit in
      guard let developer = visit.developer, let id = try await file(visit)?.request.id else { return gone(visit) }
      do {
        let (body, call) = try await SupportForm.addition(visit, site, by: developer)
        try await site.support.write(body, call, to: id, by: developer.id)
        return site.redirect("\(link(id))?done=1")
      } catch let trouble as SupportForm.Trouble {
        return try await show(visit, visit.words(for: trouble))
      }
    }
    site.post("\(one)/close", for: .developers, on: router) { visit in
      guard let developer = visit.developer, let id = try await file(visit)?.request.id else { return gone(visit) }
      do {
        try await site.support.close(id, by: developer.id)
        return site.redirect("\(link(id))?done=1")
      } catch let trouble as SupportDesk.Trouble {
        return try await show(visit, SupportWords(visit.language).words(for: trouble))
      }
    }
  }

  private func link(_ id: Int64) -> String { "\(Self.path)/requests/\(id)" }

  private func file(_ visit: SiteVisit) async throws -> SupportDesk.File? {
    guard let id = Int64(visit.parameters["request"] ?? ""), let developer = visit.developer else { return nil }
    return try await site.support.file(
      id, of: developer.id, before: Int64(visit.parameter("before")) ?? .max)
  }

  private func gone(_ visit: SiteVisit) -> Site.Answer {
    site.message(
      visit, visit.text("없는 요청입니다", "No such request"),
      visit.text("이 계정에는 그런 요청이 없습니다.", "This account has no such request."),
      link: (visit.text("지원", "Support"), Self.path), status: .notFound)
  }

  private func new(_ visit: SiteVisit, _ trouble: SupportForm.Trouble? = nil) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect(Self.path) }
    return site.form(visit, SupportForm.view(visit, try await site.apps.all(of: developer), trouble))
  }

  /// The page of the app whose calls each client of the thread makes.
  private func callPages(_ visit: SiteVisit, _ file: SupportDesk.File) async throws -> [ClientID: String] {
    var pages: [ClientID: String] = [:]
    for client in Set(file.messages.compactMap(\.call?.client)) {
      guard let developer = visit.developer else { continue }
      let app = try await site.app(calling: client, of: developer)?.client.id ?? client
      pages[client] = AppsScreen.link(app)
    }
    return pages
  }

  private func list(_ visit: SiteVisit) async throws -> Site.Answer {
    guard let developer = visit.developer else { return site.redirect(Self.path) }
    let requests = try await site.hub.store.read {
      try SupportTable.newest(Self.shown, of: developer.id, in: $0)
    }
    let words = SupportWords(visit.language)
    var view: [String: Any] = [
      "heading": visit.text("지원", "Support"),
      "lead": visit.text(
        "상담, 보안점검 일정, 시험 단말. 모두에게 물을 것은 포럼에 올려 주십시오.",
        "Consulting, appointments for the security check, devices to test with. What everybody may read belongs to the forum."
      ),
      "new": ["text": visit.text("새 요청", "A new request"), "href": "\(Self.path)/new"],
      "requests": requests.map { one in
        var row: [String: Any] = [
          "subject": one.subject, "href": link(one.id), "state": words.name(of: one.state),
          "about": "\(words.name(of: one.kind)) · \(visit.moment(one.changedAt))",
        ]
        if one.state == .answered { row["isAnswered"] = true }
        return row
      },
    ]
    if requests.isEmpty { view["empty"] = visit.text("요청이 없습니다.", "There are no requests.") }
    return site.page(visit, "support", title: visit.text("지원", "Support"), view)
  }

  private func show(_ visit: SiteVisit, _ error: String? = nil) async throws -> Site.Answer {
    guard let file = try await file(visit) else { return gone(visit) }
    let (request, words) = (file.request, SupportWords(visit.language))
    let pages = try await callPages(visit, file)
    var rows = [
      (visit.text("번호", "Number"), "\(request.id)"),
      (visit.text("무엇을", "What it is about"), words.name(of: request.kind)),
      (visit.text("상태", "State"), words.name(of: request.state)),
    ]
    if let client = request.client { rows.append((visit.text("앱", "App"), file.app ?? client.text)) }
    if let day = request.wishedDay {
      rows.append((visit.text("희망하는 날", "Day you wish for"), visit.day(Instant(date: day))))
    }
    let typed = visit.field("body")
    let shown = PageLoad.fitting(file.messages.reversed(), within: PageLoad.bytes - typed.utf8.count) {
      Markdown($0.body).html
    }
    var view: [String: Any] = [
      "heading": request.subject, "link": link(request.id),
      "all": ["text": visit.text("지원", "Support"), "href": Self.path],
      "rows": rows.map { ["rowName": $0.0, "value": $0.1] },
      "messages": shown.reversed().map { message, html in
        var view: [String: Any] = [
          // Operators are known to the hub by their names, to developers by their office.
          "who": message.who.isEmpty ? visit.text("나", "You") : visit.text("운영 기관", "Operator"),
          "at": visit.moment(message.at), "html": html,
        ]
        if let call = message.call {
          view["call"] = [
            "text": visit.text("호출 \(call.id)", "Call \(call.id)"),
            "href": pages[call.client].map { "\($0)/calls/\(call.id)" } ?? Self.path,
          ]
        }
        return view
      },
      "bodyLabel": visit.text("덧붙이는 말", "Your words"), "bodyHint": visit.markdownHint,
      "typed": typed, "typedCall": visit.field("call"), "callLabel": visit.callLabel,
      "callHint": visit.callHint,
      "write": request.state == .closed
        ? visit.text("보내고 다시 열기", "Send it and open it again") : visit.text("보내기", "Send it"),
    ]
    if shown.count < file.messages.count, let oldest = shown.last?.post.id {
      view["older"] = [
        "text": visit.text("더 오래된 글", "Older messages"), "href": "\(link(request.id))?before=\(oldest)",
      ]
    }
    if !visit.parameter("before").isEmpty {
      view["newest"] = ["text": visit.text("가장 새 글", "Newest messages"), "href": link(request.id)]
    }
    if request.state != .closed { view["close"] = visit.text("끝난 일로 하기", "It is settled") }
    if let error {
      view["error"] = error
    } else if visit.parameter("done") == "1" {
      view["done"] = visit.text("기록했습니다.", "It is on record.")
    }
    return site.page(
      visit, "thread", title: request.subject, view, status: error == nil ? .ok : .unprocessableContent)
  }
}
