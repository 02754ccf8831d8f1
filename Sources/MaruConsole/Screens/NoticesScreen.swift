import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/notices`: what is told to all developers; operations publish it and take it back.
struct NoticesScreen: Sendable {
  static let path = "/operator/notices"
  private static let shown = 100
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in try await list(visit) }
    desk.post(Self.path, .publishNotices, on: router) { visit in
      let (title, body) = (visit.field("title").split(separator: " ").joined(separator: " "), visit.field("body"))
      guard (3...100).contains(title.count), (1...8_000).contains(body.count), !body.allSatisfy(\.isWhitespace),
        !(title + body).contains("\0")
      else {
        return try await list(
          visit, visit.text("제목은 3자에서 100자, 내용은 8000자까지입니다.", "A title has 3 to 100 characters, a text up to 8000."))
      }
      let (now, author) = (desk.hub.world.now(), visit.person?.name ?? "")
      let record = visit.record("notice.publish", title, at: now)
      try await desk.hub.store.write { session in
        _ = try NoticeTable.publish(title, body, by: author, at: now, in: session)
        try AuditTable.append(record, in: session)
      }
      return desk.redirect("\(Self.path)?done=1")
    }
    desk.post("\(Self.path)/withdraw", .publishNotices, on: router) { visit in
      let now = desk.hub.world.now()
      let record = visit.record("notice.withdraw", visit.field("number"), at: now)
      let isDone = try await desk.hub.store.write { session in
        guard let id = Int64(record.subject), try NoticeTable.withdraw(id, at: now, in: session) else { return false }
        try AuditTable.append(record, in: session)
        return true
      }
      guard isDone else {
        return try await list(visit, visit.text("그런 공지는 없거나 이미 거두었습니다.", "There is no such notice that stands."))
      }
      return desk.redirect("\(Self.path)?done=1")
    }
  }

  private func list(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    let notices = try await desk.hub.store.read { try NoticeTable.newest(Self.shown, withWithdrawn: true, in: $0) }
    var blocks: [Sheet.Block] = [
      .table(
        Sheet.Table(
          caption: visit.text("공지", "Notices"),
          columns: [
            visit.text("번호", "Number"), visit.text("올린 때", "Published"), visit.text("제목", "Title"),
            visit.text("누가", "Who"), visit.text("상태", "State"),
          ],
          rows: notices.map { notice in
            [
              .text("\(notice.id)"), .text(visit.moment(notice.publishedAt)), .text(notice.title),
              .text(notice.author),
              notice.withdrawnAt == nil
                ? .text(visit.text("게시 중", "published"), .good) : .text(visit.text("거둠", "taken back")),
            ]
          }, empty: visit.text("공지가 없습니다.", "There is none.")))
    ]
    if visit.person?.role.may(.publishNotices) == true {
      blocks += [
        .heading(visit.text("새 공지", "A new notice")), .form(publish(visit)),
        .heading(visit.text("공지 거두기", "Take a notice back")), .form(withdraw(visit)),
      ]
    }
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("공지", "Notices"),
        lead: visit.text(
          "개발자 사이트의 /developers/notices에 보입니다.", "Developers read them at /developers/notices."),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("기록했습니다.", "It is on record.") : nil,
        error: error, blocks: blocks))
  }

  private func publish(_ visit: ConsoleVisit) -> Sheet.Form {
    var form = Sheet.Form(action: Self.path, submit: visit.text("올리기", "Publish"))
    form.fields = [
      .init(name: "title", label: visit.text("제목", "Title"), value: visit.field("title"), longest: 100),
      .init(
        name: "body", label: visit.text("내용", "Text"), value: visit.field("body"),
        hint: visit.text(
          "**굵게**, `코드`, - 목록, [이름](https://…)을 쓸 수 있습니다.",
          "**bold**, `code`, - lists and [links](https://…) can be used."), isLong: true, longest: 8_000),
    ]
    return form
  }

  private func withdraw(_ visit: ConsoleVisit) -> Sheet.Form {
    var form = Sheet.Form(action: "\(Self.path)/withdraw", submit: visit.text("거두기", "Take it back"))
    form.fields = [.init(name: "number", label: visit.text("번호", "Number"), isNumeric: true, longest: 18)]
    return form
  }
}
