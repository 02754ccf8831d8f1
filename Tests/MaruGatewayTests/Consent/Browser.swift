import Foundation
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruStore
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// A browser without script: keeps its cookie, sends forms, follows nothing by itself.
final class Browser: Sendable {
  let web: Web
  private let cookie = Mutex<String?>(nil)

  init(_ bench: Bench) { web = bench.web }

  func get(_ path: String) async throws -> WebAnswer {
    keep(try await web.send(.get, path, headers()))
  }

  func post(_ path: String, _ fields: [(String, String)]) async throws -> WebAnswer {
    var headers = headers()
    headers[.contentType] = "application/x-www-form-urlencoded"
    let form = fields.map { WireValue.Member($0.0, .string($0.1)) }.form
    return keep(try await web.send(.post, path, headers, body: Array(form.utf8)))
  }

  private func headers() -> HTTPFields {
    var headers = HTTPFields()
    headers[.cookie] = cookie.withLock { $0 }.map { "other=1; \($0)" }
    return headers
  }

  private func keep(_ answer: WebAnswer) -> WebAnswer {
    if let set = answer.headers[.setCookie], let pair = set.split(separator: ";").first {
      cookie.withLock { $0 = String(pair) }
    }
    return answer
  }
}

/// A person's visit to the consent pages.
struct Visit: Sendable {
  let bench: Bench
  let browser: Browser
  /// `/consent/…`.
  let path: String

  /// The query of an authorization request of the bench's client, with changes (nil leaves a parameter out).
  static func query(_ bench: Bench, _ change: [(String, String?)] = []) -> String {
    var members: [WireValue.Member] = [
      .init("response_type", .string("code")), .init("client_id", .string(bench.test.client.clientID.text)),
      .init("redirect_uri", .string(bench.test.client.redirectURI)),
      .init("scope", .string("login inquiry transfer")), .init("state", .string("a b&c")),
    ]
    for (name, value) in change { members = members.with(name, value.map { .string($0) }) }
    return members.form
  }

  /// Starts a visit; `page` is `authorize2` or one of its relatives.
  static func start(
    _ bench: Bench, _ page: String = "authorize2", _ change: [(String, String?)] = [], headers: [String: String] = [:]
  ) async throws -> Visit {
    var fields = HTTPFields()
    for (name, value) in headers { fields[try #require(HTTPField.Name("Kftc-Bfop-\(name)"))] = value }
    let answer = try await bench.web.send(.get, "/oauth/2.0/\(page)?\(query(bench, change))", fields)
    #expect(answer.status == 302, "\(answer.page)")
    #expect(answer.location.hasPrefix("/consent/"))
    return Visit(bench: bench, browser: Browser(bench), path: answer.location)
  }

  func show(_ query: String = "") async throws -> WebAnswer { try await browser.get(path + query) }

  /// Sends the form of the page that is shown now to one of its steps.
  func send(_ step: String, _ fields: [(String, String)] = []) async throws -> WebAnswer {
    let csrf = try await show().csrf
    return try await browser.post("\(path)/\(step)", [("csrf", csrf)] + fields)
  }

  func identify(_ person: TestPerson? = nil) async throws -> WebAnswer {
    let person = person ?? bench.test.person.person
    return try await send(
      "identity", [("name", person.name.text), ("birth_date", person.birthDate.wire), ("phone", person.phone)])
  }

  /// The number that the test bed shows, typed in.
  func confirm() async throws -> WebAnswer { try await send("number", [("number", try await show().shownNumber)]) }

  /// A six-digit number that is not the one shown.
  func wrongNumber() async throws -> String {
    let right = try await show().shownNumber
    return right == "123456" ? "654321" : "123456"
  }

  /// To the choice of accounts.
  func goToAccounts() async throws {
    #expect(try await identify().status == 303)
    #expect(try await confirm().status == 303)
    #expect(try await show().page.contains("name=\"inquiry\""))
  }
}

extension WebAnswer {
  private func first(_ pattern: Regex<(Substring, Substring)>) -> String {
    page.firstMatch(of: pattern).map { String($0.1) } ?? ""
  }
  var csrf: String { first(/name="csrf" value="([^"]*)"/) }
  var shownNumber: String { first(/id="shown-number">([0-9]{6})</) }
  var tag: String { first(/<html lang="([a-z]+)"/) }
  /// What the page complains of.
  var complaint: String { first(/role="alert" id="error">([^<]*)</) }
  /// A parameter of the callback that the browser is sent to.
  func callback(_ name: String) -> String? {
    guard let query = location.split(separator: "?", maxSplits: 1).last else { return nil }
    for pair in query.split(separator: "&") where pair.hasPrefix("\(name)=") {
      return String(pair.dropFirst(name.count + 1)).removingPercentEncoding
    }
    return nil
  }
}

extension Bench {
  /// Registers the client anew with another name, more callbacks, or disabled.
  func changeClient(name: String? = nil, redirectURI: String? = nil, isDisabled: Bool = false) async throws {
    let id = test.client.clientID
    try await test.hub.store.write { session in
      let client = try #require(try ClientTable.find(id, in: session))
      try ClientTable.save(
        OAuthClient(
          id: client.id, organisation: client.organisation, name: name ?? client.name, secretHash: client.secretHash,
          redirectURIs: client.redirectURIs + (redirectURI.map { [$0] } ?? []), scopes: client.scopes,
          isDisabled: isDisabled), in: session)
    }
  }

  /// How many consents are on record.
  func consents() async throws -> Int64 {
    try await test.hub.store.read { try $0.rows("SELECT count(*) FROM consent_record", [])[0].integer(0) }
  }
}
