import Hummingbird
import MaruGateway
import MaruStore

/// `/developers/docs/api/…`: one API, with fields, codes, and calls in four languages.
struct APIDocumentScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    for api in site.documents.all {
      site.get("\(DocsScreen.path)/api/\(api.slug)", on: router) { visit in try await show(visit, api) }
    }
  }

  private func show(_ visit: SiteVisit, _ api: DocumentedAPI) async throws -> Site.Answer {
    // The reader's own app, or the words that stand for one.
    var app: OAuthClient?
    if let developer = visit.developer { app = try await site.callingClient(of: developer) }
    let samples = CodeSamples(
      api: api, origin: site.accounts.address.link(""), client: app?.id.text ?? "YOUR_CLIENT_ID",
      organisation: app?.organisation.text,
      callback: app?.redirectURIs.first ?? AppsScreen.exampleCallback)
    var view: [String: Any] = [
      "wide": true, "heading": visit.text(api.name, api.english),
      "endpoint": "\(api.isPost ? "POST" : "GET") \(api.path)", "words": visit.text(api.koreanWords, api.words),
      "tokenLabel": visit.text("토큰", "Token"), "tokenWords": words(for: api.token, visit),
      "requestHeading": visit.text("요청", "Request"), "answerHeading": visit.text("응답", "Answer"),
      "codesHeading": visit.text("응답코드", "Codes"), "samplesHeading": visit.text("호출 예", "Calling it"),
      "request": api.request.map { row($0, visit) }, "answer": api.answer.map { row($0, visit) },
      "codes": api.codes.map { ["code": $0.code, "meaning": visit.words(for: $0)] },
      "columns": [
        "field": visit.text("필드", "Field"), "type": visit.text("형식", "Type"),
        "meaning": visit.text("뜻", "Meaning"), "code": visit.text("코드", "Code"),
      ],
      "samples": samples.all.map { ["language": $0.language, "code": $0.code] },
      "copy": visit.text("복사", "Copy"), "copied": visit.text("복사했습니다", "Copied"),
      "all": ["text": visit.text("모든 문서", "All documentation"), "href": DocsScreen.path],
    ]
    if let app {
      view["samplesHint"] = visit.text(
        "client_id는 내 앱 ‘\(app.name)’의 것입니다.", "The client_id is that of your app “\(app.name)”.")
    }
    if api.request.isEmpty { view["noRequest"] = visit.text("보낼 필드가 없습니다.", "There are no fields to send.") }
    if let example = api.exampleAnswer { view["example"] = PrettyJSON.text(example) }
    return site.page(visit, "api", title: visit.text(api.name, api.english), view)
  }

  private func row(_ field: DocumentedAPI.Field, _ visit: SiteVisit) -> [String: Any] {
    var row: [String: Any] = [
      "fieldName": String(repeating: "· ", count: field.depth) + field.name, "fieldType": field.type,
      "fieldWords": visit.words(for: field),
    ]
    if field.isRequired { row["isRequired"] = visit.text("필수", "Required") }
    if !field.values.isEmpty {
      row["fieldValues"] = field.values.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
    }
    if !field.example.isEmpty { row["fieldExample"] = field.example }
    return row
  }

  private func words(for token: DocumentedAPI.Token, _ visit: SiteVisit) -> String {
    switch token {
    case .none: visit.text("필요 없음", "None")
    case .user: visit.text("사용자 토큰", "A user's token")
    case .organisation: visit.text("이용기관 토큰 (scope oob)", "The organisation's own token (scope oob)")
    case .any: visit.text("사용자 토큰 또는 이용기관 토큰", "A user's token or the organisation's own")
    }
  }
}

extension Site {
  /// The first client of a developer that calls here: of an app in test, or of a live service on a production hub.
  fileprivate func callingClient(of developer: Developer) async throws -> OAuthClient? {
    for app in try await apps.all(of: developer) {
      guard let client = try await caller(of: app) else { continue }
      return try await hub.store.read { try ClientTable.find(client, in: $0) }
    }
    return nil
  }
}
