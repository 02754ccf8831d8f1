import MaruBankLink
import MaruDomain

/// Debit, credit, reversal and status: money moves exactly once.
enum MoneyChecks {
  static let all = [
    BankCheck("출금·취소", "a debit takes the amount, its reversal gives it back, each once") { bank in
      let before = try await bank.balance()
      let debit = try bank.leg(.debit, 10)
      let receipt = try confirmed(await bank.link.debit(debit), "debit")
      try expect(try await bank.balance() == before - 10, "the balance is not 10 won less after a debit of 10")
      try expect(
        try confirmed(await bank.link.debit(debit), "the same debit again") == receipt,
        "the same debit got another answer")
      try expect(try await bank.balance() == before - 10, "the same debit moved money again")
      let reversal = reversal(of: debit)
      for _ in 0..<2 { _ = try confirmed(await bank.link.reverse(reversal), "reversal") }
      try expect(try await bank.balance() == before, "two equal reversals did not give back 10 won exactly once")
    },
    BankCheck("입금", "a credit gives the amount once") { bank in
      let before = try await bank.balance()
      let credit = try bank.leg(.credit, 10, holder: bank.accounts.holder)
      for _ in 0..<2 { _ = try confirmed(await bank.link.credit(credit), "credit") }
      try expect(try await bank.balance() == before + 10, "two equal credits of 10 won did not move 10 won")
      try await takeBack(10, bank)
    },
    BankCheck("동시 중복", "twenty equal debits at the same moment move money once, with equal answers") { bank in
      let before = try await bank.balance()
      let debit = try bank.leg(.debit, 10)
      let answers = await withTaskGroup(of: LegReceipt?.self) { group in
        for _ in 0..<20 {
          group.addTask { if case .confirmed(let receipt) = await bank.link.debit(debit) { receipt } else { nil } }
        }
        return await group.reduce(into: Set<LegReceipt?>()) { $0.insert($1) }
      }
      try expect(answers.count == 1 && !answers.contains(nil), "equal debits got different answers")
      try expect(try await bank.balance() == before - 10, "equal debits moved money more than once")
      _ = try confirmed(await bank.link.reverse(reversal(of: debit)), "reversal")
    },
    BankCheck("다른 내용의 같은 번호", "the same id with another amount is refused with 822, and changes nothing") { bank in
      let before = try await bank.balance()
      let debit = try bank.leg(.debit, 10)
      _ = try confirmed(await bank.link.debit(debit), "debit")
      try refused(
        await bank.link.debit(with(debit, amount: 11)), "the same id with another amount", with: [.transactionIDReused])
      try expect(try await bank.balance() == before - 10, "the refused repeat moved money")
      _ = try confirmed(await bank.link.debit(debit), "the first debit again")
      try expect(try await status(debit, bank) == .accepted, "status does not tell the first answer any more")
      _ = try confirmed(await bank.link.reverse(reversal(of: debit)), "reversal")
      try expect(try await bank.balance() == before, "the reversal did not give back the first amount")
    },
    BankCheck("거래결과 조회", "status tells what was answered, and 701 for an id never seen") { bank in
      let never = try bank.leg(.debit, 10)
      try expect(try await status(never, bank) == .originalNotFound, "status of an unknown id is not 701")
      let debit = try bank.leg(.debit, 10)
      _ = try confirmed(await bank.link.debit(debit), "debit")
      try expect(try await status(debit, bank) == .accepted, "status of a done debit is not 000")
      try expect(
        try await status(reversal(of: debit), bank) == .originalNotFound,
        "status of a reversal never asked for is not 701")
      _ = try confirmed(await bank.link.reverse(reversal(of: debit)), "reversal")
      try expect(try await status(reversal(of: debit), bank) == .accepted, "status of a done reversal is not 000")
    },
    BankCheck("물어본 뒤의 거래", "a leg whose id was answered 701 is still carried out") { bank in
      let credit = try bank.leg(.credit, 10)
      try expect(try await status(credit, bank) == .originalNotFound, "status of an unknown id is not 701")
      _ = try confirmed(await bank.link.credit(credit), "credit after the question")
      try await takeBack(10, bank)
    },
    BankCheck("잔액 부족", "a debit beyond the balance is refused, for good") { bank in
      let before = try await bank.balance()
      let debit = try bank.leg(.debit, 999_999_999_999)
      let code = try refused(
        await bank.link.debit(debit), "a debit beyond the balance",
        with: [.balanceTooLow, .availableTooLow, .overTransactionLimit, .overDailyLimit])
      try expect(try refused(await bank.link.debit(debit), "again") == code, "the repeat got another code")
      try expect(try await status(debit, bank) == code, "status tells another code")
      try expect(try await bank.balance() == before, "the refused debit moved money")
    },
    BankCheck("없는 계좌", "a debit or credit of an unknown account is refused, and status tells so") { bank in
      for kind in [TransferLeg.debit, .credit] {
        let leg = try bank.leg(kind, of: bank.accounts.unknown, 10)
        let code = try refused(
          kind == .debit ? await bank.link.debit(leg) : await bank.link.credit(leg), "\(kind) of an unknown account")
        try expect(try await status(leg, bank) == code, "status tells another code")
      }
    },
    BankCheck(
      "해지 계좌", "a debit or credit of a closed account is refused",
      missing: { $0.accounts.closed == nil ? "no closed account given" : nil }
    ) { bank in
      for kind in [TransferLeg.debit, .credit] {
        let leg = try bank.leg(kind, of: bank.accounts.closed, 10)
        try refused(
          kind == .debit ? await bank.link.debit(leg) : await bank.link.credit(leg), "\(kind) of a closed account")
      }
    },
    BankCheck("예금주명 대조", "a credit to another holder's name is refused with 815, for good") { bank in
      let before = try await bank.balance()
      let credit = try bank.leg(.credit, 10, holder: HolderName("다른사람이름"))
      for _ in 0..<2 {
        try refused(await bank.link.credit(credit), "a credit to another name", with: [.holderNameDiffers])
      }
      try expect(try await bank.balance() == before, "the refused credit moved money")
    },
    BankCheck("취소 규칙", "a reversal without its debit, or of another amount, is refused with 701") { bank in
      let before = try await bank.balance()
      try refused(
        await bank.link.reverse(try bank.leg(.reversal, 10)), "a reversal without a debit", with: [.originalNotFound])
      let debit = try bank.leg(.debit, 10)
      _ = try confirmed(await bank.link.debit(debit), "debit")
      try refused(
        await bank.link.reverse(with(reversal(of: debit), amount: 11)), "a reversal of another amount",
        with: [.originalNotFound])
      try expect(try await bank.balance() == before - 10, "a refused reversal moved money")
      let tooMuch = try bank.leg(.debit, 999_999_999_999)
      try refused(await bank.link.debit(tooMuch), "a debit beyond the balance")
      try refused(
        await bank.link.reverse(reversal(of: tooMuch)), "a reversal of a refused debit", with: [.originalNotFound])
      _ = try confirmed(await bank.link.credit(try bank.leg(.credit, 10)), "credit")
    },
  ]

  static func reversal(of debit: LegOrder) -> LegOrder {
    LegOrder(
      id: debit.id.sibling(.reversal),
      account: debit.account, amount: debit.amount, expectedHolder: nil, printContent: debit.printContent,
      counterparty: nil)
  }

  private static func with(_ leg: LegOrder, amount: Int64) throws -> LegOrder {
    guard let amount = Won(amount) else { throw CheckFailure("the check itself is wrong: \(amount)") }
    return LegOrder(
      id: leg.id, account: leg.account, amount: amount, expectedHolder: leg.expectedHolder,
      printContent: leg.printContent, counterparty: leg.counterparty)
  }

  /// What the bank says became of a leg; 701 for never seen.
  private static func status(_ leg: LegOrder, _ bank: BankUnderTest) async throws -> BankResponseCode {
    switch try confirmed(await bank.link.status(of: leg.id), "status") {
    case .done: .accepted
    case .refused(let refusal): refusal.code
    case .notFound: .originalNotFound
    }
  }

  private static func takeBack(_ amount: Int64, _ bank: BankUnderTest) async throws {
    _ = try confirmed(await bank.link.debit(try bank.leg(.debit, amount)), "debit")
  }
}
