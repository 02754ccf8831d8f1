import MaruDomain
import MaruHub

/// The hubs over the database, as the pictures of operators and of banks tell of them.
extension ConsoleVisit {
  /// Which hubs there are.
  func table(of company: HubCompany) -> Sheet.Table {
    Sheet.Table(
      caption: text("중계센터", "Hubs"),
      columns: [
        text("어디", "Where"), text("버전", "Version"), text("시작", "Started"), text("마지막 소식", "Last sign"),
        text("초당 호출", "Calls a second"),
      ],
      rows: company.hubs.map { hub in
        let tenths = hub.figures.tenthsPerSecond
        return [
          .code(hub.place.isEmpty ? "–" : hub.place), .text(hub.version.isEmpty ? "–" : hub.version),
          .text(String(moment(hub.startedAt).prefix(19))), sign(of: hub),
          .text("\((tenths / 10).grouped).\(tenths % 10)"),
        ]
      }, empty: "", numbers: [4])
  }

  private func sign(of hub: KnownHub) -> Sheet.Cell {
    guard let seconds = hub.secondsAgo else { return .text(text("이 화면을 보낸 곳", "sent this page")) }
    let words = text("\(seconds)초 전", "\(seconds) s ago")
    guard let ahead = hub.secondsAhead else { return .text(words, hub.isLate ? .bad : .plain) }
    let clock =
      ahead > 0
      ? text("시계가 \(ahead.grouped)초 빠름", "clock \(ahead.grouped) s ahead")
      : text("시계가 \((-ahead).grouped)초 느림", "clock \((-ahead).grouped) s behind")
    return .text("\(words), \(clock)", .bad)
  }

  /// Whose figures they are: `alone` where there is one hub, else how many hubs' and how old, after the words `together`.
  func figures(of company: HubCompany, alone: String, together: String) -> String {
    guard let seconds = company.secondsAgo else { return alone }
    return text(
      "\(together) 중계센터 \(company.hubs.count)곳의 합계이며, 다른 곳의 것은 \(seconds)초 전까지의 것입니다.",
      "\(together) those of \(company.hubs.count) hubs together; what the others told is up to \(seconds) s old.")
  }

  /// How a bank is doing; where hubs do not agree, at how many of them it is not.
  func state(of bank: HubCompany.Bank) -> Sheet.Cell {
    guard bank.unavailableAt > 0 else { return .text(words(for: bank.status), .good) }
    guard bank.unavailableAt < bank.hubs else { return .text(words(for: bank.status), .bad) }
    return .text(
      text(
        "\(words(for: bank.status)) (\(bank.hubs)곳 중 \(bank.unavailableAt)곳)",
        "\(words(for: bank.status)) (at \(bank.unavailableAt) of \(bank.hubs) hubs)"), .bad)
  }
}
