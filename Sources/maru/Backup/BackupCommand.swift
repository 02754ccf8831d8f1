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
  @OptionGroup var testBed: TestBedDatabase
  @Option(help: "Directory for the copy; must not exist yet, or be empty.")
  var to: String

  func run() async throws {
    let found = try databases()
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
    var source = found[0].path
    do {
      let backup = try SQLiteBackup(paths: found.map(\.path))
      for (index, (name, path)) in found.enumerated() {
        source = path
        let bar = ProgressBar(name)
        try backup.copy(index, to: to + "/" + name) { bar.show($0) }
        bar.finish()
      }
    } catch let error as StoreError {
      throw stop("\(source) could not be copied: \(error). What is in \(to) is of no use")
    }
    Terminal.say("copied   \(found.map(\.name).joined(separator: ", ")) to \(to)\nnext     maru verify --data \(to)")
  }

  /// The hub's database first: it is held while the moment is taken.
  private func databases() throws -> [(name: String, path: String)] {
    var shared = [(name: "hub.sqlite", path: data + "/hub.sqlite")]
    // Books in a database are copied with that.
    if case .file(let path) = try testBed.place(data: data) { shared.append((name: "banks.sqlite", path: path)) }
    let found =
      shared.filter { FileManager.default.fileExists(atPath: $0.path) }
      + HubDatabase.bankProcesses(in: data).map { (name: $0, path: data + "/" + $0) }
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
