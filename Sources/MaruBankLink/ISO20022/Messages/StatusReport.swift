package import MaruDomain

/// pacs.002, FIToFIPaymentStatusReport: what a bank says of one leg.
package struct StatusReport: ISOMessage {
  package static let identifier = "pacs.002.001.10"
  package static let root = "FIToFIPmtStsRpt"

  package enum Outcome: Sendable, Hashable {
    case done(LegReceipt)
    /// Refused, never seen (701), or not known yet (400 and its like).
    case other(BankResponseCode, String)
  }

  package let stamp: MessageStamp
  /// The message that is answered: a movement or a pacs.028.
  package let originalID: String
  package let originalName: String
  package let leg: LegID
  /// The bank that speaks.
  package let bank: BankCode?
  package let outcome: Outcome

  package init(
    stamp: MessageStamp, answering originalID: String, _ originalName: String, leg: LegID, bank: BankCode,
    outcome: Outcome
  ) {
    self.stamp = stamp
    self.originalID = originalID
    self.originalName = originalName
    self.leg = leg
    if case .done = outcome { self.bank = bank } else { self.bank = nil }
    self.outcome = outcome
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.group("GrpHdr") { try MessageStamp(from: &$0) }
    (originalID, originalName, leg, bank, outcome) = try fields.group("TxInfAndSts") { fields in
      let original = try fields.originalMessage()
      let leg = try fields.originalLeg()
      let status = try fields.value("TxSts") { Status(rawValue: $0) }
      let reasons = try StatusReason.read(from: &fields)
      guard status.isDone else {
        return (original.id, original.name, leg, nil, try status.outcome(reasons, fields))
      }
      guard reasons.isEmpty else { throw fields.problem("StsRsnInf", "a reason for what was done") }
      let (agent, name) = try fields.group("OrgnlTxRef") { fields in
        if leg.leg == .credit {
          let agent = try fields.agent("CdtrAgt")
          return (agent, try fields.partyChoice("Cdtr"))
        }
        let name = try fields.partyChoice("Dbtr")
        return (try fields.agent("DbtrAgt"), name)
      }
      guard let name, let branch = agent.branch else { throw fields.problem("OrgnlTxRef", "no holder or no branch") }
      return (
        original.id, original.name, leg, agent.bank, .done(LegReceipt(holderName: name, branch: branch))
      )
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.group("GrpHdr") { stamp.write(to: &$0) }
    fields.group("TxInfAndSts") { fields in
      fields.originalMessage(originalID, originalName)
      fields.originalLeg(leg)
      switch outcome {
      case .other(let code, let message):
        fields.put("TxSts", (code.isNotKnownYet ? Status.pending : .rejected).rawValue)
        StatusReason.write(code, message, to: &fields)
      case .done(let receipt):
        fields.put("TxSts", (leg.leg == .credit ? Status.credited : .settled).rawValue)
        let agent = ISOAgent(bank ?? .hub, branch: receipt.branch)
        fields.group("OrgnlTxRef") {
          if leg.leg == .credit {
            $0.agent("CdtrAgt", agent)
            $0.partyChoice("Cdtr", receipt.holderName)
          } else {
            $0.partyChoice("Dbtr", receipt.holderName)
            $0.agent("DbtrAgt", agent)
          }
        }
      }
    }
  }

  /// `ExternalPaymentTransactionStatus1Code`, as far as a bank may use it here.
  private enum Status: String {
    /// Settled on the debtor's account.
    case settled = "ACSC"
    /// Settled on the creditor's account.
    case credited = "ACCC"
    case rejected = "RJCT"
    case pending = "PDNG"
    /// Accepted in some step before the last: nothing is known of the money.
    case received = "RCVD"
    case technicallyAccepted = "ACTC"
    case profileAccepted = "ACCP"
    case inProcess = "ACSP"

    var isDone: Bool { self == .settled || self == .credited }

    /// What a status other than done says. Only `RJCT` is a refusal.
    func outcome(_ reasons: [StatusReason], _ fields: ElementReader) throws -> Outcome {
      let found = StatusReason.code(of: reasons)
      let message = reasons.compactMap(\.text).first
      guard self == .rejected else {
        let code = found.flatMap { $0.isNotKnownYet ? $0 : nil } ?? .inProgress
        return .other(code, message ?? code.korean)
      }
      guard found != .accepted else { throw fields.problem("StsRsnInf", "refused with the code for success") }
      let code = found ?? .cannotProcess
      return .other(code, message ?? code.korean)
    }
  }
}
