import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/consents?user=`: what one user agreed to and ended. Whoever looks is on record.
struct ConsentsScreen: Sendable {
  let desk: ConsoleDesk
  private static let path = "/operator/consents"

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .lookAtPeople, on: router) { visit in
      let asked = visit.parameter("user").filter(\.isNumber)
      var form = Sheet.Form(action: Self.path, isQuestion: true, submit: visit.text("보기", "Show"))
      form.fields = [
        .init(
          name: "user", label: "user_seq_no", value: asked,
          hint: visit.text("보는 것은 감사 기록에 남습니다.", "That you look is put on record."), isNumeric: true, longest: 10)
      ]
      var blocks = [Sheet.Block.form(form)]
      if let user = UserSeqNo(asked) {
        let records = try await desk.hub.store.read { try ConsentRecordTable.all(of: user, in: $0) }
        try await desk.note(visit, "consents.look", user.text)
        blocks.append(.table(table(visit, records)))
      }
      return desk.page(visit, Sheet(heading: visit.text("사용자의 동의", "A user's consents"), blocks: blocks))
    }
  }

  private func table(_ visit: ConsoleVisit, _ records: [ConsentRecord]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("동의와 철회", "Agreed to and ended"),
      columns: [
        visit.text("때", "When"), visit.text("이용기관", "Organisation"), visit.text("일", "What"),
        visit.text("서비스", "Service"), "fintech_use_num", visit.text("문구", "Words"),
      ],
      rows: records.reversed().map { record in
        [
          .text(visit.moment(record.at)),
          .link(record.organisation.text, "/operator/organisations/\(record.organisation)"),
          .text(words(visit, record.action), record.action == .given ? .good : .plain), .text(record.service),
          .code(record.fintechUseNumber?.text ?? ""), .text("\(record.textVersion) \(record.language)"),
        ]
      }, empty: visit.text("기록이 없습니다.", "There is no record."))
  }

  private func words(_ visit: ConsoleVisit, _ action: ConsentRecord.Action) -> String {
    switch action {
    case .given: visit.text("동의", "agreed")
    case .cancelled: visit.text("철회", "ended")
    case .unlinked: visit.text("연결 끊음", "disconnected")
    }
  }
}
