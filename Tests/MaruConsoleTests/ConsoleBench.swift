import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MaruConsole
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruOAuth
import MaruPortal
import MaruStore
import NIOCore
import Synchronization
import TestSupport
import Testing

/// A hub with the console, as `maru serve` wires them.
struct ConsoleBench: Sendable {
  let test: TestHub
  let client: any TestClientProtocol

  /// `guarded`: with the guards around the banks that `maru serve` has.
  static func run(
    guarded: Bool = false, onPostgreSQL: Bool = TestStores.isPostgreSQL,
    _ work: @escaping @Sendable (ConsoleBench) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(guarded: guarded, onPostgreSQL: onPostgreSQL)
    let (router, key) = (Router(context: GatewayContext.self), [UInt8](repeating: 7, count: 32))
    try BankConsole(hub: test.hub, key: key).add(to: router)
    try OperatorConsole(hub: test.hub, key: key).add(to: router)
    let gateway = Gateway(hub: test.hub, log: CallLog(hub: test.hub), pages: router)
    try await gateway.application().test(.router) { client in try await work(ConsoleBench(test: test, client: client)) }
    await test.close()
  }

  var registry: OperatorRegistry { OperatorRegistry(store: test.hub.store, world: test.clock.world) }

  /// A browser of an operator who has just set up their login.
  func person(_ name: String, _ role: OperatorRole) async throws -> ConsoleBrowser {
    let browser = ConsoleBrowser(bench: self)
    let token = try await registry.add(name, role: role)
    let answer = try await browser.setUp(token)
    #expect(answer.location == "/operator", "\(answer.text)")
    return browser
  }

  /// A browser of somebody of a bank who has just set up their login.
  func person(_ name: String, at bank: BankCode) async throws -> ConsoleBrowser {
    let browser = ConsoleBrowser(bench: self, root: "/bank")
    let answer = try await browser.setUp(try await registry.add(name, role: .bank, bank: bank))
    #expect(answer.location == "/bank", "\(answer.text)")
    return browser
  }

  func person(_ role: OperatorRole) async throws -> ConsoleBrowser { try await person("minji", role) }

  /// A case of reconciliation: a debit that a bank's statement lacks.
  func difference(at bank: BankCode) async throws -> StoredBreak {
    let now = test.clock.world.now()
    let leg = LegRecord(
      bankTransactionID: BankTransactionID(organisation: test.client.code, serial: 1), date: now.businessDate,
      leg: .debit, account: test.account.account.number, amount: .zero, isDone: true)
    return try await test.hub.store.write { session in
      try ReconciliationTable.open(
        ReconciliationBreak(kind: .missingAtBank, hub: leg, bank: nil), date: now.businessDate, bank: bank, at: now,
        in: session)
    }
  }

  func audit() async throws -> [AuditRecord] {
    try await test.hub.store.read { try AuditTable.newest(1_000, in: $0).map(\.record) }
  }
}

/// A browser without script: keeps its cookie, sends forms, follows nothing by itself.
final class ConsoleBrowser: Sendable {
  static let password = "a sentence that nobody guesses"
  let bench: ConsoleBench
  private let root: String
  private var cookieName: String { "maru_\(root.dropFirst())" }
  private let cookie = Mutex<String?>(nil)
  private let key = Mutex<[UInt8]>([])

  /// `root`: which of the two consoles.
  init(bench: ConsoleBench, root: String = "/operator") {
    self.bench = bench
    self.root = root
  }

  func forget() { cookie.withLock { $0 = nil } }

  /// What the authenticator app shows now.
  var code: String { key.withLock { TimeCode.code(at: bench.test.clock.world.now(), secret: $0) } }

  func setUp(_ token: String, password: String = ConsoleBrowser.password) async throws -> BrowserPage {
    let path = "\(root)/set-up"
    let page = try await get("\(path)?token=\(token)")
    let shown = page.first(/class="shown">.*?<code>([A-Z2-7 ]+)</)
    key.withLock { $0 = Base32.decode(shown.filter { $0 != " " }) ?? [] }
    return try await post(
      path, [("csrf", page.csrf), ("token", token), ("password", password), ("code", code)])
  }

  func logIn(_ name: String, _ password: String = ConsoleBrowser.password, _ code: String) async throws -> BrowserPage {
    let page = try await get("\(root)/login")
    return try await post(
      "\(root)/login", [("csrf", page.csrf), ("name", name), ("password", password), ("code", code)])
  }

  /// `isLive`: as the page's script asks.
  func get(_ path: String, isLive: Bool = false) async throws -> BrowserPage {
    try await send(.get, path, nil, isLive: isLive)
  }

  func post(_ path: String, _ fields: [(String, String)]) async throws -> BrowserPage {
    let form = fields.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
    return try await send(.post, path, form)
  }

  /// Sends a form of the page `path` with its token.
  func submit(_ path: String, to action: String? = nil, _ fields: [(String, String)]) async throws -> BrowserPage {
    let csrf = try await get(path).csrf
    return try await post(action ?? path, [("csrf", csrf)] + fields)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ form: String?, isLive: Bool = false
  ) async throws -> BrowserPage {
    var headers = HTTPFields()
    if isLive, let name = HTTPField.Name("Maru-Live") { headers[name] = "1" }
    headers[.cookie] = cookie.withLock { $0 }.map { "\(cookieName)=\($0)" }
    if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
    let page = try await bench.client.execute(
      uri: path, method: method, headers: headers, body: form.map { ByteBuffer(string: $0) }
    ) { BrowserPage(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
    for set in page.headers[values: .setCookie] where set.hasPrefix("\(cookieName)=") {
      let value = set.dropFirst(cookieName.count + 1).prefix { $0 != ";" }
      cookie.withLock { $0 = value.isEmpty ? nil : String(value) }
    }
    return page
  }
}
