import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/calls`: calls per month and API, as a chart, a table, and a file (`/operator/calls.csv`).
struct CallsScreen: Sendable {
  private static let months = 12
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get("/operator/calls", .look, on: router) { visit in
      let sums = try await desk.hub.callSums(from: firstMonth)
      let months = Set(sums.map(\.key.month)).sorted()
      let apis = Self.apis(sums)
      let series = apis.count <= Chart.colours ? apis : Array(apis.prefix(Chart.colours - 1))
      let rest = apis.dropFirst(series.count)
      func calls(_ month: String, _ names: some Sequence<String>) -> Int64 {
        let names = Set(names)
        return sums.filter { $0.key.month == month && names.contains($0.key.api) }.reduce(0) { $0 + $1.calls }
      }
      let columns = months.map { month in
        (
          name: Self.shown(month),
          values: series.map { calls(month, [$0]) } + (rest.isEmpty ? [] : [calls(month, rest)])
        )
      }
      let title = visit.text("월별 API 호출", "Calls per month and API")
      var blocks: [Sheet.Block] = []
      if !months.isEmpty {
        blocks.append(
          .chart(
            Chart(title: title, series: series + (rest.isEmpty ? [] : [visit.text("그 밖", "Others")]), columns: columns))
        )
      }
      blocks.append(.table(table(visit, title, sums, months, apis)))
      blocks.append(.links([(visit.text("CSV로 내려받기", "Download as CSV"), "/operator/calls.csv")]))
      return desk.page(
        visit,
        Sheet(
          heading: visit.text("호출", "Calls"),
          lead: visit.text(
            "최근 12개월. 이용기관을 아는 호출만 셉니다. 수수료는 호출 기록에서 따로 계산합니다.",
            "The last twelve months, of calls whose organisation is known. Fees are counted from the record of calls itself."
          ),
          blocks: blocks))
    }
    desk.get("/operator/calls.csv", .look, on: router) { visit in
      let sums = try await desk.hub.callSums(from: firstMonth)
      try await desk.note(visit, "calls.export", "\(firstMonth)-")
      let lines = sums.map { "\($0.key.month),\($0.key.api),\($0.key.code.wire),\($0.calls)" }
      return desk.file(
        "maru-calls.csv", type: "text/csv; charset=utf-8",
        (["month,api,rsp_code,calls"] + lines).joined(separator: "\r\n") + "\r\n")
    }
  }

  /// `yyyyMM` of eleven months ago.
  private var firstMonth: String {
    let parts = desk.hub.world.now().businessDate.parts
    let month = parts.year * 12 + parts.month - 1 - Int64(Self.months - 1)
    let number = month % 12 + 1
    return "\(month / 12)" + (number < 10 ? "0\(number)" : "\(number)")
  }

  /// The busiest first.
  private static func apis(_ sums: [MonthTally]) -> [String] {
    sums.reduce(into: [String: Int64]()) { $0[$1.key.api, default: 0] += $1.calls }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  private static func shown(_ month: String) -> String { "\(month.prefix(4))-\(month.suffix(2))" }

  private func table(
    _ visit: ConsoleVisit, _ title: String, _ sums: [MonthTally], _ months: [String], _ apis: [String]
  ) -> Sheet.Table {
    func cell(_ month: String, _ api: String) -> Sheet.Cell {
      let here = sums.filter { $0.key.month == month && $0.key.api == api }
      return .number(here.reduce(0) { $0 + $1.calls })
    }
    return Sheet.Table(
      caption: title, columns: ["API"] + months.map(Self.shown),
      rows: apis.map { api in [.code(api)] + months.map { cell($0, api) } },
      empty: visit.text("아직 호출이 없습니다.", "No calls so far."), numbers: Set(1...max(1, months.count)))
  }
}
