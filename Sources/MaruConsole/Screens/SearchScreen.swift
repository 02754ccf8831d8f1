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
      let found = try await desk.hub.transfers(known: asked)
      if found.count == 1, let one = found.first { return desk.redirect("/operator/transfers/\(one.order.id)") }
      return page(visit, asked, found)
    }
  }

  private func user(of number: FintechUseNumber) async throws -> UserSeqNo? {
    try await desk.hub.store.read { try RegisteredAccountTable.find(number, in: $0)?.user }
  }

  private func page(_ visit: ConsoleVisit, _ asked: String, _ found: [StoredTransfer]) -> ConsoleDesk.Answer {
    var form = Sheet.Form(action: Self.path, isQuestion: true, submit: visit.text("찾기", "Search"))
    form.fields = [
      .init(
        name: "q", label: visit.text("아이디", "Id"), type: "search", value: asked,
        hint: visit.text(
          "이체: bank_tran_id, api_tran_id(최근 \(Int64(Hub.searchedTransfers).grouped)건), 은행의 전문번호(날짜-번호-D), "
            + "중계센터의 번호. 그 밖에: 이용기관코드, client_id, user_seq_no, fintech_use_num.",
          "A transfer: bank_tran_id, api_tran_id (among the newest \(Int64(Hub.searchedTransfers).grouped)), a bank's "
            + "message id (date-id-D), the hub's own key. Others: organisation code, client_id, user_seq_no, "
            + "fintech_use_num."))
    ]
    var blocks = [Sheet.Block.form(form)]
    if !asked.isEmpty {
      blocks.append(
        .table(
          Sheet.Table(
            caption: visit.text("찾은 이체", "Transfers found"), columns: visit.transferColumns,
            rows: found.map(visit.transferRow), empty: visit.text("찾지 못했습니다.", "Nothing was found."), numbers: [2])))
    }
    return desk.page(visit, Sheet(heading: visit.text("찾기", "Search"), blocks: blocks))
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
