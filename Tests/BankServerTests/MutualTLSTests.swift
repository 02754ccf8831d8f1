import Foundation
import MaruBankLink
import MaruDomain
import MaruTestBed
import NIOPosix
import NIOSSL
import TestSupport
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The real clock: TLS looks at no other.
private func today() -> Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

private let hosts = ["localhost", "127.0.0.1", "::1"]

private func credentials(_ issued: TestAuthority.Issued, trusting authority: TestAuthority) throws -> PartyCredentials {
  PartyCredentials(
    transport: TransportCredentials(
      authority: try authority.own.certificate, certificate: issued.certificate, key: issued.key))
}

@Suite struct MutualTLSTests {
  private let authority: TestAuthority
  private let hub: PartyCredentials
  private let bank: PartyCredentials

  init() throws {
    authority = try TestAuthority(at: today())
    hub = try credentials(try authority.issue("hub", for: .hub, at: today(), days: 1), trusting: authority)
    bank = try credentials(
      try authority.issue("bank-004", for: .bank, hosts: hosts, at: today(), days: 1), trusting: authority)
  }

  /// How a question over these certificates ends.
  private func reason(hub: PartyCredentials, bank: PartyCredentials) async throws -> UnknownReason? {
    try await RunningBank.with(hub: hub, bank: bank) { await $0.link.health().reason }
  }

  /// Whether the bank hangs up on this hub. The hub learns of it only after its own half of the handshake (TLS 1.3), so it may
  /// find the connection closed before or after it wrote a request.
  private func isNotHeard(_ stranger: PartyCredentials) async throws -> Bool {
    let reason = try await reason(hub: stranger, bank: bank)
    return reason == .connectionLost || reason == .notSent
  }

  @Test("hub and bank know each other by their certificates, and money moves over many connections")
  func works() async throws {
    try await RunningBank.with(hub: hub, bank: bank) { running in
      let account = try await running.account()
      let moved = try await withThrowingTaskGroup(of: Bool.self) { group in
        for serial in 1...100 as ClosedRange<UInt64> {
          let order = try leg(serial, .debit, of: account, 10)
          group.addTask { await running.link.debit(order).confirmed != nil }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(moved == 100)
      let balance = await running.link.balance(of: account.account.number).confirmed?.balance.amount
      #expect(balance == account.balance.amount - 1_000)
      #expect(await running.messages.balance(of: account.account.number).confirmed?.balance.amount == balance)
    }
  }

  @Test("a bank whose certificate names another host is not asked")
  func wrongHost() async throws {
    let elsewhere = try credentials(
      try authority.issue("bank-004", for: .bank, hosts: ["elsewhere.test"], at: today(), days: 1), trusting: authority)
    #expect(try await reason(hub: hub, bank: elsewhere) == .notSent)
  }

  @Test("a bank of another authority is not asked, and a hub of another one is not heard")
  func otherAuthority() async throws {
    let other = try TestAuthority(at: today())
    let strangeBank = try credentials(
      try other.issue("bank-004", for: .bank, hosts: hosts, at: today(), days: 1), trusting: authority)
    #expect(try await reason(hub: hub, bank: strangeBank) == .notSent)
    let strangeHub = try credentials(try other.issue("hub", for: .hub, at: today(), days: 1), trusting: authority)
    #expect(try await isNotHeard(strangeHub))
  }

  @Test("a certificate that has ended counts no more, on either side")
  func expired() async throws {
    let past = today().adding(seconds: -10 * 86_400)
    let oldBank = try credentials(
      try authority.issue("bank-004", for: .bank, hosts: hosts, at: past, days: 9), trusting: authority)
    #expect(try await reason(hub: hub, bank: oldBank) == .notSent)
    let oldHub = try credentials(try authority.issue("hub", for: .hub, at: past, days: 9), trusting: authority)
    #expect(try await isNotHeard(oldHub))
  }

  @Test("a bank's certificate makes no hub, a hub's no bank, and a seal's neither")
  func purpose() async throws {
    let asHub = try credentials(
      try authority.issue("bank-088", for: .bank, hosts: hosts, at: today(), days: 1), trusting: authority)
    #expect(try await isNotHeard(asHub))
    let seal = try credentials(
      try authority.issue("bank-088-seal", for: .seal, hosts: hosts, at: today(), days: 1), trusting: authority)
    #expect(try await isNotHeard(seal))
    #expect(try await reason(hub: hub, bank: seal) == .notSent)
    let asBank = try credentials(
      try authority.issue("hub", for: .hub, hosts: hosts, at: today(), days: 1), trusting: authority)
    #expect(try await reason(hub: hub, bank: asBank) == .notSent)
  }

  @Test("who speaks no TLS, or shows no certificate, is not heard")
  func none() async throws {
    #expect(try await reason(hub: PartyCredentials(), bank: bank) != nil)
    let trusted = try self.authority.own.certificate
    try await RunningBank.with(hub: hub, bank: bank) { running in
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trusted.utf8)))
      let client = BankClient(
        host: "127.0.0.1", port: running.port, transport: .tls(try NIOSSLContext(configuration: configuration)),
        timeout: .seconds(20), group: MultiThreadedEventLoopGroup.singleton)
      let reason = await HTTPBankLink(bank: running.bank.bank, client: client).health().reason
      client.close()
      #expect(reason == .connectionLost || reason == .notSent)
    }
  }
}

