import Hummingbird
import MaruGateway
import MaruStore

/// `/developers/notices`: what the operator tells all developers.
struct NoticesScreen: Sendable {
  static let path = "/developers/notices"
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in
      let before = Int64(visit.parameter("before")) ?? .max
      let found = try await site.hub.store.read { try NoticeTable.newest(PageLoad.most + 1, before: before, in: $0) }
      let notices = PageLoad.fitting(found) { Markdown($0.body).html }
      let heading = visit.text("공지", "Notices")
      var view: [String: Any] = [
        "heading": heading,
        "notices": notices.map { notice, html in
          ["title": notice.title, "html": html, "about": visit.moment(notice.publishedAt)]
        },
      ]
      if notices.count < found.count, let last = notices.last?.post.id {
        view["older"] = ["text": visit.text("더 오래된 공지", "Older notices"), "href": "\(Self.path)?before=\(last)"]
      }
      if notices.isEmpty { view["empty"] = visit.text("공지가 없습니다.", "There are no notices.") }
      return site.page(visit, "notices", title: heading, view)
    }
  }
}
