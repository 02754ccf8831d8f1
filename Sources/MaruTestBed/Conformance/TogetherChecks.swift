import MaruBankLink
import MaruDomain

/// Several movements in one message; a bank that does not offer it (404) keeps these rules.
enum TogetherChecks {
  static let all = [
    BankCheck("출금·입금 묶음", "movements in one message each get what they would get alone, each once, in their order") {
      bank in
      let before = try await bank.balance()
      let debit = try bank.leg(.debit, 10)
      let legs = [
        debit, try bank.leg(.credit, of: bank.accounts.unknown, 10), try bank.leg(.credit, 30),
        MoneyChecks.reversal(of: debit),
        try bank.leg(.debit, 999_999_999_999), try bank.leg(.debit, 30), debit,
      ]
      for time in ["the first time", "repeated"] {
        guard let answers = await bank.link.together(legs) else { return }
        for (index, answer) in answers.enumerated() {
          let what = "movement \(index + 1) of one message, \(time)"
          switch index {
          case 1, 4: try refused(answer, what)
          default: _ = try confirmed(answer, what)
          }
        }
        try expect(try await bank.balance() == before, "movements that add up to nothing changed the balance, \(time)")
      }
      let receipt = try confirmed(await bank.link.debit(debit), "a debit that came in a message with others, alone")
      try expect(receipt.holderName == bank.accounts.holder ?? receipt.holderName, "the receipt names another holder")
      try expect(
        try await bank.balance() == before, "a debit that came with others moved money again when it came alone")
    }
  ]
}
