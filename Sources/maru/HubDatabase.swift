import ArgumentParser
import Foundation
import MaruStore

/// The databases of a data directory, for commands that work beside a hub.
struct HubDatabase {
  let data: String
  /// The command's name in what it says.
  let command: String

  /// The path of the hub's database; ends the command with status 2 where there is none.
  func path() throws -> String {
    let path = data + "/hub.sqlite"
    guard FileManager.default.fileExists(atPath: path) else {
      Terminal.complain("maru \(command): there is no \(path). Give the directory of 'maru serve' with --data.")
      throw ExitCode(2)
    }
    return path
  }

  /// Runs `body` on the hub's database; ends the command with status 2 where it cannot be used.
  func with<Value>(_ body: (any Store) async throws -> Value) async throws -> Value {
    let path = try path()
    do {
      let store = try SQLiteStore(path: path, migrations: HubSchema.migrations)
      let value = try await body(store)
      await store.close()
      return value
    } catch let error as StoreError {
      Terminal.complain("maru \(command): \(path) cannot be used: \(error)")
      throw ExitCode(2)
    }
  }

  /// The names of the databases of banks that are processes of their own, in a directory of theirs.
  static func bankProcesses(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted().filter {
      $0.hasPrefix("bank-") && $0.hasSuffix(".sqlite")
    }
  }
}
