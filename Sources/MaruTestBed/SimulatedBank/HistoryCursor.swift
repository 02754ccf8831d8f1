import MaruBankLink
import MaruDomain
import MaruStore

/// Where a page of a history ended: time and number of its last line, as the wire's 20 letters and digits.
struct HistoryCursor {
  let at: DateTime
  let sequence: Int64

  init(_ transaction: BankLedgerTransaction) {
    at = transaction.at
    sequence = transaction.sequence
  }

  /// Nil for a text that no page ended with.
  init?(_ trace: TraceInfo) {
    guard trace.text.utf8.count == 20, let at = DateTime(wire: trace.text.prefix(14)),
      let sequence = Int64(trace.text.suffix(6), radix: 36)
    else { return nil }
    self.at = at
    self.sequence = sequence
  }

  /// Nil beyond two billion lines.
  var trace: TraceInfo? {
    let number = String(sequence, radix: 36, uppercase: true)
    return TraceInfo(at.wire + String(repeating: "0", count: max(0, 6 - number.utf8.count)) + number)
  }
}

extension AccountTransaction {
  init(_ stored: BankLedgerTransaction) {
    var remitter: Remitter?
    if let name = stored.remitterName, let account = stored.remitterAccount {
      remitter = Remitter(name: name, account: account)
    }
    self.init(
      at: stored.at, direction: stored.direction, kind: stored.kind, printContent: stored.printContent,
      amount: stored.amount, balanceAfter: stored.balanceAfter, branchName: stored.branchName, remitter: remitter)
  }
}
