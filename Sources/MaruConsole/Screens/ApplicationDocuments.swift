import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruPortal
import MaruStore

extension ApplicationsScreen {
  /// `/operator/applications/{id}/documents/{document}`: a document, for who screens; that it was read is on record.
  func addDocuments(to router: Router<GatewayContext>) {
    desk.get("\(Self.path)/:id/documents/:document", .screenApplications, on: router) { visit in
      guard let person = visit.person, let application = Int64(visit.parameters["id"] ?? ""),
        let document = Int64(visit.parameters["document"] ?? "")
      else { return desk.notFound(visit) }
      do {
        let found = try await desk.onboarding.document(
          document, ofApplication: application, by: .operator(person, from: visit.address))
        return ConsoleDesk.Answer(
          response: .download(found.bytes, type: found.document.type, name: found.document.name))
      } catch Onboarding.Trouble.unknown {
        return desk.notFound(visit)
      }
    }
  }

  /// The documents that came with an application: named to those who may look at people, opened by who screens.
  func documents(_ visit: ConsoleVisit, _ documents: [LiveDocument], of application: Int64) -> Sheet.Block? {
    guard !documents.isEmpty, let role = visit.person?.role, role.may(.lookAtPeople) else { return nil }
    return .table(
      Sheet.Table(
        caption: visit.text("올린 서류", "Documents uploaded"),
        columns: [visit.text("서류", "Document"), visit.text("크기", "Size"), "SHA-256", visit.text("올린 때", "Uploaded")],
        rows: documents.map { one in
          [
            role.may(.screenApplications)
              ? .link(one.name.text, "\(Self.path)/\(application)/documents/\(one.id)") : .text(one.name.text),
            .text("\(one.type.rawValue.uppercased()) \(one.size.grouped) B"), .code(hexText(one.digest)),
            .text(visit.moment(one.uploadedAt)),
          ]
        }, empty: ""))
  }
}
