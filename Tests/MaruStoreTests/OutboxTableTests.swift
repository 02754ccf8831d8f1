import MaruDomain
import Testing

@testable import MaruStore

/// Letters on their way, on both engines.
@Suite struct OutboxTableTests {
  private static func message(_ text: String) -> OutboxMessage {
    OutboxMessage(recipient: "a@b.example", subject: text, body: "둘 '; --", sentAt: Samples.now)
  }

  @Test("a letter waits, is one hub's, comes again, and ends without its words", arguments: StoreDriver.all)
  func way(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try OutboxTable.append(Self.message("kept"), isDelivered: false, in: session)
        try OutboxTable.append(Self.message("sent"), isDelivered: true, in: session)
        #expect(try OutboxTable.newest(5, in: session) == [Self.message("kept")], "the test bed's own alone")
        let due = try OutboxTable.due(at: Samples.now, atMost: 9, in: session)
        #expect(due.map(\.message) == [Self.message("sent")])
        let (letter, later) = (due[0], Samples.now.adding(seconds: 60))
        #expect(try OutboxTable.claim(letter, until: later, in: session))
        #expect(try !OutboxTable.claim(letter, until: later, in: session))
        #expect(try OutboxTable.due(at: Samples.now, atMost: 9, in: session).isEmpty)
        try OutboxTable.postpone(letter.id, to: later, because: "나중에", in: session)
        let again = try OutboxTable.due(at: later, atMost: 9, in: session)
        #expect(again.map(\.attempts) == [1])
        #expect(
          try OutboxTable.counts(in: session) == LetterCounts(waiting: 1, oldest: Samples.now, failed: 0))
        try OutboxTable.end(letter.id, .failed, because: "nobody", in: session)
        #expect(try OutboxTable.due(at: later, atMost: 9, in: session).isEmpty)
        #expect(try OutboxTable.counts(in: session) == LetterCounts(waiting: 0, oldest: nil, failed: 1))
        #expect(try session.row("SELECT body FROM outbox WHERE id = ?", [.integer(letter.id)])?.text(0) == "")
        #expect(try OutboxTable.newest(1, in: session) == [Self.message("kept")])
        // What is over does not come back by a hub that was slow.
        try OutboxTable.postpone(letter.id, to: later, because: "late", in: session)
        #expect(try OutboxTable.due(at: later, atMost: 9, in: session).isEmpty)
      }
    }
  }
}
