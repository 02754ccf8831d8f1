package import MaruDomain

/// acmt.023, IdentificationVerificationRequest: asks who holds an account, and whether a real-name number is the holder's.
package struct VerificationRequest: ISOMessage {
  package static let identifier = "acmt.023.001.03"
  package static let root = "IdVrfctnReq"

  package let stamp: MessageStamp
  /// The bank that is asked: `Assgne`.
  package let bank: BankCode
  package let account: AccountNumber
  package let info: HolderInfo?
  package init(stamp: MessageStamp, bank: BankCode, account: AccountNumber, info: HolderInfo?) {
    self.stamp = stamp
    self.bank = bank
    self.account = account
    self.info = info
  }

  package init(from fields: inout ElementReader) throws {
    let (stamp, from, bank) = try fields.assignment()
    guard from == .hub else { throw fields.problem("Assgnmt", "the assigner is not the hub") }
    (self.stamp, self.bank) = (stamp, bank)
    (account, info) = try fields.group("Vrfctn") {
      try $0.constant("Id", stamp.id)
      return try $0.group("PtyAndAcctId") { fields in
        let info = try fields.optionalGroup("Pty") { try $0.group("Id") { try $0.holderInfo() } }
        let account = try fields.account("Acct")
        guard try fields.agent("Agt").bank == bank else { throw fields.problem("Agt", "another bank's account") }
        return (account, info)
      }
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.assignment(stamp, from: .hub, to: bank)
    fields.group("Vrfctn") {
      $0.put("Id", stamp.id)
      $0.group("PtyAndAcctId") {
        if let info {
          // Ten digits are a company's, six or seven a person's.
          let kind = info.text.utf8.count == 10 ? "OrgId" : "PrvtId"
          $0.group("Pty") { $0.group("Id") { $0.group(kind) { $0.group("Othr") { $0.put("Id", info.text) } } } }
        }
        $0.account("Acct", account)
        $0.agent("Agt", ISOAgent(bank))
      }
    }
  }
}

extension ElementWriter {
  mutating func assignment(_ stamp: MessageStamp, from: BankCode, to: BankCode) {
    group("Assgnmt") {
      stamp.write(to: &$0)
      $0.group("Assgnr") { $0.agent("Agt", ISOAgent(from)) }
      $0.group("Assgne") { $0.agent("Agt", ISOAgent(to)) }
    }
  }
}

extension ElementReader {
  mutating func assignment() throws -> (MessageStamp, from: BankCode, to: BankCode) {
    try group("Assgnmt") {
      let stamp = try MessageStamp(from: &$0)
      let from = try $0.group("Assgnr") { try $0.agent("Agt").bank }
      return (stamp, from, try $0.group("Assgne") { try $0.agent("Agt").bank })
    }
  }

  fileprivate mutating func holderInfo() throws -> HolderInfo {
    let name = isNext("OrgId") ? "OrgId" : "PrvtId"
    return try group(name) {
      try $0.group("Othr") {
        try $0.value("Id") { text in
          HolderInfo(text).flatMap { (text.utf8.count == 10) == (name == "OrgId") ? $0 : nil }
        }
      }
    }
  }
}
