import ArgumentParser
import MaruStore

/// `maru migrate`: brings the tables up to date, or tells whether they are.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring the tables up to date before hubs start. 데이터베이스 구조를 갱신합니다.",
    discussion: """
      A hub does the same by itself when it starts, one process at a time; this command does it beforehand, for an upgrade of
      several hubs. Exit status 0: up to date; 1 (with --check): something is to do; 2: it cannot be done, or a newer maru made
      the tables.
      """)

  @OptionGroup var stores: HubDatabase
  @OptionGroup var testBed: TestBedDatabase
  @Flag(help: "Only tell what is to do; change nothing.")
  var check = false

  func run() async throws {
    var isUpToDate = true
    for (name, place, migrations) in [
      ("hub", try stores.hub(), KnownSteps.hub), ("banks", try testBed.place(beside: stores), BankSchema.migrations),
    ] {
      // A hub without test bed has no simulated banks.
      if name == "banks", !stores.exists(place) { continue }
      isUpToDate = try await look(name, place, migrations) && isUpToDate
    }
    guard isUpToDate else { throw ExitCode(1) }
  }

  /// Whether the store at `place` is up to date, now or before; says what there is.
  private func look(_ name: String, _ place: StorePlace, _ migrations: [Migration]) async throws -> Bool {
    let known = migrations.map(\.number).max() ?? 0
    do {
      let found = stores.exists(place) ? try place.schemaStep() : 0
      guard found <= known else { throw StoreError.newerSchema(found: found, known: known) }
      let step = "\(Terminal.padded(name, to: 9))\(place.shown): step \(found)"
      if found == known {
        Terminal.say("\(step), up to date")
      } else if check {
        Terminal.say("\(step), \(known - found) to do, up to \(known)")
        return false
      } else {
        await (try place.open(migrations)).close()
        Terminal.say("\(step), brought up to \(known)")
      }
      return true
    } catch let error as StoreError {
      Terminal.complain("maru migrate: \(place.shown): \(error)")
      throw ExitCode(2)
    }
  }
}
