import MaruContract
import MaruDomain
import MaruTestBed
import Testing

@testable import MaruPortal

/// What the site says of the APIs.
@Suite struct DocumentationTests {
  @Test("fields and codes are described in the reader's language", arguments: ["ko", "en"])
  func oneLanguage(_ language: String) async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser(language: language)
      for slug in try APIDocuments().all.map(\.slug) {
        let page = try await browser.get("/developers/docs/api/\(slug)")
        let purpose = page.first(/<p>([^<]+)<\/p>/)
        #expect(purpose.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) } == (language == "ko"))
        let cells = page.all(/<td>([^<]+)(?:<br>|<\/td>)/).filter {
          $0.wholeMatch(of: /[A-Za-z]{1,4}(\([0-9]+\))?/) == nil
        }
        #expect(cells.count > 4)
        for cell in cells {
          let isKorean = cell.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
          // Two fields have Korean values, in English too.
          let hasKoreanValues = cell.contains("입금") || cell.contains("현금")
          #expect(isKorean == (language == "ko") || hasKoreanValues, "\(slug): \(cell)")
        }
      }
    }
  }

  private static let documents = Result { try APIDocuments() }

  @Test("every API has its page, with every field of its shape", arguments: Endpoints.all.map { "\($0.route.path)" })
  func shapes(_ path: String) throws {
    let api = try #require(try Self.documents.get()[path])
    let endpoint = try #require(Endpoints.all.first { $0.route.path == path })
    #expect(api.path == endpoint.route.versionedPath)
    #expect(api.isPost == (endpoint.route.method == .post))
    #expect(api.request.map(\.name) == Self.names(Self.requestUses(endpoint)))
    #expect(api.answer.map(\.name).filter { !Self.head.contains($0) } == Self.names(Self.answerUses(endpoint)))
    #expect(api.request.allSatisfy { !$0.words.isEmpty && !$0.type.isEmpty })
    #expect(api.codes.first?.code == "A0000" && api.codes.contains { $0.code == "O0002" })
    #expect(api.codes.allSatisfy { !$0.meaning.isEmpty })
    #expect(api.exampleAnswer != nil)
    #expect(api.token != .none)
  }

  private static let head = ["api_tran_id", "rsp_code", "rsp_message", "api_tran_dtm"]
  private static func names(_ uses: [FieldUse]) -> [String] { uses.flatMap { [$0.name] + names($0.rows ?? []) } }
  private static func requestUses<API: Endpoint>(_ api: API.Type) -> [FieldUse] {
    FieldReader.fieldUses(of: API.Request.self)
  }
  private static func answerUses<API: Endpoint>(_ api: API.Type) -> [FieldUse] {
    FieldReader.fieldUses(of: API.Response.self)
  }

  @Test("the samples carry the reader's own client, and no secret")
  func samples() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let path = "/developers/docs/api/oauth/token"
      #expect(try await browser.get(path).text.contains("YOUR_CLIENT_ID"))
      let keys = try await bench.makeApp(browser)
      let page = try await browser.get(path).text
      #expect(page.contains("client_id=\(keys.id)") && !page.contains("YOUR_CLIENT_ID"))
      #expect(page.contains("YOUR_CLIENT_SECRET") && !page.contains(keys.secret))
      #expect(page.contains("http://site.test/oauth/2.0/token"))
      #expect(try await !bench.browser().get(path).text.contains(keys.id))
    }
  }

  @Test(
    "the search finds APIs by name, field and code, codes by number and words, guides by words",
    arguments: [
      ("balance", "/developers/docs/api/account/balance"), ("잔액조회", "/developers/docs/api/account/balance"),
      ("remitter", "/developers/docs/api/inquiry/remit_list"), ("a0326", "/developers/docs/codes#A0326"),
      ("req_list DEPOSIT", "/developers/docs/api/transfer/deposit2"), ("pkce", "/developers/docs/guides/oauth"),
    ])
  func search(_ query: String, _ link: String) async throws {
    try await SiteBench.run { bench in
      let words = query.replacing(" ", with: "+")
      let page = try await bench.browser(language: "en").get("/developers/docs?q=\(words)")
      #expect(page.text.contains("href=\"\(link)\""))
    }
  }

  @Test("a search for nothing that is there says so; what was typed stays text")
  func emptySearch() async throws {
    try await SiteBench.run { bench in
      let page = try await bench.browser(language: "en").get("/developers/docs?q=%22%3E%3Cscript%3Ezzz")
      #expect(page.text.contains("0 found"))
      #expect(!page.text.contains("<script>zzz"))
    }
  }

  @Test("the table of codes has every code of the hub")
  func codes() async throws {
    try await SiteBench.run { bench in
      let page = try await bench.browser().get("/developers/docs/codes").text
      for code in ResponseCode.allCases { #expect(page.contains("id=\"\(code.wire)\"")) }
      for entry in BankResponseCode.catalogue { #expect(page.contains("id=\"bank-\(entry.code.text)\"")) }
    }
  }

  @Test(
    "JSON for people and for commands",
    arguments: [
      ("{}", "{}"), ("{\"a\":\"b\\\"\\\\\\n\"}", "{\n  \"a\": \"b\\\"\\\\\\n\"\n}"),
      ("{\"a\":[1,true,null]}", "{\n  \"a\": [\n    1,\n    true,\n    null\n  ]\n}"),
      ("{\"이름\":\"김민준\"}", "{\n  \"이름\": \"김민준\"\n}"),
    ])
  func pretty(_ json: String, _ text: String) throws {
    #expect(PrettyJSON.text(try JSONReader.read(Array(json.utf8))) == text)
  }
}
