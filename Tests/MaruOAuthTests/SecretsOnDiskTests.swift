import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import TestSupport
import Testing

/// Whoever steals the files can call nothing: only digests of secrets, codes and tokens are on disk.
@Suite struct SecretsOnDiskTests {
  /// Every byte of every file of the hub, the write-ahead log included.
  private func bytes(of directory: URL) throws -> Data {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(names.contains("hub.sqlite"))
    return try names.reduce(into: Data()) { $0 += try Data(contentsOf: directory.appending(path: $1)) }
  }

  @Test("no secret, code, token, cookie or pass phrase is in any file, while the hub runs and after it")
  func none() async throws {
    let test = try await TestHub.open()
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    var secrets = test.bed.organisations.flatMap { [$0.clientSecret, $0.passPhrase, passPhraseDigest($0.passPhrase)] }
    secrets.append(verifier)

    let open = try await test.consent(extra: [
      .init("code_challenge", .string("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")),
      .init("code_challenge_method", .string("S256")),
    ])
    let first = try await test.hub.oauth.token(test.codeRequest(open.code, verifier: verifier))
    let second = try await test.refresh(first.refreshToken)
    let third = try await test.refresh(second.refreshToken)
    let unused = try await test.consent().code
    secrets += [open.code, unused, try await test.organisationToken()]
    for answer in [first, second, third] {
      secrets.append(answer.accessToken)
      secrets.append(try #require(answer.refreshToken))
    }
    let (visit, _) = try await test.hub.startConsent(
      [
        .init("response_type", .string("code")), .init("client_id", .string(test.client.clientID.text)),
        .init("redirect_uri", .string(test.client.redirectURI)), .init("scope", .string("login")),
      ], headers: AuthorizeHeaders(), addsAccounts: false)
    secrets += [visit, try #require(try await test.hub.consent(visit, cookie: nil).newCookie)]
    // A deposit brings the pass phrase past the hub.
    _ = try? await test.hub.deposit2(
      TransferDeposit2.Request(
        passPhrase: try #require(PassPhrase(test.client.passPhrase)),
        withdrawPrintContent: try #require(PrintContent("환급")), nameCheck: .off, count: 1,
        rows: [
          .init(
            number: 1, bankCode: test.account.account.bank, accountNumber: test.account.account.number,
            holderName: nil, printContent: try #require(PrintContent("환급")), amount: try #require(Won(100)))
        ], requestedAt: test.clock.world.now().dateTime), by: test.organisation, call: test.newCall())

    for moment in ["running", "closed"] {
      let all = try bytes(of: test.directory)
      // What is not secret is found, so the search works.
      #expect(all.range(of: Data(test.client.clientID.text.utf8)) != nil)
      for (index, secret) in secrets.enumerated() {
        #expect(all.range(of: Data(secret.utf8)) == nil, "secret \(index), \(moment)")
        let hex = secret.filter { $0 != "-" }
        if hex.count % 2 == 0, hex.allSatisfy(\.isHexDigit) {
          let raw = Data(
            stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) })
          #expect(raw.count < 8 || all.range(of: raw) == nil, "secret \(index) as bytes, \(moment)")
        }
      }
      await test.close(keepingData: moment == "running")
    }
  }
}
