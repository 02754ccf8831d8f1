import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruPortal
import MaruStore
import MaruTestBed
import NIOCore
import Synchronization
import TestSupport
import Testing

/// A hub with its test bed and the site, as `maru serve` wires them.
struct SiteBench: Sendable {
  let test: TestHub
  let client: any TestClientProtocol
  let keeper: CallKeeper
  let scripts: ScriptBook

  /// `hasTestBed`: whether the site is that of a hub with its test bed, or of one without.
  static func run(
    _ setup: TestingSetup = .router, hasTestBed: Bool = true,
    _ work: @escaping @Sendable (SiteBench) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(guarded: true)
    let router = Router(context: GatewayContext.self)
    try HubPages(hub: test.hub, hasTestBed: hasTestBed).add(to: router)
    let scripts = ScriptBook()
    if hasTestBed { TestBedRoutes(hub: test.hub, testBed: test.bed, scripts: scripts).add(to: router) }
    let (door, keeper) = (HubDoor(), CallKeeper(hub: test.hub, hasTestBed ? .appsInTest : .liveServices))
    let bed = Portal.TestBed(office: test.bed, people: test.bed.people.map(\.name.text), door: door, scripts: scripts)
    let portal = try Portal(
      hub: test.hub, address: SiteAddress("http://site.test"), keeper: keeper, key: Array(repeating: 7, count: 32),
      testBed: hasTestBed ? bed : nil)
    portal.add(to: router)
    let gateway = Gateway(
      hub: test.hub, log: CallLog(hub: test.hub), pages: router, keeper: keeper, scripts: hasTestBed ? scripts : nil,
      passes: portal.bodyPasses)
    door.lead(to: gateway)
    try await gateway.application().test(setup) { client in
      try await work(SiteBench(test: test, client: client, keeper: keeper, scripts: scripts))
    }
    await test.close()
  }

  func browser(language: String = "ko") -> SiteBrowser { SiteBrowser(bench: self, language: language) }

  /// All mail, newest first.
  func letters() async throws -> [OutboxMessage] {
    try await test.hub.store.read { try OutboxTable.newest(50, in: $0) }
  }

  /// The newest mail to an address.
  func mail(to email: String) async throws -> OutboxMessage? {
    let all = try await letters()
    return all.first { $0.recipient == email }
  }

  /// The path of the link in the newest mail to an address.
  func link(to email: String) async throws -> String {
    let body = try #require(try await mail(to: email)).body
    let line = try #require(body.split(separator: "\n").first { $0.hasPrefix("http://site.test/") })
    return String(line.dropFirst("http://site.test".count))
  }

  /// A browser that is logged in as a developer whose password nobody knows: hashing one costs more than most tests.
  func developer(_ email: String = "dev@example.com") async throws -> SiteBrowser {
    let (browser, now) = (browser(), test.clock.world.now())
    _ = try await browser.get("/developers/login")
    let cookie = try #require(browser.cookies["maru_session"])
    let hash = Array(SHA256.hash(data: Array(cookie.utf8)))
    try await test.hub.store.write { session in
      let id = try SerialTable.next("developer", in: session)
      try DeveloperTable.insert(
        Developer(
          id: id, email: email, passwordHash: Array(repeating: 0, count: 32), passwordSalt: [], language: "kor",
          createdAt: now, verifiedAt: now), in: session)
      try SiteSessionTable.insert(
        SiteSession(
          cookieHash: hash, name: String(id), developer: id, stage: .full, createdAt: now, seenAt: now,
          expiresAt: now.adding(seconds: 14 * 86_400), address: "", browser: ""), in: session)
    }
    return browser
  }

  /// A browser whose developer has signed up, and opened the account.
  func signedUp(_ email: String = "dev@example.com", password: String = "correct horse") async throws -> SiteBrowser {
    let browser = browser()
    #expect(try await browser.signUp(email, password).status == 303)
    let page = try await browser.get(try await link(to: email))
    #expect(page.status == 200, "\(page.text)")
    #expect(try await browser.submit(page, "/developers/verify").location.hasPrefix("/developers/"))
    return browser
  }
}

/// A browser without script: keeps cookies, sends forms, follows nothing by itself.
final class SiteBrowser: Sendable {
  let bench: SiteBench
  let language: String
  private let jar = Mutex<[String: String]>([:])
  /// Fields that every request carries.
  let extra = Mutex<[(HTTPField.Name, String)]>([])

  init(bench: SiteBench, language: String) {
    self.bench = bench
    self.language = language
  }

  var cookies: [String: String] { jar.withLock { $0 } }
  func setCookie(_ name: String, _ value: String?) { jar.withLock { $0[name] = value } }

  func get(_ path: String) async throws -> BrowserPage { try await send(.get, path, nil) }

  func post(_ path: String, _ fields: [(String, String)]) async throws -> BrowserPage {
    let form = fields.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
    return try await send(.post, path, form)
  }

  func post(_ path: String, _ body: String, type: String) async throws -> BrowserPage {
    try await send(.post, path, body, type: type)
  }

  /// Sends the form of a page with its hidden fields.
  func submit(_ page: BrowserPage, _ action: String, _ fields: [(String, String)] = []) async throws -> BrowserPage {
    try await post(action, page.hidden(of: action) + fields)
  }

  func signUp(_ email: String, _ password: String) async throws -> BrowserPage {
    let page = try await get("/developers/sign-up")
    return try await submit(page, "/developers/sign-up", [("email", email), ("password", password)])
  }

  func logIn(_ email: String, _ password: String) async throws -> BrowserPage {
    let page = try await get("/developers/login")
    return try await submit(page, "/developers/login", [("email", email), ("password", password)])
  }

  /// Whether the account page opens.
  func isLoggedIn() async throws -> Bool { try await get("/developers/account").status == 200 }

  /// A call of a program: no cookie, no form of the site.
  func raw(_ method: HTTPRequest.Method, _ path: String, _ body: String?, _ token: String?) async throws -> BrowserPage
  {
    var headers = HTTPFields()
    if let token { headers[.authorization] = "Bearer \(token)" }
    return try await bench.client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
    ) { BrowserPage(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ form: String?, type: String = "application/x-www-form-urlencoded"
  ) async throws -> BrowserPage {
    var headers = HTTPFields()
    headers[.acceptLanguage] = language
    headers[.cookie] = jar.withLock { jar in jar.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
    if form != nil { headers[.contentType] = type }
    for (name, value) in extra.withLock({ $0 }) { headers[name] = value }
    let page = try await bench.client.execute(
      uri: path, method: method, headers: headers, body: form.map { ByteBuffer(string: $0) }
    ) { BrowserPage(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
    jar.withLock { jar in
      for cookie in page.headers[values: .setCookie] {
        let pair = (cookie.split(separator: ";").first ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        jar[pair[0]] = cookie.contains("Max-Age=0") || pair.count < 2 ? nil : pair[1]
      }
    }
    return page
  }
}
