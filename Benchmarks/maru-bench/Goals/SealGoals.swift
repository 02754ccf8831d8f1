import Crypto
import Foundation
import MaruBankLink
import MaruDomain

/// P11: what signatures cost a bank's server for each call: processor time of balance inquiries that are signed and answered
/// signed, less the same without signatures. Beside it one signature and one verification with the same library. Both on one
/// core; the load, which signs the requests, on the other.
struct SealedBalance: Measurement {
  let goal = Goal(
    id: "P11", what: "ES256 request verified and answer signed, extra CPU", yardstick: "one sign and one verify",
    unit: "µs CPU", measure: "×", better: .lower, floor: 1.6, target: 1.3, stretch: 1.15)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await bench.generator.pin(to: Bench.loadCore)
    let certificates = bench.freshPath("certificates")
    _ = try ChildProcess.output(
      of: bench.binary, ["certs", "--out", certificates, "--code", BankProcessServer.code])
    let key = try SealKey(pem: String(contentsOfFile: certificates + "/hub-seal.key", encoding: .utf8))
    let sealing = try await BankProcessServer.start(
      bench, cores: [Bench.serverCore], flags: ["--credentials", certificates, "--no-tls"])
    let plain = try await BankProcessServer.start(bench, cores: [Bench.serverCore])
    let sealed = try SealedRequests(sealing, key)
    let unsealed = RepeatedRequests([
      .make("POST", SealedRequests.path, host: plain.host, body: plain.balanceBody, expecting: SealedRequests.expected)
    ])
    let report = try await bench.compare(goal) {
      let without = try await bench.throughput(plain.process, port: plain.port, unsealed)
      var with = try await bench.throughput(sealing.process, port: sealing.port, sealed)
      guard let sealedTime = with.processorMicroseconds, let plainTime = without.processorMicroseconds,
        sealedTime > plainTime
      else { throw BenchFailure("signed calls took no more processor time than unsigned ones") }
      with.value = sealedTime - plainTime
      return with
    } yardstick: {
      Sample(try Self.unit(for: bench.length))
    }
    await sealing.process.stop()
    await plain.process.stop()
    return report
  }

  /// Processor time of one signature and one verification, in microseconds.
  static func unit(for length: Duration) throws -> Double {
    Cores.pinThisThread(to: [Bench.serverCore])
    defer { Cores.pinThisThread(to: nil) }
    let key = P256.Signing.PrivateKey()
    let publicKey = key.publicKey
    let digest = SHA256.hash(data: Data(repeating: 7, count: 400))
    let (end, began) = (Clock.now + length.nanoseconds / 2, Clock.threadSeconds)
    var count = 0
    while Clock.now < end {
      guard publicKey.isValidSignature(try key.signature(for: digest), for: digest) else {
        throw BenchFailure("a signature does not verify")
      }
      count += 1
    }
    return (Clock.threadSeconds - began) * 1e6 / Double(max(1, count))
  }
}

/// Balance inquiries to one bank, each signed anew as it is sent.
struct SealedRequests: RequestSource {
  static let path = "/bank/v1/balance"
  static let expected = [#""bank_rsp_code":"000""#]

  private let server: BankProcessServer
  private let signer: MessageSigner
  private let bank: BankCode
  private let body: String

  init(_ server: BankProcessServer, _ key: SealKey) throws {
    guard let bank = BankCode(BankProcessServer.code) else { throw BenchFailure("no code of a bank") }
    self.server = server
    self.bank = bank
    signer = MessageSigner(key)
    body = server.balanceBody
  }

  func next() -> LoadRequest {
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let nonce = String(UInt64.random(in: (1 << 60)...UInt64.max), radix: 16)
    // Without a signature the bank answers 401, which counts as a failure.
    let sealed = try? signer.request(
      method: "POST", target: Self.path, authority: server.host, body: Array(body.utf8), to: bank, at: now,
      nonce: nonce)
    return .make(
      "POST", Self.path, host: server.host, headers: sealed?.fields.map { ($0.name, $0.value) } ?? [], body: body,
      expecting: Self.expected)
  }
}
