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

  /// Runs `body` on the store. Exit status 1: refused, and why; 2: the data cannot be read.
  func with<Value>(_ body: (any Store) async throws -> Value) async throws -> Value {
    do {
      return try await stores.with("limits") { try await body($0) }
    } catch let refused as SettlementTerms.Refused {
      Terminal.complain("maru limits: \(refused).")
      throw ExitCode(1)
    } catch let refused as TermProposals.Refused {
      Terminal.complain("maru limits: \(refused).")
      throw ExitCode(1)
    }
  }
}

/// Who proposes a change, and how it is made or filed.
struct LimitsChange: ParsableArguments {
  @Option(
    help:
      "The operator (operations) who proposes it; needed as soon as there are operators, of whom another one approves.")
  var by: String?
  @OptionGroup var store: LimitsStore

  /// Makes the change, or files it, and says which; `text` tells it to the operator.
  func make(_ change: TermChange, _ text: String) async throws {
    let participants = Set(ParticipatingBanks.all.map(\.bank.code))
    let outcome = try await store.with { store in
      try await TermProposals(store: store, world: .live).wish(change, by: by, participants: participants)
    }
    switch outcome {
    case .done: Terminal.say(text)
    case .proposed(let id):
      Terminal.say("\(text): proposal \(id). It holds once another operator approves it at /operator/limits.")
    }
  }
}

/// `maru limits`: everything that is agreed, and how much of it is used.
struct LimitsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all of them, and how much is used. 한도와 사용액을 보여 줍니다.")

  @OptionGroup var store: LimitsStore

  func run() async throws {
    let (sheet, waiting) = try await store.with { store in
      (
        try await SettlementTerms(store: store).sheet(),
        try await TermProposals(store: store, world: .live).all(decided: 0).waiting
      )
    }
    Terminal.say(LimitsSheet(sheet, waiting: waiting).text)
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
  @OptionGroup var change: LimitsChange

  func run() async throws {
    guard let code = BankCode(bank) else { throw ValidationError("'\(bank)' must be a bank's code of three digits.") }
    let cap = try LimitsAmount(won)
    try await change.make(
      .cap(code, cap.won), "\(code) \(ParticipatingBanks.name(of: code)): net debit cap \(cap.text)")
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
  @OptionGroup var change: LimitsChange

  func run() async throws {
    let (code, limit) = (try LimitsAmount.organisation(organisation), try LimitsAmount(won))
    try await change.make(.prefund(code, limit.won), "\(code): prefunded limit \(limit.text)")
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
  @OptionGroup var change: LimitsChange

  func run() async throws {
    let (code, fee) = (try organisation.map { try LimitsAmount.organisation($0) }, try LimitsAmount(won))
    try await change.make(
      .fee(api: api, code, fee.won), "\(api): \(fee.text) a use\(code.map { " for \($0)" } ?? "")")
  }
}
