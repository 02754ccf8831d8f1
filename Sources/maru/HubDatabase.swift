import ArgumentParser
import Foundation
import MaruStore
import MaruTestBed

/// The stores of a hub, as `maru serve` was told them: files of a data directory, or schemas of a PostgreSQL database.
struct HubDatabase: ParsableArguments {
  @Option(help: "Directory of the databases, as given to 'maru serve'; a hub may run on it.")
  var data = "data"
  @Option(help: "PostgreSQL database, as given to 'maru serve' (MARU_DATABASE); counts before the directory.")
  var database: String?

  /// The database, or nil where the stores are files.
  fileprivate var url: String? {
    let given = database ?? ProcessInfo.processInfo.environment[ServeSettings.database.environmentName] ?? ""
    return given.isEmpty ? nil : given
  }

  /// Where the hub keeps its book.
  func hub() throws -> StorePlace {
    guard let place = StorePlace(hubsAt: url ?? "", orIn: data) else {
      throw ValidationError("--database is no URL such as postgres://user@host/database.")
    }
    return place
  }

  /// Whether a store is there; a database that does not answer counts as there, so that its error is told.
  func exists(_ place: StorePlace) -> Bool {
    switch place {
    case .file(let path): FileManager.default.fileExists(atPath: path)
    case .postgreSQL: (try? place.schemaStep()) != 0
    }
  }

  /// Where the hub keeps its book; ends the command with status 2 where there is none.
  func existingHub(_ command: String) throws -> StorePlace {
    let place = try hub()
    guard exists(place) else {
      Terminal.complain(
        "maru \(command): there is no \(place.shown). Give the --data directory or the --database of 'maru serve'.")
      throw ExitCode(2)
    }
    return place
  }

  /// Runs `body` on the hub's store; ends the command with status 2 where it cannot be used.
  ///
  /// Only `maru serve` and `maru migrate` bring an older store up to date: a hub of the older version may be running on this one.
  func with<Value>(_ command: String, _ body: (any Store) async throws -> Value) async throws -> Value {
    let place = try existingHub(command)
    do {
      try refuseOlder(command, place)
      let store = try place.open(KnownSteps.hub)
      let value = try await body(store)
      await store.close()
      return value
    } catch let error as StoreError {
      Terminal.complain("maru \(command): \(place.shown) cannot be used: \(error)")
      throw ExitCode(2)
    }
  }

  /// Ends the command with status 2 where the hub's store was made by an older Maru. Throws ``StoreError``.
  func refuseOlder(_ command: String, _ place: StorePlace) throws {
    let (found, known) = (try place.schemaStep(), KnownSteps.hub.map(\.number).max() ?? 0)
    guard found < known else { return }
    Terminal.complain(
      """
      maru \(command): \(place.shown) was made by an older Maru (schema step \(found), this one works with \(known)) and is \
      left as it is. 'maru migrate' or a start of 'maru serve' brings it up to date.
      """)
    throw ExitCode(2)
  }

  /// The names of the databases of banks that are processes of their own, in a directory of theirs.
  static func bankProcesses(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted().filter {
      $0.hasPrefix("bank-") && $0.hasSuffix(".sqlite")
    }
  }
}

/// Where the simulated banks within a hub keep their books, as `maru serve` was told: beside the hub's, or elsewhere.
struct TestBedDatabase: ParsableArguments {
  @Option(help: "Where the simulated banks keep their books, as given to 'maru serve' (MARU_TESTBED_DATABASE).")
  var testbedDatabase: String?

  private var given: String {
    testbedDatabase ?? ProcessInfo.processInfo.environment[ServeSettings.testBedDatabase.environmentName] ?? ""
  }

  /// Whether a place was named.
  var isGiven: Bool { !given.isEmpty }

  /// The place, for a hub whose stores are `hub`.
  func place(beside hub: HubDatabase) throws -> StorePlace { try place(data: hub.data, url: hub.url) }

  /// The place, for a hub on the directory `data`, or on the database of `url`.
  func place(data: String, url: String? = nil) throws -> StorePlace {
    guard let place = StorePlace(banksAt: given.isEmpty ? url ?? "" : given, orIn: data) else {
      throw ValidationError(
        given.isEmpty
          ? "--database is no URL such as postgres://user@host/database."
          : "--testbed-database is neither a URL such as postgres://user@host/database nor sqlite: and a directory.")
    }
    return place
  }

  /// Whether the books at `books` are those of the hub at `hub`; true where the hub has never had simulated banks, or is older than
  /// the names of books. Throws ``StoreError``.
  func belongs(_ books: StorePlace, to hub: StorePlace) async throws -> Bool {
    guard let known = try await asked(hub, { try TestBed.nameOfBooks(ofHub: $0) }) else { return true }
    if case .file(let path) = books, !FileManager.default.fileExists(atPath: path) { return false }
    guard try books.schemaStep() > 0 else { return false }
    return try await asked(books) { try TestBed.name(ofBooks: $0) } == known
  }

  /// One question to one moment of a store, which is let go again.
  private func asked(
    _ place: StorePlace, _ question: @escaping @Sendable (any SQLSession) throws -> String?
  ) async throws -> String? {
    let moment = try place.snapshot()
    let answer = try await moment.read(question)
    await moment.close()
    return answer
  }

  /// What a command says of books that are not the hub's.
  static let notThere =
    "the books of this hub's simulated banks are not there. Give --testbed-database as to 'maru serve'"
}

extension StorePlace {
  /// What stands before a directory where a database is named.
  static let filesPrefix = "sqlite:"

  /// Where a hub keeps its book: in the database of a URL, or where that is empty in a file of `directory`. Nil for anything else.
  init?(hubsAt url: String, orIn directory: String) {
    guard !url.isEmpty else {
      self = .file(directory + "/hub.sqlite")
      return
    }
    guard let address = PostgresAddress(url: url, schema: HubSchema.name) else { return nil }
    self = .postgreSQL(address)
  }

  /// Where simulated banks within a hub keep their books: in the database of a URL, in a file of the directory behind `sqlite:`, or
  /// where nothing is given in one of `directory`. Nil for anything else.
  init?(banksAt place: String, orIn directory: String) {
    let within = place.isEmpty ? Self.filesPrefix + directory : place
    if within.hasPrefix(Self.filesPrefix), within != Self.filesPrefix {
      self = .file(within.dropFirst(Self.filesPrefix.count) + "/banks.sqlite")
      return
    }
    guard let address = PostgresAddress(url: within, schema: BankSchema.name) else { return nil }
    self = .postgreSQL(address)
  }
}
