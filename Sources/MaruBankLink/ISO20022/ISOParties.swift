package import MaruDomain

/// A bank as an agent: `FinInstnId/ClrSysMmbId/MmbId` is its Korean standard code, because BICs do not identify participants
/// here; `BrnchId/Id` its branch.
package struct ISOAgent: Sendable, Hashable {
  package let bank: BankCode
  package let branch: BranchCode?
  package init(_ bank: BankCode, branch: BranchCode? = nil) {
    self.bank = bank
    self.branch = branch
  }
}

extension ElementWriter {
  mutating func agent(_ name: String, _ agent: ISOAgent) {
    group(name) {
      $0.group("FinInstnId") { $0.group("ClrSysMmbId") { $0.put("MmbId", agent.bank.text) } }
      if let branch = agent.branch { $0.group("BrnchId") { $0.put("Id", branch.text) } }
    }
  }

  /// An account; none for nil.
  mutating func account(_ name: String, _ number: AccountNumber?) {
    guard let number else { return }
    group(name) { $0.accountID(number.text) }
  }

  mutating func accountID(_ text: String) {
    group("Id") { $0.group("Othr") { $0.put("Id", text) } }
  }

  /// A party by its name alone; an empty element where it is not named.
  mutating func party(_ name: String, _ holder: HolderName?) {
    group(name) { $0.put("Nm", holder?.text) }
  }

  /// As ``party(_:_:)``, where a message has the choice between a party and an agent.
  mutating func partyChoice(_ name: String, _ holder: HolderName?) {
    group(name) { $0.party("Pty", holder) }
  }

  /// What a passbook prints; none for nil or an empty text.
  mutating func remittance(_ text: String?) {
    guard let text, !text.isEmpty else { return }
    group("RmtInf") { $0.put("Ustrd", text) }
  }
}

extension ElementReader {
  mutating func agent(_ name: String) throws -> ISOAgent {
    guard let agent = try optionalAgent(name) else { throw problem(name, "missing") }
    return agent
  }

  mutating func optionalAgent(_ name: String) throws -> ISOAgent? {
    try optionalGroup(name) {
      let bank = try $0.group("FinInstnId") {
        try $0.group("ClrSysMmbId") { try $0.value("MmbId") { BankCode($0) } }
      }
      return ISOAgent(bank, branch: try $0.optionalGroup("BrnchId") { try $0.value("Id") { BranchCode($0) } })
    }
  }

  mutating func optionalAccount(_ name: String) throws -> AccountNumber? {
    try optionalGroup(name) { try $0.accountID { AccountNumber($0) } }
  }

  mutating func account(_ name: String) throws -> AccountNumber {
    guard let account = try optionalAccount(name) else { throw problem(name, "missing") }
    return account
  }

  mutating func accountID<Value>(_ parse: (String) -> Value?) throws -> Value {
    try group("Id") { try $0.group("Othr") { try $0.value("Id", parse) } }
  }

  mutating func party(_ name: String) throws -> HolderName? {
    try group(name) { try $0.optional("Nm") { HolderName($0) } }
  }

  mutating func partyChoice(_ name: String) throws -> HolderName? { try group(name) { try $0.party("Pty") } }

  /// `Ustrd`, at most 140 characters.
  mutating func remittance<Value>(_ parse: (String) -> Value?) throws -> Value? {
    try optionalGroup("RmtInf") { try $0.value("Ustrd") { $0.unicodeScalars.count <= 140 ? parse($0) : nil } }
  }

  /// The other side of a movement: name and account, or neither.
  func counterparty(_ name: HolderName?, _ account: AccountNumber?, _ agent: ISOAgent) throws -> Remitter? {
    switch (name, account) {
    case (let name?, let account?): return Remitter(name: name, account: BankAccount(bank: agent.bank, number: account))
    case (nil, nil): return nil
    default: throw problem("Dbtr, Cdtr", "a name without account or an account without name")
    }
  }
}
