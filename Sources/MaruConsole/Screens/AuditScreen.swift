import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/audit`: who did what, newest first, and how far the record is proven to be whole.
struct AuditScreen: Sendable {
  private static let pageLength = 100
  private static let path = "/operator/audit"
  let desk: ConsoleDesk
  private let proof: AuditProof

  init(desk: ConsoleDesk) {
    self.desk = desk
    proof = AuditProof(hub: desk.hub)
  }

  func add(to router: Router<GatewayContext>) {
    desk.post("\(Self.path)/prove", .readAudit, on: router) { visit in
      let report = try await proof.whole()
      try await desk.note(
        visit, "audit.prove", "\(report.proven)", report.broken.map { "broken at \($0)" } ?? "whole")
      return desk.redirect(Self.path)
    }
    desk.get(Self.path, .readAudit, on: router) { visit in
      let before = Int64(visit.parameter("before")) ?? .max
      let found = try await desk.hub.store.read { session in
        try AuditTable.newest(Self.pageLength, before: before, in: session).map {
          Line(number: $0.sequence, record: $0.record)
        }
      }
      var blocks: [Sheet.Block] = [
        .facts(facts(visit, try await proof.goOn())),
        .form(
          Sheet.Form(
            action: "\(Self.path)/prove", submit: visit.text("처음부터 모두 증명하기", "Prove all of it from the first line"))),
        .table(
          Sheet.Table(
            caption: visit.text("한 일", "What was done"),
            columns: [
              visit.text("번호", "Number"), visit.text("때", "When"), visit.text("누가", "Who"), visit.text("일", "Act"),
              visit.text("대상", "Subject"), visit.text("말", "Words"), visit.text("어디서", "From"),
            ],
            rows: found.map { line in
              [
                .number(line.number), .text(visit.moment(line.record.at)), .text(line.record.who),
                .code(line.record.act), .text(line.record.subject), .text(line.record.words),
                .text(line.record.address),
              ]
            }, empty: visit.text("없습니다.", "There is none."), numbers: [0])),
      ]
      if found.count == Self.pageLength, let last = found.last {
        blocks.append(.links([(visit.text("더 오래된 것", "Older"), "\(Self.path)?before=\(last.number)")]))
      }
      return desk.page(visit, Sheet(heading: visit.text("감사 기록", "Audit log"), blocks: blocks))
    }
  }

  private struct Line: Sendable {
    let number: Int64
    let record: AuditRecord
  }

  private func facts(_ visit: ConsoleVisit, _ report: AuditProof.Report) -> [(name: String, cell: Sheet.Cell)] {
    let state =
      report.broken.map { visit.text("\($0)번에서 끊어짐", "broken at \($0)") }
      ?? (report.proven == report.newest
        ? visit.text("온전함", "whole")
        : visit.text(
          "\(report.newest)번 가운데 \(report.proven)번까지 온전함", "whole up to \(report.proven) of \(report.newest)"))
    return [
      (visit.text("기록의 사슬", "The chain of the record"), .text(state, report.broken == nil ? .good : .bad)),
      (
        visit.text("처음부터 모두 본 때", "All of it was last looked at"),
        .text(report.wholeAt.map { visit.moment($0) } ?? visit.text("아직", "not yet"))
      ),
    ]
  }
}
