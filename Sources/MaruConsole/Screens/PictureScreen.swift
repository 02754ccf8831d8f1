import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator`: how the hub is doing now. Brings itself up to date.
struct PictureScreen: Sendable {
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get("/operator", .look, on: router) { visit in
      let condition = try await desk.hub.condition()
      let company = try await desk.hub.company()
      let (funnel, stages) = try await desk.hub.store.read { session in
        let found = try DeveloperTable.funnel(in: session)
        return ([found.all, found.proven, found.withApp, found.calling], try LiveApplicationTable.counts(in: session))
      }
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("현황", "Picture"),
          lead: lead(visit, condition, company),
          blocks: [
            .facts(facts(visit, condition, company)), .table(calls(visit, company)), .table(visit.table(of: company)),
            .table(banks(visit, company)), .table(open(visit, condition)),
            .heading(visit.text("개발자에서 서비스까지", "From developer to service")),
            .facts([
              (visit.text("가입한 개발자", "Developers"), .number(funnel[0])),
              (visit.text("주소를 확인한 개발자", "With a proven address"), .number(funnel[1])),
              (visit.text("앱을 만든 개발자", "With an app"), .number(funnel[2])),
              (visit.text("처음 호출한 개발자", "Who made a first call"), .number(funnel[3])),
              (
                visit.text("진행 중인 이용 신청", "Applications under way"),
                .number(stages.reduce(0) { $0 + ($1.key.isUnderWay ? $1.value : 0) })
              ),
              (
                visit.text("그 가운데 심사를 통과한 것", "Of these past screening"),
                .number(stages.reduce(0) { $0 + ($1.key.isUnderWay && $1.key.isApproved ? $1.value : 0) })
              ),
              (visit.text("실서비스", "Live services"), .number(stages[.live] ?? 0)),
            ]),
          ], isLive: true))
    }
  }

  private func lead(_ visit: ConsoleVisit, _ condition: HubCondition, _ company: HubCompany) -> String {
    let moment = visit.moment(condition.now)
    return visit.text("\(moment) 기준. ", "As of \(moment). ")
      + visit.figures(
        of: company, alone: visit.text("호출 수치는 이 중계센터의 지난 1분입니다.", "Figures of calls are this hub's last minute."),
        together: visit.text("호출과 은행 수치는", "Figures of calls and banks are"))
  }

  private func facts(
    _ visit: ConsoleVisit, _ condition: HubCondition, _ company: HubCompany
  ) -> [(name: String, cell: Sheet.Cell)] {
    let calls = company.calls.values.reduce(0) { $0 + $1.calls }
    let failures = company.calls.values.reduce(0) { $0 + $1.failures }
    let isOverdue = condition.stranded.stages.contains(where: \.isOverdue)
    return trouble(visit, condition) + [
      (visit.text("초당 호출", "Calls a second"), .text(tenths(company.tenthsPerSecond, 1))),
      (visit.text("실패 비율", "Failures"), .text(calls == 0 ? "–" : "\(tenths(failures * 1000, calls)) %")),
      (
        visit.text("끝나지 않은 이체", "Open transfers"),
        .text(condition.stranded.count.grouped, isOverdue ? .bad : .plain)
      ),
      (
        visit.text("가장 오래된 것", "The oldest of them"),
        .text(condition.stranded.oldestSeconds.map { "\($0.grouped) s" } ?? "–", isOverdue ? .bad : .plain)
      ),
      (
        visit.text("열린 대사 차이", "Open differences"),
        .text("\(condition.openBreaks)", condition.openBreaks > 0 ? .bad : .plain)
      ),
      (visit.text("마지막 정산일", "Last settled day"), .text(condition.lastSettled.map(visit.day) ?? "–")),
    ]
  }

  /// What comes before everything else: a database that takes no new orders.
  private func trouble(_ visit: ConsoleVisit, _ condition: HubCondition) -> [(name: String, cell: Sheet.Cell)] {
    guard let trouble = condition.trouble else { return [] }
    let words =
      switch trouble {
      case .damaged: visit.text("손상됨: 새 거래를 받지 않습니다", "Damaged: takes no new orders")
      case .unwritable: visit.text("지금 쓸 수 없습니다", "Cannot be written now")
      }
    return [(visit.text("저장소", "Database"), .text(words, .bad))]
  }

  private func calls(_ visit: ConsoleVisit, _ company: HubCompany) -> Sheet.Table {
    func milliseconds(_ figure: CallFigures, _ perMille: Int64) -> Sheet.Cell {
      .text(figure.latencies.percentile(perMille: perMille).map { tenths($0, 100) } ?? "–")
    }
    return Sheet.Table(
      caption: visit.text("지난 1분의 호출", "Calls of the last minute"),
      columns: [
        "API", visit.text("호출", "Calls"), visit.text("실패", "Failures"), "p50 ms", "p95 ms", "p99 ms",
      ],
      rows: company.calls.sorted { $0.key < $1.key }.map { api, figure in
        [
          .code(api), .number(figure.calls),
          .text(figure.failures.grouped, figure.failures > 0 ? .bad : .plain), milliseconds(figure, 500),
          milliseconds(figure, 950), milliseconds(figure, 990),
        ]
      }, empty: visit.text("호출이 없었습니다.", "No calls."), numbers: [1, 2, 3, 4, 5])
  }

  private func banks(_ visit: ConsoleVisit, _ company: HubCompany) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("은행", "Banks"),
      columns: [
        visit.text("은행", "Bank"), visit.text("상태", "State"), visit.text("응답", "Answered"),
        visit.text("무응답", "Unanswered"), visit.text("보내지 않음", "Kept back"), visit.text("진행 중", "Under way"),
      ],
      rows: company.banks.map { bank in
        [
          .text("\(bank.name) \(bank.code.text)"), visit.state(of: bank), .number(bank.figures.answered),
          .number(bank.figures.silent), .number(bank.figures.keptBack), .number(bank.figures.underWay),
        ]
      }, empty: visit.text("연결된 은행이 없습니다.", "No bank is connected."), numbers: [2, 3, 4, 5])
  }

  private func open(_ visit: ConsoleVisit, _ condition: HubCondition) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("끝나지 않은 이체", "Open transfers"),
      columns: [
        visit.text("단계", "Stage"), visit.text("건수", "Number"), visit.text("금액 (원)", "Won"),
        visit.text("가장 오래됨 (초)", "Oldest (s)"), visit.text("허용 (초)", "Bound (s)"),
      ],
      rows: condition.stranded.stages.map { stage in
        [
          .text(visit.words(forStage: stage.code)), .number(stage.count), .number(stage.amount),
          .text(stage.stageSeconds.grouped, stage.isOverdue ? .bad : .plain), .number(stage.boundSeconds),
        ]
      }, empty: visit.text("모두 끝났습니다.", "Everything is final."), numbers: [1, 2, 3, 4])
  }

  /// `part / whole` with one decimal, where `part` is ten times what is meant.
  private func tenths(_ part: Int64, _ whole: Int64) -> String {
    let value = whole == 0 ? 0 : part / whole
    return "\((value / 10).grouped).\(value % 10)"
  }
}

extension ConsoleVisit {
  /// `2026-11-26`, KST.
  func day(_ date: BusinessDate) -> String {
    let parts = date.parts
    return "\(parts.year)-\(padded(parts.month))-\(padded(parts.day))"
  }

  /// `2026-11-26 09:30:12.345`, KST.
  func moment(_ at: Instant) -> String {
    let time = at.millisecondOfDay
    let thousandths = String(1000 + time % 1000).dropFirst()
    return "\(day(at.businessDate)) \(padded(time / 3_600_000)):\(padded(time / 60_000 % 60)):"
      + "\(padded(time / 1000 % 60)).\(thousandths)"
  }

  private func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  func words(for status: BankStatusCode) -> String {
    switch status {
    case .available: text("정상", "up")
    case .fault: text("장애", "down")
    case .beforeOpening: text("개시 전", "not open yet")
    case .closing: text("종료 예정", "about to close")
    }
  }

  /// The words of ``TransferStage/code``.
  func words(forStage code: String) -> String {
    switch code {
    case "debit_sent": text("출금 요청함", "debit asked")
    case "debit_unknown": text("출금 결과 모름", "debit unknown")
    case "credit_sent": text("입금 요청함", "credit asked")
    case "credit_unknown": text("입금 결과 모름", "credit unknown")
    case "reversal_sent": text("되돌림 요청함", "reversal asked")
    case "completed": text("완료", "completed")
    case "rejected": text("거절, 움직인 돈 없음", "refused, nothing moved")
    case "reversed": text("거절, 돈을 되돌림", "refused, money returned")
    default: code
    }
  }
}
