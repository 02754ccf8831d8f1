package import MaruBankLink
package import MaruDomain
package import MaruStore

/// Who takes part in a simulation: few banks, few accounts, two organisations, so that everybody meets often.
package struct SimulationCast: Sendable {
  /// A user of the platform with one account, registered at every organisation.
  package struct User: Sendable {
    package let user: UserSeqNo
    package let account: BankAccount
    package let holder: HolderName
    /// By the number of the organisation.
    package let registered: [RegisteredAccount]
  }

  /// An organisation and its application.
  package struct Fintech: Sendable {
    package let organisation: Organisation
    package let client: ClientID
  }

  package let banks: [Bank]
  package let fintechs: [Fintech]
  package let users: [User]
  package let accounts: [BankLedgerAccount]
  /// The most that a bank may owe the centre, where there is such a cap.
  package let caps: [BankCode: Won]
  /// What an organisation may have paid out before it is settled, where it agreed on such a limit.
  package let prefunds: [OrganisationCode: Won]

  /// A part of the cast breaks its own rule: a mistake in this file.
  package struct Unusable: Error {
    package let what: String
  }

  private static let bankCodes = ["004", "020", "088", "097"]
  /// The one that is asked with ISO 20022 messages; all others with the bank-side API.
  package static let iso20022Bank = "097"
  private static let userCount = 8

  /// The cast of a seed at `start`. The shape is always the same; balances and limits differ.
  package init(seed: UInt64, start: Instant) throws {
    var random = SeededRandom(seed: seed, purpose: "cast")
    banks = ParticipatingBanks.all.map(\.bank).filter { SimulationCast.bankCodes.contains($0.code.text) }
    let codes = banks.map(\.code)
    guard codes.count == SimulationCast.bankCodes.count else { throw Unusable(what: "banks") }
    var accounts: [BankLedgerAccount] = []
    func open(_ bank: BankCode, _ holder: HolderName, _ opening: Int64) throws -> BankAccount {
      let id = Int64(accounts.count + 1)
      guard let number = AccountNumber(String(1_000_000_000 + id)), let balance = SignedWon(opening),
        let info = HolderInfo("8001011"), let branch = BranchCode(bank.text + "0001")
      else { throw Unusable(what: "account \(id)") }
      let account = BankAccount(bank: bank, number: number)
      accounts.append(
        BankLedgerAccount(
          id: id, account: account, holderName: holder, holderCI: "ci-\(id)", holderInfo: info, type: .demand,
          productName: "보통예금", branch: branch, branchName: "본점", state: .normal, openingBalance: balance,
          balance: balance, sequence: 0, incoming: 0, lastAt: DateTime(Instant(milliseconds: 0))))
      return account
    }

    let tight = random.chance(30)
    caps =
      random.chance(30) ? [random.one(of: codes): Won(random.number(40...500) * 1_000)].compactMapValues { $0 } : [:]
    var prefunds: [OrganisationCode: Won] = [:]
    fintechs = try ["마루상점", "한강페이"].enumerated().map { index, text in
      guard let code = OrganisationCode("T00000000\(index + 1)"), let name = HolderName(text),
        let client = ClientID("client-\(index + 1)"), let limits = TransferLimits(tight: tight)
      else { throw Unusable(what: "organisation \(index + 1)") }
      if random.chance(20) { prefunds[code] = Won(random.number(40...500) * 1_000) }
      return Fintech(
        organisation: Organisation(
          code: code, name: name, collectionAccount: try open(codes[(index + 2) % 4], name, 0),
          payingAccount: try open(codes[index], name, 5_000_000_000), limits: limits, passPhraseHash: [],
          allowedAddresses: []),
        client: client)
    }
    self.prefunds = prefunds
    let fintechs = fintechs
    users = try (0..<SimulationCast.userCount).map { index in
      guard let user = UserSeqNo(String(1_100_000_000 + index)), let holder = HolderName("사용자\(index + 1)"),
        let alias = AccountAlias("내 통장"), let branch = BranchCode(codes[index % 4].text + "0001")
      else { throw Unusable(what: "user \(index + 1)") }
      // Some have next to nothing, so that banks refuse debits.
      let account = try open(codes[index % 4], holder, random.chance(25) ? 60_000 : random.number(2...9) * 1_000_000)
      return User(
        user: user, account: account, holder: holder,
        registered: try fintechs.map { fintech in
          guard let number = FintechUseNumber(organisation: fintech.organisation.code, serial: Int64(index + 1)) else {
            throw Unusable(what: "registration")
          }
          return RegisteredAccount(
            fintechUseNumber: number, organisation: fintech.organisation.code, user: user, account: account,
            branch: branch, alias: alias, holderName: holder, type: .demand, productName: "보통예금",
            inquiryAgreedAt: start, transferAgreedAt: start, payerNumber: "1")
        })
    }
    self.accounts = accounts
  }

  /// Puts the organisations, users and registrations into a hub's empty database.
  package func register(in session: any SQLSession, at start: Instant) throws {
    for fintech in fintechs { try OrganisationTable.save(fintech.organisation, in: session) }
    try startExposures(in: session)
    for account in users.flatMap(\.registered) {
      try RegisteredAccountTable.insert(account, at: start, in: session)
    }
  }

  /// Counts anew, from the book, what banks and organisations owe until settlement.
  package func startExposures(in session: any SQLSession) throws {
    for (bank, cap) in caps { try ExposureTable.setCap(cap, of: bank, in: session) }
    for fintech in fintechs {
      guard let limit = prefunds[fintech.organisation.code] else { continue }
      _ = try ExposureTable.setPrefund(limit, of: fintech.organisation.code, in: session)
    }
  }

  /// Puts a bank's accounts into its empty database.
  package func open(at bank: BankCode, in session: any SQLSession) throws {
    for account in accounts where account.account.bank == bank { try BankAccountTable.insert(account, in: session) }
  }
}

extension TransferLimits {
  /// Wide limits, or such as a few dozen orders break.
  fileprivate init?(tight: Bool) {
    let (day, userDay): (Int64, Int64) = tight ? (900_000, 400_000) : (90_000_000_000, 10_000_000_000)
    guard let each = Won(10_000_000), let day = Won(day), let month = Won(900_000_000_000), let user = Won(userDay)
    else {
      return nil
    }
    self.init(
      withdrawEach: each, withdrawDay: day, withdrawMonth: month, depositEach: each, depositDay: day,
      depositMonth: month, userWithdrawEach: each, userWithdrawDay: user)
  }
}
