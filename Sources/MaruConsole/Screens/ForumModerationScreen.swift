import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/forum`: posts of the developers' forum that were reported; operations hide posts, and show them again.
struct ForumModerationScreen: Sendable {
  static let path = "/operator/forum"
  private static let shown = 100
  private static let longest = 80
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in try await list(visit) }
    desk.post(Self.path, .moderateForum, on: router) { visit in
      let (now, hides) = (desk.hub.world.now(), visit.field("act") != "restore")
      let record = visit.record(hides ? "forum.hide" : "forum.restore", visit.field("post"), at: now)
      let isDone = try await desk.hub.store.write { session in
        guard let id = Int64(record.subject),
          try hides
            ? ForumTable.hideByOperator(id, at: now, in: session) : ForumTable.restore(id, in: session)
        else { return false }
        try AuditTable.append(record, in: session)
        return true
      }
      guard isDone else {
        return try await list(
          visit,
          visit.text("그 번호의 글이 없거나, 이미 그렇게 되어 있습니다.", "There is no such post, or it is so already."))
      }
      return desk.redirect("\(Self.path)?done=1")
    }
  }

  private func list(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    let posts = try await desk.hub.store.read { try ForumTable.reported(Self.shown, in: $0) }
    var blocks: [Sheet.Block] = [
      .table(
        Sheet.Table(
          caption: visit.text("신고된 글", "Reported posts"),
          columns: [
            visit.text("번호", "Number"), visit.text("쓴 때", "Posted"), visit.text("글", "Words"),
            visit.text("개발자", "Developer"), visit.text("신고", "Reports"), visit.text("상태", "State"),
          ],
          rows: posts.map { post in
            [
              .link("\(post.id)", "/developers/forum/topics/\(post.topic)"), .text(visit.moment(post.postedAt)),
              .text(String(post.words.prefix(Self.longest))), .text("\(post.developer)"), .number(post.reports),
              post.isHidden
                ? .text(visit.text("숨김", "hidden"), .bad) : .text(visit.text("보임", "shown"), .good),
            ]
          }, empty: visit.text("신고된 글이 없습니다.", "Nothing was reported."), numbers: [4]))
    ]
    if visit.person?.role.may(.moderateForum) == true {
      var form = Sheet.Form(action: Self.path, submit: "")
      form.fields = [
        .init(
          name: "post", label: visit.text("글의 번호", "Number of a post"), value: visit.field("post"),
          hint: visit.text(
            "질문의 번호는 주소의 끝에 있습니다. 다시 보이게 하면 신고도 지워집니다.",
            "A topic's number is the end of its address. Showing a post again forgets the reports."),
          isNumeric: true, longest: 18)
      ]
      form.choices = [
        .init(name: "act", value: "hide", label: visit.text("숨기기", "Hide")),
        .init(name: "act", value: "restore", label: visit.text("다시 보이기", "Show again")),
      ]
      blocks.append(.form(form))
    }
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("포럼", "Forum"),
        lead: visit.text(
          "세 사람이 신고한 글은 저절로 숨습니다.", "A post that three developers reported is hidden by itself."),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("기록했습니다.", "It is on record.") : nil,
        error: error, blocks: blocks))
  }
}
