import Foundation
import Hummingbird
import MaruGateway
import MaruStore

/// `/testbed/outbox`: the mail that nobody delivers, and text messages to phones that do not exist.
struct OutboxScreen: Sendable {
  private static let shown = 30
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get("/testbed/outbox", on: router) { visit in
      let messages = try await site.hub.store.read { try OutboxTable.newest(Self.shown, in: $0) }
      return site.page(
        visit, "outbox", title: visit.text("보낸편지함", "Outbox"),
        [
          "heading": visit.text("보낸편지함", "Outbox"),
          "lead": visit.text(
            "시험 환경이 보낸 메일과 문자메시지입니다. 배달되지 않고 여기에서 누구나 읽습니다.",
            "Mail and text messages that the test bed has sent. They are not delivered: everybody reads them here."),
          "empty": messages.isEmpty ? visit.text("아직 보낸 것이 없습니다.", "Nothing yet.") : "",
          "isEmpty": messages.isEmpty, "messages": messages.map { view(of: $0, visit) },
        ])
    }
  }

  private func view(of message: OutboxMessage, _ visit: SiteVisit) -> [String: Any] {
    [
      "recipient": message.recipient,
      "subject": message.isTextMessage ? visit.text("문자메시지", "Text message") : message.subject,
      "at": visit.moment(message.sentAt),
      "lines": message.body.split(separator: "\n").map(line),
    ]
  }

  /// A line that is an address of this site becomes a link to it, by its path: whatever name the browser knows us by.
  private func line(_ text: Substring) -> [String: Any] {
    guard let start = text.range(of: "/developers/"), !text.contains(" ") else { return ["words": String(text)] }
    return ["href": String(text[start.lowerBound...]), "shown": String(text)]
  }
}
