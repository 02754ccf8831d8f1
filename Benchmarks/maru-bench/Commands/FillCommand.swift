import ArgumentParser
import Foundation
import MaruContract
import MaruStore

/// `maru-bench fill`: adds completed or open transfers to a data directory in which a hub has run once, so that `maru verify`
/// still finds it sound. A minute for a million, where the hub itself would need several.
struct FillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fill", abstract: "Fill a data directory with completed or open transfers. 완료된 이체로 채웁니다.")

  @Option(help: "Data directory in which 'maru serve' has run once and runs no more.")
  var data: String
  @Option(help: "How many transfers.")
  var count: Int
  @Flag(
    help: "Leave them open as a hub that was killed does: no leg, the debit, or both legs carried out at the banks.")
  var open = false

  func validate() throws {
    guard count >= 1 else { throw ValidationError("count must be at least 1") }
  }

  func run() async throws {
    let file = URL(fileURLWithPath: data + "/ready.json")
    guard let bytes = try? Data(contentsOf: file) else {
      throw BenchFailure("\(file.path) is missing: start 'maru serve --data \(data)' once and stop it")
    }
    let ready = try JSONReader.read(Array(bytes))
    let hub = try SQLiteStore(path: data + "/hub.sqlite", migrations: HubSchema.migrations)
    let banks = try SQLiteStore(path: data + "/banks.sqlite", migrations: BankSchema.migrations)
    let plan = try await FillPlan(count: count, isOpen: open, ready: ready, banks: banks)
    async let book: Void = FilledBook(plan: plan, store: hub).fill()
    async let sides: Void = FilledBanks(plan: plan, store: banks).fill()
    _ = try await (book, sides)
    await hub.close()
    await banks.close()
    print("filled \(data) with \(count) \(open ? "open " : "")transfers")
  }
}
