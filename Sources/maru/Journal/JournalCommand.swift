import ArgumentParser
import MaruDomain
import MaruStore

/// `maru journal`: the tables that PostgreSQL keeps the journal's days in, and taking old days out of the book.
struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Show the journal's days on PostgreSQL; take old ones out. 분개장의 영업일별 테이블을 관리합니다.",
    discussion: """
      Hubs make a day's table a week ahead. A day that is taken out is proven first and leaves a seal in the book; its table stays
      in the database, out of the hubs' way, until it is saved elsewhere (pg_dump -t) and dropped. 'maru verify' proves the book in
      either case. Hubs go on meanwhile. Exit status 0: done; 1: a day stays in the book, and why; 2: the data cannot be used.
      """)

  @OptionGroup var stores: HubDatabase
  @Option(help: "Take the days before this one out of the book, yyyyMMdd; they must be settled.")
  var detachBefore: String?

  func run() async throws {
    guard case .postgreSQL(let address) = try stores.existingHub("journal") else {
      throw stop("the journal of files is one table; give the --database of 'maru serve'", 2)
    }
    #if Postgres
      do {
        try stores.refuseOlder("journal", .postgreSQL(address))
        let journal = PostgresJournal(address)
        if let detachBefore {
          guard let date = BusinessDate(wire: detachBefore) else {
            throw ValidationError("--detach-before is '\(detachBefore)': it must be a day as yyyyMMdd.")
          }
          try detach(before: date, journal, address)
        }
        try show(journal)
      } catch let refused as PostgresJournal.Refused {
        throw stop("\(refused)", 1)
      } catch let error as StoreError {
        if let what = error.damage { throw stop("\(what). Nothing more was taken out; 'maru verify' tells more", 1) }
        throw stop("\(address.shown): \(error)", 2)
      }
    #else
      throw stop(
        "\(address.shown): this maru was built without PostgreSQL; build it with 'swift build --traits Postgres'", 2)
    #endif
  }

  #if Postgres
    private func detach(before date: BusinessDate, _ journal: PostgresJournal, _ address: PostgresAddress) throws {
      for (table, seal) in try journal.detach(before: date, at: World.live.now()) {
        let count = seal.stretches.reduce(0) { $0 + $1.count }
        Terminal.say(
          count == 0
            ? "dropped  \(table.name), which was empty"
            : "sealed   \(table.name), \(count) entries; save it with pg_dump -t \(address.schema).\(table.name), then drop it"
        )
      }
    }

    private func show(_ journal: PostgresJournal) throws {
      for (place, word) in [(JournalPlace.book, "book"), (.archive, "archive")] {
        for table in try journal.tables(place) {
          let days =
            table.to.map { "\(table.from ?? "the first day") up to, not with, \($0)" } ?? "days without a table"
          Terminal.say("\(Terminal.padded(word, to: 9))\(Terminal.padded(table.name, to: 18))\(days)")
        }
      }
    }
  #endif

  private func stop(_ text: String, _ status: Int32) -> ExitCode {
    Terminal.complain("maru journal: \(text).")
    return ExitCode(status)
  }
}
