import MaruDomain
import Testing

@testable import MaruStore

/// Support requests and their threads: what goes in comes out, on both engines.
@Suite struct SupportTableTests {
  private static func request(
    _ id: Int64, _ state: SupportState = .open, _ kind: SupportKind = .consulting, of developer: Int64 = 7
  ) -> SupportRequest {
    SupportRequest(
      id: id, developer: developer, kind: kind, state: state, client: kind == .testDevice ? nil : Samples.clientID,
      wishedDay: kind == .securityCheck ? BusinessDate(wire: "20261201") : nil, subject: "제목 '; --",
      openedAt: Samples.now, changedAt: Samples.now.adding(seconds: 1), revision: 3)
  }

  @Test(
    "a request is read as stored; it changes from the revision that it was read at, and from no other",
    arguments: StoreDriver.all)
  func request(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        for (id, kind) in zip(Int64(1)..., SupportKind.allCases) {
          try SupportTable.insert(Self.request(id, .open, kind), in: session)
          #expect(try SupportTable.find(id, in: session) == Self.request(id, .open, kind))
        }
        #expect(try SupportTable.find(9, in: session) == nil)
        var one = Self.request(1)
        one.state = .answered
        one.changedAt = Samples.now.adding(seconds: 9)
        #expect(try SupportTable.update(one, in: session))
        #expect(try !SupportTable.update(one, in: session), "it is another revision now")
        let found = try SupportTable.find(1, in: session)
        #expect(found?.state == .answered && found?.changedAt == one.changedAt && found?.revision == 4)
      }
    }
  }

  @Test("lists are of one developer, or of one state and kind, newest first; with counts", arguments: StoreDriver.all)
  func lists(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        #expect(try SupportTable.counts(in: session).isEmpty)
        try SupportTable.insert(Self.request(1), in: session)
        try SupportTable.insert(Self.request(2, .closed, .testDevice, of: 8), in: session)
        try SupportTable.insert(Self.request(3, .open, .testDevice), in: session)
        try SupportTable.insert(Self.request(4, .answered), in: session)
        func page(_ state: SupportState?, _ kind: SupportKind?, before: Int64 = .max) throws -> [Int64] {
          try SupportTable.page(state, kind, before: before, atMost: 3, in: session).map(\.id)
        }
        #expect(try page(nil, nil) == [4, 3, 2])
        #expect(try page(nil, nil, before: 2) == [1])
        #expect(try page(.open, nil) == [3, 1])
        #expect(try page(nil, .testDevice) == [3, 2])
        #expect(try page(.open, .testDevice) == [3])
        #expect(try page(.closed, .consulting).isEmpty)
        #expect(try SupportTable.newest(2, of: 7, in: session).map(\.id) == [4, 3])
        #expect(try SupportTable.newest(9, of: 8, in: session).map(\.id) == [2])
        #expect(try SupportTable.counts(in: session) == [.open: 2, .answered: 1, .closed: 1])
      }
    }
  }

  @Test("a thread keeps its order, with the calls that were shown", arguments: StoreDriver.all)
  func thread(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let messages = [
          SupportMessage(
            who: "", body: "한 줄\n두 줄", call: AttachedCall(client: Samples.clientID, id: "abc"), at: Samples.now),
          SupportMessage(who: "minji", body: "답 '", at: Samples.now),
        ]
        for message in messages { try SupportTable.append(message, to: 1, in: session) }
        let stored = try SupportTable.messages(of: 1, atMost: 9, in: session)
        #expect(
          stored.map { message in
            var message = message
            message.id = 0
            return message
          } == messages)
        #expect(try SupportTable.messages(of: 1, before: stored[1].id, atMost: 9, in: session) == [stored[0]])
        #expect(try SupportTable.messages(of: 1, atMost: 1, in: session) == [stored[1]])
        #expect(try SupportTable.messages(of: 2, atMost: 9, in: session).isEmpty)
        #expect(try SupportTable.call("abc", shownIn: 1, in: session) == messages[0].call)
        #expect(try SupportTable.call("abc", shownIn: 2, in: session) == nil)
      }
    }
  }
}
