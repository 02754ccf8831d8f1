import HTTPTypes
import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruStore

/// `/developers/apps/{client}/live/documents`: the documents that go with an application for use.
struct DocumentsScreen: Sendable {
  /// What stands around a file in its form.
  private static let formRoom = 16 << 10
  static let largestBody = DocumentBounds.mostBytes + formRoom
  /// Documents that are taken in side by side: each is held in memory.
  static let mostAtOnce = 8
  /// Of these, those of one developer: who sends slowly keeps nobody else from sending.
  static let mostOfOneAtOnce = 2
  /// Each look is a line of the audit log, and a document in memory until it is sent.
  static let looksPerHour = 60
  let site: Site

  static func link(_ app: ClientID) -> String { "\(AppsScreen.link(app))/live/documents" }

  /// Whether a path is that of the form.
  static func isPlace(_ path: String) -> Bool {
    path.hasPrefix("\(AppsScreen.path)/") && path.hasSuffix("/live/documents")
  }

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/live/documents"
    get(path, on: router) { visit, app in try await show(visit, app) }
    site.upload(path, upTo: Self.largestBody, on: router) { visit, upload in
      try await site.withApp(visit) { visit, app in
        guard let developer = visit.developer else { return site.redirect(Self.link(app.client.id)) }
        do {
          let file: MultipartForm.File?
          switch upload {
          case .form(let sent): file = sent
          case .tooLarge: throw Onboarding.DocumentTrouble.tooLarge
          case .unreadable: return try await show(visit, app, unreadable(visit), status: .badRequest)
          }
          guard let file, !file.contents.isEmpty else { throw Onboarding.DocumentTrouble.empty }
          guard try await site.mayPost(in: "documents", developer) else {
            return try await show(visit, app, tooOften(visit))
          }
          try await site.onboarding.addDocument(
            named: file.name, file.contents, for: app.client.id, by: .applicant(developer, from: visit.address))
          return site.redirect("\(Self.link(app.client.id))?done=1")
        } catch let trouble as Onboarding.DocumentTrouble {
          return try await show(
            visit, app, words(for: trouble, visit),
            status: trouble == .tooLarge ? .contentTooLarge : .unprocessableContent)
        }
      }
    }
    get("\(path)/:document", on: router) { visit, app in
      guard let developer = visit.developer, let id = Int64(visit.parameters["document"] ?? "") else {
        return gone(visit, app)
      }
      guard try await site.mayPost(in: "looks at documents", developer, atMost: Self.looksPerHour) else {
        return site.message(
          visit, visit.text("잠시 뒤에 다시 여십시오", "Please open it later"),
          visit.text(
            "서류는 한 시간에 \(Self.looksPerHour)번까지 열 수 있습니다.",
            "Documents can be opened \(Self.looksPerHour) times an hour at most."),
          link: (visit.text("서류", "Documents"), Self.link(app.client.id)), status: .tooManyRequests)
      }
      do {
        let found = try await site.onboarding.document(
          id, of: app.client.id, by: .applicant(developer, from: visit.address))
        return Site.Answer(response: .download(found.bytes, type: found.document.type, name: found.document.name))
      } catch Onboarding.Trouble.unknown {
        return gone(visit, app)
      }
    }
    site.post("\(path)/:document/remove", for: .developers, on: router) { visit in
      try await site.withApp(visit) { visit, app in
        guard let developer = visit.developer, let id = Int64(visit.parameters["document"] ?? "") else {
          return gone(visit, app)
        }
        do {
          try await site.onboarding.removeDocument(
            id, of: app.client.id, by: .applicant(developer, from: visit.address))
          return site.redirect("\(Self.link(app.client.id))?removed=1")
        } catch let trouble as Onboarding.DocumentTrouble {
          return try await show(visit, app, words(for: trouble, visit))
        } catch Onboarding.Trouble.unknown {
          return gone(visit, app)
        }
      }
    }
  }

  private func get(_ path: String, on router: Router<GatewayContext>, _ work: @escaping AppScreen.AppHandler) {
    site.get(path, for: .developers, on: router) { visit in try await site.withApp(visit, work) }
  }

  private func gone(_ visit: SiteVisit, _ app: DeveloperApp) -> Site.Answer {
    site.message(
      visit, visit.text("없는 서류입니다", "No such document"),
      visit.text("지웠거나, 이 앱의 것이 아닙니다.", "It was removed, or it is not this app's."),
      link: (visit.text("서류", "Documents"), Self.link(app.client.id)), status: .notFound)
  }

  private func show(
    _ visit: SiteVisit, _ app: DeveloperApp, _ error: String? = nil,
    status: HTTPResponse.Status = .unprocessableContent
  ) async throws -> Site.Answer {
    let stage = try await site.onboarding.file(of: app.client.id)?.application.stage ?? .test
    let documents = try await site.onboarding.documents(of: app.client.id)
    let (link, mayChange) = (Self.link(app.client.id), Onboarding.mayChangeDocuments(at: stage))
    var view: [String: Any] = [
      "heading": visit.text("서류", "Documents"), "appName": app.client.name,
      "appLink": "\(AppsScreen.link(app.client.id))/live",
      "lead": mayChange
        ? visit.text(
          "신청과 함께 심사 담당자만 봅니다. 신청한 뒤에는 바꿀 수 없고, 보완 요청을 받으면 다시 바꿀 수 있습니다.",
          "They go with your application; whoever screens it sees them, and nobody else. Once you have applied they stay as they are, unless it is sent back."
        )
        : visit.text(
          "심사하는 서류는 바꿀 수 없습니다. 보완 요청을 받으면 다시 바꿀 수 있습니다.",
          "What is screened stays as it is; when an application is sent back, documents can be changed again."),
      "documents": documents.map { row(of: $0, visit, link, mayChange: mayChange) },
    ]
    if mayChange, documents.count < DocumentBounds.mostWithOne, let developer = visit.developer {
      let ticket = site.tickets.ticket(for: link, developer.id, cookie: visit.cookie)
      view["upload"] = [
        "action": "\(link)?\(UploadTickets.parameter)=\(ticket)",
        "fileLabel": visit.text("파일", "File"),
        "fileHint": visit.text(
          "PDF, PNG, JPEG. 하나에 \(Self.mebibytes) MB까지, 모두 \(DocumentBounds.mostWithOne)개까지.",
          "PDF, PNG or JPEG; up to \(Self.mebibytes) MB each, \(DocumentBounds.mostWithOne) in all."),
        "submit": visit.text("올리기", "Upload"),
      ]
    }
    if documents.isEmpty { view["empty"] = visit.text("올린 서류가 없습니다.", "There is no document yet.") }
    if mayChange, stage == .test || stage.isOver || stage == .returned {
      view["next"] = [
        "text": visit.text("신청서 쓰기", "Fill in the application"), "href": "\(AppsScreen.link(app.client.id))/live/apply",
      ]
    }
    if let error {
      view["error"] = error
    } else if visit.parameter("done") == "1" {
      view["done"] = visit.text("올렸습니다.", "It is uploaded.")
    } else if visit.parameter("removed") == "1" {
      view["done"] = visit.text("지웠습니다.", "It is removed.")
    }
    return site.page(
      visit, "documents", title: visit.text("서류", "Documents"), view,
      status: error == nil ? .ok : status)
  }

  private func row(of one: LiveDocument, _ visit: SiteVisit, _ link: String, mayChange: Bool) -> [String: Any] {
    var row: [String: Any] = [
      "documentName": one.name.text, "documentLink": "\(link)/\(one.id)", "digest": hexText(one.digest),
      "about": "\(one.type.rawValue.uppercased()) · \(Self.size(one.size)) · \(visit.moment(one.uploadedAt))",
    ]
    if mayChange { row["remove"] = visit.text("지우기", "Remove") }
    return row
  }

  private static var mebibytes: Int { DocumentBounds.mostBytes >> 20 }

  /// `312 KB`.
  static func size(_ bytes: Int64) -> String {
    bytes < 1_024 ? "\(bytes) B" : "\(((bytes + 1_023) / 1_024).grouped) KB"
  }

  private func unreadable(_ visit: SiteVisit) -> String {
    visit.text(
      "보낸 파일을 읽을 수 없습니다. 이 페이지를 다시 열어 한 번 더 올려 주십시오.",
      "What was sent cannot be read as a file. Please open this page again and upload it once more.")
  }

  private func tooOften(_ visit: SiteVisit) -> String {
    visit.text(
      "한 시간에 \(PostBounds.postsPerHour)번까지 올릴 수 있습니다.", "\(PostBounds.postsPerHour) uploads an hour are the most.")
  }

  private func words(for trouble: Onboarding.DocumentTrouble, _ visit: SiteVisit) -> String {
    switch trouble {
    case .empty: visit.text("파일을 골라 주십시오. 빈 파일은 올릴 수 없습니다.", "Please choose a file. An empty one cannot be taken.")
    case .tooLarge:
      visit.text(
        "파일이 너무 큽니다. \(Self.mebibytes) MB까지 올릴 수 있습니다. 더 작다면 페이지를 다시 열어 올려 주십시오.",
        "The file is too large: \(Self.mebibytes) MB are the most. If it is smaller, please open this page again and try once more."
      )
    case .type:
      visit.text(
        "PDF, PNG, JPEG 파일만 올릴 수 있습니다. 이름이 아니라 내용을 봅니다.",
        "Only PDF, PNG and JPEG files are taken; their contents count, not their names.")
    case .tooMany:
      visit.text(
        "신청 하나에 \(DocumentBounds.mostWithOne)개, 모두 \(DocumentBounds.mostOfOne)개까지입니다.",
        "\(DocumentBounds.mostWithOne) with one application, and \(DocumentBounds.mostOfOne) in all, are the most.")
    case .notNow:
      visit.text("지금은 서류를 바꿀 수 없습니다.", "Documents cannot be changed now.")
    }
  }
}
