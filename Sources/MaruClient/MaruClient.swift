// The Swift library for organisations. One client for one organisation's application; every API of the platform is a typed
// call, and a failure always says whether the money's fate is known.

public import MaruContract
public import MaruDomain

/// A client of the hub: consent, tokens, and all eighteen APIs.
///
/// ```swift
/// let maru = try MaruClient(url: "http://localhost:8080", clientID: "l7xx…", clientSecret: "…")
/// let tokens = try await maru.exchange(code: code, redirectURI: callback)
/// let balance = try await maru.accountBalance(of: number, token: tokens.access).body.balance
/// ```
///
/// Connections are kept and shared by copies of a client; they end with the last copy.
public struct MaruClient: Sendable {
  /// The application's key.
  public let clientID: ClientID
  let clientSecret: String
  let base: String
  let settings: MaruClientSettings
  let send: @Sendable (Outgoing) async throws -> Incoming
  let organisationTokens = OrganisationTokens()

  /// A client of the hub at `url` (scheme, host and port), which must be `http://` or `https://`.
  ///
  /// Throws ``MaruError/failed(_:)`` when `url` or `clientID` is malformed; nothing is sent yet.
  public init(
    url: String, clientID: String, clientSecret: String, settings: MaruClientSettings = MaruClientSettings()
  ) throws(MaruError) {
    let transport = Transport(settings)
    try self.init(url: url, clientID: clientID, clientSecret: clientSecret, settings: settings) {
      try await transport.send($0)
    }
  }

  /// A client over another way to send; `send` must throw ``TransportFailure`` only.
  init(
    url: String, clientID: String, clientSecret: String, settings: MaruClientSettings,
    send: @escaping @Sendable (Outgoing) async throws -> Incoming
  ) throws(MaruError) {
    guard let id = ClientID(clientID) else {
      throw .failed(CallFailure(.malformedArgument("clientID must be 1 to 40 letters, digits or hyphens")))
    }
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw .failed(CallFailure(.malformedArgument("url must start with http:// or https://")))
    }
    self.clientID = id
    self.clientSecret = clientSecret
    base = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.settings = settings
    self.send = send
  }

  /// Calls any API with a token that opens it.
  ///
  /// Returns on A0000 (and, of a list, on A0009: each row has its own result, see ``BankBlock/outcome``); anything else is
  /// thrown as a ``MaruError`` that says whether it certainly failed.
  public func call<API: Endpoint>(
    _ api: API.Type, _ request: API.Request, token: AccessToken
  ) async throws(MaruError) -> Answer<API.Response> {
    let route = API.route
    var outgoing = Outgoing(route.method, base + route.versionedPath)
    outgoing.bearer = token.text
    switch route.method {
    case .get:
      var fields = FieldWriter()
      request.write(to: &fields)
      outgoing.url += query(fields.pairs)
    case .post:
      outgoing.body = FieldWriter.object { request.write(to: &$0) }
      outgoing.contentType = "application/json; charset=UTF-8"
    }
    let incoming = try await exchange(outgoing, changesSomething: route.changesSomething)
    return try Answer<API.Response>(
      incoming, changesSomething: route.changesSomething, needsBank: API.self is TransferWithdraw.Type)
  }

  /// Sends and waits; a request that may have arrived without an answer is unknown where it would change something.
  func exchange(_ outgoing: Outgoing, changesSomething: Bool) async throws(MaruError) -> Incoming {
    do {
      return try await send(outgoing)
    } catch let failure as TransportFailure {
      let reason = CallFailure(failure.reason)
      throw changesSomething && failure.mayHaveArrived ? .unknown(reason) : .failed(reason)
    } catch {
      let reason = CallFailure(.connectionLost("\(error)"))
      throw changesSomething ? .unknown(reason) : .failed(reason)
    }
  }
}

/// How long a ``MaruClient`` waits, and by which clock.
public struct MaruClientSettings: Sendable {
  /// Longest wait for a connection; 10 seconds (section 1.7 of the wire contract).
  public var timeoutConnect: Duration = .seconds(10)
  /// Longest wait for a whole answer; 20 seconds (section 1.7).
  public var timeoutTotal: Duration = .seconds(20)
  /// The clock that makes `tran_dtime`.
  public var now: @Sendable () -> Instant = { Instant.system }
  /// How the client waits between questions in ``MaruClient/settle(_:atMost:)``, and for its time limit.
  public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  /// The platform's own times, and the system's clock.
  public init() {}
}

extension Route {
  /// Whether a call that got no answer may have changed something: money, a consent, a name.
  var changesSomething: Bool {
    method == .post && !["inquiry/real_name", "transfer/result", "transfer/recheck"].contains(path)
  }
}
