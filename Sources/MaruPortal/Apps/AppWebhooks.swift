import MaruDelivery
import MaruDomain
import MaruHub
import MaruStore

/// The webhooks of developers' apps: those of an app in test and those of its live service.
struct AppWebhooks: Sendable {
  static let most = 5
  static let shown = 20
  /// How long a replaced secret counts beside the new one, in seconds.
  static let overlapSeconds: Int64 = 7 * 86_400
  private static let secretBytes = 32
  let hub: Hub
  let seal: SecretSeal

  /// Why a form is not taken.
  enum Trouble: Error, Sendable, Equatable {
    case url
    case events
    case tooMany
    /// There is no live service.
    case notLive
  }

  /// A webhook with what it was told last.
  struct File: Sendable {
    let webhook: Webhook
    let deliveries: [WebhookDelivery]
  }

  /// All of an app, each with its newest deliveries.
  func all(of app: DeveloperApp) async throws -> [File] {
    try await hub.store.read { session in
      try WebhookTable.all(of: app.client.id, in: session).map {
        File(webhook: $0, deliveries: try WebhookDeliveryTable.newest(Self.shown, of: $0.id, in: session))
      }
    }
  }

  /// The webhook of that number, where it is the app's.
  func find(_ text: String, of app: DeveloperApp) async throws -> Webhook? {
    guard let id = Int64(text) else { return nil }
    return try await hub.store.read { try WebhookTable.find(id, in: $0) }.flatMap {
      $0.client == app.client.id ? $0 : nil
    }
  }

  /// The live organisation of an app; nil where there is none.
  func liveOrganisation(of app: DeveloperApp) async throws -> OrganisationCode? {
    try await hub.store.read { session in
      try LiveApplicationTable.newest(of: app.client.id, in: session).flatMap {
        $0.stage.isOver ? nil : $0.liveOrganisation
      }
    }
  }

  /// Makes one and returns its secret, which nobody is shown again. Throws ``Trouble``.
  func make(
    _ typed: String, events names: [String], isLive: Bool, for app: DeveloperApp, by developer: Developer
  ) async throws -> String {
    // A receiver on this machine is one of a developer's tests; a live service is called over TLS alone.
    guard let url = WebhookURL(typed.filter { $0 != " " }), url.isEncrypted || (url.namesLoopback && !isLive) else {
      throw Trouble.url
    }
    let events = WebhookEventType.chosen.filter { names.contains($0.rawValue) }
    guard !events.isEmpty else { throw Trouble.events }
    let live = try await liveOrganisation(of: app)
    guard let organisation = isLive ? live : app.organisation?.code else { throw Trouble.notLive }
    let (secret, now) = (hub.world.randomBytes(Self.secretBytes), hub.world.now())
    let sealed = try seal.seal(secret, for: .webhooks(organisation), hub.world)
    try await hub.store.write { session in
      guard try WebhookTable.all(of: app.client.id, in: session).count < Self.most else { throw Trouble.tooMany }
      try WebhookTable.insert(
        Webhook(
          id: try SerialTable.next("webhook", in: session), organisation: organisation, client: app.client.id,
          developer: developer.id, url: url, events: events, secret: sealed, madeAt: now), in: session)
    }
    hub.forgetOrganisation(organisation)
    return WebhookSignature.secret(secret)
  }

  /// Another secret, shown once; the one before signs beside it for a week.
  func rotate(_ webhook: Webhook) async throws -> String {
    let secret = hub.world.randomBytes(Self.secretBytes)
    let sealed = try seal.seal(secret, for: .webhooks(webhook.organisation), hub.world)
    let until = hub.world.now().adding(seconds: Self.overlapSeconds)
    try await hub.store.write { try WebhookTable.rotate(webhook.id, to: sealed, formerUntil: until, in: $0) }
    return WebhookSignature.secret(secret)
  }

  /// Calls it with nothing but the call itself.
  func ping(_ webhook: Webhook) async throws {
    let ping = WebhookPing(
      webhook.organisation, webhook.client, at: hub.world.now(), nonce: hub.world.randomHex(bytes: 4))
    let now = hub.world.now()
    _ = try await hub.store.write {
      try WebhookDeliveryTable.add(.testPing, event: ping.event, body: ping.body, to: webhook.id, at: now, in: $0)
    }
  }

  /// Tells one thing once more.
  func resend(_ text: String, of webhook: Webhook) async throws {
    guard let id = Int64(text) else { return }
    let now = hub.world.now()
    _ = try await hub.store.write { try WebhookDeliveryTable.resend(id, of: webhook.id, at: now, in: $0) }
  }

  /// Lets one that was switched off be called again, from the next event on.
  func switchOn(_ webhook: Webhook) async throws {
    try await hub.store.write { try WebhookTable.switchOn(webhook.id, in: $0) }
  }

  func remove(_ webhook: Webhook) async throws {
    let now = hub.world.now()
    try await hub.store.write { try WebhookTable.remove(webhook, at: now, in: $0) }
    hub.forgetOrganisation(webhook.organisation)
  }
}
