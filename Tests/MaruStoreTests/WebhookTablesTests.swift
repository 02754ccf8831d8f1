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
        #expect(try OrganisationTable.find(Samples.organisation, in: session)?.hasWebhooks == true)
        // Another contract of the organisation changes nothing about it.
        try OrganisationTable.save(Samples.contract, in: session)
        #expect(try OrganisationTable.find(Samples.organisation, in: session)?.hasWebhooks == true)
        let later = Samples.now.adding(seconds: 60)
        try WebhookTable.rotate(1, to: [9], formerUntil: later, in: session)
        try WebhookTable.set(.off, 1, in: session)
        try WebhookTable.succeeded(1, at: later, in: session)
        let changed = try #require(try WebhookTable.find(1, in: session))
        #expect(changed.secret == [9] && changed.formerSecret == [0, 1, 255] && changed.formerUntil == later)
        #expect(changed.state == .off && changed.succeededAt == later)
        try WebhookTable.remove(changed, in: session)
        #expect(try OrganisationTable.find(Samples.organisation, in: session)?.hasWebhooks == true)
        try WebhookTable.remove(Self.webhook(2, []), in: session)
        #expect(try OrganisationTable.find(Samples.organisation, in: session)?.hasWebhooks == false)
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
        try WebhookTable.set(.off, 3, in: session)
        try note(.transferCompleted)
        try note(.transferRejected)
        try note(.userUnlinked)
        let due = try WebhookDeliveryTable.due(at: Samples.now, atMost: 9, in: session)
        #expect(due.map(\.webhook).sorted() == [1, 1, 2])
        #expect(due.allSatisfy { $0.body == "{\"가\":'}" && $0.attempts == 0 && $0.madeAt == Samples.now })
        let later = Samples.now.adding(seconds: 60)
        #expect(try WebhookDeliveryTable.claim(due[0], until: later, in: session))
        #expect(try !WebhookDeliveryTable.claim(due[0], until: later, in: session))
        try WebhookDeliveryTable.tried(
          due[0].id, .delivered, at: later, status: 200, milliseconds: 7, trouble: nil, next: nil, in: session)
        try WebhookDeliveryTable.putOff(due[1].webhook, until: later, in: session)
        let left = try WebhookDeliveryTable.due(at: later, atMost: 9, in: session)
        #expect(Set(left.map(\.id)) == Set(due.dropFirst().map(\.id)))
        try WebhookDeliveryTable.add(.testPing, event: "evt_2", body: "{}", to: 2, at: Samples.now, in: session)
        try WebhookDeliveryTable.endAll(of: 2, in: session)
        #expect(try WebhookDeliveryTable.newest(9, of: 2, in: session).allSatisfy { $0.state == .failed })
        let first = try #require(
          try WebhookDeliveryTable.newest(9, of: due[0].webhook, in: session).first { $0.id == due[0].id })
        #expect(first.state == .delivered && first.status == 200 && first.milliseconds == 7 && first.attempts == 1)
        #expect(try WebhookDeliveryTable.resend(due[0].id, of: due[0].webhook, at: later, in: session))
        #expect(try !WebhookDeliveryTable.resend(due[0].id, of: 99, at: later, in: session))
        #expect(try WebhookDeliveryTable.due(at: later, atMost: 9, in: session).contains { $0.id == due[0].id })
      }
    }
  }
}
