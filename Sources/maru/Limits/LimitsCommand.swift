import ArgumentParser
import Foundation
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// `maru limits`: shows and sets what the operator agreed with banks and organisations until settlement.
struct LimitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Show and set net debit caps, prefunded limits and fees. 순채무한도, 선불한도, 수수료를 관리합니다.",
    subcommands: [
      LimitsShowCommand.self, LimitsCapCommand.self, LimitsPrefundCommand.self, LimitsFeeCommand.self,
    ], defaultSubcommand: LimitsShowCommand.self)
}

/// Where the terms are kept, and how troubles end the command.
struct LimitsStore: ParsableArguments {
  @OptionGroup var stores: HubDatabase

  /// Runs `body` on the terms. Exit status 1: refused, and why; 2: the data cannot be read.
  func with<Value>(_ body: (SettlementTerms) async throws -> Value) async throws -> Value {
    do {
      return try await stores.with("limits") { try await body(SettlementTerms(store: $0)) }
    } catch let refused as SettlementTerms.Refused {
      Terminal.complain("maru limits: \(refused).")
      throw ExitCode(1)
    }
  }
}

/// `maru limits`: everything that is agreed, and how much of it is used.
struct LimitsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all of them, and how much is used. 한도와 사용액을 보여 줍니다.")

  @OptionGroup var store: LimitsStore

  func run() async throws {
    Terminal.say(LimitsSheet(try await store.with { try await $0.sheet() }).text)
  }
}

/// `maru limits cap 004 5000000000`: a bank's net debit cap.
struct LimitsCapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cap", abstract: "Set a bank's net debit cap. 참가기관의 순채무한도를 정합니다.",
    discussion: """
      What the bank's customers may have been debited beyond what it has paid out, until settlement. What is owed already
      counts. It holds from the next order on, also in a running hub.
      """)

  @Argument(help: "The bank's code, such as 004.")
  var bank: String
  @Argument(help: "Won, or none.")
  var won: String
  @OptionGroup var store: LimitsStore

  func run() async throws {
    guard let code = BankCode(bank) else { throw ValidationError("'\(bank)' must be a bank's code of three digits.") }
    let cap = try LimitsAmount(won)
    let participants = Set(ParticipatingBanks.all.map(\.bank.code))
    try await store.with { try await $0.setCap(cap.won, of: code, participants: participants) }
    Terminal.say("\(code) \(ParticipatingBanks.name(of: code)): net debit cap \(cap.text)")
  }
}

/// `maru limits prefund M202600001 100000000`: an organisation's prefunded limit.
struct LimitsPrefundCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prefund", abstract: "Set an organisation's prefunded limit. 이용기관의 선불한도를 정합니다.",
    discussion: """
      What the organisation may have paid out by deposits before it is settled. Deposits that are not settled yet count. It
      holds from the next order on, also in a running hub.
      """)

  @Argument(help: "The organisation's code, such as M202600001.")
  var organisation: String
  @Argument(help: "Won, or none.")
  var won: String
  @OptionGroup var store: LimitsStore

  func run() async throws {
    let (code, limit) = (try LimitsAmount.organisation(organisation), try LimitsAmount(won))
    try await store.with { try await $0.setPrefund(limit.won, of: code) }
    Terminal.say("\(code): prefunded limit \(limit.text)")
  }
}

/// `maru limits fee transfer/withdraw 50`: what one use of an API costs.
struct LimitsFeeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fee", abstract: "Set what one use of an API costs. API별 수수료를 정합니다.",
    discussion: """
      It counts for every settlement day that is closed from now on, also for one that is over and not closed yet; 'none' goes
      back to the common rate, or to the published one. What a contract of a live service says holds from a day of its own.
      """
  )

  @Argument(help: "The API's path, such as transfer/withdraw.")
  var api: String
  @Argument(help: "Won for one use that succeeded, or none.")
  var won: String
  @Option(help: "For this organisation only.")
  var organisation: String?
  @OptionGroup var store: LimitsStore

  func run() async throws {
    let (code, fee) = (try organisation.map { try LimitsAmount.organisation($0) }, try LimitsAmount(won))
    try await store.with { try await $0.setFee(fee.won, of: api, for: code) }
    Terminal.say("\(api): \(fee.text) a use\(code.map { " for \($0)" } ?? "")")
  }
}
