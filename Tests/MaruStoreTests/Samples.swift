import MaruDomain

@testable import MaruStore

/// One valid value of each stored kind, with every optional part set and, as `bare`, with none.
enum Samples {
  static let now = Instant(milliseconds: 1_795_532_799_007)
  static let organisation = OrganisationCode("M202600001")!
  static let user = UserSeqNo("1100000001")!
  static let clientID = ClientID("l7xx0123456789abcdef0123456789abcdef")!
  static let fintech = FintechUseNumber("120260000100000000000001")!
  static let payer = BankAccount(bank: BankCode("004")!, number: AccountNumber("60021234567890")!)
  static let payee = BankAccount(bank: BankCode("088")!, number: AccountNumber("110123456789")!)

  static func won(_ amount: Int64) -> Won { Won(amount)! }

  static let contract = Organisation(
    code: organisation, name: HolderName("마루상점")!, collectionAccount: payee, payingAccount: payer,
    limits: TransferLimits(
      withdrawEach: won(1), withdrawDay: won(2), withdrawMonth: won(3), depositEach: won(4), depositDay: won(5),
      depositMonth: won(6), userWithdrawEach: won(7), userWithdrawDay: .greatest),
    passPhraseHash: [UInt8](0...31), allowedAddresses: ["127.0.0.1", "::1"])

  static let client = OAuthClient(
    id: clientID, organisation: organisation, name: "마루 앱", secretHash: [1, 2, 3],
    redirectURIs: ["http://localhost:8880/a?b=c", "app://done"], scopes: .user.union(.oob))

  static let person = Person(
    user: user, ci: String(repeating: "x", count: 88), name: HolderName("김민준")!,
    birthDate: BusinessDate(wire: "19900228")!, phone: "01012345678", gender: "M",
    email: "user1@example.com")

  static let grant = OAuthGrant(
    id: 7, client: clientID, organisation: organisation, user: user, scopes: .user, createdAt: now, generation: 3,
    usedGeneration: 2)

  static let code = StoredCode(
    hash: [9, 8, 7], grant: 7, redirectURI: "http://localhost/cb", challenge: "E9Melhoa", challengeMethod: "S256",
    expiresAt: now)

  static let accessToken = StoredAccessToken(
    hash: [1, 1, 1], grant: 7,
    caller: Caller(client: clientID, organisation: organisation, user: user, scopes: [.inquiry, .transfer]),
    expiresAt: now)

  static let refreshToken = StoredRefreshToken(hash: [2, 2], grant: 7, generation: 3, expiresAt: now)

  static let registered = RegisteredAccount(
    fintechUseNumber: fintech, organisation: organisation, user: user, account: payer, branch: BranchCode("0041234")!,
    alias: AccountAlias("월급 통장")!, holderName: HolderName("김민준")!, type: .demand, productName: "보통예금",
    inquiryAgreedAt: now, transferAgreedAt: nil, payerNumber: "P1")

  static let consent = ConsentRecord(
    organisation: organisation, client: clientID, user: user, fintechUseNumber: fintech, service: "inquiry",
    action: .given, at: now, expiresAt: now.adding(seconds: 10), textVersion: "2026-11", language: "kor")

  static let session = StoredConsentSession(
    idHash: [5, 5], state: "{}", numberHash: [6], numberSalt: [7], numberExpiresAt: now, attempts: 1, expiresAt: now)

  /// An order with every field set.
  static func order(_ id: Int64, amount: Int64 = 10_000) -> TransferOrder {
    TransferOrder(
      id: id, organisation: organisation, kind: .withdraw, apiTransactionID: APITransactionID(random: (1, UInt64(id))),
      receivedAt: now, rowNumber: 1, requestedAt: now.dateTime,
      bankTransactionID: BankTransactionID(organisation: organisation, serial: UInt64(id)),
      bankTransactionDate: now.businessDate, amount: won(amount),
      payer: TransferParty(
        account: payer, holderName: HolderName("김민준")!, fintechUseNumber: fintech, printContent: PrintContent("쇼핑")!),
      payee: TransferParty(
        account: payee, holderName: HolderName("마루상점")!, fintechUseNumber: nil, printContent: PrintContent("판매")!),
      cmsNumber: CMSNumber("CMS1")!)
  }

  static func transfer(_ id: Int64, amount: Int64 = 10_000, changedAt: Instant = now) -> StoredTransfer {
    StoredTransfer(
      order: order(id, amount: amount), user: user, nameCheck: .on, alias: AccountAlias("월급 통장")!,
      stage: .debitSent(DebitSent()), changedAt: changedAt)
  }

  /// An order with nothing but what is required.
  static let bareTransfer = StoredTransfer(
    order: TransferOrder(
      id: 99, organisation: organisation, kind: .deposit, apiTransactionID: APITransactionID(random: (3, 4)),
      receivedAt: now, rowNumber: 25, requestedAt: now.dateTime,
      bankTransactionID: BankTransactionID(organisation: organisation, serial: 99),
      bankTransactionDate: now.businessDate, amount: .zero,
      payer: TransferParty(account: payer, holderName: nil, fintechUseNumber: nil, printContent: nil),
      payee: TransferParty(account: payee, holderName: nil, fintechUseNumber: nil, printContent: nil), cmsNumber: nil),
    user: nil, nameCheck: .off, alias: nil, stage: .debitSent(DebitSent()), changedAt: now)

  static func ledgerAccount(_ id: Int64, _ account: BankAccount = payer) -> BankLedgerAccount {
    BankLedgerAccount(
      id: id, account: account, holderName: HolderName("김민준")!, holderCI: "ci", holderInfo: HolderInfo("9002281")!,
      type: .savings, productName: "정기적금", branch: BranchCode("0041234")!, branchName: "강남역", state: .noDebit,
      openingBalance: SignedWon(-5)!, balance: SignedWon(999_999_999_999)!, sequence: 12, incoming: 5,
      lastAt: DateTime(wire: "20261124093000")!)
  }

  static func line(_ sequence: Int64, at: String, incoming: Int64, came: Bool) -> BankLedgerTransaction {
    BankLedgerTransaction(
      accountID: 1, at: DateTime(wire: at)!, sequence: sequence, incoming: incoming,
      direction: came ? .incoming : .outgoing, kind: "대체", printContent: "줄 \(sequence)", amount: won(sequence),
      balanceAfter: SignedWon(1_000 - sequence)!, branchName: "강남역",
      remitterName: came ? HolderName("이서연")! : nil, remitterAccount: came ? payee : nil,
      leg: came ? "20261124-M202600001U00000000A-C" : nil)
  }

  /// Line `line` of the bank's statement.
  static func leg(_ id: String, line: Int64, code: BankResponseCode = .accepted) -> BankLegRecord {
    let moved = code == .accepted
    return BankLegRecord(
      bank: payer.bank, id: id, number: payer.number, accountID: moved ? 1 : nil, amount: won(10), code: code,
      message: code.korean, holderName: moved ? HolderName("김민준")! : nil, branch: moved ? BranchCode("0041234")! : nil,
      place: StatementPlace(date: now.businessDate, line: line), bookedAt: now.dateTime,
      sequence: moved ? line : nil)
  }
}
