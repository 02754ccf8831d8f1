import Logging
package import MaruDelivery
import MaruContract
package import MaruDomain
import MaruStore

/// Tells webhooks what happened, each until its receiver takes it or a day is over. Stands beside the transfers: what is to be told
/// was written down with the fact itself, and nothing waits for a receiver.
package struct WebhookDispatch: Sendable {
  /// What comes of the receivers, in hubs: a real client, whatever a test puts there.
  package typealias Caller = @Sendable (WebhookCall) async -> WebhookAnswer

  private static let batch = 100
  private static let firstWait: Int64 = 5
  /// The longest wait between two tries, in seconds.
  private static let longestWait: Int64 = 2 * 3_600
  /// How long a hub has a delivery for itself, in seconds: longer than a call lasts.
  private static let lease: Int64 = 120
  /// For how long it is tried, in seconds: a day and some, so that who mends it in the morning gets everything.
  static let lifetime: Int64 = 26 * 3_600

  private let hub: Hub
  private let call: Caller
  /// Opens a sealed secret; nil where it was sealed with another key.
  private let open: @Sendable ([UInt8], OrganisationCode) -> [UInt8]?
  private let link: @Sendable (String) -> String

  /// `link`: the whole address of a path of the developer site.
  package init(
    hub: Hub, call: @escaping Caller, open: @escaping @Sendable ([UInt8], OrganisationCode) -> [UInt8]?,
    link: @escaping @Sendable (String) -> String
  ) {
    self.hub = hub
    self.call = call
    self.open = open
    self.link = link
  }

  /// Looks every second until cancelled; of several hubs one at a time.
  package func run() async throws {
    try await hub.repeatedly("webhooks", every: .seconds(1)) { await pass() }
  }

  /// Tells what is due: receivers side by side, one thing after the other to each.
  package func pass() async {
    do {
      let now = hub.world.now()
      let due = try await hub.store.read {
        try WebhookDeliveryTable.due(at: now, atMost: WebhookDispatch.batch, in: $0)
      }
      await withTaskGroup(of: Void.self) { group in
        for deliveries in Dictionary(grouping: due, by: \.webhook).values {
          group.addTask { await tell(deliveries) }
        }
      }
    } catch {
      hub.logger.error("webhooks could not be told", metadata: ["error": "\(error)"])
    }
  }

  /// Of one webhook, until its receiver fails.
  private func tell(_ deliveries: [WebhookDelivery]) async {
    do {
      guard let first = deliveries.first,
        let webhook = try await hub.store.read({ try WebhookTable.find(first.webhook, in: $0) })
      else { return }
      for delivery in deliveries {
        let end = hub.world.now().adding(seconds: WebhookDispatch.lease)
        guard try await hub.store.write({ try WebhookDeliveryTable.claim(delivery, until: end, in: $0) }) else {
          continue
        }
        guard try await tell(delivery, to: webhook) else { return }
      }
    } catch {
      hub.logger.error("a webhook could not be told", metadata: ["error": "\(error)"])
    }
  }

  /// One try; whether the receiver took it.
  private func tell(_ delivery: WebhookDelivery, to webhook: Webhook) async throws -> Bool {
    let started = hub.world.now()
    let answer = await answer(to: delivery, of: webhook, at: started)
    let now = hub.world.now()
    let spent = max(0, now.milliseconds(since: started))
    var (status, trouble): (Int64?, String?) = (nil, nil)
    switch answer {
    case .status(let code): status = Int64(code)
    case .none(let reason): trouble = reason
    }
    let result = (status, trouble)
    if let status, (200...299).contains(status) {
      try await hub.store.write { session in
        try WebhookDeliveryTable.tried(
          delivery.id, .delivered, at: now, status: result.0, milliseconds: spent, trouble: nil, next: nil, in: session)
        try WebhookTable.succeeded(webhook.id, at: now, in: session)
      }
      return true
    }
    let wait = min(WebhookDispatch.longestWait, WebhookDispatch.firstWait << min(delivery.attempts, 12))
    let next = now.adding(seconds: wait)
    let isOver = next >= delivery.madeAt.adding(seconds: WebhookDispatch.lifetime)
    let isGone = status == 410
    try await hub.store.write { session in
      try WebhookDeliveryTable.tried(
        delivery.id, isOver ? .failed : .waiting, at: now, status: result.0, milliseconds: spent, trouble: result.1,
        next: isOver ? nil : next, in: session)
      let current = try WebhookTable.find(webhook.id, in: session)
      let works = current?.succeededAt.map { $0 > delivery.madeAt } ?? false
      guard isGone || (isOver && !works) else {
        return try WebhookDeliveryTable.putOff(webhook.id, until: next, in: session)
      }
      guard current?.state == .on else { return }
      try WebhookTable.set(.off, webhook.id, in: session)
      try WebhookDeliveryTable.endAll(of: webhook.id, in: session)
      try write(webhook, at: now, in: session)
    }
    return false
  }

  private func answer(to delivery: WebhookDelivery, of webhook: Webhook, at now: Instant) async -> WebhookAnswer {
    var secrets = [open(webhook.secret, webhook.organisation)]
    if let former = webhook.formerSecret, let until = webhook.formerUntil, now < until {
      secrets.append(open(former, webhook.organisation))
    }
    let opened = secrets.compactMap { $0 }
    guard !opened.isEmpty else { return .none("the hub cannot open the secret: make a new one") }
    return await call(
      WebhookCall(
        url: webhook.url, id: delivery.event, timestamp: WebhookSignature.timestamp(now),
        signature: WebhookSignature.value(id: delivery.event, at: now, body: delivery.body, secrets: opened),
        body: delivery.body))
  }

  /// A letter to whoever made a webhook that is called no more.
  private func write(_ webhook: Webhook, at now: Instant, in session: any SQLSession) throws {
    guard let developer = try DeveloperTable.find(webhook.developer, in: session) else { return }
    let place = link("/developers/apps/\(webhook.client)/webhooks")
    let isKorean = (PageLanguage(rawValue: developer.language) ?? .korean) == .korean
    try OutboxTable.append(
      OutboxMessage(
        recipient: developer.email,
        subject: isKorean ? "마루 웹훅이 꺼졌습니다" : "A Maru webhook was switched off",
        body: isKorean
          ? "하루 넘게 응답이 없어 웹훅 호출을 멈추었습니다.\n\n\(webhook.url.text)\n\n받는 쪽을 고친 뒤 아래에서 다시 켜 주십시오. 그동안의 거래는 이체결과조회로 확인할 수 있습니다.\n\n\(place)"
          : "Its receiver has not taken a call for more than a day, so it is called no more.\n\n\(webhook.url.text)\n\n"
            + "Mend the receiver, then switch the webhook on here. What happened meanwhile can be asked with "
            + "transfer/result.\n\n\(place)",
        sentAt: now),
      isDelivered: hub.settings.deliversLetters, in: session)
  }
}
