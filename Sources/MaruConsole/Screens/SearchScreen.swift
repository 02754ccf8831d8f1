import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/search`: whatever an id stands for. One transfer is opened at once.
struct SearchScreen: Sendable {
  let desk: ConsoleDesk
  static let path = "/operator/search"

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in
      let asked = visit.parameter("q").split { $0.isWhitespace }.joined()
      guard !asked.isEmpty else { return page(visit, "", []) }
      try await desk.note(visit, "search", asked)
      if let code = OrganisationCode(asked) { return desk.redirect("/operator/organisations/\(code)") }
      if let user = UserSeqNo(asked), visit.person?.role.may(.lookAtPeople) == true {
        return desk.redirect("/operator/consents?user=\(user)")
      }
      if let number = FintechUseNumber(asked), let user = try await user(of: number),
        visit.person?.role.may(.lookAtPeople) == true
      {
        return desk.redirect("/operator/consents?user=\(user)")
      }
      if let client = ClientID(asked),
        let found = try await desk.hub.store.read({ try ClientTable.find(client, in: $0) })
      {
        return desk.redirect("/operator/organisations/\(found.organisation)")
      }
      let day = visit.parameter("day")
      if !day.isEmpty {
        guard let span = TimeSpan(day), let call = APITransactionID(asked.lowercased()) else {
          return page(
            visit, asked, [],
            error: visit.text(
              "날은 2026-11-26, 시는 2026-11-26 14처럼 적고, 그때에는 api_tran_id만 찾습니다.",
              "A day is such as 2026-11-26, an hour 2026-11-26 14; with one, an api_tran_id is looked for."))
        }
        let found = try await desk.hub.transfers(ofCall: call, in: span.range)
        if found.count == 1, let one = found.first { return desk.redirect("/operator/transfers/\(one.order.id)") }
        return page(visit, asked, found)
      }
      let found = try await desk.hub.transfers(known: asked)
      if found.count == 1, let one = found.first { return desk.redirect("/operator/transfers/\(one.order.id)") }
      return page(visit, asked, found)
    }
  }

  private func user(of number: FintechUseNumber) async throws -> UserSeqNo? {
    try await desk.hub.store.read { try RegisteredAccountTable.find(number, in: $0)?.user }
  }

  private func page(
    _ visit: ConsoleVisit, _ asked: String, _ found: [StoredTransfer], error: String? = nil
  ) -> ConsoleDesk.Answer {
    var form = Sheet.Form(action: Self.path, isQuestion: true, submit: visit.text("찾기", "Search"))
    form.fields = [
      .init(
        name: "q", label: visit.text("아이디", "Id"), type: "search", value: asked,
        hint: visit.text(
          "이체: bank_tran_id, api_tran_id(최근 \(Int64(Hub.searchedTransfers).grouped)건, 또는 아래에 적은 때), "
            + "은행의 전문번호(날짜-번호-D), 중계센터의 번호. 그 밖에: 이용기관코드, client_id, user_seq_no, fintech_use_num.",
          "A transfer: bank_tran_id, api_tran_id (among the newest \(Int64(Hub.searchedTransfers).grouped), or when it says "
            + "below), a bank's message id (date-id-D), the hub's own key. Others: organisation code, client_id, user_seq_no, "
            + "fintech_use_num.")),
      .init(
        name: "day", label: visit.text("api_tran_id의 날", "Day of an api_tran_id"), value: visit.parameter("day"),
        hint: visit.text(
          "2026-11-26, 또는 시까지: 2026-11-26 14. 하루에 몇백만 건이면 시를 적으십시오.",
          "2026-11-26, or with the hour: 2026-11-26 14. Give the hour where a day has millions."), longest: 13),
    ]
    var blocks = [Sheet.Block.form(form)]
    if !asked.isEmpty, error == nil {
      blocks.append(
        .table(
          Sheet.Table(
            caption: visit.text("찾은 이체", "Transfers found"), columns: visit.transferColumns,
            rows: found.map(visit.transferRow), empty: visit.text("찾지 못했습니다.", "Nothing was found."), numbers: [2])))
    }
    return desk.page(visit, Sheet(heading: visit.text("찾기", "Search"), error: error, blocks: blocks))
  }
}

extension ConsoleVisit {
  var transferColumns: [String] {
    [
      text("접수", "Received"), "bank_tran_id", text("금액 (원)", "Won"), text("이용기관", "Organisation"),
      text("단계", "Stage"),
    ]
  }

  func transferRow(_ transfer: StoredTransfer) -> [Sheet.Cell] {
    let order = transfer.order
    return [
      .text(moment(order.receivedAt)),
      .code(order.bankTransactionID.text, href: "/operator/transfers/\(order.id)"), .number(order.amount.amount),
      .link(order.organisation.text, "/operator/organisations/\(order.organisation)"),
      .text(words(forStage: transfer.stage.code)),
    ]
  }
}
