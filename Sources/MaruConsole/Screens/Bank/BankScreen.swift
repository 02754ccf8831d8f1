import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/bank/{code}`: how a bank is doing as the hub sees it, and when it is closed every day.
struct BankScreen: Sendable {
  let desk: ConsoleDesk
  private var hours: BankHours { BankHours(hub: desk.hub) }

  static func path(_ bank: BankCode) -> String { "\(ConsoleRealm.bank.root)/\(bank.text)" }

  func add(to router: Router<GatewayContext>) {
    desk.get("/bank", .lookAtOwnBank, on: router) { visit in
      visit.person?.bank.map { desk.redirect(Self.path($0)) } ?? desk.notFound(visit)
    }
    desk.get("/bank/:code", .lookAtOwnBank, on: router) { visit in try await show(visit) }
    desk.post("/bank/:code/hours", .setOwnHours, on: router) { visit in
      guard let bank = visit.person?.bank else { return desk.notFound(visit) }
      let text = visit.field("hours")
      do {
        try await hours.set(
          text, of: bank, visit.record("bank.hours", bank.text, text, at: desk.hub.world.now()))
        return desk.redirect("\(Self.path(bank))?done=1")
      } catch let trouble as BankHours.Trouble {
        return try await show(visit, visit.words(for: trouble))
      }
    }
  }

  private func show(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    guard let bank = visit.person?.bank else { return desk.notFound(visit) }
    let company = try await desk.hub.company()
    guard let condition = company.banks.first(where: { $0.code == bank }) else { return desk.notFound(visit) }
    let open = try await desk.hub.openMessages(at: bank)
    var form = Sheet.Form(action: "\(Self.path(bank))/hours", submit: visit.text("정하기", "Set"))
    form.fields = [
      .init(
        name: "hours", label: visit.text("매일 닫는 시간", "Closed every day"),
        value: error == nil ? hours.windows(of: bank).joined(separator: " ") : visit.field("hours"),
        hint: visit.text(
          "한국 시간, 2330-0030 0200-0300처럼. 비우면 늘 열려 있습니다. 모든 중계센터에서 10초 안에 적용됩니다.",
          "Korean time, such as 2330-0030 0200-0300; empty: never closed. It counts at every hub within ten seconds."))
    ]
    return desk.page(
      visit,
      Sheet(
        heading: "\(condition.name) \(bank.text)",
        lead: lead(visit, company),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("정했습니다.", "It is set.") : nil,
        error: error,
        blocks: [
          .facts(facts(visit, condition, open)), .table(minute(visit, condition.figures.asked)),
          .heading(visit.text("점검 시간", "Maintenance windows")), .form(form),
        ], isLive: true))
  }

  private func lead(_ visit: ConsoleVisit, _ company: HubCompany) -> String {
    let moment = visit.moment(desk.hub.world.now())
    return visit.text("\(moment) 기준. ", "As of \(moment). ")
      + visit.figures(
        of: company,
        alone: visit.text(
          "메시지 수는 이 중계센터가 시작한 때부터입니다.", "Messages are counted since this hub's start."),
        together: visit.text(
          "메시지 수는 각 중계센터가 시작한 때부터 센 것으로", "Messages are counted since each hub's start and are"))
  }

  private func minute(_ visit: ConsoleVisit, _ figures: [BankQuestion: CallFigures]) -> Sheet.Table {
    func milliseconds(_ figure: CallFigures, _ perMille: Int64) -> Sheet.Cell {
      .text(
        figure.latencies.percentile(perMille: perMille).map { "\(($0 / 1_000).grouped).\($0 % 1_000 / 100)" } ?? "–")
    }
    return Sheet.Table(
      caption: visit.text("지난 1분에 이 은행에 물은 것", "What this bank was asked in the last minute"),
      columns: [
        visit.text("무엇을", "What"), visit.text("전문", "Messages"), visit.text("무응답", "Unanswered"), "p50 ms", "p95 ms",
        "p99 ms",
      ],
      rows: BankQuestion.allCases.compactMap { question in
        guard let figure = figures[question] else { return nil }
        return [
          .text(visit.words(for: question)), .number(figure.calls),
          .text(figure.failures.grouped, figure.failures > 0 ? .bad : .plain), milliseconds(figure, 500),
          milliseconds(figure, 950), milliseconds(figure, 990),
        ]
      }, empty: visit.text("물은 것이 없습니다.", "Nothing was asked."), numbers: [1, 2, 3, 4, 5])
  }

  private func facts(
    _ visit: ConsoleVisit, _ condition: HubCompany.Bank, _ open: [StoredTransfer]
  ) -> [(name: String, cell: Sheet.Cell)] {
    [
      (visit.text("상태", "State"), visit.state(of: condition)),
      (visit.text("응답한 메시지", "Messages answered"), .number(condition.figures.answered)),
      (
        visit.text("답이 없던 메시지", "Left unanswered"),
        .text(condition.figures.silent.grouped, condition.figures.silent > 0 ? .bad : .plain)
      ),
      (visit.text("보내지 않은 메시지", "Kept back by the hub"), .number(condition.figures.keptBack)),
      (visit.text("진행 중", "Under way"), .number(condition.figures.underWay)),
      (
        visit.text("결과를 모르는 이체", "Transfers whose outcome is not known"),
        .text(
          open.count < Hub.mostOpenShown ? Int64(open.count).grouped : "\(Int64(Hub.mostOpenShown).grouped)+",
          open.isEmpty ? .plain : .bad)
      ),
      (
        visit.text("가장 오래된 것", "The oldest of them"),
        .text(open.map(\.order.receivedAt).min().map(visit.moment) ?? "–")
      ),
    ]
  }
}

extension ConsoleVisit {
  fileprivate func words(for question: BankQuestion) -> String {
    switch question {
    case .balance: text("잔액 조회", "balance")
    case .transactions: text("거래내역 조회", "transactions")
    case .holder: text("예금주 조회", "holder's name")
    case .accounts: text("보유 계좌", "accounts of a person")
    case .endService: text("동의 해지 통지", "end of a consent")
    case .debit: text("출금", "debit")
    case .credit: text("입금", "credit")
    case .reverse: text("되돌림", "reversal")
    case .status: text("처리 결과 조회", "what became of a message")
    case .statement: text("하루의 명세", "statement of a day")
    }
  }

  fileprivate func words(for trouble: BankHours.Trouble) -> String {
    switch trouble {
    case .malformed(let part):
      text(
        "'\(part)'은(는) 시간이 아닙니다. 2330-0030처럼 시와 분 네 자리를 줄표로 이어 적어 주십시오.",
        "'\(part)' is no window. Please write two times of four digits with a dash, such as 2330-0030.")
    case .tooMuch:
      text(
        "여덟 구간, 하루 12시간까지입니다. 더 오래 닫으려면 중계센터 운영자에게 알려 주십시오.",
        "Eight windows and twelve hours a day at most. To be closed for longer, please ask the hub's operator.")
    }
  }
}
