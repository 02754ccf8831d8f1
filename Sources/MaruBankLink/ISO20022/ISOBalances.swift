import MaruDomain

/// Which balance: `Bal/Tp/CdOrPrtry`.
enum BalanceType: Sendable, Hashable {
  /// ITBD: what the ledger says now.
  case booked
  /// ITAV: what can be withdrawn now.
  case available
  /// The sum of the booked entries of one page of a statement; ISO has no code for it.
  case netOfPage

  /// What is asked for when a balance is.
  static let asked: [BalanceType] = [.booked, .available]

  var element: (name: String, text: String) {
    switch self {
    case .booked: ("Cd", "ITBD")
    case .available: ("Cd", "ITAV")
    case .netOfPage: ("Prtry", "NETP")
    }
  }
}

extension ElementWriter {
  mutating func balanceType(_ name: String, _ type: BalanceType) {
    group(name) { $0.group("CdOrPrtry") { $0.put(type.element.name, type.element.text) } }
  }

  mutating func balance(_ type: BalanceType, _ amount: Int64, at time: DateTime) {
    group("Bal") {
      $0.balanceType("Tp", type)
      $0.put("Amt", won: Int64(clamping: amount.magnitude))
      $0.put("CdtDbtInd", (amount < 0 ? CreditDebit.debit : .credit).rawValue)
      $0.group("Dt") { $0.put("DtTm", ISOTime.text(time)) }
    }
  }

  /// `ExternalCashAccountType1Code`; a fund has none of them.
  mutating func accountType(_ type: AccountType?) {
    guard let type else { return }
    group("Tp") {
      switch type {
      case .demand: $0.put("Cd", "CACC")
      case .savings: $0.put("Cd", "SVGS")
      case .fund: $0.put("Prtry", "FUND")
      }
    }
  }
}

extension ElementReader {
  mutating func balanceType(_ name: String, _ type: BalanceType) throws {
    try group(name) { try $0.group("CdOrPrtry") { try $0.constant(type.element.name, type.element.text) } }
  }

  mutating func balance(_ type: BalanceType) throws -> Int64 {
    try group("Bal") {
      try $0.balanceType("Tp", type)
      let amount = try $0.won("Amt")
      let side = try $0.value("CdtDbtInd") { CreditDebit(rawValue: $0) }
      try $0.group("Dt") { _ = try $0.value("DtTm") { ISOTime.parse($0) } }
      return side == .debit ? -amount : amount
    }
  }

  mutating func accountType() throws -> AccountType? {
    try optionalGroup("Tp") {
      if try $0.optional("Prtry", { $0 == "FUND" ? () : nil }) != nil { return .fund }
      return try $0.value("Cd") { $0 == "CACC" ? .demand : $0 == "SVGS" ? .savings : nil }
    }
  }
}

/// Text that a bank's people wrote and others read.
enum ShownText {
  /// Nil when longer than `longest` characters or with control characters, which break passbooks, logs and pages.
  static func parse(_ text: String, _ longest: Int) -> String? {
    guard text.hasCharacters(1...longest),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
    else { return nil }
    return text
  }
}
