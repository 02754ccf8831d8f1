import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/audit`: who did what, newest first, and whether the record is whole.
struct AuditScreen: Sendable {
  private static let pageLength = 100
  private static let checkedAtOnce = 5_000
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get("/operator/audit", .readAudit, on: router) { visit in
      let before = Int64(visit.parameter("before")) ?? .max
      let found = try await desk.hub.store.read { session in
        try AuditTable.newest(Self.pageLength, before: before, in: session).map {
          Line(number: $0.sequence, record: $0.record)
        }
      }
      let broken = try await firstBroken()
      var blocks: [Sheet.Block] = [
        .facts([
          (
            visit.text("기록의 사슬", "The chain of the record"),
            .text(
              broken.map { visit.text("\($0)번에서 끊어짐", "broken at \($0)") } ?? visit.text("온전함", "whole"),
              broken == nil ? .good : .bad)
          )
        ]),
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
        blocks.append(.links([(visit.text("더 오래된 것", "Older"), "/operator/audit?before=\(last.number)")]))
      }
      return desk.page(visit, Sheet(heading: visit.text("감사 기록", "Audit log"), blocks: blocks))
    }
  }

  private struct Line: Sendable {
    let number: Int64
    let record: AuditRecord
  }

  /// Walks the chain in short looks.
  private func firstBroken() async throws -> Int64? {
    var (last, chain): (Int64, [UInt8]) = (0, [])
    while true {
      let (from, digest) = (last, chain)
      let step = try await desk.hub.store.read { session in
        try AuditTable.check(after: from, digest, atMost: Self.checkedAtOnce, in: session)
      }
      if step.broken != nil || step.isEnd { return step.broken }
      (last, chain) = (step.last, step.chain)
    }
  }
}
