import Foundation
import MaruContract

/// A simulated bank as a process of its own, `maru bank`, with one account to ask about.
struct BankProcessServer: Sendable {
  static let code = "004"

  let process: ChildProcess
  let data: String
  let port: Int
  let account: String

  /// Starts the bank with that code on `data`, a directory of its own where none is given, and waits for its ready file.
  static func start(
    _ bench: Bench, code: String = code, data: String? = nil, cores: [Int]? = nil, flags: [String] = []
  ) async throws -> BankProcessServer {
    let data = data ?? bench.freshPath("bank")
    let readyFile = data + ".ready.json"
    try? FileManager.default.removeItem(atPath: readyFile)
    let process = try ChildProcess(
      "maru bank", bench.binary,
      ["bank", "--code", code, "--port", "0", "--data", data, "--ready-file", readyFile, "--log-level", "warning"]
        + flags, log: data + ".log", cores: cores)
    try await process.wait { FileManager.default.fileExists(atPath: readyFile) }
    let ready = try JSONReader.read(Array(try Data(contentsOf: URL(fileURLWithPath: readyFile))))
    guard let bank = ready["banks"]?.elements.first,
      let port = try bank.text("url").split(separator: ":").last.flatMap({ Int($0) }),
      let account = bank["accounts"]?.elements.first(where: { $0["state"]?.flatText == "normal" })
    else { throw BenchFailure("the ready file of maru bank names no port or account: \(readyFile)") }
    return BankProcessServer(process: process, data: data, port: port, account: try account.text("account_num"))
  }

  var host: String { "127.0.0.1:\(port)" }
  var balanceBody: String { #"{"account_num":"\#(account)"}"# }
}
