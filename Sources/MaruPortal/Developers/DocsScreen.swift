import Hummingbird
import MaruDomain
import MaruGateway

/// `/developers/docs`: every API, the guides, the code tables, and the search over all of them.
struct DocsScreen: Sendable {
  static let path = "/developers/docs"
  static let longestQuery = 60
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in
      let query = String(visit.parameter("q").prefix(Self.longestQuery)).split(separator: " ").joined(separator: " ")
      return site.page(
        visit, "docs", title: visit.text("문서", "Documentation"),
        query.isEmpty ? index(visit) : results(visit, query))
    }
  }

  private func base(_ visit: SiteVisit, _ query: String) -> [String: Any] {
    [
      "heading": visit.text("문서", "Documentation"), "searchLabel": visit.text("문서에서 찾기", "Search the documentation"),
      "searchHint": visit.text("API, 필드, 응답코드", "An API, a field, a code"), "searchButton": visit.text("찾기", "Search"),
      "query": query, "wide": true,
    ]
  }

  private func index(_ visit: SiteVisit) -> [String: Any] {
    var view = base(visit, "")
    view["groups"] =
      [
        group(
          visit.text("안내", "Guides"),
          Guide.all(visit).map { ($0.title, $0.lead, "\(Self.path)/guides/\($0.slug)") })
      ]
      + DocumentGroup.all.map { entry in
        group(
          visit.text(entry.korean, entry.english),
          site.documents.all.filter { $0.slug.hasPrefix(entry.prefix) }.map { row($0, visit) })
      } + [
        group(
          visit.text("표", "Tables"),
          [
            (
              visit.text("응답코드", "Response codes"),
              visit.text("rsp_code와 bank_rsp_code의 모든 값", "Every value of rsp_code and bank_rsp_code"),
              "\(Self.path)/codes"
            ), ("OpenAPI 3.1", visit.text("기계가 읽는 문서", "The document for machines"), "/openapi.json"),
          ])
      ]
    return view
  }

  private func row(_ api: DocumentedAPI, _ visit: SiteVisit) -> (String, String, String) {
    (visit.text(api.name, api.english), "\(api.isPost ? "POST" : "GET") \(api.slug)", "\(Self.path)/api/\(api.slug)")
  }

  private func group(_ name: String, _ rows: [(String, String, String)]) -> [String: Any] {
    ["groupName": name, "entries": rows.map { ["name": $0.0, "words": $0.1, "href": $0.2] }]
  }

  // MARK: Search

  private func results(_ visit: SiteVisit, _ query: String) -> [String: Any] {
    var view = base(visit, query)
    let search = DocumentSearch(query)
    let groups = [
      (visit.text("API", "APIs"), site.documents.all.filter { search.finds($0) }.map { row($0, visit) }),
      (
        visit.text("응답코드", "Response codes"),
        ResponseCode.allCases.filter { search.finds([$0.wire, $0.korean, $0.english]) }.map {
          ($0.wire, visit.text($0.korean, $0.english), "\(Self.path)/codes#\($0.wire)")
        }
      ),
      (
        visit.text("안내", "Guides"),
        Guide.all(visit).filter {
          search.finds([$0.title, $0.lead] + $0.sections.flatMap { [$0.heading] + $0.paragraphs })
        }.map {
          ($0.title, $0.lead, "\(Self.path)/guides/\($0.slug)")
        }
      ),
    ].filter { !$0.1.isEmpty }
    view["groups"] = groups.map { group($0.0, $0.1) }
    let count = groups.reduce(0) { $0 + $1.1.count }
    view["found"] = visit.text("“\(query)”: \(count)건", "“\(query)”: \(count) found")
    return view
  }
}

/// A search by words: all of them must be somewhere in a text, in any order, whatever their case.
struct DocumentSearch: Sendable {
  private let words: [String]

  init(_ query: String) { words = query.lowercased().split(separator: " ").map(String.init) }

  func finds(_ texts: [String]) -> Bool {
    let all = texts.joined(separator: "\n").lowercased()
    return words.allSatisfy { all.contains($0) }
  }

  func finds(_ api: DocumentedAPI) -> Bool {
    finds(
      [api.slug, api.name, api.english, api.words, api.koreanWords]
        + (api.request + api.answer).flatMap { [$0.name, $0.words] }
        + api.codes.map(\.code))
  }
}

/// How the documentation orders the APIs.
struct DocumentGroup: Sendable {
  let prefix: String
  let korean: String
  let english: String

  static let all = [
    DocumentGroup(prefix: "oauth/", korean: "인증", english: "Consent and tokens"),
    DocumentGroup(prefix: "user/", korean: "사용자", english: "Users"),
    DocumentGroup(prefix: "account/", korean: "계좌", english: "Accounts"),
    DocumentGroup(prefix: "transfer/", korean: "이체", english: "Transfers"),
    DocumentGroup(prefix: "inquiry/", korean: "조회", english: "Inquiries"),
    DocumentGroup(prefix: "bank/", korean: "참가기관", english: "Banks"),
  ]
}
