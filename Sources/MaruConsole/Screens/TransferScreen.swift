import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/transfers/{key}`: the whole life of one transfer: the call, each message to a bank, each state, each posting.
struct TransferScreen: Sendable {
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get("/operator/transfers/:key", .look, on: router) { visit in
      guard let key = Int64(visit.parameters["key"] ?? ""), let file = try await desk.hub.transferFile(key) else {
        return desk.notFound(visit)
      }
      try await desk.note(visit, "transfer.look", file.transfer.order.bankTransactionID.text)
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("이체 한 건", "One transfer"),
          blocks: [
            .facts(facts(visit, file)), .table(desk.life(visit, file.life.events)), .table(postings(visit, file)),
          ]))
    }
  }

  private func facts(_ visit: ConsoleVisit, _ file: TransferFile) -> [(name: String, cell: Sheet.Cell)] {
    let (order, stage) = (file.transfer.order, file.transfer.stage)
    func party(_ party: TransferParty) -> Sheet.Cell {
      let bank = party.account.bank
      return .text("\(desk.hub.banks.name(of: bank)) \(bank.text) \(party.account.number.masked)")
    }
    var facts: [(name: String, cell: Sheet.Cell)] = [
      (visit.text("단계", "Stage"), .text(visit.words(forStage: stage.code), stage.isFinal ? .plain : .bad)),
      (visit.text("금액 (원)", "Won"), .number(order.amount.amount)),
      (visit.text("종류", "Kind"), .text(order.kind == .withdraw ? "transfer/withdraw" : "transfer/deposit")),
      (
        visit.text("이용기관", "Organisation"),
        .link(order.organisation.text, "/operator/organisations/\(order.organisation)")
      ),
      ("bank_tran_id", .code(order.bankTransactionID.text)),
      ("bank_tran_date", .text(visit.day(order.bankTransactionDate))),
      ("api_tran_id", .code(order.apiTransactionID.text)), ("tran_dtime", .code(order.requestedAt.wire)),
      (visit.text("보내는 쪽", "From"), party(order.payer)), (visit.text("받는 쪽", "To"), party(order.payee)),
      (visit.text("중계센터의 번호", "The hub's key"), .code("\(order.id)")),
    ]
    if let call = file.call {
      facts.append(
        (
          visit.text("호출의 답", "Answer to the call"),
          .text("\(call.code.wire) · \((call.microseconds / 1000).grouped) ms")
        ))
    }
    if let refusal = stage.refusal {
      facts.append(
        (
          visit.text("거절", "Refused"),
          .text("\(desk.hub.banks.name(of: refusal.by)) \(refusal.by.text): \(refusal.code.text)", .bad)
        ))
    }
    return facts
  }

  private func postings(_ visit: ConsoleVisit, _ file: TransferFile) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("장부의 분개", "Postings in the book"),
      columns: [
        visit.text("번호", "Number"), visit.text("때", "When"), visit.text("차변", "Debit"),
        visit.text("대변", "Credit"), visit.text("금액 (원)", "Won"),
      ],
      rows: file.entries.map { booked in
        [
          .number(booked.sequence), .text(visit.moment(booked.bookedAt)), .code(booked.entry.debit.description),
          .code(booked.entry.credit.description), .number(booked.entry.amount.amount),
        ]
      }, empty: visit.text("분개가 없습니다: 움직인 돈이 없습니다.", "None: no money moved."), numbers: [0, 4])
  }
}
