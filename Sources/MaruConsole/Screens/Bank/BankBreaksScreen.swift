import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/bank/{code}/breaks`: what the bank's statements and the hub's book disagree on.
struct BankBreaksScreen: Sendable {
  private static let shown = 100
  let desk: ConsoleDesk

  static func path(_ bank: BankCode) -> String { "\(BankScreen.path(bank))/breaks" }

  func add(to router: Router<GatewayContext>) {
    desk.get("/bank/:code/breaks", .lookAtOwnBank, on: router) { visit in
      guard let bank = visit.person?.bank else { return desk.notFound(visit) }
      let found = try await desk.hub.store.read { try ReconciliationTable.newest(Self.shown, at: bank, in: $0) }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("대사 차이", "Differences"),
          lead: visit.text(
            "이 은행의 명세와 중계센터의 장부가 다른 곳입니다. 닫는 것은 중계센터의 운영자입니다.",
            "Where this bank's statements and the hub's book differ. The hub's operations close a case."),
          blocks: [.table(table(visit, bank, found))]))
    }
    desk.get("/bank/:code/breaks/:case", .lookAtOwnBank, on: router) { visit in
      guard let bank = visit.person?.bank, let id = Int64(visit.parameters["case"] ?? "") else {
        return desk.notFound(visit)
      }
      // Not the trail: the hub's people write it for each other.
      guard let found = try await desk.hub.store.read({ try ReconciliationTable.find(id, in: $0) }), found.bank == bank
      else { return desk.notFound(visit) }
      let message = Sheet.Cell.code(found.legKey, href: "\(BankMessagesScreen.path(bank))?q=\(found.legKey)")
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("대사 차이 \(id)", "Difference \(id)"),
          blocks: [desk.facts(visit, of: found, message: message)]))
    }
  }

  private func table(_ visit: ConsoleVisit, _ bank: BankCode, _ found: [StoredBreak]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("차이", "Differences"),
      columns: [
        visit.text("번호", "Case"), visit.text("날", "Day"), visit.text("전문번호", "Message"),
        visit.text("차이", "Difference"), visit.text("상태", "State"),
      ],
      rows: found.map { one in
        [
          .link("\(one.id)", "\(Self.path(bank))/\(one.id)"), .text(visit.day(one.date)), .code(one.legKey),
          .text(one.kind.rawValue), .text(visit.words(for: one.state), one.state == .open ? .bad : .plain),
        ]
      }, empty: visit.text("차이가 없습니다.", "There is none."))
  }
}
