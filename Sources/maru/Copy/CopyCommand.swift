import ArgumentParser
import Foundation
import MaruStore

/// `maru copy`: moves a grown pilot from its files to PostgreSQL.
struct CopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Carry a data directory over to PostgreSQL. SQLite 데이터를 PostgreSQL로 옮깁니다.",
    discussion: """
      Stop the hub first; its files stay as they are. Every row is read back and compared; the books themselves are proven by
      'maru verify --database URL' afterwards. Exit status 0: carried over and equal; 1: a hub still runs on the directory; 2: not
      carried over, and why.
      """)

  @Option(help: "The data directory of 'maru serve', as sqlite:DIRECTORY.")
  var from: String
  @Option(help: "The database, as postgres://user@host/database; it must hold no rows of a hub yet.")
  var to: String

  func run() async throws {
    let prefix = StorePlace.filesPrefix
    guard from.hasPrefix(prefix), from.count > prefix.count else {
      throw ValidationError("--from must be sqlite: and a data directory, such as sqlite:data.")
    }
    let directory = String(from.dropFirst(prefix.count))
    let stores = [
      ("hub.sqlite", HubSchema.name, HubSchema.migrations), ("banks.sqlite", BankSchema.name, BankSchema.migrations),
    ].filter { FileManager.default.fileExists(atPath: directory + "/" + $0.0) }
    guard stores.contains(where: { $0.0 == "hub.sqlite" }) else { throw stop("there is no hub.sqlite in \(directory)") }
    // A hub that wrote on while its files are read would lose what it wrote.
    let lock = try DataDirectory(directory)
    let carried = try stores.map { file, schema, migrations in
      guard let address = PostgresAddress(url: to, schema: schema) else {
        throw ValidationError("--to is no URL such as postgres://user@host/database.")
      }
      return (path: lock.path(file), address: address, migrations: migrations)
    }
    // Nothing is carried over where the other half would then be refused.
    for one in carried { try await look(one.path, one.address, one.migrations) }
    for (index, one) in carried.enumerated() {
      do {
        try await carry(one.path, to: one.address, one.migrations)
      } catch {
        for done in carried.prefix(index) {
          Terminal.complain(
            "maru copy: drop the schema \(done.address.schema) before you try again: it was carried over.")
        }
        throw error
      }
    }
    Terminal.say("next     maru verify --database (the same)")
  }

  /// Throws where the two stores do not fit.
  private func look(_ path: String, _ address: PostgresAddress, _ migrations: [Migration]) async throws {
    #if Postgres
      do {
        try await StoreCopy(from: path, to: address, migrations).look()
      } catch let refused as StoreCopy.Refused {
        throw stop("\(path): \(refused)")
      } catch let error as StoreError {
        throw stop("\(path): \(error)")
      }
    #endif
  }

  private func carry(_ path: String, to address: PostgresAddress, _ migrations: [Migration]) async throws {
    #if Postgres
      do {
        let tables = try await StoreCopy(from: path, to: address, migrations).run()
        for table in tables { Terminal.say("\(Terminal.padded(table.name, to: 24))\(table.rows) rows, equal") }
        Terminal.say("copied   \(path) to \(address.shown) (schema \(address.schema))")
      } catch let refused as StoreCopy.Refused {
        throw stop("\(path): \(refused)")
      } catch let error as StoreError {
        throw stop("\(path): \(error)")
      }
    #else
      throw stop("this maru was built without PostgreSQL; build it with 'swift build --traits Postgres'")
    #endif
  }

  private func stop(_ text: String) -> ExitCode {
    Terminal.complain("maru copy: \(text).")
    return ExitCode(2)
  }
}
