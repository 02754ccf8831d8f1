import ArgumentParser
import Foundation
import MaruStore

/// `maru verify`: proves the books of a data directory, and names the first entry that is wrong.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the books of a data directory. 원장을 검증합니다.",
    discussion: """
      Reads only, also while a hub runs. Of the hub: the chain of the journal, that debits and credits sum to zero, that every
      balance is the sum of its entries and that every transfer has exactly the entries of its stage. Of simulated banks, where
      there are any: that each account's history leads to its balance, that its bank accepted each leg of a settled transfer,
      and that no bank accepted a leg that the hub did not order. Exit status 0: sound; 1: something is wrong and the first bad entry is named; 2: the
      data cannot be read.
      """)

  @Option(help: "Directory of the databases, as given to 'maru serve'.")
  var data = "data"
  @Option(
    parsing: .upToNextOption,
    help:
      "Directories of banks that are processes of their own, as given to 'maru bank'; they go before those within the hub."
  )
  var banks: [String] = []

  func run() async throws {
    let hub = try HubDatabase(data: data, command: "verify").path()
    var path = hub
    do {
      guard try await HubVerification(path: hub).run() else { throw ExitCode(1) }
      var verification = try BanksVerification(hub: hub)
      for database in try bankDatabases() {
        path = database
        try await verification.open(database, isWithinHub: database == data + "/banks.sqlite")
      }
      guard try await verification.run() else { throw ExitCode(1) }
    } catch let error as StoreError {
      Terminal.complain("maru verify: \(path) cannot be read: \(error)")
      throw ExitCode(2)
    }
  }

  /// Those of bank processes first: a bank within the hub is asked for only where it has no process of its own.
  private func bankDatabases() throws -> [String] {
    var paths: [String] = []
    for directory in banks {
      let found = HubDatabase.bankProcesses(in: directory)
      guard !found.isEmpty else {
        Terminal.complain(
          "maru verify: there is no bank-CODE.sqlite in \(directory). Give the directory of 'maru bank'.")
        throw ExitCode(2)
      }
      paths += found.map { directory + "/" + $0 }
    }
    let within = data + "/banks.sqlite"
    return FileManager.default.fileExists(atPath: within) ? paths + [within] : paths
  }
}
