import MaruBankLink
package import MaruContract
package import MaruDomain
import Synchronization

/// The scripts that are being played, by app: what each shall be answered in place of the true answer. The test bed's alone;
/// like the moods of simulated banks they are kept in memory and end with the hub.
package final class ScriptBook: Sendable {
  /// A rule in force, and how often it was played.
  package struct Entry: Sendable, Hashable {
    package let rule: ScriptRule
    package fileprivate(set) var played = 0

    /// Whether it has been played as often as it may be.
    package var isSpent: Bool { rule.times.map { played >= $0 } ?? false }
  }

  private let scripts = Mutex<[ClientID: [Entry]]>([:])
  /// How many apps have a script that has not been played to its end: nearly always none, and then a call costs one look at it.
  private let count = Atomic<Int>(0)

  package init() {}

  /// Sets an app's script, with every rule unplayed; no rules end it.
  package func set(_ rules: [ScriptRule], for client: ClientID) {
    change(client) { $0 = rules.map { Entry(rule: $0) } }
  }

  /// Adds one rule before the others: what was said last counts first. False where there are as many as there may be.
  package func add(_ rule: ScriptRule, for client: ClientID) -> Bool {
    change(client) { entries in
      guard entries.count < Scenario.mostRules else { return false }
      entries.insert(Entry(rule: rule), at: 0)
      return true
    }
  }

  /// Takes a rule away.
  package func remove(_ rule: ScriptRule, for client: ClientID) {
    change(client) { entries in
      if let place = entries.firstIndex(where: { $0.rule == rule }) { entries.remove(at: place) }
    }
  }

  private func change<Value>(_ client: ClientID, _ work: (inout [Entry]) -> Value) -> Value {
    scripts.withLock { scripts in
      var entries = scripts[client] ?? []
      let value = work(&entries)
      scripts[client] = entries.isEmpty ? nil : entries
      recount(scripts)
      return value
    }
  }

  private func recount(_ scripts: [ClientID: [Entry]]) {
    count.store(scripts.values.count { entries in entries.contains { !$0.isSpent } }, ordering: .relaxed)
  }

  /// An app's rules in the order in which they are looked at.
  package func entries(of client: ClientID) -> [Entry] {
    scripts.withLock { $0[client] ?? [] }
  }

  /// Whether any app has a script at all.
  package var isAnyPlayed: Bool { count.load(ordering: .relaxed) > 0 }

  /// The first rule that `applies` and is not spent, counted as played.
  package func take(of client: ClientID, where applies: (ScriptRule) -> Bool) -> ScriptRule? {
    scripts.withLock { scripts in
      guard let place = scripts[client]?.firstIndex(where: { !$0.isSpent && applies($0.rule) }) else { return nil }
      scripts[client]?[place].played += 1
      let entry = scripts[client]?[place]
      if entry?.isSpent == true { recount(scripts) }
      return entry?.rule
    }
  }

  /// What the hub shall refuse a call with, after the delay that goes with it; nil: it goes on. `accounts` is asked where a rule
  /// is about one.
  package func refusal(
    of client: ClientID, api: String, world: World, naming accounts: () async -> [NamedAccount]
  ) async -> HubError? {
    let rules = entries(of: client).map(\.rule).filter(\.isForHub)
    guard !rules.isEmpty else { return nil }
    let named = rules.contains { $0.bank != nil || $0.account != nil } ? await accounts() : []
    guard let rule = take(of: client, where: { $0.applies(api: api, naming: named) }) else { return nil }
    if let delay = rule.delay { try? await world.sleep(.milliseconds(delay)) }
    guard case .hub(let code, let detail) = rule.answer else { return nil }
    return HubError(code, oauth: detail)
  }

  /// Runs a call, in which banks play the app's script.
  package func withBanks<Value: Sendable>(
    of client: ClientID, api: String, _ call: () async throws -> Value
  ) async throws -> Value {
    guard entries(of: client).contains(where: { !$0.rule.isForHub }) else { return try await call() }
    return try await BankScript.$current.withValue(bankScript(of: client, api: api)) { try await call() }
  }

  private func bankScript(of client: ClientID, api: String) -> BankScript {
    BankScript { question, bank, account in
      self.take(of: client) { $0.applies(api: api, question: question, bank: bank, account: account) }.map { rule in
        let line: BankLine =
          switch rule.answer {
          case .bank(let code): .refuse(code)
          case .lost: .lose
          case .unheard: .ignore
          case .hub, nil: .asItIs
          }
        return BankScript.Cue(line, delay: .milliseconds(rule.delay ?? 0))
      }
    }
  }
}

extension ScriptRule {
  /// Whether the rule is about this question to a bank.
  func applies(api: String, question: BankQuestion, bank: BankCode, account: AccountNumber?) -> Bool {
    guard !isForHub, self.api == nil || self.api == api, self.bank == nil || self.bank == bank,
      self.account == nil || self.account == account
    else { return false }
    return self.question.map { $0 == question } ?? (question != .reverse && question != .status)
  }

  /// Whether the rule is about a call at the hub's front door that names these accounts.
  package func applies(api: String, naming accounts: [NamedAccount]) -> Bool {
    guard isForHub, self.api == nil || self.api == api else { return false }
    guard bank != nil || account != nil else { return true }
    return accounts.contains { named in
      (bank == nil || bank == named.bank) && (account == nil || account == named.number)
    }
  }
}

/// An account, or a bank alone, that a call is about.
package struct NamedAccount: Sendable, Hashable {
  package let bank: BankCode?
  package let number: AccountNumber?
}
