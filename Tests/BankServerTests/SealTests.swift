import Crypto
import Foundation
import MaruDomain
import Testing

@testable import MaruBankLink

/// A hub and a bank that seal for each other, and an exchange between them.
private struct Parties {
  let hub = SealKey(P256.Signing.PrivateKey())
  let bank = SealKey(P256.Signing.PrivateKey())
  let code = BankCode("004")!
  let now = Instant(milliseconds: 1_795_600_000_000)
  let body = Array(#"{"account_num":"60020000000000"}"#.utf8)

  func trusted(_ key: SealKey) -> [TrustedSeal] {
    [TrustedSeal(key.key.publicKey, validFrom: now.adding(seconds: -1_000), validUntil: now.adding(seconds: 1_000))]
  }

  func request(target: String = "/bank/v1/balance", nonce: String = "0123456789abcdef", at time: Instant? = nil) throws
    -> SignedMessage
  {
    try MessageSigner(hub).request(
      method: "POST", target: target, authority: "localhost:9004", body: body, to: code, at: time ?? now, nonce: nonce
    ).message
  }

  func problem(
    _ message: SignedMessage, body: [UInt8]? = nil, memory: NonceMemory? = nil, to bank: BankCode? = nil,
    at time: Instant? = nil
  )
    -> SignatureProblem?
  {
    do {
      _ = try MessageVerifier(trusted(hub)).request(
        message, body: body ?? self.body, to: bank ?? code, at: time ?? now,
        memory: memory ?? NonceMemory(since: now.adding(seconds: -100_000)))
      return nil
    } catch {
      return error as? SignatureProblem
    }
  }
}

extension SignedMessage {
  /// The message with another first line, or another value of a field (nil removes it).
  fileprivate func with(_ start: Start? = nil, _ changes: [String: String?] = [:]) -> SignedMessage {
    var other = SignedMessage(start ?? self.start)
    for field in fields {
      if let change = changes[field.name] {
        if let change { other.add(field.name, change) }
      } else {
        other.add(field.name, field.value)
      }
    }
    return other
  }
}

@Suite struct SealTests {
  private let parties = Parties()

  @Test("a sealed request is taken once; the same bytes again are a replay, a repeat sealed anew is not")
  func once() throws {
    let memory = NonceMemory(since: parties.now)
    let first = try parties.request()
    #expect(parties.problem(first, memory: memory) == nil)
    #expect(parties.problem(first, memory: memory) == .replayed)
    #expect(parties.problem(try parties.request(nonce: "fedcba9876543210"), memory: memory) == nil)
  }

  @Test("whatever is changed on the way, the seal does not fit")
  func changed() throws {
    let sealed = try parties.request(target: "/bank/v1/balance?x=1")
    let here = "localhost:9004"
    let input = try #require(sealed["signature-input"])
    let cases: [(SignedMessage, SignatureProblem)] = [
      (sealed.with(.request(method: "PUT", target: "/bank/v1/balance?x=1", authority: here)), .wrong),
      (sealed.with(.request(method: "POST", target: "/bank/v1/debit?x=1", authority: here)), .wrong),
      (sealed.with(.request(method: "POST", target: "/bank/v1/balance?x=2", authority: here)), .wrong),
      (sealed.with(.request(method: "POST", target: "/bank/v1/balance", authority: here)), .wrong),
      (sealed.with(nil, ["date": HTTPDate.text(of: parties.now.adding(seconds: 1))]), .wrong),
      (sealed.with(nil, ["date": nil]), .stale), (sealed.with(nil, ["content-digest": nil]), .digest),
      (sealed.with(nil, ["content-digest": ContentDigest.text(of: [])]), .digest),
      (sealed.with(nil, ["signature": nil]), .missing), (sealed.with(nil, ["signature-input": nil]), .missing),
      (sealed.with(nil, ["signature": "maru=:AAEC:"]), .wrong),
      (sealed.with(nil, ["signature": "other=:AAEC:"]), .malformed),
      (sealed.with(nil, ["signature": "maru=:"]), .malformed),
      (sealed.with(nil, ["signature-input": input.replacing("\"date\" ", with: "")]), .coverage),
      (sealed.with(nil, ["signature-input": input.replacing("\"@query\" ", with: "")]), .coverage),
      (sealed.with(nil, ["signature-input": input.replacing("\"@method\" ", with: "")]), .coverage),
      (
        sealed.with(nil, ["signature-input": input.replacing("\"content-digest\"", with: "\"content-digest\";sf")]),
        .coverage
      ),
      (sealed.with(nil, ["signature-input": input.replacing("\"date\"", with: "\"date\" \"absent\"")]), .coverage),
      (sealed.with(nil, ["signature-input": input.replacing("\"date\"", with: "\"date\" \"date\"")]), .coverage),
      (sealed.with(nil, ["signature-input": input.replacing("ecdsa-p256-sha256", with: "hmac-sha256")]), .algorithm),
      (
        sealed.with(nil, ["signature-input": input.replacing("nonce=\"0123456789abcdef\"", with: "nonce=\"short\"")]),
        .malformed
      ),
      (sealed.with(nil, ["signature-input": input.replacing(";nonce=\"0123456789abcdef\"", with: "")]), .malformed),
      (sealed.with(nil, ["signature-input": input.replacing("0123456789abcdef", with: "0123456789abcdee")]), .wrong),
      (sealed.with(nil, ["signature-input": input.replacing("maru-bank-004", with: "maru-bank-088")]), .missing),
      (sealed.with(nil, ["signature-input": input.replacing("keyid=\"", with: "keyid=\"0")]), .unknownKey),
    ]
    for (message, expected) in cases {
      #expect(parties.problem(message) == expected, "\(message.fields)")
    }
    #expect(parties.problem(sealed, body: parties.body + [0x20]) == .digest)
    #expect(parties.problem(sealed) == nil)
  }

