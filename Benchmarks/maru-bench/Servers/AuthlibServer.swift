import Foundation

/// The yardstick for OAuth: Authlib's authorization server and resource protector on Flask, two gunicorn workers, tokens in
/// SQLite (`Benchmarks/yardsticks/authlib_server.py`).
struct AuthlibServer: Sendable {
  let process: ChildProcess
  let port: Int

  /// A Python that has what the script needs, or nil.
  static func python(in root: String) -> String? {
    let candidates = [root + "/.build/bench-venv/bin/python", root + "/.build/venv/bin/python"]
    return candidates.first { python in
      FileManager.default.isExecutableFile(atPath: python)
        && (try? ChildProcess.output(of: python, ["-c", "import authlib, flask, gunicorn"])) != nil
    }
  }

  static func start(_ python: String, root: String, directory: String) async throws -> AuthlibServer {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let port = try await FreePort.find()
    let process = try ChildProcess(
      "the Authlib yardstick", python,
      [
        "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "8", "--keep-alive", "3600",
        "--bind", "127.0.0.1:\(port)", "--chdir", root + "/Benchmarks/yardsticks", "--no-control-socket",
        "authlib_server:app",
      ],
      log: directory + "/log",
      environment: ["YARDSTICK_DATABASE": directory + "/tokens.sqlite", "PYTHONDONTWRITEBYTECODE": "1"])
    return AuthlibServer(process: process, port: port)
  }

  static let tokenBody = "grant_type=client_credentials&scope=oob&client_id=yardstick&client_secret=yardstick-secret"

  func tokenRequest() -> LoadRequest {
    .make(
      "POST", "/oauth/token", host: "127.0.0.1:\(port)",
      headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Self.tokenBody,
      expecting: [#""access_token""#])
  }

  func resourceRequest(token: String) -> LoadRequest {
    .make(
      "GET", "/me", host: "127.0.0.1:\(port)", headers: [("Authorization", "Bearer \(token)")],
      expecting: [#""client_id""#])
  }
}
