import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/bank/{code}/messages`: the transfers with a leg at a bank, and what was asked of the bank for each.
struct BankMessagesScreen: Sendable {
  private static let shown = 100
  let desk: ConsoleDesk

  static func path(_ bank: BankCode) -> String { "\(BankScreen.path(bank))/messages" }

  func add(to router: Router<GatewayContext>) {
    desk.get("/bank/:code/messages", .lookAtOwnBank, on: router) { visit in
      guard let bank = visit.person?.bank else { return desk.notFound(visit) }
      let asked = visit.parameter("q").split { $0.isWhitespace }.joined()
      if !asked.isEmpty { try await desk.note(visit, "search", asked) }
      let found =
        asked.isEmpty
        ? try await desk.hub.newestTransfers(Self.shown, at: bank)
        : try await desk.hub.transfers(known: asked, at: bank)
      return list(visit, bank, asked, found)
    }
    desk.get("/bank/:code/messages/:key", .lookAtOwnBank, on: router) { visit in
      guard let bank = visit.person?.bank, let key = Int64(visit.parameters["key"] ?? ""),
        let file = try await desk.hub.transferFile(key), file.transfer.order.isAt(bank)
      else { return desk.notFound(visit) }
      try await desk.note(visit, "transfer.look", file.transfer.order.bankTransactionID.text)
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("이체 한 건", "One transfer"),
          blocks: [
            .facts(facts(visit, bank, file.transfer)),
            .table(desk.life(visit, file.life.events.filter { $0.isSeen(by: bank) })),
          ]))
    }
  }

  private func list(
    _ visit: ConsoleVisit, _ bank: BankCode, _ asked: String, _ found: [StoredTransfer]
  ) -> ConsoleDesk.Answer {
    var form = Sheet.Form(action: Self.path(bank), isQuestion: true, submit: visit.text("찾기", "Search"))
    form.fields = [
      .init(
        name: "q", label: visit.text("전문번호", "Message id"), type: "search", value: asked,
        hint: visit.text(
          "bank_tran_id, 또는 날짜-번호-D (입금은 C, 되돌림은 R)",
          "A bank_tran_id, or date-id-D (C for a credit, R for a reversal)"))
    ]
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("전문", "Messages"),
        lead: visit.text(
          "최근 이체 \(Int64(Hub.lookedThroughForBank).grouped)건 가운데 이 은행이 관련된 \(Self.shown)건까지 보입니다.",
          "Up to \(Self.shown) with a leg at this bank, among the newest \(Int64(Hub.lookedThroughForBank).grouped) transfers."
        ),
        blocks: [
          .form(form),
          .table(
            Sheet.Table(
              caption: visit.text("이체", "Transfers"),
              columns: [
                visit.text("접수", "Received"), "bank_tran_id", visit.text("이 은행에서", "At this bank"),
                visit.text("금액 (원)", "Won"), visit.text("계좌", "Account"), visit.text("이용기관", "Organisation"),
                visit.text("단계", "Stage"),
              ],
              rows: found.map { row(visit, bank, $0) }, empty: visit.text("없습니다.", "There is none."), numbers: [3])),
        ]))
  }

  private func row(_ visit: ConsoleVisit, _ bank: BankCode, _ transfer: StoredTransfer) -> [Sheet.Cell] {
    let order = transfer.order
    return [
      .text(visit.moment(order.receivedAt)),
      .code(order.bankTransactionID.text, href: "\(Self.path(bank))/\(order.id)"),
      .text(visit.sides(of: order, at: bank)), .number(order.amount.amount),
      .text(accounts(order, bank)), .code(order.organisation.text),
      .text(visit.words(forStage: transfer.stage.code), transfer.stage.isFinal ? .plain : .bad),
    ]
  }

  /// The bank's own accounts alone: the other side's are another bank's matter.
  private func accounts(_ order: TransferOrder, _ bank: BankCode) -> String {
    [order.payer, order.payee].filter { $0.account.bank == bank }.map(\.account.number.masked).joined(separator: " → ")
  }

  private func facts(
    _ visit: ConsoleVisit, _ bank: BankCode, _ transfer: StoredTransfer
  ) -> [(name: String, cell: Sheet.Cell)] {
    let (order, stage) = (transfer.order, transfer.stage)
    let other = order.payer.account.bank == bank ? order.payee.account.bank : order.payer.account.bank
    var facts: [(name: String, cell: Sheet.Cell)] = [
      (visit.text("단계", "Stage"), .text(visit.words(forStage: stage.code), stage.isFinal ? .plain : .bad)),
      (visit.text("이 은행에서", "At this bank"), .text(visit.sides(of: order, at: bank))),
      (visit.text("금액 (원)", "Won"), .number(order.amount.amount)),
      (visit.text("계좌", "Account"), .text(accounts(order, bank))),
      (visit.text("상대 은행", "The other bank"), .text("\(desk.hub.banks.name(of: other)) \(other.text)")),
      (visit.text("이용기관", "Organisation"), .code(order.organisation.text)),
      ("bank_tran_id", .code(order.bankTransactionID.text)),
      ("bank_tran_date", .text(visit.day(order.bankTransactionDate))),
    ]
    if let refusal = stage.refusal, refusal.by == bank {
      facts.append(
        (visit.text("이 은행의 거절", "Refused by this bank"), .text("\(refusal.code.text) \(refusal.message)", .bad)))
    }
    return facts
  }
}

extension TransferLife.Event {
  /// Whether it is a bank's own message, or the order's beginning or end.
  fileprivate func isSeen(by bank: BankCode) -> Bool {
    switch what {
    case .ordered, .ended: true
    case .asked(let message), .confirmed(let message), .refused(let message, _), .unanswered(let message):
      message.bank == bank
    }
  }
}

extension ConsoleVisit {
  fileprivate func sides(of order: TransferOrder, at bank: BankCode) -> String {
    switch (order.payer.account.bank == bank, order.payee.account.bank == bank) {
    case (true, true): text("출금과 입금", "debit and credit")
    case (true, false): text("출금", "debit")
    default: text("입금", "credit")
    }
  }
}
