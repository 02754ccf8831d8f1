import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/settlement`: closed days with nets and fees, the differences that reconciliation found, and what uses cost.
struct SettlementScreen: Sendable {
  static let path = "/operator/settlement"
  private static let shownDays = 60
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in
      let (days, breaks, rates) = try await desk.hub.store.read { session in
        (
          try SettlementTable.days(in: session), try ReconciliationTable.all(nil, in: session),
          FeeTable.published2019 + (try FeeRateTable.all(in: session))
        )
      }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("정산", "Settlement"),
          done: visit.parameter("done") == "1" ? visit.text("기록했습니다.", "It is on record.") : nil,
          blocks: [
            .table(self.breaks(visit, breaks)), .table(self.days(visit, days)), .table(fees(visit, rates)),
          ]))
    }
    desk.get("\(Self.path)/:day", .look, on: router) { visit in
      guard let date = BusinessDate(wire: visit.parameters["day"] ?? "") else { return desk.notFound(visit) }
      let found = try await desk.hub.store.read { session in
        try SettlementTable.day(date, in: session).map { _ in
          (try SettlementTable.positions(of: date, in: session), try SettlementTable.fees(of: date, in: session))
        }
      }
      guard let (positions, fees) = found else { return desk.notFound(visit) }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("정산일 \(visit.day(date))", "Settlement day \(visit.day(date))"),
          blocks: [.table(nets(visit, positions)), .table(dayFees(visit, fees))]))
    }
  }

  private func breaks(_ visit: ConsoleVisit, _ breaks: [StoredBreak]) -> Sheet.Table {
    let ordered = breaks.sorted { ($0.state == .open ? 0 : 1, -$0.id) < ($1.state == .open ? 0 : 1, -$1.id) }
    return Sheet.Table(
      caption: visit.text("대사 차이", "Differences"),
      columns: [
        visit.text("번호", "Case"), visit.text("날", "Day"), visit.text("은행", "Bank"), visit.text("전문번호", "Message"),
        visit.text("차이", "Difference"), visit.text("상태", "State"),
      ],
      rows: ordered.prefix(100).map { one in
        [
          .link("\(one.id)", "/operator/breaks/\(one.id)"), .text(visit.day(one.date)),
          .text("\(desk.hub.banks.name(of: one.bank)) \(one.bank.text)"), .code(one.legKey), .text(one.kind.rawValue),
          .text(visit.words(for: one.state), one.state == .open ? .bad : .plain),
        ]
      }, empty: visit.text("차이가 없습니다.", "There is none."))
  }

  private func days(_ visit: ConsoleVisit, _ days: [ClosedDay]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("닫힌 정산일", "Closed days"),
      columns: [
        visit.text("날", "Day"), visit.text("분개", "Postings"), visit.text("마감", "Cut-off"), visit.text("닫음", "Closed"),
      ],
      rows: days.suffix(Self.shownDays).reversed().map { day in
        [
          .link(visit.day(day.date), "\(Self.path)/\(day.date.wire)"), .number(day.lastSequence - day.firstSequence),
          .text(visit.moment(day.cutOff)), .text(visit.moment(day.closedAt)),
        ]
      }, empty: visit.text("아직 닫힌 날이 없습니다.", "No day has been closed so far."), numbers: [1])
  }

  private func fees(_ visit: ConsoleVisit, _ rates: [FeeTable.Rate]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("수수료", "Fees"),
      columns: [
        "API", visit.text("이용기관", "Organisation"), visit.text("1건 (원)", "Won a use"),
        visit.text("적용 정산일", "From settlement day"),
      ],
      rows: rates.map { rate in
        [
          .code(rate.api), .text(rate.organisation?.text ?? visit.text("모두", "all")), .number(rate.won.amount),
          .text(rate.since.map { visit.day($0) } ?? "–"),
        ]
      }, empty: "", numbers: [2])
  }

  private func nets(_ visit: ConsoleVisit, _ positions: [NetPosition]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("포지션", "Positions"),
      columns: [
        visit.text("계정", "Account"), visit.text("차변", "Debits"), visit.text("대변", "Credits"),
        visit.text("차액", "Net"),
      ],
      rows: positions.map { position in
        [
          .code(position.account.description), .number(position.debits), .number(position.credits),
          .text(position.net.grouped, position.net < 0 ? .bad : .plain),
        ]
      }, empty: visit.text("움직인 돈이 없습니다.", "No money moved."), numbers: [1, 2, 3])
  }

  private func dayFees(_ visit: ConsoleVisit, _ fees: [FeeLine]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("이용료", "Fees of the day"),
      columns: [
        visit.text("이용기관", "Organisation"), "API", visit.text("건수", "Uses"), visit.text("1건 (원)", "Won a use"),
        visit.text("합계 (원)", "Won"),
      ],
      rows: fees.map { fee in
        [
          .link(fee.organisation.text, "/operator/organisations/\(fee.organisation)"), .code(fee.api),
          .number(fee.count), .number(fee.rate.amount), .number(fee.amount),
        ]
      }, empty: visit.text("이용이 없었습니다.", "There was no use."), numbers: [2, 3, 4])
  }
}

extension ConsoleVisit {
  func words(for state: StoredBreak.State) -> String {
    switch state {
    case .open: text("열림", "open")
    case .repaired: text("규칙으로 고침", "repaired by rule")
    case .closed: text("사람이 닫음", "closed by a person")
    }
  }
}
