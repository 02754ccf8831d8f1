import Foundation
import Hummingbird
import Logging

/// The yardstick for a Swift server: Hummingbird as its own documents show it, a path parameter and a Codable answer of
/// about two hundred bytes.
struct HelloServer: Sendable {
  /// What it answers.
  struct Hello: ResponseCodable {
    let id: String
    let greeting: String
    let bank: String
    let account: String
    let balance: String
    let currency: String
    let time: String
  }

  /// Serves `GET /hello/{name}` until it is stopped.
  static func serve(port: Int) async throws {
    var logger = Logger(label: "hello")
    logger.logLevel = .warning
    let router = Router()
    router.get("/hello/:name") { _, context in
      Hello(
        id: "5f0c2a1e-3b5d-4f6a-9c8b-7d6e5f4a3b2c", greeting: "Hello, \(context.parameters.get("name") ?? "")",
        bank: "097", account: "110123456***", balance: "1234567", currency: "KRW", time: "20261125093000123")
    }
    let app = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), backlog: 1024), logger: logger)
    try await app.runService()
  }

  /// Starts one as a process of its own.
  static func start(log: String, cores: [Int]? = nil) async throws -> (process: ChildProcess, port: Int) {
    let port = try await FreePort.find()
    let process = try ChildProcess(
      "the Hummingbird yardstick", ownPath, ["hello", "--port", String(port)], log: log, cores: cores)
    return (process, port)
  }

  /// This program's own file.
  static var ownPath: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

  static func request(port: Int) -> LoadRequest {
    .make("GET", "/hello/maru", host: "127.0.0.1:\(port)", expecting: [#""greeting":"Hello, maru""#])
  }
}
