#if Postgres
  import Foundation
  import MaruDomain
  import Testing

  @testable import MaruStore

  /// What is carried over from a file into PostgreSQL is compared before it is kept.
  @Suite(.enabled(if: StoreDriver.server != nil)) struct StoreCopyTests {
    private static let document = LiveDocument(
      id: 5, client: Samples.clientID, developer: 7, name: DocumentName(typed: "등록증.pdf", .pdf), type: .pdf,
      size: 3 << 16, digest: Array(0..<32), uploadedAt: Samples.now)
    /// Every byte there is, in another order each time.
    private static func part(_ number: Int) -> [UInt8] {
      (0..<LiveDocumentTable.partLength).map { UInt8(truncatingIfNeeded: $0 + number) }
    }

    /// A file with two settings and a document, and an empty schema for it.
    private func withBoth(_ body: (String, TestDatabase) async throws -> Void) async throws {
      try await withDatabase(.sqlite) { source in
        try await source.store.write { session in
          for name in ["a", "b"] {
            try session.run("INSERT INTO setting (name, value) VALUES (?, ?)", [.text(name), .text("1")])
          }
          try LiveDocumentTable.begin(Self.document, in: session)
          for number in 0..<3 {
            try LiveDocumentTable.append(Self.part(number), number: number, of: Self.document.id, in: session)
          }
          _ = try LiveDocumentTable.finish(Self.document.id, in: session)
        }
        await source.close()
        try await withDatabase(.postgreSQL) { try await body(source.path, $0) }
      }
    }

    private func values(_ database: TestDatabase) async throws -> [String] {
      try await database.store.read { session in
        try session.rows("SELECT value FROM setting ORDER BY name", []).map { try $0.text(0) }
      }
    }

    @Test("a target that holds the same is kept")
    func equal() async throws {
      try await withBoth { path, target in
        let tables = try await StoreCopy(
          from: path, to: try TestDatabase.address(target.place), HubSchema.migrations
        ).run()
        #expect(tables.first { $0.name == "setting" }?.rows == 2)
        #expect(try await values(target) == ["1", "1"])
        let (known, bytes) = try await target.store.read { session in
          (try LiveDocumentTable.find(5, in: session), try LiveDocumentTable.contents(of: 5, in: session))
        }
        #expect(known == Self.document && bytes == (0..<3).flatMap(Self.part))
      }
    }

    @Test("where the target holds something else, nothing at all is kept")
    func differs() async throws {
      try await withBoth { path, target in
        let address = try TestDatabase.address(target.place)
        let server = try PostgresConnection(
          address, settings: PostgresSettings().writing(address), patience: .seconds(8))
        // A server that changes what it is given.
        _ = try server.ask(
          """
          CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value := ''2''; RETURN NEW; END'; \
          CREATE TRIGGER other BEFORE INSERT ON setting FOR EACH ROW WHEN (NEW.name = 'b') EXECUTE FUNCTION other()
          """)
        let copy = try StoreCopy(from: path, to: address, HubSchema.migrations)
        await #expect(throws: StoreCopy.Refused.differs("setting")) { try await copy.run() }
        #expect(try await values(target) == [])
      }
    }
  }
#endif
