package import MaruBankLink
import MaruContract
package import MaruDomain

/// The accounts that a conformance check may use: it moves a few won and moves them back.
package struct CheckAccounts: Sendable {
  /// A usable account with at least 1,000 won.
  package var open: AccountNumber
  /// Its holder's name; nil leaves out what compares it.
  package var holder: HolderName?
  /// An account that was closed; nil leaves out what asks of it.
  package var closed: AccountNumber?
  /// A number that no account has.
  package var unknown: AccountNumber
  package init(open: AccountNumber, holder: HolderName?, closed: AccountNumber?, unknown: AccountNumber) {
    self.open = open
    self.holder = holder
    self.closed = closed
    self.unknown = unknown
  }
}

/// A bank as a check meets it: over its link as the hub would, and byte by byte.
package struct BankUnderTest: Sendable {
  package let link: HTTPBankLink
  let client: BankClient
  let accounts: CheckAccounts
  let world: World
  /// The hub's seal, where the bank wants messages sealed.
  let seal: SealKey?

  package init(link: HTTPBankLink, client: BankClient, accounts: CheckAccounts, world: World, seal: SealKey?) {
    self.link = link
    self.client = client
    self.accounts = accounts
    self.world = world
    self.seal = seal
  }

  var today: BusinessDate { world.now().businessDate }

  /// A leg that no bank has seen.
  func leg(_ kind: TransferLeg, of account: AccountNumber? = nil, _ amount: Int64, holder: HolderName? = nil) throws
    -> LegOrder
  {
    guard let organisation = OrganisationCode("C000000000"), let amount = Won(amount) else {
      throw CheckFailure("the check itself is wrong: \(amount)")
    }
    let serial = world.randomWord() % 101_559_956_668_416
    return LegOrder(
      id: LegID(
        bankTransactionID: BankTransactionID(organisation: organisation, serial: serial), date: today, leg: kind),
      account: account ?? accounts.open, amount: amount, expectedHolder: holder, printContent: PrintContent("적합성검사"),
      counterparty: nil)
  }

  func balance() async throws -> Int64 {
    try confirmed(await link.balance(of: accounts.open), "balance").balance.amount
  }

  /// Posts any bytes, sealed as the hub would where seals are used.
  func post(_ path: String, _ body: [UInt8]) async throws -> (status: Int, code: BankResponseCode?) {
    let fields = try sealed(path, body)
    return try await post(path, body, fields)
  }

  /// Posts any bytes with any fields.
  func post(
    _ path: String, _ body: [UInt8], _ fields: [SignedMessage.Field]
  ) async throws -> (status: Int, code: BankResponseCode?) {
    switch await client.post(path, body, fields: fields) {
    case .failed(let reason): throw CheckFailure("no answer: \(reason)")
    case .answered(let status, let answer):
      return (status, try? BankSideReply<BankSideNothing>(json: answer).code)
    }
  }

  /// The fields of the hub's seal; none where messages are not sealed.
  func sealed(_ path: String, _ body: [UInt8], to bank: BankCode? = nil, at time: Instant? = nil) throws
    -> [SignedMessage.Field]
  {
    guard let seal else { return [] }
    return try MessageSigner(seal).request(
      method: "POST", target: path, authority: "", body: body, to: bank ?? link.bank.code, at: time ?? world.now(),
      nonce: world.randomHex(bytes: 16)
    ).fields
  }
}

/// What a bank did that it must not.
struct CheckFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

// MARK: What an answer must be

func confirmed<Value>(_ answer: BankAnswer<Value>, _ what: String) throws -> Value {
  switch answer {
  case .confirmed(let value): return value
  case .refused(let refusal): throw CheckFailure("\(what): refused with \(refusal.code), must be done")
  case .unknown(let reason): throw CheckFailure("\(what): \(reason), must be done")
  }
}

@discardableResult
func refused<Value>(_ answer: BankAnswer<Value>, _ what: String, with codes: [BankResponseCode] = []) throws
  -> BankResponseCode
{
  switch answer {
  case .confirmed: throw CheckFailure("\(what): done, must be refused")
  case .refused(let refusal):
    guard !refusal.code.isUnknownOutcome || refusal.code == .transactionIDReused else {
      throw CheckFailure("\(what): \(refusal.code) is no refusal")
    }
    guard codes.isEmpty || codes.contains(refusal.code) else {
      throw CheckFailure(
        "\(what): refused with \(refusal.code), must be \(codes.map(\.text).joined(separator: " or "))")
    }
    return refusal.code
  case .unknown(let reason): throw CheckFailure("\(what): \(reason), must be refused")
  }
}

func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
  if !holds { throw CheckFailure(sentence()) }
}
