public import MaruContract
public import MaruDomain

/// The test bed's own endpoints: for tests and demonstrations, not there in production.
extension MaruClient {
  /// Does in one call what a person does in the consent pages, and gives the authorization code.
  ///
  /// `user` is a name or user_seq_no of the ready file; no `accounts` means all that the person holds.
  public func testBedConsent(
    user: String, scope: Scope, redirectURI: String, state: String? = nil, clientInfo: String? = nil,
    accounts: [BankAccount] = []
  ) async throws(MaruError) -> TestBedConsent.Answer {
    let request = TestBedConsent(
      client: clientID, user: user, scope: scope, redirectURI: redirectURI, state: state, clientInfo: clientInfo,
      accounts: accounts)
    return try await testBed("/testbed/consents", request, TestBedConsent.Answer.self)
  }

  /// A link that logs one browser in to the developer site as the test bed's own developer, once.
  public func testBedDeveloperLink() async throws(MaruError) -> String {
    try await testBed("/testbed/developers", TestBedDeveloper(), TestBedDeveloper.Answer.self).loginLink
  }

  /// Sets what is answered to this app from now on, in place of what was set before; no rules end it.
  ///
  /// `Scenario(json:)` reads the rules of a file that the developer site exported.
  public func testBedPlay(_ rules: [ScriptRule]) async throws(MaruError) {
    let request = TestBedScenario(client: clientID, clientSecret: clientSecret, rules: rules)
    _ = try await testBed("/testbed/scenarios", request, TestBedScenario.Answer.self)
  }

  /// Lets a simulated bank (or all, for nil) behave in another way; `delay` goes with ``TestBedMode/slow``.
  public func testBedSetBank(_ bank: BankCode?, _ mode: TestBedMode, delay: Duration? = nil) async throws(MaruError) {
    let request = TestBedBankSwitch(mode: mode, delay: delay.map { Int($0.milliseconds) })
    _ = try await testBed("/testbed/banks/\(bank?.text ?? "all")", request, NoBody.self)
  }

  /// Sets the balance (in won) of a simulated account.
  public func testBedSetBalance(_ balance: Won, of account: BankAccount) async throws(MaruError) {
    _ = try await testBed("/testbed/accounts", TestBedAccountSwitch(account: account, balance: balance), NoBody.self)
  }

  private func testBed<Body: WireMessage>(
    _ path: String, _ request: some WireMessage, _ body: Body.Type
  ) async throws(MaruError) -> Body {
    var outgoing = Outgoing(.post, base + path)
    outgoing.contentType = "application/json; charset=UTF-8"
    outgoing.body = FieldWriter.object { request.write(to: &$0) }
    let incoming = try await exchange(outgoing, changesSomething: false)
    guard let members = incoming.members else {
      throw MaruError(incoming, .unreadable("the body is no JSON object"), isUnknown: false)
    }
    guard incoming.status == 200 else {
      let text = members.first { $0.name == "error" }?.value.flatText
      throw MaruError(incoming, .refusedByTestBed(text ?? "HTTP \(incoming.status)"), isUnknown: false)
    }
    do {
      var fields = FieldReader(members)
      return try Body(from: &fields)
    } catch {
      throw MaruError(incoming, .unreadable(error.message), isUnknown: false)
    }
  }
}
