import Foundation

/// A private PostgreSQL with its default settings, and pgbench's TPC-B on it.
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
    let port = try await FreePort.find()
    let data = directory + "/data"
    if getuid() == 0 {
      // initdb refuses to run as root.
      guard ChildProcess.path(of: "su") != nil else { throw BenchFailure("PostgreSQL needs a user other than root") }
      _ = try ChildProcess.output(of: "/bin/chown", ["postgres", directory])
    }
    let initialise = command(
      programs.folder + "/initdb", ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
    _ = try ChildProcess.output(of: initialise.program, initialise.arguments)
    let serve = command(
      programs.folder + "/postgres",
      ["-D", data, "-p", String(port), "-k", directory, "-c", "listen_addresses="])
    let process = try ChildProcess("postgres", serve.program, serve.arguments, log: directory + "/log")
    let server = PostgresServer(process: process, programs: programs, directory: directory, port: port)
    try await process.wait { (try? server.query("select 1")) == "1" }
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
      guard try server.query("show \(setting)") == "on" else {
        throw BenchFailure("PostgreSQL's \(setting) is off: that yardstick would measure nothing")
      }
    }
    _ = try server.pgbench(["-i", "-q", "-s", "10"])
    return server
  }

  /// TPC-B with eight clients for `seconds`.
  func measure(seconds: Int) throws -> Result {
    let text = try pgbench(["-c", "8", "-j", "2", "-M", "prepared", "-T", String(seconds)])
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
