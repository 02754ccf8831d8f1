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
    let found = try await databases()
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
    Terminal.say(
      "copied   \(found.map(\.name).joined(separator: ", ")) to \(to)\nnext     maru verify --data \(to)\(besideThere)")
  }

  /// The hub's database first: it is held while the moment is taken.
  private func databases() async throws -> [(name: String, path: String)] {
    let hub = StorePlace.file(data + "/hub.sqlite")
    let books = try testBed.place(data: data)
    var shared: [(name: String, path: String)] = []
    for (name, place) in [("hub.sqlite", hub), ("banks.sqlite", books)] {
      if case .file(let path) = place, FileManager.default.fileExists(atPath: path) { shared.append((name, path)) }
    }
    let found = shared + HubDatabase.bankProcesses(in: data).map { (name: $0, path: data + "/" + $0) }
    guard !found.isEmpty else {
      throw stop("there is no database in \(data). Give the directory of 'maru serve' or 'maru bank' with --data")
    }
    guard shared.first?.name == "hub.sqlite" else { return found }
    do {
      guard try await testBed.belongs(books, to: hub) else { throw stop("\(books.shown): \(TestBedDatabase.notThere)") }
    } catch let error as StoreError {
      throw stop("\(data) cannot be read: \(error)")
    }
    if case .postgreSQL = books {
      Terminal.complain("maru backup: the simulated banks' books are in \(books.shown): copy that database as well.")
    }
    return found
  }

  /// What the copy's own check is told where the settings name other books.
  private var besideThere: String { testBed.isGiven ? " --testbed-database sqlite:\(to)" : "" }

  private func stop(_ text: String) -> ExitCode {
    Terminal.complain("maru backup: \(text).")
    return ExitCode(2)
  }
}
