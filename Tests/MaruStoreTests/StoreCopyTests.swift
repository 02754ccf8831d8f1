#if Postgres
  import Foundation
  import MaruDomain
  import Testing

  @testable import MaruStore

  /// What is carried over from a file into PostgreSQL is compared before it is kept.
  @Suite(.enabled(if: StoreDriver.server != nil)) struct StoreCopyTests {
    /// A file with two settings, and an empty schema for it.
    private func withBoth(_ body: (String, TestDatabase) async throws -> Void) async throws {
      try await withDatabase(.sqlite) { source in
        try await source.store.write { session in
          for name in ["a", "b"] {
            try session.run("INSERT INTO setting (name, value) VALUES (?, ?)", [.text(name), .text("1")])
          }
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
