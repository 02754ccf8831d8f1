import ArgumentParser
import Foundation
import MaruBankLink
import MaruContract
import MaruDomain
import MaruTestBed
import NIOPosix

/// `maru bank check URL`: holds any implementation of the bank-side API to its rules.
struct BankCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a bank's implementation of the bank-side API. 참가기관 API 적합성을 검사합니다.",
    discussion: """
      Moves a few won in and out of the test account and leaves its balance as it was. The rules are those of
      /bank-openapi.json. Ends with status 1 when a rule is broken. --accounts takes a JSON file with "account_num" and, where
      there are such, "account_holder_name", "closed_account_num" and "unknown_account_num", or the ready file of 'maru bank'.
      """)

  @Argument(help: "The bank's address, such as https://bank.example:9004.")
  var url: String
  @Option(help: "The bank's code.")
  var code: String
  @Option(help: "JSON file with the test accounts.")
  var accounts: String?
  @Option(help: "Test account with at least 1,000 won.")
  var account: String?
  @Option(help: "Its holder's name.")
  var holder: String?
  @Option(help: "A closed account.")
  var closedAccount: String?
  @Option(help: "An account number that does not exist (default: 0000000000).")
  var unknownAccount: String?
  @Option(
    help: "Directory of 'maru certs': TLS with the hub's certificate where the address is https, and sealed messages.")
  var credentials: String?
  @Flag(inversion: .prefixedNo, help: "Sealed messages, where there are credentials.")
  var seals = true
  @Option(help: "Longest wait for an answer, in seconds.")
  var timeoutSeconds = 6

  func run() async throws {
    let bank = try await bankUnderTest()
    let table = CheckTable()
    table.begin("\(url)  \(bank.link.bank.code) \(bank.link.bank.name)")
    var results: [BankCheck.Result] = []
    for check in BankCheck.all {
      let result = await check.run(on: bank)
      table.add(check, result)
      results.append(result)
    }
    guard table.end(results) else { throw ExitCode.failure }
  }

  private func bankUnderTest() async throws -> BankUnderTest {
    guard let code = BankCode(code) else { throw ValidationError("--code is '\(code)': it must be three digits.") }
    guard let (isEncrypted, host, port) = BankAddress.parse(url) else {
      throw ValidationError("'\(url)' must be http://HOST:PORT or https://HOST:PORT.")
    }
    guard (1...60).contains(timeoutSeconds) else { throw ValidationError("--timeout-seconds must be from 1 to 60.") }
    let files = credentials.map(CredentialsDirectory.init)
    guard !isEncrypted || files != nil else { throw ValidationError("An https:// address needs --credentials.") }
    var transport = BankTransport.plain
    var (own, exchange): (SealKey?, ExchangeSeals?) = (nil, nil)
    if let files {
      if isEncrypted {
        transport = try CredentialFiles.transport(
          authority: files.authority, certificate: files.certificate(.hub), key: files.key(.hub)
        ).hubSide()
      }
      if seals {
        let key = try CredentialFiles.sealKey(files.sealKey(.hub))
        own = key
        exchange = ExchangeSeals(
          bank: code, own: key,
          trusted: try await CredentialFiles.seals(of: .bank(code), in: files, authority: files.authority), world: .live
        )
      }
    }
    let client = BankClient(
      host: host, port: port, transport: transport, seals: exchange, timeout: .seconds(timeoutSeconds),
      group: MultiThreadedEventLoopGroup.singleton)
    return BankUnderTest(
      link: HTTPBankLink(bank: Bank(code: code, name: ParticipatingBanks.name(of: code)), client: client),
      client: client, accounts: try checkAccounts(of: code), world: .live, seal: own)
  }

  /// Flags win over the file.
  private func checkAccounts(of code: BankCode) throws -> CheckAccounts {
    let file = try accounts.map { try CheckAccountsFile(path: $0, code: code) }
    func number(_ flag: String?, _ found: String?, _ name: String) throws -> AccountNumber? {
      guard let text = flag ?? found else { return nil }
      guard let number = AccountNumber(text) else {
        throw ValidationError("\(name) is '\(text)': it must be 6 to 16 digits.")
      }
      return number
    }
    guard let open = try number(account, file?.open, "--account") else {
      throw ValidationError("Give a test account with --account or --accounts.")
    }
    guard let unknown = try number(unknownAccount, file?.unknown, "--unknown-account") ?? AccountNumber("0000000000")
    else { throw ValidationError("--unknown-account must be 6 to 16 digits.") }
    return CheckAccounts(
      open: open, holder: (holder ?? file?.holder).flatMap { HolderName($0) },
      closed: try number(closedAccount, file?.closed, "--closed-account"), unknown: unknown)
  }
}

