// What both deposits share: the pass phrase, the rows side by side, and the code for the list.

import Crypto
import MaruContract
import MaruDomain
import MaruStore

/// One row of a deposit list after the hub has looked at it.
enum DepositRow: Sendable {
  case draft(OrderDraft)
  case refused(HubError)

  var refusal: HubError? {
    if case .refused(let error) = self { return error }
    return nil
  }
}

/// The refusal of a whole list: that of its first row, where every row has the same code.
func commonRefusal(_ rows: [HubError?]) -> HubError? {
  guard let first = rows.first ?? nil, rows.allSatisfy({ $0?.code == first.code }) else { return nil }
  return first
}

/// The outcome of a deposit list.
struct DepositOutcome: Sendable {
  let code: ResponseCode
  let rows: [Placed]
  /// Set when every row repeats the same earlier call.
  let original: CallStamp?
}

extension Hub {
  /// Compares the pass phrase, given plainly or as the lower-case hex of its SHA-512, with the organisation's.
  func checkPassPhrase(_ phrase: PassPhrase, of organisation: Organisation) throws(HubError) {
    if settings.acceptsPassPhraseNone, phrase.text == "NONE" { return }
    let isDigest =
      phrase.text.utf8.count == 128
      && phrase.text.utf8.allSatisfy { byte in
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)
      }
    let digest = isDigest ? phrase.text : passPhraseDigest(phrase.text)
    guard equalInConstantTime(Array(SHA256.hash(data: Array(digest.utf8))), organisation.passPhraseHash) else {
      throw HubError(.passPhraseWrong, field: Wire.passPhrase.name)
    }
  }

  /// Places every row at once; they succeed or fail alone.
  ///
  /// Where the hub itself refuses every row for the same reason, that reason is thrown as the whole request's code.
  func placeAll(
    _ rows: [DepositRow], for organisation: Organisation, call: CallStamp
  ) async throws(HubError) -> DepositOutcome {
    let placed = await withTaskGroup(of: (Int, Placed).self) { group in
      var results = [Placed?](repeating: nil, count: rows.count)
      var seen: Set<OrderKey> = []
      for (index, row) in rows.enumerated() {
        switch row {
        case .refused(let error): results[index] = .refused(error)
        case .draft(let draft):
          let key = OrderKey(
            organisation: organisation.code, kind: draft.kind, requestedAt: draft.requestedAt,
            account: draft.counterparty.account, amount: draft.amount)
          guard seen.insert(key).inserted else {
            // Paying it silently once would hide a payment that the caller may have meant.
            results[index] = .refused(
              HubError(
                .duplicateTransaction, field: "req_list[\(index)]",
                detail: "같은 요청 안의 동일 거래. Equal to an earlier row: send it in a request with its own tran_dtime."))
            continue
          }
          group.addTask { (index, await self.place(draft, for: organisation, call: call)) }
        }
      }
      for await (index, result) in group { results[index] = result }
      return results.compactMap { $0 }
    }
    return try summary(of: placed)
  }

  private func summary(of placed: [Placed]) throws(HubError) -> DepositOutcome {
    let refusals = placed.map { row -> HubError? in
      if case .refused(let error) = row { return error }
      return nil
    }
    if let refusal = commonRefusal(refusals) { throw refusal }
    var allGood = refusals.allSatisfy { $0 == nil }
    var calls: Set<CallStamp> = []
    var allRepeated = true
    for case .recorded(let transfer, let repeated) in placed {
      if !transfer.stage.isCompleted { allGood = false }
      if repeated { calls.insert(transfer.originalCall) } else { allRepeated = false }
    }
    let original = allRepeated && calls.count == 1 ? calls.first : nil
    return DepositOutcome(code: allGood ? .success : .partlyFailed, rows: placed, original: original)
  }

  /// The bank block of a row that was refused before anything was recorded.
  func refusedBlock(_ error: HubError) -> BankBlock {
    let code: BankResponseCode =
      switch error.code {
      case .timeExceeded: .hubTimeExceeded
      case .organisationDepositLimitEach: .overTransactionLimit
      case .organisationDepositLimitDay, .organisationDepositLimitMonth: .overDailyLimit
      case .fintechUseNumberMismatch: .noSuchAccount
      default: .cannotProcess
      }
    return BankBlock(
      bankTransactionID: nil, date: nil, codeTran: .hub, code: code,
      message: "\(error.code.wire) \(error.message)".cut(to: 100))
  }
}

extension String {
  /// At most so many characters; what is too long ends behind a whole word, with an ellipsis.
  func cut(to limit: Int) -> String {
    guard count > limit else { return self }
    let start = prefix(limit - 1)
    let words = start.lastIndex(of: " ").map { start[..<$0] } ?? start
    return words + "…"
  }
}

/// Lower-case hex of SHA-512 over the phrase's UTF-8 bytes: what v1 clients send in its place.
package func passPhraseDigest(_ phrase: String) -> String {
  hexText(SHA512.hash(data: Array(phrase.utf8)))
}
