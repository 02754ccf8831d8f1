import Crypto
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore

/// An app as its developer sees it.
struct DeveloperApp: Sendable {
  let client: OAuthClient
  /// The organisation that it is in test. Nil for one that was made on a production hub: it is a name that an application for use is made
  /// for, and its client can get no token.
  let organisation: Organisation?

  var inTest: TestApp? { organisation.map { TestApp(client: client, organisation: $0) } }
}

/// An app that calls in test.
struct TestApp: Sendable {
  let client: OAuthClient
  let organisation: Organisation
}

/// What is shown once, when an app is made.
struct NewApp: Sendable {
  let client: ClientID
  let secret: String
  let passPhrase: String
}

/// What a developer types for an app, checked.
struct AppForm: Sendable {
  /// Scopes in the order in which they are offered.
  static let scopes: [Scope] = [.login, .inquiry, .transfer, .oob]
  static let mostCallbacks = 10
  static let mostAddresses = 20

  let callbacks: [String]
  let scopes: Scope

  /// Why a form is not taken.
  enum Trouble: Error, Sendable, Equatable {
    case name
    case callback(String)
    case scopes
    case address(String)
    case tooManyApps
    /// The form was sent before, and made this app then.
    case alreadyMade(ClientID)
    /// The form is none that was shown.
    case stale
  }

  /// Callbacks one a line.
  init(callbacks text: String, scopes names: [String]) throws(Trouble) {
    callbacks = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard (1...Self.mostCallbacks).contains(callbacks.count) else { throw .callback("") }
    for callback in callbacks
    where callback.utf8.count > 200 || (try? AuthorizationServer.checkCallbacks([callback])) == nil {
      throw .callback(String(callback.prefix(80)))
    }
    scopes = names.compactMap { Scope(wire: $0) }.reduce(into: []) { $0.formUnion($1) }
    guard !scopes.isEmpty else { throw .scopes }
  }

  /// Addresses one a line or blank-separated, of either version and in any spelling; as connections show them.
  static func addresses(_ text: String) throws(Trouble) -> [String] {
    var all: [String] = []
    for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      guard let address = IPAddress(word) else { throw .address(String(word.prefix(60))) }
      all.append(address.description)
    }
    guard all.count <= mostAddresses else { throw .address("") }
    return all
  }
}

/// The apps of developers: each an OAuth client with an organisation of its own, so that it may call all APIs at once.
struct DeveloperApps: Sendable {
  private static let mostApps = 20
  let hub: Hub
  /// Nil on a production hub: no accounts are opened, and apps get no keys.
  let office: (any AgreedAccountOffice)?

  func all(of developer: Developer) async throws -> [DeveloperApp] {
    try await hub.store.read { session in
      try DeveloperAppTable.clients(of: developer.id, in: session).map { try Self.app($0, in: session) }
    }
  }

  /// The app, where it is the developer's.
  func find(_ text: String, of developer: Developer) async throws -> DeveloperApp? {
    guard let id = ClientID(text) else { return nil }
    return try await hub.store.read { session in
      try DeveloperAppTable.client(id, of: developer.id, in: session).map { try Self.app($0, in: session) }
    }
  }

  private static func app(_ client: OAuthClient, in session: any SQLSession) throws -> DeveloperApp {
    DeveloperApp(client: client, organisation: try OrganisationTable.find(client.organisation, in: session))
  }

  /// What a form for a new app carries: it makes one app, however often it is sent.
  func newFormToken() -> String { hub.world.randomHex(bytes: 16) }

  /// The app that a form makes: its id follows from the form's token, and from whose form it is.
  private func client(of formToken: String, by developer: Developer) throws -> ClientID {
    let digest = SHA256.hash(data: Array("app/\(developer.id)/\(formToken)".utf8))
    guard formToken.utf8.count == 32, let id = ClientID("l7xx" + hexText(Array(digest).prefix(16))) else {
      throw AppForm.Trouble.stale
    }
    return id
  }

  /// Throws ``AppForm/Trouble`` where the developer may make no app by this form.
  private func check(_ client: ClientID, by developer: Developer, in session: any SQLSession) throws {
    guard try ClientTable.find(client, in: session) == nil else { throw AppForm.Trouble.alreadyMade(client) }
    guard try DeveloperAppTable.clients(of: developer.id, in: session).count < Self.mostApps else {
      throw AppForm.Trouble.tooManyApps
    }
  }

