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

  /// What one webhook is told in a pass: the others' turn comes soon.
  static let batch = 10
  /// Receivers that are called side by side.
  private static let width = 64
  /// For how long one webhook is called in a pass, in milliseconds; one call may last longer.
  private static let turn: Int64 = 15_000
  /// Passes in a row while something is left.
  private static let rounds = 20
  /// Rows that end or go in one unit of work, and how many such units a pass has.
  static let slice = 500
  private static let slices = 4
  private static let firstWait: Int64 = 5
  /// The longest wait between two tries, in seconds.
  private static let longestWait: Int64 = 2 * 3_600
  /// How long a hub has a delivery for itself, in seconds: longer than a call lasts.
  private static let lease: Int64 = 120
  /// For how long it is tried, in seconds: a day and some, so that who mends it in the morning gets everything.
  static let lifetime: Int64 = 26 * 3_600
  /// So often each is tried at least before it is given up, even if nobody called anything for a day.
  private static let fewestTries: Int64 = 3

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
    try await hub.repeatedly("webhooks", every: .seconds(1)) {
      for _ in 0..<WebhookDispatch.rounds {
        guard await pass(), !Task.isCancelled else { return }
      }
    }
  }

  /// Tells each webhook a little of what is due: receivers side by side, one thing after the other to each. Whether more is due now.
  @discardableResult
  package func pass() async -> Bool {
    do {
      try await tidy()
      let now = hub.world.now()
      var due = try await hub.store.read { try WebhookTable.due(at: now, in: $0) }[...]
      return await withTaskGroup(of: Bool.self) { group in
        func start() {
          if let webhook = due.popFirst() { group.addTask { await tell(webhook) } }
        }
        for _ in 0..<WebhookDispatch.width { start() }
        var isMore = false
        for await hasMore in group {
          isMore = isMore || hasMore
          start()
        }
        return isMore
      }
    } catch {
      hub.logger.error("webhooks could not be told", metadata: ["error": "\(error)"])
      return false
    }
  }

  /// Ends what waited for webhooks that were switched off, and removes what was told to those that were taken away, a little at a time.
  private func tidy() async throws {
    guard try await hub.store.read({ try WebhookTable.hasRemains(in: $0) }) else { return }
    let before = hub.world.now().adding(seconds: -60)
    for _ in 0..<WebhookDispatch.slices {
      let ended = try await hub.store.writeMany {
        try WebhookDeliveryTable.endSome(atMost: WebhookDispatch.slice, in: $0)
      }
      let cleared = try await hub.store.writeMany {
        try WebhookTable.clear(atMost: WebhookDispatch.slice, before: before, in: $0)
      }
      guard max(ended, cleared) == WebhookDispatch.slice else { return }
    }
  }

  /// What comes after a try.
  private enum Sequel {
    /// The next thing.
    case goOn
    /// Its receiver is not there now.
    case stop
  }

  /// Of one webhook a few, until its receiver is not there or its turn is over. Whether more is due now.
  private func tell(_ id: Int64) async -> Bool {
    do {
      let now = hub.world.now()
      let due = try await hub.store.read { session -> [WebhookDelivery] in
        guard let webhook = try WebhookTable.find(id, in: session) else { return [] }
        return try WebhookDeliveryTable.due(of: webhook, at: now, atMost: WebhookDispatch.batch, in: session)
      }
      for delivery in due {
        let time = hub.world.now()
        guard time.milliseconds(since: now) < WebhookDispatch.turn else { return true }
        let end = time.adding(seconds: WebhookDispatch.lease)
        // Read anew with each: its address and secret may be others by now.
        let (isTaken, webhook) = try await hub.store.write { session in
          let webhook = try WebhookTable.find(id, in: session)
          guard let webhook, delivery.madeAt > webhook.endedAt ?? Instant(milliseconds: 0) else {
            return (false, webhook)
          }
          return (try WebhookDeliveryTable.claim(delivery, until: end, in: session), webhook)
        }
        guard let webhook else { return false }
        guard isTaken else { continue }
        guard case .goOn = try await tell(delivery, to: webhook) else { return false }
      }
      return due.count == WebhookDispatch.batch
    } catch {
      hub.logger.error("a webhook could not be told", metadata: ["error": "\(error)"])
      return false
    }
  }

  private static func wait(after failures: Int64) -> Int64 { min(longestWait, firstWait << min(failures, 12)) }

  /// One try. A receiver that is not there (no answer, 429, 503) puts off all of its webhook, by one mark in the webhook's row; one that
  /// refuses what it got puts off that alone.
  private func tell(_ delivery: WebhookDelivery, to webhook: Webhook) async throws -> Sequel {
    let started = hub.world.now()
    let answer = await answer(to: delivery, of: webhook, at: started)
    let now = hub.world.now()
    let spent = max(0, now.milliseconds(since: started))
    let (status, trouble): (Int64?, String?) =
      switch answer {
      case .status(let code): (Int64(code), nil)
      case .none(let reason): (nil, reason)
      }
    if let status, (200...299).contains(status) {
      try await hub.store.write { session in
        try WebhookDeliveryTable.tried(
          delivery.id, .delivered, at: now, status: status, milliseconds: spent, trouble: nil, next: nil, in: session)
        try WebhookTable.succeeded(webhook.id, at: now, in: session)
      }
      return .goOn
    }
    let isAway = status.map { $0 == 429 || $0 == 503 } ?? true
    return try await hub.store.write { session in
      let current = try WebhookTable.find(webhook.id, in: session)
      let before = current?.health ?? .good
      let receiverNext = isAway ? now.adding(seconds: WebhookDispatch.wait(after: before.failures)) : now
      let next = max(receiverNext, now.adding(seconds: WebhookDispatch.wait(after: delivery.attempts)))
      func isOver(since start: Instant) -> Bool { next >= start.adding(seconds: WebhookDispatch.lifetime) }
      let isGivenUp = isOver(since: delivery.madeAt) && delivery.attempts + 1 >= WebhookDispatch.fewestTries
      try WebhookDeliveryTable.tried(
        delivery.id, isGivenUp ? .failed : .waiting, at: now, status: status, milliseconds: spent, trouble: trouble,
        next: isGivenUp ? nil : next, in: session)
      guard let current else { return .stop }
      let since = before.failingSince ?? now
      // Whoever answers is off only when it has refused each thing that there is.
      let isDead = try isOver(since: since) && (isAway || !WebhookDeliveryTable.hasUntried(webhook.id, in: session))
      if current.state == .on, status == 410 || isDead {
        try WebhookTable.switchOff(webhook.id, at: now, in: session)
        try write(webhook, at: now, in: session)
        return .stop
      }
      let health = Webhook.Health(
        nextAt: isAway ? receiverNext : Instant(milliseconds: 0), failures: isAway ? before.failures + 1 : 0,
        failingSince: since)
      try WebhookTable.failed(webhook.id, health, in: session)
      return isAway || status == 410 ? .stop : .goOn
    }
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
