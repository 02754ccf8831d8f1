import ArgumentParser
import Foundation
import MaruStore
import MaruTestBed

/// `maru verify`: proves the books of a data directory, and names the first entry that is wrong.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the books of a data directory. 원장을 검증합니다.",
    discussion: """
      Reads only, also while a hub runs. Of the hub: the chain of the journal, that debits and credits sum to zero, that every
      balance is the sum of its entries and that every transfer has exactly the entries of its stage; of days that were taken out
      of the database ('maru journal'), that their seals stand in the chain and sum to what transfers lack. Of simulated banks, where
      there are any: that each account's history leads to its balance, that its bank accepted each leg of a settled transfer,
      and that no bank accepted a leg that the hub did not order. Exit status 0: sound; 1: something is wrong and the first bad entry is named; 2: the
      data cannot be read.
      """)

  @OptionGroup var stores: HubDatabase
  @OptionGroup var testBed: TestBedDatabase
  @Option(
    parsing: .upToNextOption,
    help:
      "Directories or databases of banks that are processes of their own, as given to 'maru bank'; they go before those within the hub."
  )
  var banks: [String] = []

  func run() async throws {
    let hub = try stores.existingHub("verify")
    let within = try testBed.place(beside: stores)
    var place = hub
    do {
      guard try await HubVerification(place: hub).run() else { throw ExitCode(1) }
      place = within
      guard try await testBed.belongs(within, to: hub) else {
        Terminal.complain("maru verify: \(within.shown): \(TestBedDatabase.notThere).")
        throw ExitCode(2)
      }
      var verification = try BanksVerification(hub: hub)
      for bank in try bankPlaces(within) {
        place = bank
        try await verification.open(bank, isWithinHub: bank == within)
      }
      guard try await verification.run() else { throw ExitCode(1) }
    } catch let error as StoreError {
      Terminal.complain("maru verify: \(place.shown) cannot be read: \(error)")
      throw ExitCode(2)
    }
  }

  /// Those of bank processes first: a bank within the hub is asked for only where it has no process of its own.
  private func bankPlaces(_ within: StorePlace) throws -> [StorePlace] {
    var places: [StorePlace] = []
    for directory in banks {
      if PostgresAddress.isURL(directory) {
        places += try bankSchemas(directory)
        continue
      }
      let found = HubDatabase.bankProcesses(in: directory)
      guard !found.isEmpty else {
        Terminal.complain(
          "maru verify: there is no bank-CODE.sqlite in \(directory). Give the directory of 'maru bank'.")
        throw ExitCode(2)
      }
      places += found.map { .file(directory + "/" + $0) }
    }
    return stores.exists(within) ? places + [within] : places
  }

  /// The schemas of bank processes in a database.
  private func bankSchemas(_ url: String) throws -> [StorePlace] {
    let found = ParticipatingBanks.all.compactMap { bank in
      PostgresAddress(url: url, schema: "\(BankSchema.name)_\(bank.bank.code)").map(StorePlace.postgreSQL)
    }.filter(stores.exists)
    guard !found.isEmpty else {
      Terminal.complain("maru verify: there is no bank process's schema in the database given with --banks.")
      throw ExitCode(2)
    }
    return found
  }
}
