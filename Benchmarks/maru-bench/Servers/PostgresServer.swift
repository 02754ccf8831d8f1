import Foundation

/// A private PostgreSQL with its default settings, and pgbench on it.
struct PostgresServer: Sendable {
  /// Where the programs are; nil where one is missing.
  struct Programs: Sendable {
    let folder: String
    let pgbench: String

    static func find() -> Programs? {
      let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
      let folders = versions.sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
      guard let initdb = ChildProcess.path(of: "initdb", alsoIn: folders),
        let pgbench = ChildProcess.path(of: "pgbench", alsoIn: folders)
      else { return nil }
      // A link in the PATH leads to the folder where the server lies too.
      let folder = URL(fileURLWithPath: initdb).resolvingSymlinksInPath().deletingLastPathComponent().path
      return Programs(folder: folder, pgbench: pgbench)
    }
  }

  /// What pgbench does.
  enum Work: String, Sendable, CaseIterable {
    case tpcB = "TPC-B"
    /// TPC-B without the updates that meet each other.
    case simpleUpdate = "-N"
    /// What a transfer does to a book: a key, two updates, two entries; see ``prepareSameWork()``.
    case sameWork = "own script"
  }

  /// What one run of pgbench told.
  struct Result: Sendable {
    let perSecond: Double
    let meanMilliseconds: Double
  }

  let process: ChildProcess
  private let programs: Programs
  private let directory: String
  private let port: Int

  /// Makes a database in `directory`, starts it and fills pgbench's tables at scale 10.
  static func start(_ programs: Programs, directory: String) async throws -> PostgresServer {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try give(directory)
    let data = directory + "/data"
    let initialise = command(
      programs.folder + "/initdb", ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
    _ = try ChildProcess.output(of: initialise.program, initialise.arguments)
    let server = try await run(programs, directory)
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
      guard try server.query("show \(setting)") == "on" else {
        throw BenchFailure("PostgreSQL's \(setting) is off: that yardstick would measure nothing")
      }
    }
    _ = try server.pgbench(["-i", "-q", "-s", "10"])
    return server
  }

  /// initdb and the server refuse to run as root.
  private static func give(_ directory: String) throws {
    guard getuid() == 0 else { return }
    guard ChildProcess.path(of: "su") != nil else { throw BenchFailure("PostgreSQL needs a user other than root") }
    _ = try ChildProcess.output(of: "/bin/chown", ["postgres", directory])
  }

  /// Starts the server on the data in `directory` and waits for it.
  private static func run(_ programs: Programs, _ directory: String) async throws -> PostgresServer {
    let port = try await FreePort.find()
    let serve = command(
      programs.folder + "/postgres",
      ["-D", directory + "/data", "-p", String(port), "-k", directory, "-c", "listen_addresses="])
    let process = try ChildProcess("postgres", serve.program, serve.arguments, log: directory + "/log")
    let server = PostgresServer(process: process, programs: programs, directory: directory, port: port)
    try await process.wait { (try? server.query("select 1")) == "1" }
    return server
  }

  /// What a hub is told as its database.
  var url: String { "postgres:///postgres?host=\(directory)&port=\(port)&user=postgres" }

  /// A standby in `directory`, for which every commit waits from now on.
  func follow(in directory: String) async throws -> PostgresServer {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Self.give(directory)
    let copy = Self.command(
      programs.folder + "/pg_basebackup",
      [
        "-D", directory + "/data", "-R", "-X", "stream", "-c", "fast", "-d",
        "host=\(self.directory) port=\(port) user=postgres application_name=standby",
      ])
    _ = try ChildProcess.output(of: copy.program, copy.arguments)
    let standby = try await Self.run(programs, directory)
    _ = try query("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    _ = try query("SELECT pg_reload_conf()")
    try await standby.process.wait {
      (try? query("SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'")) == "1"
    }
    return standby
  }

  /// No commit waits for a standby any more.
  func goAlone() throws {
    _ = try query("ALTER SYSTEM RESET synchronous_standby_names")
    _ = try query("SELECT pg_reload_conf()")
  }

  /// Tables and script for ``Work/sameWork``: a hundred thousand accounts, of which two move at a time.
  func prepareSameWork() throws {
    for statement in [
      "CREATE TABLE work_key (id UUID PRIMARY KEY)",
      "CREATE TABLE work_account (id INT PRIMARY KEY, balance BIGINT NOT NULL)",
      "CREATE TABLE work_entry (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account INT NOT NULL, amount BIGINT NOT NULL)",
      "INSERT INTO work_account SELECT number, 0 FROM generate_series(1, 100001) AS number",
      "VACUUM ANALYZE work_account",
    ] { _ = try query(statement) }
    try """
    \\set first random(1, 100000)
    \\set second :first + 1
    \\set amount random(1, 5000)
    BEGIN;
    INSERT INTO work_key (id) VALUES (gen_random_uuid());
    UPDATE work_account SET balance = balance - :amount WHERE id = :first;
    UPDATE work_account SET balance = balance + :amount WHERE id = :second;
    INSERT INTO work_entry (account, amount) VALUES (:first, 0 - :amount);
    INSERT INTO work_entry (account, amount) VALUES (:second, :amount);
    END;
    """.write(toFile: script, atomically: true, encoding: .utf8)
  }

  private var script: String { directory + ".work.sql" }

  /// One kind of work with eight clients for `seconds`.
  func measure(_ work: Work = .tpcB, seconds: Int) throws -> Result {
    let what: [String]
    switch work {
    case .tpcB: what = []
    case .simpleUpdate: what = ["-N"]
    case .sameWork: what = ["-n", "-f", script]
    }
    let text = try pgbench(["-c", "8", "-j", "2", "-M", "prepared", "-T", String(seconds)] + what)
    guard let latency = number(after: "latency average = ", in: text), let perSecond = number(after: "tps = ", in: text)
    else { throw BenchFailure("pgbench said something else than expected:\n\(text)") }
    return Result(perSecond: perSecond, meanMilliseconds: latency)
  }

  func stop() async { await process.stop(SIGINT) }

  private func pgbench(_ arguments: [String]) throws -> String {
    try ChildProcess.output(
      of: programs.pgbench, ["-h", directory, "-p", String(port), "-U", "postgres"] + arguments + ["postgres"])
  }

  private func query(_ text: String) throws -> String {
    try ChildProcess.output(
      of: programs.folder + "/psql",
      ["-h", directory, "-p", String(port), "-U", "postgres", "-XAtc", text, "postgres"]
    ).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func number(after label: String, in text: String) -> Double? {
    guard let found = text.range(of: label) else { return nil }
    return Double(text[found.upperBound...].prefix { $0.isNumber || $0 == "." })
  }

  /// The command as it stands, or as the user postgres where this user is root.
  private static func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
    guard getuid() == 0, let su = ChildProcess.path(of: "su") else { return (program, arguments) }
    let line = ([program] + arguments).map { "'\($0)'" }.joined(separator: " ")
    return (su, ["postgres", "-s", "/bin/sh", "-c", "exec \(line)"])
  }
}
