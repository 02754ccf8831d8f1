import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/organisations`: who uses the platform, with which applications and under which contract.
struct OrganisationsScreen: Sendable {
  private static let pageLength = 50
  private static let path = "/operator/organisations"
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in
      let after = String(visit.parameter("after").prefix(10))
      let found = try await desk.hub.store.read {
        try OrganisationTable.page(after: after, atMost: Self.pageLength + 1, in: $0)
      }
      let shown = found.prefix(Self.pageLength)
      var blocks: [Sheet.Block] = [
        .table(
          Sheet.Table(
            caption: visit.text("이용기관", "Organisations"),
            columns: [
              visit.text("코드", "Code"), visit.text("이름", "Name"), visit.text("1일 출금한도", "Withdrawals a day"),
              visit.text("1일 입금한도", "Deposits a day"), visit.text("허용 IP", "Addresses"),
            ],
            rows: shown.map { one in
              [
                .code(one.code.text, href: "\(Self.path)/\(one.code)"), .text(one.name.text),
                .number(one.limits.withdrawDay.amount), .number(one.limits.depositDay.amount),
                .text(one.allowedAddresses.isEmpty ? visit.text("제한 없음", "any") : "\(one.allowedAddresses.count)"),
              ]
            }, empty: visit.text("이용기관이 없습니다.", "There is none."), numbers: [2, 3]))
      ]
      if found.count > shown.count, let last = shown.last {
        blocks.append(.links([(visit.text("다음", "Next"), "\(Self.path)?after=\(last.code)")]))
      }
      return desk.page(visit, Sheet(heading: visit.text("이용기관", "Organisations"), blocks: blocks))
    }
    desk.get("\(Self.path)/:code", .look, on: router) { visit in
      guard let code = OrganisationCode(visit.parameters["code"] ?? "") else { return desk.notFound(visit) }
      let found = try await desk.hub.store.read { session in
        try OrganisationTable.find(code, in: session).map { ($0, try ClientTable.all(of: code, in: session)) }
      }
      guard let (organisation, clients) = found else { return desk.notFound(visit) }
      return desk.page(
        visit,
        Sheet(
          heading: organisation.name.text,
          blocks: [
            .facts(facts(visit, organisation)), .table(apps(visit, clients)), .table(limits(visit, organisation)),
          ]
        ))
    }
  }

  private func facts(_ visit: ConsoleVisit, _ one: Organisation) -> [(name: String, cell: Sheet.Cell)] {
    func account(_ account: BankAccount) -> Sheet.Cell {
      .text("\(desk.hub.banks.name(of: account.bank)) \(account.bank.text) \(account.number.masked)")
    }
    return [
      (visit.text("이용기관코드", "Code"), .code(one.code.text)),
      (
        visit.text("서비스", "Service"), .text(visit.words(for: one.service), one.service == .open ? .good : .bad)
      ),
      (visit.text("수납계좌", "Collection account"), account(one.collectionAccount)),
      (visit.text("지급계좌", "Paying account"), account(one.payingAccount)),
      (
        visit.text("허용 IP", "Addresses"),
        .text(
          one.allowedAddresses.isEmpty ? visit.text("제한 없음", "any") : one.allowedAddresses.joined(separator: ", "))
      ),
    ]
  }

  private func apps(_ visit: ConsoleVisit, _ clients: [OAuthClient]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("앱", "Applications"),
      columns: [
        "client_id", visit.text("이름", "Name"), "scope", visit.text("상태", "State"), visit.text("콜백", "Callbacks"),
      ],
      rows: clients.map { client in
        [
          .code(client.id.text), .text(client.name), .text(client.scopes.wire),
          .text(
            client.isDisabled ? visit.text("멈춤", "stopped") : visit.text("이용 중", "in use"),
            client.isDisabled ? .bad : .good), .text(client.redirectURIs.joined(separator: " ")),
        ]
      }, empty: visit.text("앱이 없습니다.", "There is none."))
  }

  private func limits(_ visit: ConsoleVisit, _ one: Organisation) -> Sheet.Table {
    let limits = one.limits
    let rows: [(String, String, Won)] = [
      ("출금 1건", "One withdrawal", limits.withdrawEach), ("출금 하루", "Withdrawals a day", limits.withdrawDay),
      ("출금 한 달", "Withdrawals a month", limits.withdrawMonth), ("입금 1건", "One deposit", limits.depositEach),
      ("입금 하루", "Deposits a day", limits.depositDay), ("입금 한 달", "Deposits a month", limits.depositMonth),
      ("사용자 출금 1건", "One withdrawal of a user", limits.userWithdrawEach),
      ("사용자 출금 하루", "Withdrawals of a user a day", limits.userWithdrawDay),
    ]
    return Sheet.Table(
      caption: visit.text("한도", "Limits"), columns: [visit.text("한도", "Limit"), visit.text("금액 (원)", "Won")],
      rows: rows.map { [.text(visit.text($0.0, $0.1)), .number($0.2.amount)] }, empty: "", numbers: [1])
  }
}

extension ConsoleVisit {
  fileprivate func words(for service: ServiceState) -> String {
    switch service {
    case .open: text("이용 중", "served")
    case .waiting: text("개통 전", "not open yet")
    case .suspended: text("정지", "suspended")
    case .ended: text("종료", "ended")
    }
  }
}
