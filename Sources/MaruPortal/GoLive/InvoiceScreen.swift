import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/developers/apps/{client}/live/invoices/…`: what the app's live service owes for a month, as page and as CSV.
struct InvoiceScreen: Sendable {
  /// So many months stand on the page of the way.
  static let shownMonths = 12
  let site: Site

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/live/invoices/:month"
    site.get(path, for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        guard let invoice = try await invoice(visit, app) else { return gone(visit, app) }
        return page(visit, app, invoice)
      }
    }
    site.get("\(path)/csv", for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        guard let invoice = try await invoice(visit, app) else { return gone(visit, app) }
        return site.file("maru-invoice-\(invoice.month.wire).csv", type: "text/csv; charset=utf-8", invoice.csv)
      }
    }
  }

  private func invoice(_ visit: SiteVisit, _ app: DeveloperApp) async throws -> Invoice? {
    guard let month = SettlementMonth(wire: visit.parameters["month"] ?? ""),
      let code = try await site.onboarding.file(of: app.client.id)?.application.liveOrganisation
    else { return nil }
    return try await site.hub.store.read { try SettlementTable.invoice(to: code, of: month, in: $0) }
  }

  private func link(_ app: DeveloperApp) -> String { "\(AppsScreen.path)/\(app.client.id)/live" }

  private func gone(_ visit: SiteVisit, _ app: DeveloperApp) -> Site.Answer {
    site.message(
      visit, visit.text("청구서가 없습니다", "No such invoice"),
      visit.text("그달에 청구할 것이 없습니다.", "There is nothing to pay for that month."),
      link: (visit.text("실서비스", "Live service"), link(app)), status: .notFound)
  }

  private func page(_ visit: SiteVisit, _ app: DeveloperApp, _ invoice: Invoice) -> Site.Answer {
    let heading = visit.text("청구서 \(invoice.month)", "Invoice \(invoice.month)")
    return site.page(
      visit, "invoice", title: heading,
      [
        "heading": heading, "back": ["text": app.client.name, "href": link(app)],
        "lead": invoice.isWhole
          ? visit.text("부가가치세는 들어 있지 않습니다.", "VAT is not included.")
          : visit.text(
            "부가가치세는 들어 있지 않습니다. 아직 정산하지 않은 날이 있습니다.",
            "VAT is not included. Days of the month are still to be settled."),
        "columns": [
          "api": "API", "uses": visit.text("건수", "Uses"), "rate": visit.text("1건 (원)", "Won a use"),
          "won": visit.text("합계 (원)", "Won"),
        ],
        "lines": invoice.lines.map {
          ["api": $0.api, "uses": $0.count.grouped, "rate": $0.rate.amount.grouped, "won": $0.amount.grouped]
        },
        "sum": visit.text("합계 \(invoice.amount.grouped)원", "Sum: \(invoice.amount.grouped) won"),
        "file": ["text": "CSV", "href": "\(link(app))/invoices/\(invoice.month.wire)/csv"],
      ])
  }
}
