import MaruBankLink
import MaruDomain

/// One rule of the bank-side API that an implementation is held to.
package struct BankCheck: Sendable {
  /// How a check ended.
  package enum Result: Sendable, Hashable {
    case passed
    case failed(String)
    /// It needs what was not given.
    case skipped(String)
  }

  package let korean: String
  package let english: String
  private let missing: @Sendable (BankUnderTest) -> String?
  private let body: @Sendable (BankUnderTest) async throws -> Void

  /// `missing` tells what the check needs and does not have.
  init(
    _ korean: String, _ english: String, missing: @escaping @Sendable (BankUnderTest) -> String? = { _ in nil },
    _ body: @escaping @Sendable (BankUnderTest) async throws -> Void
  ) {
    self.korean = korean
    self.english = english
    self.missing = missing
    self.body = body
  }

  /// Every rule, in the order in which a bank would get them right. They run one after the other: each looks at the balance.
  package static let all =
    InquiryChecks.all + MoneyChecks.all + TogetherChecks.all + PagingChecks.all + WireChecks.all + SealChecks.all

  /// Holds the bank to the rule.
  package func run(on bank: BankUnderTest) async -> Result {
    if let missing = missing(bank) { return .skipped(missing) }
    do {
      try await body(bank)
      return .passed
    } catch {
      return .failed("\(error)")
    }
  }
}

/// Holder, balance, health: what moves nothing.
enum InquiryChecks {
  static let all = [
    BankCheck("상태조회", "health is Y, D, L or E") { bank in
      _ = try confirmed(await bank.link.health(), "health")
    },
    BankCheck("예금주 조회", "the holder of an account is told; an unknown account is refused") { bank in
      let holder = try confirmed(await bank.link.holder(of: bank.accounts.open, info: nil), "holder")
      if let expected = bank.accounts.holder {
        try expect(expected.matches(holder.name), "the holder's name is another one")
      }
      try refused(await bank.link.holder(of: bank.accounts.unknown, info: nil), "holder of an unknown account")
    },
    BankCheck("실명번호 대조", "a real-name number that differs is refused with 463") { bank in
      guard let wrong = HolderInfo("0000000000") else { return }
      try refused(
        await bank.link.holder(of: bank.accounts.open, info: wrong), "a wrong number", with: [.realNameNumberDiffers])
    },
    BankCheck("보유계좌 조회", "a stranger holds no accounts") { bank in
      guard let name = HolderName("없는사람") else { return }
      let stranger = PersonIdentity(
        ci: String(repeating: "A", count: 86) + "==", name: name, birthDate: BusinessDate(daysSinceEpoch: 0))
      let held = try confirmed(await bank.link.accounts(heldBy: stranger), "accounts of a stranger")
      try expect(held.isEmpty, "a stranger holds \(held.count) accounts")
    },
    BankCheck("잔액조회", "the balance is told; an unknown account is refused") { bank in
      let found = try confirmed(await bank.link.balance(of: bank.accounts.open), "balance")
      try expect(found.balance.amount >= 1_000, "the test account has less than 1,000 won")
      try refused(await bank.link.balance(of: bank.accounts.unknown), "balance of an unknown account")
    },
  ]
}
