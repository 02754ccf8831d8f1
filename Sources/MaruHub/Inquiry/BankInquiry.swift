import MaruBankLink
import MaruContract
import MaruDomain

/// How an inquiry at a bank ended, with the bank block that tells it.
struct BankInquiry<Value: Sendable>: Sendable {
  /// Nil when the bank refused or did not answer.
  let value: Value?
  let code: ResponseCode
  let message: String?
  let block: BankBlock
}

extension Hub {
  /// A0315 for an account of the local cooperatives, as long as they take no part; `field` is the bank's.
  func refusalOfLocalCooperative(_ bank: BankCode, _ field: String) -> HubError? {
    guard bank == .localCooperatives, banks[bank] == nil else { return nil }
    return HubError(
      .localCooperativeAccount, field: field,
      detail: "012는 참가하지 않습니다. 012 takes no part: NH bank is 011.")
  }

  /// Asks a bank and turns its answer into code, message and bank block. An inquiry without an answer is safe to repeat.
  func inquire<Value: Sendable>(
    _ bank: BankCode, for organisation: OrganisationCode,
    _ ask: (any BankLink) async -> BankAnswer<Value>
  ) async -> BankInquiry<Value> {
    let (id, date) = newBankTransactionID(for: organisation)
    func block(_ by: BankCode, _ code: BankResponseCode, _ message: String) -> BankBlock {
      BankBlock(bankTransactionID: id, date: date, codeTran: by, code: code, message: message)
    }
    guard let link = banks[bank] else {
      let refusal = notTakingPart(bank)
      return BankInquiry(
        value: nil, code: .bankRefused, message: "\(ResponseCode.bankRefused.message) [\(refusal.message)]",
        block: block(refusal.by, refusal.code, refusal.message))
    }
    switch await ask(link) {
    case .confirmed(let value):
      return BankInquiry(value: value, code: .success, message: nil, block: block(bank, .accepted, ""))
    case .refused(let refusal):
      return BankInquiry(
        value: nil, code: .bankRefused, message: "\(ResponseCode.bankRefused.message) [\(refusal.message)]",
        block: block(refusal.by, refusal.code, refusal.message))
    case .unknown(.notSent): return notAsked(.systemDown, block)
    case .unknown(.closed): return notAsked(.outsideHours, block)
    case .unknown:
      return BankInquiry(
        value: nil, code: .timeExceeded, message: nil,
        block: block(.hub, .hubTimeExceeded, BankResponseCode.hubTimeExceeded.korean))
    }
  }

  /// The bank did not get the question, and the hub knows why.
  private func notAsked<Value>(
    _ code: BankResponseCode, _ block: (BankCode, BankResponseCode, String) -> BankBlock
  ) -> BankInquiry<Value> {
    BankInquiry(
      value: nil, code: .bankRefused, message: "\(ResponseCode.bankRefused.message) [\(code.korean)]",
      block: block(.hub, code, code.korean))
  }
}