/// The test accounts of a JSON file: four names, or what `maru bank --ready-file` wrote.
struct CheckAccountsFile {
  let open: String?
  let holder: String?
  let closed: String?
  let unknown: String?

  init(path: String, code: BankCode) throws {
    guard let data = FileManager.default.contents(atPath: path),
      case .object(let members)? = try? JSONReader.read(Array(data))
    else { throw ValidationError("--accounts: \(path) is no readable JSON object.") }
    let top = Members(members)
    guard case .array(let banks)? = top["banks"] else {
      (open, holder) = (top["account_num"]?.flatText, top["account_holder_name"]?.flatText)
      (closed, unknown) = (top["closed_account_num"]?.flatText, top["unknown_account_num"]?.flatText)
      return
    }
    let own = banks.compactMap(Members.init).first { $0["bank_code_std"]?.flatText == code.text }
    guard case .array(let rows)? = own?["accounts"] else {
      throw ValidationError("--accounts: \(path) has no accounts of bank \(code).")
    }
    let accounts = rows.compactMap(Members.init)
    func richest(_ state: String) -> Members? {
      accounts.filter { $0["state"]?.flatText == state }
        .max { (Int64($0["balance_amt"]?.flatText ?? "") ?? 0) < (Int64($1["balance_amt"]?.flatText ?? "") ?? 0) }
    }
    open = richest("normal")?["account_num"]?.flatText
    holder = richest("normal")?["account_holder_name"]?.flatText
    closed = richest("closed")?["account_num"]?.flatText
    unknown = nil
  }

  private struct Members {
    private let members: [WireValue.Member]
    init(_ members: [WireValue.Member]) { self.members = members }
    init?(_ value: WireValue) {
      guard case .object(let members) = value else { return nil }
      self.members = members
    }
    subscript(name: String) -> WireValue? { members.first { $0.name == name }?.value }
  }
}

/// The check's table: one line for each rule, as it is done.
struct CheckTable {
  func begin(_ title: String) { Terminal.say("\n  적합성 검사 · conformance check of \(title)\n") }

  func add(_ check: BankCheck, _ result: BankCheck.Result) {
    let (mark, colour, detail): (String, String, String?) =
      switch result {
      case .passed: ("통과 PASS", "32", nil)
      case .failed(let why): ("실패 FAIL", "31", why)
      case .skipped(let why): ("생략 SKIP", "33", why)
      }
    Terminal.say(
      "  \(Terminal.coloured(mark, colour))  \(Terminal.padded(check.korean, to: 22))\(check.english)"
        + (detail.map { "\n             \($0)" } ?? ""))
  }

  /// The sum; whether no rule is broken.
  func end(_ results: [BankCheck.Result]) -> Bool {
    let passed = results.count { $0 == .passed }
    let skipped = results.count { if case .skipped = $0 { true } else { false } }
    let failed = results.count - passed - skipped
    let verdict = failed == 0 ? Terminal.coloured("적합", "32") : Terminal.coloured("부적합", "31")
    Terminal.say("\n  \(verdict)  \(passed) passed, \(failed) failed, \(skipped) skipped\n")
    return failed == 0
  }
}
