import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/breaks/{case}`: one difference with its trail; operations close it with a reason.
struct BreakScreen: Sendable {
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get("/operator/breaks/:case", .look, on: router) { visit in try await show(visit) }
    desk.post("/operator/breaks/:case", .decideDifferences, on: router) { visit in
      guard let id = Int64(visit.parameters["case"] ?? ""), let person = visit.person else {
        return desk.notFound(visit)
      }
      let words = visit.field("words").split(separator: " ").joined(separator: " ")
      guard (5...300).contains(words.count) else {
        return try await show(
          visit, visit.text("이유를 5자 이상 적어 주십시오.", "Please give a reason of five characters or more."))
      }
      let now = desk.hub.world.now()
      let record = visit.record("break.close", "\(id)", words, at: now)
      let isClosed = try await desk.hub.store.write { session in
        let isChanged = try ReconciliationTable.settle(
          id, from: .open, to: .closed, author: person.name, words: words, at: now, in: session)
        if isChanged { try AuditTable.append(record, in: session) }
        return isChanged
      }
      guard isClosed else {
        return try await show(visit, visit.text("이미 닫혔습니다.", "It was closed before."))
      }
      return desk.redirect("\(SettlementScreen.path)?done=1")
    }
  }

  private func show(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    guard let id = Int64(visit.parameters["case"] ?? "") else { return desk.notFound(visit) }
    let read = try await desk.hub.store.read { session in
      try ReconciliationTable.find(id, in: session).map { ($0, try ReconciliationTable.notes(of: id, in: session)) }
    }
    guard let (found, notes) = read else { return desk.notFound(visit) }
    var blocks = [
      desk.facts(visit, of: found, message: .code(found.legKey, href: "\(SearchScreen.path)?q=\(found.legKey)")),
      .table(
        Sheet.Table(
          caption: visit.text("경과", "Trail"),
          columns: [visit.text("때", "When"), visit.text("누가", "Who"), visit.text("말", "Words")],
          rows: notes.map { [.text(visit.moment($0.at)), .text($0.author), .text($0.words)] },
          empty: visit.text("아직 없습니다.", "None yet."))),
    ]
    if found.state == .open, visit.person?.role.may(.decideDifferences) == true {
      var form = Sheet.Form(action: "/operator/breaks/\(id)", submit: visit.text("닫기", "Close the case"))
      form.fields = [
        .init(
          name: "words", label: visit.text("이유", "Reason"), value: visit.field("words"),
          hint: visit.text("은행과 무엇을 확인했고 어떻게 처리했는지", "What was found with the bank, and what was done"), longest: 300)
      ]
      blocks.append(.form(form))
    }
    return desk.page(
      visit, Sheet(heading: visit.text("대사 차이 \(id)", "Difference \(id)"), error: error, blocks: blocks))
  }
}

extension ConsoleDesk {
  /// What is known of a difference.
  func facts(_ visit: ConsoleVisit, of found: StoredBreak, message: Sheet.Cell) -> Sheet.Block {
    func won(_ amount: Won?) -> Sheet.Cell { .text(amount.map(\.amount.grouped) ?? "–") }
    return .facts([
      (visit.text("상태", "State"), .text(visit.words(for: found.state), found.state == .open ? .bad : .plain)),
      (visit.text("날", "Day"), .text(visit.day(found.date))),
      (visit.text("은행", "Bank"), .text("\(hub.banks.name(of: found.bank)) \(found.bank.text)")),
      (visit.text("차이", "Difference"), .text(found.kind.rawValue)),
      (visit.text("중계센터 (원)", "Here, won"), won(found.hubAmount)),
      (visit.text("은행 (원)", "At the bank, won"), won(found.bankAmount)),
      (visit.text("전문번호", "Message"), message),
    ])
  }
}
