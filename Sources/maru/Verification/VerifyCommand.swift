import ArgumentParser
import Foundation
import MaruHub
import MaruStore

/// `maru verify`: proves the books of a data directory, and names the first entry that is wrong.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the books of a data directory. 원장을 검증합니다.",
    discussion: """
      Reads only. Checks the chain of the journal, that debits and credits sum to zero, that every balance is the sum of its
      entries and that every transfer has exactly the entries of its stage. Exit status 0: sound; 1: something is wrong and
      the first bad entry is named; 2: the data cannot be read.
      """)

  @Option(help: "Directory of the databases, as given to 'maru serve'.")
  var data = "data"

  func run() async throws {
    let path = data + "/hub.sqlite"
    guard FileManager.default.fileExists(atPath: path) else {
      Terminal.complain("maru verify: there is no \(path). Give the directory of 'maru serve' with --data.")
      throw ExitCode(2)
    }
    do {
      let sound = try await checkHub(path)
      guard sound else { throw ExitCode(1) }
    } catch let error as StoreError {
      Terminal.complain("maru verify: \(path) cannot be read: \(error)")
      throw ExitCode(2)
    }
  }

  private func checkHub(_ path: String) async throws -> Bool {
    let store = try SQLiteSnapshot(path: path)
    if let damage = try store.damage() {
      Terminal.say("WRONG    \(path) is damaged: \(damage)")
      return false
    }
    let bar = ProgressBar("journal")
    let report = try await BookCheck(store: store).run { bar.show($0) }
    bar.finish()
    await store.close()
    Terminal.say(
      """
      hub      \(report.transfers) transfers (\(report.open) open), \(report.entries) journal entries
               debits \(report.debits) won, credits \(report.credits) won, sum \(report.debits - report.credits)
      """)
    for finding in report.findings { Terminal.say("WRONG    \(finding)") }
    if report.findings.isEmpty { Terminal.say("sound    every chain value, balance and transfer checked") }
    return report.findings.isEmpty
  }
}
