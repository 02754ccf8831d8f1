import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/bank/{code}/settlement`: a bank's positions of closed days, and for each day the legs that its statement is compared with, as
/// a page and as a file.
struct BankSettlementScreen: Sendable {
  private static let shownDays = 60
  private static let shownLegs = 200
  let desk: ConsoleDesk

  static func path(_ bank: BankCode) -> String { "\(BankScreen.path(bank))/settlement" }

  func add(to router: Router<GatewayContext>) {
    desk.get("/bank/:code/settlement", .lookAtOwnBank, on: router) { visit in
      guard let bank = visit.person?.bank else { return desk.notFound(visit) }
      let days = try await desk.hub.store.read {
        try SettlementTable.positions(of: .clearing(bank), last: Self.shownDays, in: $0)
      }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("정산", "Settlement"),
          lead: visit.text(
            "받은 돈이 내준 돈보다 많은 날은 이 은행이 센터에 내고, 적은 날은 센터에서 받습니다.",
            "On a day on which the bank took more than it gave, it pays the centre; on the others the centre pays it."),
          blocks: [
            .links([
              (
                visit.text("오늘의 명세", "Today's statement"),
                "\(Self.path(bank))/\(desk.hub.world.now().businessDate.wire)"
              )
            ]), .table(positions(visit, bank, days)),
          ]))
    }
    desk.get("/bank/:code/settlement/:day", .lookAtOwnBank, on: router) { visit in
      guard let (bank, date) = bankAndDay(visit) else { return desk.notFound(visit) }
      let (legs, next) = try await desk.hub.bookedLegs(at: bank, on: date, part: part(visit))
      let isCut = legs.count > Self.shownLegs
      let path = "\(date.wire)?part="
      var links = [
        (visit.text("CSV로 내려받기", "Download as CSV"), "\(BankScreen.path(bank))/statements/\(path)\(part(visit))")
      ]
      if let next {
        links.append((visit.text("그다음 주문", "The orders behind these"), "\(Self.path(bank))/\(path)\(next)"))
      }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("\(visit.day(date))의 명세", "Statement of \(visit.day(date))"),
          lead: visit.text(
            "이 날 접수한 이체 가운데 이 은행에서 움직인 돈, 중계센터의 장부대로"
              + (isCut
                ? ". 처음 \(Self.shownLegs)건을 보입니다; 파일에는 \(Int64(legs.count).grouped)건이 있습니다." : " \(legs.count)건."),
            "Money that moved at this bank for orders of this day, by the hub's book"
              + (isCut
                ? "; the first \(Self.shownLegs) of \(Int64(legs.count).grouped), which the file has all."
                : ": \(legs.count).")),
          blocks: [.table(statement(visit, Array(legs.prefix(Self.shownLegs)))), .links(links)]))
    }
    desk.get("/bank/:code/statements/:day", .lookAtOwnBank, on: router) { visit in
      guard let (bank, date) = bankAndDay(visit) else { return desk.notFound(visit) }
      let legs = try await desk.hub.bookedLegs(at: bank, on: date, part: part(visit)).legs
      try await desk.note(visit, "statement.export", "\(bank.text) \(date.wire) \(part(visit))")
      let lines = legs.map { leg in
        "\(leg.date.wire),\(leg.bankTransactionID.text),\(leg.leg.rawValue),\(leg.account.text),\(leg.amount.amount)"
      }
      return desk.file(
        "maru-\(bank.text)-\(date.wire)\(part(visit) == 0 ? "" : "-\(part(visit))").csv",
        type: "text/csv; charset=utf-8",
        (["bank_tran_date,bank_tran_id,leg,account_num,amount"] + lines).joined(separator: "\r\n") + "\r\n")
    }
  }

  /// Which part of a day's orders: so many of them would fit into no page.
  private func part(_ visit: ConsoleVisit) -> Int { Int(visit.parameter("part")).map { min(max($0, 0), 10_000) } ?? 0 }

  private func bankAndDay(_ visit: ConsoleVisit) -> (BankCode, BusinessDate)? {
    guard let bank = visit.person?.bank, let date = BusinessDate(wire: visit.parameters["day"] ?? "") else {
      return nil
    }
    return (bank, date)
  }

  private func positions(
    _ visit: ConsoleVisit, _ bank: BankCode, _ days: [(date: BusinessDate, position: NetPosition)]
  ) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("닫힌 정산일", "Closed days"),
      columns: [
        visit.text("날", "Day"), visit.text("이 은행이 받음 (원)", "Taken here, won"),
        visit.text("이 은행이 내줌 (원)", "Given here, won"), visit.text("차액 (원)", "Net, won"),
        visit.text("누가 내나", "Who pays"),
      ],
      rows: days.map { date, position in
        [
          .link(visit.day(date), "\(Self.path(bank))/\(date.wire)"), .number(position.debits),
          .number(position.credits), .text(position.net.grouped, position.net < 0 ? .bad : .plain),
          .text(
            position.net < 0
              ? visit.text("은행", "the bank") : position.net > 0 ? visit.text("센터", "the centre") : "–"),
        ]
      }, empty: visit.text("아직 닫힌 날이 없습니다.", "No day has been closed so far."), numbers: [1, 2, 3])
  }

  private func statement(_ visit: ConsoleVisit, _ legs: [LegRecord]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("명세", "Statement"),
      columns: [
        visit.text("전문번호", "Message"), visit.text("종류", "Leg"), visit.text("계좌", "Account"),
        visit.text("금액 (원)", "Won"),
      ],
      rows: legs.map { leg in
        [
          .code(leg.key), .text(visit.words(for: leg.leg)), .text(leg.account.masked), .number(leg.amount.amount),
        ]
      }, empty: visit.text("움직인 돈이 없습니다.", "No money moved."), numbers: [3])
  }
}

extension ConsoleVisit {
  fileprivate func words(for leg: TransferLeg) -> String {
    switch leg {
    case .debit: text("출금", "debit")
    case .credit: text("입금", "credit")
    case .reversal: text("되돌림", "reversal")
    }
  }
}