  /// Makes an app that is a name alone: its client has no secret that anybody knows, no callback and no scope, is stopped, and belongs to
  /// no organisation. Keys come with the live service. Once for each form. Throws ``AppForm/Trouble``.
  func create(name typed: String, token: String, by developer: Developer) async throws -> ClientID {
    let (name, client) = (try Self.name(typed), try client(of: token, by: developer))
    let (noSecret, now) = (hub.world.randomBytes(32), hub.world.now())
    guard let code = OrganisationCode.ofNoOrganisation else { throw HubError(.internalFault) }
    try await hub.store.write { session in
      try check(client, by: developer, in: session)
      try ClientTable.save(
        OAuthClient(
          id: client, organisation: code, name: name.text, secretHash: noSecret, redirectURIs: [], scopes: [],
          isDisabled: true), in: session)
      try DeveloperAppTable.insert(client, of: developer.id, at: now, in: session)
    }
    return client
  }

  private static func name(_ typed: String) throws(AppForm.Trouble) -> HolderName {
    guard let name = HolderName(typed.split(separator: " ").joined(separator: " ")) else { throw .name }
    return name
  }

  /// Makes an app with its organisation and the two agreed accounts, once for each form. Throws ``AppForm/Trouble``.
  func create(
    name typed: String, _ form: AppForm, token: String, by developer: Developer, at office: any AgreedAccountOffice
  ) async throws -> NewApp {
    let name = try Self.name(typed)
    let client = try client(of: token, by: developer)
    try await hub.store.read { try check(client, by: developer, in: $0) }
    let accounts = try await office.openAccounts(for: name)
    let (secret, passPhrase, now) = (hub.world.randomHex(bytes: 16), digits(8), hub.world.now())
    let digest = Array(SHA256.hash(data: Array(passPhraseDigest(passPhrase).utf8)))
    // Numbers of organisations are drawn before the unit of work: it may run more than once.
    let numbers = (0..<8).map { _ in digits(9) }
    try await hub.store.write { session in
      // Once more, where nothing can come between: forms may be sent side by side.
      try check(client, by: developer, in: session)
      guard let number = try OrganisationCode.freeNumber(of: numbers, in: session),
        let code = OrganisationCode(developerSite: number)
      else {
        throw HubError(.internalFault, cause: "no free organisation code")
      }
      try OrganisationTable.save(
        Organisation(
          code: code, name: name, collectionAccount: accounts.collection, payingAccount: accounts.paying,
          limits: Self.limits, passPhraseHash: digest, allowedAddresses: []), in: session)
      try AuthorizationServer.register(
        id: client, secret: secret, organisation: code, name: name.text, redirectURIs: form.callbacks,
        scopes: form.scopes, in: session)
      try DeveloperAppTable.insert(client, of: developer.id, at: now, in: session)
    }
    return NewApp(client: client, secret: secret, passPhrase: passPhrase)
  }

  /// Ends an app for good and takes it off the list.
  func delete(_ app: DeveloperApp) async throws {
    try await hub.oauth.end(app.client.id)
    let now = hub.world.now()
    try await hub.store.write { session in
      try DeveloperAppTable.remove(app.client.id, in: session)
      for document in try LiveDocumentTable.waiting(of: app.client.id, in: session) {
        try LiveDocumentTable.remove(document.id, in: session)
      }
      for client in [app.client.id] + (try LiveApplicationTable.liveClients(of: app.client.id, in: session)) {
        try KeptCallTable.removeAll(of: client, in: session)
      }
      try ScenarioTable.removeAll(of: app.client.id, in: session)
      for webhook in try WebhookTable.all(of: app.client.id, in: session) {
        try WebhookTable.remove(webhook, at: now, in: session)
      }
    }
  }

  private func digits(_ count: Int) -> String {
    String(hub.world.randomBytes(count).map { Character(UnicodeScalar(0x30 + $0 % 10)) })
  }

  /// Those of the real test host: 10,000,000 won for one order, and a day and user.
  private static let limits: TransferLimits = {
    func won(_ amount: Int64) -> Won { Won(amount * 1_000_000) ?? .greatest }
    return TransferLimits(
      withdrawEach: won(10), withdrawDay: won(100_000), withdrawMonth: won(900_000), depositEach: won(10),
      depositDay: won(100_000), depositMonth: won(900_000), userWithdrawEach: won(10), userWithdrawDay: won(10))
  }()
}
