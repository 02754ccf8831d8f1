import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/invoices`: what each organisation owes for a month of settled days; one invoice as page and as CSV.
struct InvoicesScreen: Sendable {
  static let path = "/operator/invoices"
  private static let pageLength = 50
  private static let shownMonths = 24
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in try await list(visit) }
    desk.get("\(Self.path)/:month/:organisation", .look, on: router) { visit in
      guard let (invoice, name) = try await invoice(visit) else { return desk.notFound(visit) }
      return page(visit, invoice, name)
    }
    desk.get("\(Self.path)/:month/:organisation/csv", .look, on: router) { visit in
      guard let (invoice, _) = try await invoice(visit) else { return desk.notFound(visit) }
      try await desk.note(visit, "invoice.export", "\(invoice.month.wire) \(invoice.organisation)")
      return desk.file(
        "maru-invoice-\(invoice.month.wire)-\(invoice.organisation).csv", type: "text/csv; charset=utf-8", invoice.csv)
    }
  }

  private func invoice(_ visit: ConsoleVisit) async throws -> (Invoice, String)? {
    guard let month = SettlementMonth(wire: visit.parameters["month"] ?? ""),
      let code = OrganisationCode(visit.parameters["organisation"] ?? "")
    else { return nil }
    return try await desk.hub.store.read { session in
      guard let invoice = try SettlementTable.invoice(to: code, of: month, in: session) else { return nil }
      return (invoice, try OrganisationTable.find(code, in: session)?.name.text ?? code.text)
    }
  }

  private func list(_ visit: ConsoleVisit) async throws -> ConsoleDesk.Answer {
    let (asked, after) = (
      SettlementMonth(wire: visit.parameter("month")), String(visit.parameter("after").prefix(10))
    )
    let (months, month, found) = try await desk.hub.store.read { session in
      let months = try SettlementTable.months(Self.shownMonths, in: session)
      let month = asked ?? months.first ?? SettlementMonth(desk.hub.world.now().businessDate)
      let found = try SettlementTable.invoices(of: month, after: after, atMost: Self.pageLength + 1, in: session)
      return (months, month, found)
    }
    let shown = found.prefix(Self.pageLength)
    var blocks: [Sheet.Block] = []
    if !months.isEmpty { blocks.append(.links(months.map { ($0.description, "\(Self.path)?month=\($0.wire)") })) }
    blocks.append(
      .table(
        Sheet.Table(
          caption: month.description,
          columns: [
            visit.text("이용기관", "Organisation"), visit.text("건수", "Uses"), visit.text("합계 (원)", "Won"),
          ],
          rows: shown.map { one in
            [
              .link(one.organisation.text, "\(Self.path)/\(month.wire)/\(one.organisation)"), .number(one.uses),
              .number(one.amount),
            ]
          }, empty: visit.text("청구할 것이 없습니다.", "There is nothing to pay for."), numbers: [1, 2])))
    if found.count > shown.count, let last = shown.last {
      blocks.append(
        .links([(visit.text("다음", "Next"), "\(Self.path)?month=\(month.wire)&after=\(last.organisation)")]))
    }
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("청구서", "Invoices"),
        lead: visit.text(
          "닫힌 정산일의 이용료를 달마다 더한 것입니다. 부가가치세는 들어 있지 않습니다.",
          "The fees of settled days, by month. VAT is not included."), blocks: blocks))
  }

  private func page(_ visit: ConsoleVisit, _ invoice: Invoice, _ name: String) -> ConsoleDesk.Answer {
    let link = "\(Self.path)/\(invoice.month.wire)/\(invoice.organisation)"
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("청구서 \(invoice.month): \(name)", "Invoice \(invoice.month): \(name)"),
        blocks: [
          .facts([
            (
              visit.text("이용기관", "Organisation"),
              .link(invoice.organisation.text, "/operator/organisations/\(invoice.organisation)")
            ),
            (visit.text("합계 (원), 부가가치세 별도", "Won, VAT not included"), .number(invoice.amount)),
            (
              visit.text("상태", "State"),
              invoice.isWhole
                ? .text(visit.text("그달의 정산이 끝남", "every day is settled"), .good)
                : .text(visit.text("아직 닫히지 않은 날이 있음", "days are still to be settled"))
            ),
          ]),
          .table(
            Sheet.Table(
              caption: visit.text("이용료", "Fees"),
              columns: [
                "API", visit.text("건수", "Uses"), visit.text("1건 (원)", "Won a use"), visit.text("합계 (원)", "Won"),
              ],
              rows: invoice.lines.map {
                [.code($0.api), .number($0.count), .number($0.rate.amount), .number($0.amount)]
              },
              empty: "", numbers: [1, 2, 3])), .links([("CSV", "\(link)/csv")]),
        ]))
  }
}
