package import MaruDomain

/// acmt.024, IdentificationVerificationReport: who holds the account, or why the bank does not say so.
package struct VerificationReport: ISOMessage {
  package static let identifier = "acmt.024.001.03"
  package static let root = "IdVrfctnRpt"

  package enum Outcome: Sendable, Hashable {
    case holds(AccountHolder, AccountNumber)
    case refused(BankResponseCode)
  }

  package let stamp: MessageStamp
  /// The bank that speaks: `Assgnr`.
  package let bank: BankCode
  /// The acmt.023.
  package let original: MessageStamp
  package let outcome: Outcome
  package init(stamp: MessageStamp, bank: BankCode, original: MessageStamp, outcome: Outcome) {
    self.stamp = stamp
    self.bank = bank
    self.original = original
    self.outcome = outcome
  }

  package init(from fields: inout ElementReader) throws {
    let (stamp, from, to) = try fields.assignment()
    guard to == .hub else { throw fields.problem("Assgnmt", "the assignee is not the hub") }
    let original = try fields.group("OrgnlAssgnmt") { try MessageStamp(from: &$0) }
    (self.stamp, bank, self.original) = (stamp, from, original)
    outcome = try fields.group("Rpt") { fields in
      try fields.constant("OrgnlId", original.id)
      let isVerified = try fields.value("Vrfctn") { text -> Bool? in
        text == "true" || text == "1" ? true : text == "false" || text == "0" ? false : nil
      }
      guard isVerified else {
        let (iso, own) = try StatusReason.codes(from: &fields)
        let code = StatusReason.code(of: [StatusReason(code: iso, proprietary: own, text: nil)]) ?? .cannotProcess
        guard code != .accepted else { throw fields.problem("Rsn", "refused with the code for success") }
        return .refused(code)
      }
      return try fields.group("UpdtdPtyAndAcctId") { fields in
        let name = try fields.party("Pty")
        let (account, type) = try fields.group("Acct") {
          (try $0.accountID { AccountNumber($0) }, try $0.accountType())
        }
        let agent = try fields.agent("Agt")
        guard let name, let type, let branch = agent.branch, agent.bank == from else {
          throw fields.problem("UpdtdPtyAndAcctId", "no name, kind or branch, or another bank's")
        }
        return .holds(AccountHolder(name: name, branch: branch, type: type), account)
      }
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.assignment(stamp, from: bank, to: .hub)
    fields.group("OrgnlAssgnmt") { original.write(to: &$0) }
    fields.group("Rpt") {
      $0.put("OrgnlId", original.id)
      switch outcome {
      case .refused(let code):
        $0.put("Vrfctn", "false")
        $0.group("Rsn") { $0.put("Prtry", code.text) }
      case .holds(let holder, let account):
        $0.put("Vrfctn", "true")
        $0.group("UpdtdPtyAndAcctId") {
          $0.party("Pty", holder.name)
          $0.group("Acct") {
            $0.accountID(account.text)
            $0.accountType(holder.type)
          }
          $0.agent("Agt", ISOAgent(bank, branch: holder.branch))
        }
      }
    }
  }
}
