import Foundation
import MaruContract

/// A hub that was started for a measurement, as anybody would start it.
struct MaruServer: Sendable {
  let process: ChildProcess
  let data: String
  let port: Int
  /// What the hub wrote when it was ready.
  let ready: WireValue

  /// Starts `maru serve` on `data` and waits for its ready file.
  static func start(
    _ binary: String, data: String, cores: [Int]? = nil, flags: [String] = [], limit: Duration = .seconds(120)
  ) async throws -> MaruServer {
    let readyFile = data + ".ready.json"
    try? FileManager.default.removeItem(atPath: readyFile)
    let process = try ChildProcess(
      "maru serve", binary,
      ["serve", "--port", "0", "--data", data, "--ready-file", readyFile, "--log-level", "warning"] + flags,
      log: data + ".log", cores: cores)
    try await process.wait(upTo: limit) { FileManager.default.fileExists(atPath: readyFile) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: readyFile))
    let ready = try JSONReader.read(Array(bytes))
    guard let url = ready["url"]?.flatText, let port = url.split(separator: ":").last.flatMap({ Int($0) }) else {
      throw BenchFailure("the ready file of maru serve names no port: \(readyFile)")
    }
    return MaruServer(process: process, data: data, port: port, ready: ready)
  }

  /// Proves the books of the data directory with `maru verify`; throws what it printed where they are not sound.
  static func verify(_ binary: String, data: String) throws -> String {
    try ChildProcess.output(of: binary, ["verify", "--data", data])
  }
}

extension WireValue {
  /// A member of an object.
  subscript(_ name: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
  /// The elements of a list.
  var elements: [WireValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }
}
