import MaruDomain
import Testing

@testable import MaruStore

/// Webhooks and what they are told, on both engines.
@Suite struct WebhookTablesTests {
  private static func webhook(_ id: Int64, _ events: [WebhookEventType]) -> Webhook {
    Webhook(
      id: id, organisation: Samples.organisation, client: Samples.clientID, developer: 7,
      url: WebhookURL("https://a.example/';--?x=1")!, events: events, secret: [0, 1, 255], madeAt: Samples.now)
  }

  @Test(
    "a webhook is read as stored; its organisation knows that it has one as long as it has", arguments: StoreDriver.all)
  func webhook(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try OrganisationTable.save(Samples.contract, in: session)
        let one = Self.webhook(1, [.transferCompleted, .accountCancelled])
        try WebhookTable.insert(one, in: session)
        try WebhookTable.insert(Self.webhook(2, [.userUnlinked]), in: session)
        #expect(try WebhookTable.find(1, in: session) == one)
        #expect(try WebhookTable.all(of: Samples.clientID, in: session).map(\.id) == [1, 2])
        #expect(try OrganisationTable.hasWebhooks(Samples.organisation, in: session))
        // Another contract of the organisation changes nothing about it.
        try OrganisationTable.save(Samples.contract, in: session)
        #expect(try OrganisationTable.hasWebhooks(Samples.organisation, in: session))
        let later = Samples.now.adding(seconds: 60)
        try WebhookTable.rotate(1, to: [9], formerUntil: later, in: session)
        let failing = Webhook.Health(nextAt: later, failures: 3, failingSince: Samples.now)
        try WebhookTable.failed(1, failing, in: session)
        #expect(try WebhookTable.find(1, in: session)?.health == failing)
        try WebhookTable.succeeded(1, at: later, in: session)
        #expect(try WebhookTable.find(1, in: session)?.health == .good)
        try WebhookTable.failed(1, failing, in: session)
        try WebhookTable.switchOff(1, at: later, in: session)
        let changed = try #require(try WebhookTable.find(1, in: session))
        #expect(changed.secret == [9] && changed.formerSecret == [0, 1, 255] && changed.formerUntil == later)
        #expect(changed.state == .off && changed.succeededAt == later && changed.health == .good)
        #expect(changed.endedAt == later)
        try WebhookTable.switchOn(1, in: session)
        #expect(try WebhookTable.find(1, in: session)?.state == .on)
        try WebhookTable.remove(changed, at: later, in: session)
        #expect(try WebhookTable.find(1, in: session) == nil)
        #expect(try WebhookTable.all(of: Samples.clientID, in: session).map(\.id) == [2])
        #expect(try OrganisationTable.hasWebhooks(Samples.organisation, in: session))
        try WebhookTable.remove(Self.webhook(2, []), at: later, in: session)
        #expect(try !OrganisationTable.hasWebhooks(Samples.organisation, in: session))
      }
    }
  }

  @Test("a fact is noted for those who asked; it is one hub's, comes again, and ends", arguments: StoreDriver.all)
  func deliveries(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try OrganisationTable.save(Samples.contract, in: session)
        func note(_ type: WebhookEventType) throws {
          try WebhookDeliveryTable.note(
            type, event: "evt_1", body: "{\"가\":'}", for: Samples.organisation, at: Samples.now, in: session)
        }
        try note(.transferCompleted)
        try WebhookTable.insert(Self.webhook(1, [.transferCompleted, .transferRejected]), in: session)
        try WebhookTable.insert(Self.webhook(2, [.transferRejected]), in: session)
        try WebhookTable.insert(Self.webhook(3, [.transferRejected]), in: session)
        try WebhookTable.switchOff(3, at: Samples.now, in: session)
        try note(.transferCompleted)
        try note(.transferRejected)
        try note(.userUnlinked)
        func due(at now: Instant, atMost limit: Int = 9) throws -> [WebhookDelivery] {
          try WebhookTable.due(at: now, in: session).flatMap { id in
            let webhook = try #require(try WebhookTable.find(id, in: session))
            return try WebhookDeliveryTable.due(of: webhook, at: now, atMost: limit, in: session)
          }
        }
        let all = try due(at: Samples.now)
        #expect(all.map(\.webhook).sorted() == [1, 1, 2])
        #expect(all.allSatisfy { $0.body == "{\"가\":'}" && $0.attempts == 0 && $0.madeAt == Samples.now })
        let later = Samples.now.adding(seconds: 60)
        #expect(try WebhookDeliveryTable.claim(all[0], until: later, in: session))
        #expect(try !WebhookDeliveryTable.claim(all[0], until: later, in: session))
        try WebhookDeliveryTable.tried(
          all[0].id, .delivered, at: later, status: 200, milliseconds: 7, trouble: nil, next: nil, in: session)
        let left = try due(at: later)
        #expect(Set(left.map(\.id)) == Set(all.dropFirst().map(\.id)))
        // Who waits for its receiver has nothing due, whatever waits; a person who asks is not made to wait.
        try WebhookTable.failed(
          2, Webhook.Health(nextAt: later, failures: 1, failingSince: Samples.now), in: session)
        #expect(try due(at: Samples.now).map(\.webhook) == [1])
        #expect(
          try WebhookDeliveryTable.add(.testPing, event: "evt_2", body: "{}", to: 2, at: Samples.now, in: session))
        #expect(try due(at: Samples.now, atMost: 1).map(\.type) == [.transferRejected, .testPing])
        #expect(try WebhookDeliveryTable.hasUntried(2, in: session))
        try WebhookTable.switchOff(2, at: Samples.now, in: session)
        #expect(try due(at: later).map(\.webhook) == [1])
        #expect(try WebhookTable.hasRemains(in: session))
        let ended = try (1...3).map { _ in try WebhookDeliveryTable.endSome(atMost: 1, in: session) }
        #expect(ended == [1, 1, 0])
        #expect(try WebhookDeliveryTable.newest(9, of: 2, in: session).allSatisfy { $0.state == .failed })
        #expect(try !WebhookTable.hasRemains(in: session))
        let first = try #require(
          try WebhookDeliveryTable.newest(9, of: all[0].webhook, in: session).first { $0.id == all[0].id })
        #expect(first.state == .delivered && first.status == 200 && first.milliseconds == 7 && first.attempts == 1)
        #expect(try WebhookDeliveryTable.resend(all[0].id, of: all[0].webhook, at: later, in: session))
        #expect(try !WebhookDeliveryTable.resend(all[0].id, of: 99, at: later, in: session))
        let foremost = try due(at: later).first
        #expect(foremost?.id == all[0].id)
      }
    }
  }

  @Test(
    "what a removed webhook was told goes in slices, its row last; nothing is added to it", arguments: StoreDriver.all)
  func removed(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try OrganisationTable.save(Samples.contract, in: session)
        let one = Self.webhook(1, [.userUnlinked])
        try WebhookTable.insert(one, in: session)
        func add(to webhook: Int64) throws -> Bool {
          try WebhookDeliveryTable.add(.testPing, event: "evt", body: "{}", to: webhook, at: Samples.now, in: session)
        }
        for _ in 0..<5 { #expect(try add(to: 1)) }
        #expect(try !add(to: 2))
        let id = try #require(try WebhookDeliveryTable.newest(1, of: 1, in: session).first?.id)
        try WebhookTable.remove(one, at: Samples.now, in: session)
        #expect(try WebhookTable.due(at: Samples.now.adding(seconds: 9), in: session).isEmpty)
        #expect(try !add(to: 1))
        #expect(try !WebhookDeliveryTable.resend(id, of: 1, at: Samples.now, in: session))
        let soon = Samples.now.adding(seconds: 1)
        let cleared = try (1...4).map { _ in try WebhookTable.clear(atMost: 2, before: Samples.now, in: session) }
        #expect(cleared == [2, 2, 1, 0])
        #expect(try WebhookTable.hasRemains(in: session))
        #expect(try WebhookTable.clear(atMost: 2, before: soon, in: session) == 0)
        #expect(try !WebhookTable.hasRemains(in: session))
        #expect(try session.row("SELECT COUNT(*) FROM webhook")?.integer(0) == 0)
      }
    }
  }
}
