#if Postgres
  import Foundation
  import MaruDomain
  import TestSupport
  import Testing

  @testable import MaruStore

  /// What only a store on a server has to prove: lost connections, commits without an answer, several processes.
  @Suite(.enabled(if: StoreDriver.server != nil)) struct PostgresStoreTests {
    private static func insert(_ name: String) -> @Sendable (any SQLSession) throws -> Void {
      { try $0.run("INSERT INTO setting (name, value) VALUES (?, '')", [.text(name)]) }
    }

    private func count(_ store: any Store) async throws -> Int64? {
      try await store.read { try $0.row("SELECT COUNT(*) FROM setting")?.integer(0) }
    }

    /// A store that reaches the test's schema through a proxy, and the proxy.
    private func throughProxy(
      _ database: TestDatabase, patience: Duration = .seconds(8)
    ) throws -> (PostgresStore, CuttingProxy) {
      let direct = try TestDatabase.address(database.place)
      let port = try #require(URL(string: direct.url)?.port)
      let proxy = try CuttingProxy(server: UInt16(port))
      let url = direct.url.replacingOccurrences(of: ":\(port)/", with: ":\(proxy.port)/")
      let address = try #require(PostgresAddress(url: url, schema: direct.schema))
      var settings = PostgresSettings()
      settings.patience = patience
      return (try PostgresStore(address, migrations: HubSchema.migrations, settings: settings), proxy)
    }

    @Test(
      "what the server says against a posted statement is told to its own unit, and to no other of the batch (M-05)")
    func postedInBatch() async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        try await store.write { try Self.insert("taken")($0) }
        let gate = Gate()
        async let held: Void = store.write { gate.unit($0) }
        try await until { gate.isEntered }
        let failed = try await withThrowingTaskGroup(of: Int?.self) { group in
          for index in 0..<20 {
            group.addTask {
              do {
                try await store.write { session in
                  _ = try session.row("SELECT COUNT(*) FROM setting")
                  let name = index == 7 ? "taken" : "\(index)"
                  try session.post("INSERT INTO setting (name, value) VALUES (?, '')", [.text(name)])
                }
                return nil
              } catch { return index }
            }
          }
          try await until { database.backlog == 20 }
          gate.open()
          return try await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }
        }
        try await held
        #expect(failed == [7])
        #expect(try await count(store) == 20)
      }
    }

    @Test(
      "a commit whose answer is lost is looked up, not repeated; one that the server never saw is repeated (M-05)",
      arguments: [CuttingProxy.Cut.behindCommit, .beforeCommit])
    func lostCommit(_ cut: CuttingProxy.Cut) async throws {
      try await withDatabase(.postgreSQL) { database in
        let (store, proxy) = try throughProxy(database)
        let runs = Shared(0)
        for index in 0..<5 {
          proxy.cut(cut)
          try await store.write { session in
            runs.value += 1
            // Done twice, it would be a second line.
            try Self.insert("\(index) \(runs.value)")(session)
          }
        }
        #expect(proxy.cuts == 5)
        #expect(runs.value == (cut == .behindCommit ? 5 : 10))
        #expect(try await count(database.store) == 5)
        await store.close()
        proxy.close()
      }
    }

    @Test(
      "when the database does not come back in time, a cut commit is told as unknown, and is there or not as it was")
    func unknown() async throws {
      try await withDatabase(.postgreSQL) { database in
        let (store, proxy) = try throughProxy(database, patience: .milliseconds(500))
        proxy.cut(.behindCommit, refusing: true)
        await #expect(throws: StoreError.outcomeUnknown) { try await store.write(Self.insert("kept")) }
        #expect(try await count(database.store) == 1)
        // Not sent at all: nobody need be told to ask.
        await #expect {
          try await store.write(Self.insert("refused"))
        } throws: { error in
          if case StoreError.unreachable = error { true } else { false }
        }
        proxy.letThrough()
        try await store.write(Self.insert("after"))
        #expect(try await count(database.store) == 2)
        await store.close()
        proxy.close()
      }
    }

    @Test("a connection that the server ends in the middle of a unit costs a second run, of reads and writes")
    func terminated() async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        let runs = Shared(0)
        let own: @Sendable (any SQLSession) throws -> Void = { session in
          runs.value += 1
          guard runs.value % 2 == 1 else { return }
          _ = try session.rows("SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS INTEGER)", [])
        }
        for index in 0..<3 {
          try await store.write { session in
            try Self.insert("\(index)")(session)
            try own(session)
          }
          try await store.read { try own($0) }
        }
        #expect(runs.value == 12)
        #expect(try await count(store) == 3)
      }
    }

    @Test("two processes that count up the same number take turns: none is lost (M-05)")
    func turns() async throws {
      try await withDatabase(.postgreSQL) { database in
        let other = try database.reopened()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for store in [database.store, other.store] {
            for _ in 0..<200 {
              group.addTask { _ = try await store.write { try SerialTable.next("n", in: $0) } }
            }
          }
          try await group.waitForAll()
        }
        #expect(try await database.store.write { try SerialTable.next("n", in: $0) } == 401)
        await other.close()
      }
    }

    @Test("a process that stops in the middle of a transaction is thrown out, and the others go on")
    func stopped() async throws {
      try await withDatabase(.postgreSQL) { database in
        var settings = PostgresSettings()
        settings.patience = .milliseconds(300)
        let address = try TestDatabase.address(database.place)
        let stopped = try PostgresConnection(address, settings: settings.writing(address), patience: .seconds(8))
        _ = try stopped.ask("BEGIN; \(address.turn); INSERT INTO setting (name, value) VALUES ('half', '')")
        try await database.store.write(Self.insert("whole"))
        #expect(throws: StoreError.self) { try stopped.ask("COMMIT") }
        #expect(!stopped.isAlive)
        #expect(try await count(database.store) == 1)
      }
    }

    @Test("a process that stands still keeps no work from the others, and takes part again when it goes on")
    func stoppedAtWork() async throws {
      try await withDatabase(.postgreSQL) { database in
        var settings = PostgresSettings()
        settings.patience = .milliseconds(800)
        // Nobody looks after its connection, as in a process that stands still.
        let stopped = PostgresLocks(try TestDatabase.address(database.place), settings: settings)
        try stopped.enter()
        let ran = await stopped.exclusively("settlement") {
          try? await until { await database.store.exclusively("settlement") { true } == true }
          return true
        }
        #expect(ran == true)
        try await until { await database.store.isAlone() }
        try await until {
          _ = await stopped.exclusively("settlement") { true }
          return await !database.store.isAlone()
        }
        await stopped.close()
      }
    }

    @Test(
      "who waits too long for the turn to write hears so, though the writer is still held up; more than may wait are refused"
    )
    func boundedQueue() async throws {
      try await withDatabase(.postgreSQL) { database in
        var settings = PostgresSettings()
        // Both have come before the first one is told: also on a busy machine.
        settings.patience = .seconds(4)
        settings.longestQueue = 2
        let store = try PostgresStore(
          try TestDatabase.address(database.place), migrations: HubSchema.migrations, settings: settings)
        let gate = Gate()
        // Its transaction is thrown out meanwhile; how it ends is not looked at.
        let held = Task { try? await store.write { gate.unit($0) } }
        try await until { gate.isEntered }
        let waiting = (0..<2).map { index in Task { try await store.write(Self.insert("waited \(index)")) } }
        try await until { store.backlog == 2 }
        await #expect(throws: StoreError.unreachable("too many units of work wait for their turn")) {
          try await store.write(Self.insert("refused"))
        }
        for task in waiting {
          await #expect(throws: StoreError.unreachable("its turn to write did not come in time")) {
            try await task.value
          }
        }
        gate.open()
        await held.value
        try await store.write(Self.insert("after"))
        #expect(
          try await store.read { try $0.rows("SELECT name FROM setting", []).map { try $0.text(0) } } == ["after"])
        await store.close()
      }
    }

    @Test("a database that has been away for longer than the patience is asked once more, not waited for again")
    func longAway() async throws {
      try await withDatabase(.postgreSQL) { database in
        let (store, proxy) = try throughProxy(database, patience: .milliseconds(500))
        proxy.cut(.beforeCommit, refusing: true)
        await #expect(throws: StoreError.self) { try await store.write(Self.insert("first")) }
        let runs = Shared(0)
        let before = proxy.refusals
        for _ in 0..<40 { await #expect(throws: StoreError.self) { try await store.write { _ in runs.value += 1 } } }
        // The library tries once with and once without encryption; who waits for half a second tries ten times.
        #expect(proxy.refusals - before <= 4 * 40)
        #expect(runs.value == 0)
        proxy.letThrough()
        try await store.write(Self.insert("after"))
        await store.close()
        proxy.close()
      }
    }

    @Test(
      "a process whose connection for locks is cut is there again soon, and nobody takes itself for alone meanwhile")
    func presence() async throws {
      try await withDatabase(.postgreSQL) { database in
        let other = try database.reopened()
        let address = try TestDatabase.address(database.place)
        #expect(await !other.store.isAlone())
        #expect(await other.store.hold("name"))
        let present = """
          locktype = 'advisory' AND granted AND objsubid = 1 AND \
          (CAST(classid AS BIGINT) << 32 | CAST(objid AS BIGINT)) = \(address.key("presence"))
          """
        let asking = try PostgresConnection(
          address, settings: PostgresSettings().reading(address), patience: .seconds(8))
        _ = try asking.ask("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE \(present)")
        var back: Int64? = 0
        while back != 2 {
          #expect(await !other.store.isAlone())
          back = try asking.ask("SELECT COUNT(*) FROM pg_locks WHERE \(present)").rows.first?.integer(0)
        }
        #expect(await !database.store.hold("name"), "what was held is held again")
        await database.store.close()
        try await until { await other.store.isAlone() }
        await other.close()
      }
    }

    @Test("a process that stood still in the middle of a transaction runs it again, however long it was")
    func stoodStill() async throws {
      try await withDatabase(.postgreSQL) { database in
        var settings = PostgresSettings()
        settings.patience = .milliseconds(200)
        let store = try PostgresStore(
          try TestDatabase.address(database.place), migrations: HubSchema.migrations, settings: settings)
        let runs = Shared(0)
        try await store.write { session in
          runs.value += 1
          try Self.insert("\(runs.value)")(session)
          guard runs.value == 1 else { return }
          // The server throws it out meanwhile, and its patience ends.
          let end = ContinuousClock.now + .milliseconds(400)
          while ContinuousClock.now < end {}
        }
        #expect(try await store.read { try $0.rows("SELECT name FROM setting", []).map { try $0.text(0) } } == ["2"])
        await store.close()
      }
    }

    @Test("processes that start together bring the tables up to date once")
    func startTogether() async throws {
      try await withDatabase(.postgreSQL, []) { database in
        let address = try TestDatabase.address(database.place)
        let stores = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
          for _ in 0..<6 {
            group.addTask { try PostgresStore(address, migrations: HubSchema.migrations) }
          }
          return try await group.reduce(into: [PostgresStore]()) { $0.append($1) }
        }
        let steps = try await stores[0].read { try $0.row("SELECT COUNT(*) FROM schema_step")?.integer(0) }
        #expect(steps == Int64(HubSchema.migrations.count))
        for store in stores { await store.close() }
      }
    }

    @Test("reads cannot write")
    func readOnly() async throws {
      try await withDatabase(.postgreSQL) { database in
        await #expect(throws: StoreError.readOnly) { try await database.store.read(Self.insert("a")) }
      }
    }

    @Test("a unit that swallows a failed statement fails, alone; the rest of its batch is kept")
    func swallowed() async throws {
      try await withDatabase(.postgreSQL) { database in
        let gate = Gate()
        let store = database.store
        async let held: Void = store.write { gate.unit($0) }
        try await until { gate.isEntered }
        let bad = Task {
          try await store.write { session in
            try Self.insert("bad")(session)
            _ = try? session.rows("SELECT nothing FROM nowhere", [])
          }
        }
        async let good: Void = store.write(Self.insert("good"))
        try await until { database.backlog == 2 }
        gate.open()
        try await held
        try await good
        await #expect(throws: StoreError.self) { try await bad.value }
        #expect(try await store.read { try $0.rows("SELECT name FROM setting", []).map { try $0.text(0) } } == ["good"])
      }
    }

    @Test("an error names the rule that was broken and no stored value")
    func noValues() async throws {
      try await withDatabase(.postgreSQL) { database in
        try await database.store.write(Self.insert("hunter2"))
        await #expect {
          try await database.store.write(Self.insert("hunter2"))
        } throws: { error in
          "\(error)".contains("23505") && !"\(error)".contains("hunter2")
        }
      }
    }

    @Test("nobody there, and a server that refuses, are told apart; the password is told in neither case")
    func noServer() throws {
      var settings = PostgresSettings()
      settings.patience = .milliseconds(200)
      let nobody = try #require(PostgresAddress(url: "postgres://maru:hunter2@127.0.0.1:1/maru", schema: "hub"))
      #expect {
        try PostgresStore(nobody, migrations: [], settings: settings)
      } throws: { error in
        error as? StoreError == .unreachable("no PostgreSQL answers at postgres://maru@127.0.0.1:1/maru")
      }
      let server = try #require(StoreDriver.server)
      let other = try #require(
        PostgresAddress(
          url: server.replacingOccurrences(of: "[^/]+$", with: "nothing", options: .regularExpression), schema: "hub"))
      #expect {
        try PostgresStore(other, migrations: [], settings: settings)
      } throws: { error in
        if case StoreError.engine(let text) = error { text.contains("does not exist") } else { false }
      }
    }

    @Test("more reads than connections wait their turn; more than may wait are refused")
    func pool() async throws {
      try await withDatabase(.postgreSQL) { database in
        var settings = PostgresSettings()
        settings.readers = 2
        settings.longestQueue = 5
        let store = try PostgresStore(
          try TestDatabase.address(database.place), migrations: HubSchema.migrations, settings: settings)
        let gates = [Gate(), Gate()]
        async let first: Void = store.read { gates[0].unit($0) }
        async let second: Void = store.read { gates[1].unit($0) }
        try await until { gates.allSatisfy(\.isEntered) }
        let results = try await withThrowingTaskGroup(of: Bool.self) { group in
          for _ in 0..<8 {
            group.addTask {
              do {
                return try await store.read { try $0.row("SELECT 1")?.integer(0) } == 1
              } catch StoreError.unreachable { return false }
            }
          }
          // Three are refused at once; the others wait for the gates.
          var refused = 0
          while refused < 3, let done = try await group.next() { refused += done ? 0 : 1 }
          gates.forEach { $0.open() }
          return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 5)
        _ = try await (first, second)
        await store.close()
      }
    }
  }
#endif
