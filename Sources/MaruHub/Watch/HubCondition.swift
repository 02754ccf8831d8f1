import MaruBankLink
import MaruContract
package import MaruDomain
package import MaruStore

/// How one bank is doing, as one hub sees it.
package struct BankCondition: Sendable, Hashable {
  package let bank: BankCode
  package let name: String
  /// What the hub knows without asking.
  package let status: BankStatusCode
  /// Calls that the bank answered, left unanswered, and that the hub kept back, since the start.
  package let answered: Int64
  package let silent: Int64
  package let keptBack: Int64
  package let underWay: Int
}

/// What an operator looks at first.
package struct HubCondition: Sendable {
  package let now: Instant
  /// What is wrong with the store. Where it cannot even be read, the figures below are of nothing.
  package let trouble: StoreHealth.Trouble?
  package let stranded: StrandedMoney
  /// In code order.
  package let banks: [BankCondition]
  package let lastSettled: BusinessDate?
  /// Reconciliation cases that nobody has closed.
  package let openBreaks: Int
  package let letters: LetterCounts
}

extension Hub {
  /// Looks around; asks no bank. Throws where the store cannot be read for no known reason.
  package func condition() async throws -> HubCondition {
    do {
      return try await readCondition()
    } catch {
      guard let trouble = health.trouble else { throw error }
      return HubCondition(
        now: world.now(), trouble: trouble, stranded: StrandedMoney(stages: []), banks: bankConditions,
        lastSettled: nil, openBreaks: 0, letters: .none)
    }
  }

  private func readCondition() async throws -> HubCondition {
    let (lastSettled, openBreaks, letters) = try await store.read { session in
      (
        try SettlementTable.lastDay(in: session)?.date, try ReconciliationTable.all(.open, in: session).count,
        try OutboxTable.counts(in: session)
      )
    }
    return HubCondition(
      now: world.now(), trouble: health.trouble, stranded: try await strandedMoney(), banks: bankConditions,
      lastSettled: lastSettled,
      openBreaks: openBreaks, letters: letters)
  }

  /// Letters that wait for a mail server, and those that were given up.
  package func letterCounts() async throws -> LetterCounts { try await store.read { try OutboxTable.counts(in: $0) } }

  /// What a bank was asked by this hub within the last minute: money and inquiries.
  func lastMinute(of bank: BankCode) -> [BankQuestion: CallFigures] {
    (banks[bank] as? GuardedBankLink)?.gate.lastMinute(at: world.now()) ?? [:]
  }

  /// How each bank is doing, as this hub sees it.
  package var bankConditions: [BankCondition] {
    banks.links.map { link in
      let counts = (link as? GuardedBankLink)?.gate.counts ?? BankGate.Counts()
      return BankCondition(
        bank: link.bank.code, name: link.bank.name, status: link.availability, answered: counts.answered,
        silent: counts.silent, keptBack: counts.keptBack, underWay: counts.underWay)
    }
  }
}
