import MaruClient
import MaruContract
import MaruDomain

/// The walk through the APIs. Each step calls one, checks its answer and adds a line; a call that gives no answer at all ends
/// the walk, because the later ones build on it.
struct DemoRun {
  /// Fifteen business APIs and the three of OAuth.
  static let expectedAPIs = 18

  let ready: DemoReadyFile
  let user: DemoReadyFile.User
  let maru: MaruClient
  let second: MaruClient?
  var table = DemoTable()

  init(ready: DemoReadyFile, url: String) throws {
    self.ready = ready
    user = ready.users.first { $0.accounts.count > 1 } ?? ready.users[0]
    maru = try MaruClient(url: url, clientID: ready.client.id, clientSecret: ready.client.secret)
    second = try ready.secondClient.map { try MaruClient(url: url, clientID: $0.id, clientSecret: $0.secret) }
  }

  /// Everything, in the order a fintech would meet it. Whether all was as expected; throws when the hub cannot be reached.
  mutating func walk() async throws -> Bool {
    table.begin("마루 데모 · \(user.name), \(ready.client.organisation)")
    do {
      let tokens = try await consent()
      let account = try await accounts(tokens)
      try await inquiries(account, tokens)
      try await transfers(account, tokens)
      try await otherOrganisation(account, tokens)
      try await endings(account, tokens)
    } catch let error as MaruError {
      if case .notConnected = error.failure.reason { throw error }
      table.add(
        "(stopped)", "", status: error.failure.status, code: error.failure.code?.wire ?? "-", took: .zero,
        [Expectation("an answer; got \(error.failure)", false)], "the walk ends here")
    }
    return table.end()
  }

  /// Calls, measures, checks and adds the line.
  mutating func step<Body: WireMessage>(
    _ api: any Endpoint.Type, _ summary: String, expect code: ResponseCode = .success,
    _ call: () async throws -> Answer<Body>, check: (Body) -> [Expectation] = { _ in [] }
  ) async throws -> Body {
    let started = ContinuousClock.now
    do {
      let answer = try await call()
      let took = ContinuousClock.now - started
      let expectations = [
        Expectation("HTTP status", answer.status, is: 200),
        Expectation("rsp_code", answer.head.code.wire, is: code.wire),
      ]
      table.add(
        api.route.path, api.route.korean, status: answer.status, code: answer.head.code.wire, took: took,
        expectations + check(answer.body), summary)
      return answer.body
    } catch let error as MaruError {
      if case .notConnected = error.failure.reason { throw error }
      table.add(
        api.route.path, api.route.korean, status: error.failure.status, code: error.failure.code?.wire ?? "-",
        took: ContinuousClock.now - started,
        [Expectation("\(code.wire); got \(error.failure)", false)], summary)
      throw error
    }
  }

  /// A call that must be refused.
  mutating func refusal<Body: WireMessage>(
    _ api: any Endpoint.Type, _ summary: String, with codes: ResponseCode..., call: () async throws -> Answer<Body>
  ) async throws {
    let started = ContinuousClock.now
    var failure: CallFailure?
    var answered = "-"
    do {
      answered = try await call().head.code.wire
    } catch let error as MaruError {
      if case .notConnected = error.failure.reason { throw error }
      failure = error.failure
    }
    let allowed = codes.map(\.wire).joined(separator: " or ")
    table.add(
      api.route.path, api.route.korean, status: failure?.status ?? 200, code: failure?.code?.wire ?? answered,
      took: ContinuousClock.now - started,
      [
        Expectation(
          "refused with \(allowed); got \(failure.map { "\($0)" } ?? answered)",
          failure?.code.map { codes.contains($0) } ?? false)
      ], summary)
  }

  /// A step of OAuth, which has no rsp_code when it succeeds.
  mutating func oauth<Value>(
    _ path: String, _ korean: String, _ summary: String, _ call: () async throws -> Value,
    check: (Value) -> [Expectation]
  ) async throws -> Value {
    let started = ContinuousClock.now
    do {
      let value = try await call()
      table.add(path, korean, status: 200, code: "-", took: ContinuousClock.now - started, check(value), summary)
      return value
    } catch let error as MaruError {
      if case .notConnected = error.failure.reason { throw error }
      table.add(
        path, korean, status: error.failure.status, code: error.failure.code?.wire ?? "-",
        took: ContinuousClock.now - started, [Expectation("an answer; got \(error.failure)", false)], summary)
      throw error
    }
  }
}