@Suite struct SealedExchangeTests {
  private let clock = TestClock()
  private let authority: TestAuthority
  private let now: Instant

  init() throws {
    now = clock.world.now()
    authority = try TestAuthority(at: now)
  }

  /// A new seal of a party: its key, and what the other side trusts.
  private func seal(_ name: String, at time: Instant? = nil) async throws -> (own: SealKey, trusted: TrustedSeal) {
    let issued = try authority.issue(name, for: .seal, at: time ?? now, days: 5)
    return (
      try SealKey(pem: issued.key),
      try await SealCertificate.trusted(issued.certificate, by: try authority.own.certificate, at: time ?? now)
    )
  }

  @Test("sealed requests get sealed answers, and money moves once")
  func works() async throws {
    let (hub, bank) = (try await seal("hub seal"), try await seal("bank-004 seal"))
    try await RunningBank.with(
      clock: clock, hub: PartyCredentials(seals: (hub.own, [bank.trusted])),
      bank: PartyCredentials(seals: (bank.own, [hub.trusted]))
    ) { running in
      let order = try leg(1, .debit, of: try await running.account(), 1_000)
      #expect(await running.link.debit(order).confirmed != nil)
      #expect(await running.link.debit(order).confirmed != nil, "a repeat is sealed anew, so it is no replay")
      #expect(await running.link.balance(of: order.account).confirmed?.balance != nil)
      let receipt = await running.link.status(of: order.id).confirmed
      #expect(await running.messages.debit(order).confirmed.map(LegStatus.done) == receipt, "the same in ISO 20022")
      #expect(await running.messages.status(of: order.id).confirmed == receipt)
    }
  }

  @Test("without the right seal a bank does nothing, and the hub believes nothing")
  func wrongSeals() async throws {
    let (hub, bank, stranger) = (
      try await seal("hub seal"), try await seal("bank-004 seal"), try await seal("stranger")
    )
    let right = PartyCredentials(seals: (bank.own, [hub.trusted]))
    let cases: [(PartyCredentials, PartyCredentials, UnknownReason)] = [
      (PartyCredentials(), right, .unreadable),
      (PartyCredentials(seals: (stranger.own, [bank.trusted])), right, .unreadable),
      (PartyCredentials(seals: (hub.own, [bank.trusted])), PartyCredentials(), .untrusted),
      (
        PartyCredentials(seals: (hub.own, [bank.trusted])), PartyCredentials(seals: (stranger.own, [hub.trusted])),
        .untrusted
      ),
      (PartyCredentials(seals: (hub.own, [stranger.trusted])), right, .untrusted),
    ]
    for (hubSide, bankSide, expected) in cases {
      try await RunningBank.with(clock: clock, hub: hubSide, bank: bankSide) { running in
        #expect(await running.link.health().reason == expected)
        let order = try leg(1, .debit, of: try await running.account(), 1_000)
        #expect(await running.messages.debit(order).reason == expected)
        // A bank without seals does what it is asked; the hub only does not believe it.
        let isDone = await running.bank.status(of: order.id).confirmed != .notFound
        #expect(isDone == (expected == .untrusted))
      }
    }
  }

  @Test("a request that somebody recorded is refused the second time, and another hour's the first time")
  func replay() async throws {
    let (hub, bank) = (try await seal("hub seal"), try await seal("bank-004 seal"))
    try await RunningBank.with(clock: clock, bank: PartyCredentials(seals: (bank.own, [hub.trusted]))) { running in
      let order = try leg(1, .debit, of: try await running.account(), 1_000)
      let body = Array(
        """
        {"bank_tran_id":"\(order.id.bankTransactionID)","bank_tran_date":"20261124","account_num":"\(order.account.text)",\
        "tran_amt":"1000"}
        """.utf8)
      func post(_ sealed: SealedMessage) async throws -> Int? {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(running.port)/bank/v1/debit")))
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        for field in sealed.fields { request.setValue(field.value, forHTTPHeaderField: field.name) }
        return (try await running.send(request).1 as? HTTPURLResponse)?.statusCode
      }
      func sealed(_ nonce: String) throws -> SealedMessage {
        try MessageSigner(hub.own).request(
          method: "POST", target: "/bank/v1/debit", authority: "127.0.0.1", body: body, to: running.bank.bank.code,
          at: running.clock.world.now(), nonce: nonce)
      }
      let recorded = try sealed("0123456789abcdef")
      #expect(try await post(recorded) == 200)
      #expect(try await post(recorded) == 401)
      let late = try sealed("fedcba9876543210")
      running.clock.move(seconds: 3_600)
      #expect(try await post(late) == 401)
      #expect(try await post(try sealed("fedcba9876543210")) == 200)
    }
  }

  @Test("a seal of another authority, or one that has ended, is not trusted")
  func certificates() async throws {
    let other = try TestAuthority(at: now).issue("bank-004 seal", for: .seal, at: now, days: 5)
    let own = try authority.own.certificate
    await #expect(throws: SealCertificate.Refused.self) {
      try await SealCertificate.trusted(other.certificate, by: own, at: now)
    }
    let old = try authority.issue("bank-004 seal", for: .seal, at: now.adding(seconds: -20 * 86_400), days: 5)
    await #expect(throws: SealCertificate.Refused.self) {
      try await SealCertificate.trusted(old.certificate, by: own, at: now)
    }
    await #expect(throws: SealCertificate.Refused.self) { try await SealCertificate.trusted("", by: own, at: now) }
  }
}
