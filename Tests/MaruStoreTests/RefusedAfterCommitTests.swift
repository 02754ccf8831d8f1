#if Postgres
  import Foundation
  import TestSupport
  import Testing

  @testable import MaruStore

  /// A server that is there again after a lost commit, and does not let the store in.
  @Suite(.enabled(if: StoreDriver.server != nil)) struct RefusedAfterCommitTests {
    private static func insert(_ name: String) -> @Sendable (any SQLSession) throws -> Void {
      { try $0.run("INSERT INTO setting (name, value) VALUES (?, '')", [.text(name)]) }
    }

    @Test(
      "a lost commit is told as unknown where the server refuses the next connection, and the next unit is run (M-05)")
    func refused() async throws {
      try await withDatabase(.postgreSQL) { database in
        let direct = try TestDatabase.address(database.place)
        let role = "\(direct.schema)_role"
        let owner = try PostgresConnection(direct, settings: "SET lock_timeout TO 0", patience: .seconds(60))
        try owner.perform("CREATE ROLE \(role) SUPERUSER LOGIN")
        let port = try #require(URL(string: direct.url)?.port)
        let proxy = try CuttingProxy(server: UInt16(port))
        var parts = try #require(URLComponents(string: direct.url))
        (parts.user, parts.port) = (role, Int(proxy.port))
        let address = try #require(PostgresAddress(url: parts.string ?? "", schema: direct.schema))
        let store = try PostgresStore(address, migrations: HubSchema.migrations)
        try await store.write(Self.insert("before"))
        // Whoever is in stays in.
        try owner.perform("ALTER ROLE \(role) NOLOGIN")
        proxy.cut(.behindCommit)
        await #expect(throws: StoreError.outcomeUnknown) { try await store.write(Self.insert("kept")) }
        try owner.perform("ALTER ROLE \(role) LOGIN")
        try await store.write(Self.insert("after"))
        let names = try await database.store.read { session in
          try session.rows("SELECT name FROM setting ORDER BY name", []).map { try $0.text(0) }
        }
        #expect(names == ["after", "before", "kept"])
        await store.close()
        proxy.close()
        try owner.perform("DROP ROLE \(role)")
      }
    }
  }
#endif
