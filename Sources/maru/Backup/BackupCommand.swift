import ArgumentParser
import Foundation
import MaruStore

/// `maru backup`: copies the databases of a data directory, also while a hub runs on it.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the databases of a data directory while the hub runs. 데이터를 백업합니다.",
    discussion: """
      The copy is one moment of hub and simulated banks together, and a data directory like any other: check it with
      'maru verify --data COPY', start from it with 'maru serve --data COPY'. What was ordered after that moment is not in it:
      reconciliation with the banks' statements lists it as missing at the hub. The developer site's key (site.key) is no part of
      the copy, which therefore opens no second factor: keep it in another place. Exit status 0: copied and checked; 2: not.
      """)

  @Option(help: "Directory of the databases, as given to 'maru serve' or 'maru bank'.")
  var data = "data"
  @Option(help: "Directory for the copy; must not exist yet, or be empty.")
  var to: String

  func run() async throws {
    let names = try databases()
    let files = FileManager.default
    guard ((try? files.contentsOfDirectory(atPath: to)) ?? []).isEmpty else {
      throw stop("\(to) is not empty: give a directory that does not exist yet")
    }
    do {
      // The copy holds the same personal data as the original.
      umask(0o077)
      try files.createDirectory(
        atPath: to, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw stop("\(to) cannot be made: \(error.localizedDescription)")
    }
    var name = names[0]
    do {
      let backup = try SQLiteBackup(paths: names.map { data + "/" + $0 })
      for index in names.indices {
        name = names[index]
        let bar = ProgressBar(name)
        try backup.copy(index, to: to + "/" + name) { bar.show($0) }
        bar.finish()
      }
    } catch let error as StoreError {
      throw stop("\(data)/\(name) could not be copied: \(error). What is in \(to) is of no use")
    }
    Terminal.say("copied   \(names.joined(separator: ", ")) to \(to)\nnext     maru verify --data \(to)")
  }

  /// The hub's database first: it is held while the moment is taken.
  private func databases() throws -> [String] {
    let shared = ["hub.sqlite", "banks.sqlite"].filter { FileManager.default.fileExists(atPath: data + "/" + $0) }
    let found = shared + HubDatabase.bankProcesses(in: data)
    guard !found.isEmpty else {
      throw stop("there is no database in \(data). Give the directory of 'maru serve' or 'maru bank' with --data")
    }
    return found
  }

  private func stop(_ text: String) -> ExitCode {
    Terminal.complain("maru backup: \(text).")
    return ExitCode(2)
  }
}
