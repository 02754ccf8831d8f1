import Hummingbird
import MaruGateway
import MaruStore

/// `/developers/notices`: what the operator tells all developers.
struct NoticesScreen: Sendable {
  static let path = "/developers/notices"
  private static let shown = 50
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in
      let notices = try await site.hub.store.read { try NoticeTable.newest(Self.shown, in: $0) }
      let heading = visit.text("공지", "Notices")
      var view: [String: Any] = [
        "heading": heading,
        "notices": notices.map { notice in
          ["title": notice.title, "html": Markdown(notice.body).html, "about": visit.moment(notice.publishedAt)]
        },
      ]
      if notices.isEmpty { view["empty"] = visit.text("공지가 없습니다.", "There are no notices.") }
      return site.page(visit, "notices", title: heading, view)
    }
  }
}