  @Test("a request for one bank is none for another, and a bank's seal is no hub's")
  func audience() throws {
    #expect(parties.problem(try parties.request(), to: BankCode("088")) == .missing)
    let stranger = try MessageSigner(parties.bank).request(
      method: "POST", target: "/bank/v1/debit", authority: "localhost", body: parties.body, to: parties.code,
      at: parties.now,
      nonce: "0123456789abcdef"
    ).message
    #expect(parties.problem(stranger) == .unknownKey)
  }

  @Test(
    "a message is taken up to a minute after it was made, and from a clock up to half a minute ahead",
    arguments: [(60, true), (61, false), (-30, true), (-31, false), (100_000, false)] as [(Int64, Bool)])
  func window(age: Int64, isTaken: Bool) throws {
    let problem = parties.problem(try parties.request(), at: parties.now.adding(seconds: age))
    #expect(problem == (isTaken ? nil : .stale))
  }

  @Test("a key counts while its certificate is valid", arguments: [-1_001, 1_001] as [Int64])
  func validity(age: Int64) throws {
    let time = parties.now.adding(seconds: age)
    #expect(parties.problem(try parties.request(at: time), at: time) == .unknownKey)
  }

  @Test("nonces are forgotten with the window, not before, not even by a clock that goes back (M-14)")
  func memory() throws {
    let memory = NonceMemory(since: parties.now, limit: 3)
    let first = try parties.request()
    #expect(parties.problem(first, memory: memory) == nil)
    #expect(parties.problem(first, memory: memory, at: parties.now.adding(seconds: 60)) == .replayed)
    #expect(parties.problem(try parties.request(nonce: "1123456789abcdef"), memory: memory) == nil)
    #expect(parties.problem(try parties.request(nonce: "2123456789abcdef"), memory: memory) == nil)
    #expect(parties.problem(try parties.request(nonce: "3123456789abcdef"), memory: memory) == .tooMany)
    let later = parties.now.adding(seconds: 120)
    #expect(
      parties.problem(try parties.request(nonce: "3123456789abcdef", at: later), memory: memory, at: later) == nil)
    #expect(parties.problem(first, memory: memory) == .stale)
  }

  @Test("after a restart nothing is taken that was sealed before it: which nonces were used is not known any more")
  func restart() throws {
    let first = try parties.request()
    let restarted = parties.now.adding(seconds: 1)
    #expect(parties.problem(first, memory: NonceMemory(since: restarted), at: restarted) == .stale)
    #expect(parties.problem(first, memory: NonceMemory(since: parties.now), at: restarted) == nil)
  }

  @Test("an answer is the bank's, to this request, with this body and status")
  func answers() throws {
    let request = try parties.request()
    let answer = try MessageSigner(parties.bank).answer(
      status: 200, body: parties.body, to: (request, "maru"), at: parties.now
    ).message
    let verifier = MessageVerifier(parties.trusted(parties.bank))
    func problem(_ answer: SignedMessage, _ body: [UInt8], _ request: SignedMessage) -> SignatureProblem? {
      do {
        try verifier.answer(answer, body: body, to: request, at: parties.now)
        return nil
      } catch { return error as? SignatureProblem }
    }
    #expect(problem(answer, parties.body, request) == nil)
    #expect(problem(answer, [], request) == .digest)
    #expect(problem(answer.with(.answer(status: 500)), parties.body, request) == .wrong)
    #expect(problem(answer, parties.body, try parties.request(nonce: "fedcba9876543210")) == .wrong)
    let unbound = try MessageSigner(parties.bank).answer(status: 200, body: parties.body, to: nil, at: parties.now)
    #expect(problem(unbound.message, parties.body, request) == .coverage)
    #expect(problem(request, parties.body, request) == .missing, "a request is no answer")
    let own = try MessageSigner(parties.hub).answer(
      status: 200, body: parties.body, to: (request, "maru"), at: parties.now)
    #expect(problem(own.message, parties.body, request) == .unknownKey, "nor is what the hub sealed itself")
  }
}
