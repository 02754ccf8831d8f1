import Foundation

/// A directory in memory for the books of the simulated banks: a bank has disks and processors of its own, and what is left on
/// these are the hub's.
struct BooksInMemory: Sendable {
  private static let memory = "/dev/shm"
  private let directory: String

  /// Why there is none on this machine; nil where there is.
  static var missing: String? {
    FileManager.default.fileExists(atPath: memory)
      ? nil : "there is no \(memory): the banks' books cannot lie in memory"
  }

  /// Makes the directory; whoever makes it removes it.
  init() throws {
    directory = "\(Self.memory)/maru-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  /// What `maru serve` and `maru verify` are told of it.
  var flags: [String] { ["--testbed-database", "sqlite:\(directory)"] }

  func remove() { try? FileManager.default.removeItem(atPath: directory) }
}
