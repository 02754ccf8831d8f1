import Crypto
import Foundation
import MaruContract
import MaruDomain
import Testing

@testable import MaruBankLink

/// The worked example of the bank-side document, held against the code that signs and verifies.
@Suite struct BankSideExampleTests {
  /// `test-key-ecc-p256` of RFC 9421 appendix B.1.3.
  private static let key = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
    w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
    -----END PUBLIC KEY-----
    """
  private let now = Instant(milliseconds: 1_795_480_200_000)

  private var trusted: [TrustedSeal] {
    get throws {
      [
        TrustedSeal(
          try P256.Signing.PublicKey(pemRepresentation: Self.key), validFrom: now, validUntil: now.adding(seconds: 60))
      ]
    }
  }

  private var request: SignedMessage {
    var message = SignedMessage(.request(method: "POST", target: "/bank/v1/balance", authority: "bank.example:9097"))
    message.add("Date", "Tue, 24 Nov 2026 00:30:00 GMT")
    message.add("Content-Digest", BankSideExample.requestDigest)
    message.add("Signature-Input", "maru=" + BankSideExample.requestParameters)
    message.add("Signature", "maru=:\(BankSideExample.requestSignature):")
    return message
  }

  private var answer: SignedMessage {
    var message = SignedMessage(.answer(status: 200))
    message.add("Content-Digest", BankSideExample.answerDigest)
    message.add("Signature-Input", "maru=" + BankSideExample.answerParameters)
    message.add("Signature", "maru=:\(BankSideExample.answerSignature):")
    return message
  }

  @Test("a bank takes the example's request, once")
  func takesRequest() throws {
    let bank = try #require(BankCode("097"))
    let memory = NonceMemory(since: now)
    let verifier = MessageVerifier(try trusted)
    let body = Array(BankSideExample.requestBody.utf8)
    #expect(try verifier.request(request, body: body, to: bank, at: now, memory: memory) == "maru")
    #expect(throws: SignatureProblem.replayed) {
      try verifier.request(request, body: body, to: bank, at: now, memory: memory)
    }
  }

  @Test("the hub believes the example's answer, and reads it")
  func takesAnswer() throws {
    let body = Array(BankSideExample.answerBody.utf8)
    try MessageVerifier(try trusted).answer(answer, body: body, to: request, at: now)
    #expect(try BankSideReply<BankSideBalance.Answer>(json: body).body?.balance.amount == 1_250_000)
  }

  @Test("the printed bases are the ones that are signed")
  func bases() throws {
    func covered(_ message: SignedMessage) throws -> InnerList {
      guard
        case .list(let list)? = try StructuredFieldParser.dictionary(message["signature-input"] ?? "")["maru"]
      else { throw SignatureProblem.missing }
      return list
    }
    let requestBase = try SignatureBase.make(try covered(request), over: request)
    #expect(String(decoding: requestBase, as: UTF8.self) == BankSideExample.requestBase)
    let answerBase = try SignatureBase.make(try covered(answer), over: answer, answering: request)
    #expect(String(decoding: answerBase, as: UTF8.self) == BankSideExample.answerBase)
  }
}
