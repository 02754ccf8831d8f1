import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import TestSupport
import Testing

/// Tens of thousands of random and damaged inputs, the same ones from the same seed (J-14): nothing crashes, every refusal is
/// one of ours, and over HTTP nothing is a 5xx.
@Suite struct FuzzTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4]
  /// What makes random bytes look like JSON for a while.
  private static let pieces: [String] = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\uD83D", "\\uDE00", "\\u0000", "true", "false", "null", "0", "-",
    "1",
    "9", ".", "e", "E", "+", " ", "\n", "\t", "\0", "가", "\u{FEFF}", "😀", "a=b&", "%", "%ED%9A", "req_list", "tran_amt",
    "\"tran_amt\":", "\"req_list\":[{", "1e999999", "0000000000", "99999999999999999999", "--", "/*", "NaN",
  ]

  private func randomBytes(_ random: inout RandomNumbers) -> [UInt8] {
    (0..<random.number(below: 60)).flatMap { _ -> [UInt8] in
      random.number(below: 5) == 0
        ? [UInt8(truncatingIfNeeded: random.next())] : Array(Self.pieces[random.number(below: Self.pieces.count)].utf8)
    }
  }

  /// One to four small damages: a byte changed, taken out, put in, a stretch doubled or cut off, a piece put in.
  private func damaged(_ bytes: [UInt8], _ random: inout RandomNumbers) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.number(below: 4) {
      let at = random.number(below: bytes.count + 1)
      switch random.number(below: 6) {
      case 0 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      case 1 where at < bytes.count: bytes.remove(at: at)
      case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
      case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.number(below: 40))], at: at)
      case 4: bytes.removeSubrange(at..<min(bytes.count, at + random.number(below: 40)))
      default: bytes.insert(contentsOf: Self.pieces[random.number(below: Self.pieces.count)].utf8, at: at)
      }
    }
    return bytes
  }

  @Test(
    "random bytes are a value or a refusal, and a value reads the same when it is written again (J-14)",
    arguments: seeds)
  func json(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    var good = 0
    for round in 0..<10_000 {
      let start = round % 2 == 0 ? [] : Array(#"{"req_list":[{"tran_amt":"1000","x":[1,null]}],"a":"가\n😀"}"#.utf8)
      let bytes = start.isEmpty ? randomBytes(&random) : damaged(start, &random)
      do throws(JSONReader.Failure) {
        let value = try JSONReader.read(bytes)
        good += 1
        #expect((try? JSONReader.read(value.json)) == value, "seed \(seed), round \(round)")
      } catch {
        #expect(error.position >= 0 && error.position <= bytes.count, "seed \(seed), round \(round)")
      }
    }
    // A generator that makes nothing readable, or nothing broken, would prove nothing.
    #expect(good > 100 && good < 9_900, "\(good) of 10000")
  }

  @Test("damaged bodies and queries are members or A0004 (J-14)", arguments: seeds)
  func members(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    for round in 0..<5_000 {
      let bytes = damaged(Array("user_seq_no=1100000001&a=%EA%B0%80&b=+&c".utf8), &random)
      for read in [RequestMembers.body, { try RequestMembers.form($0) }] as [([UInt8]) throws -> [WireValue.Member]] {
        do {
          _ = try read(bytes)
        } catch {
          #expect(error as? HubError == HubError(.formatError), "seed \(seed), round \(round)")
        }
      }
    }
  }

  @Test(
    "damaged requests of every API are refused with A0004, never with another code or a crash (J-14)", arguments: seeds)
  func fields(seed: UInt64) async throws {
    try await Bench.run { bench in
      var random = RandomNumbers(seed: seed)
      for (index, api) in Endpoints.all.enumerated() {
        let good = WireValue.object(APICase.all[index].members(bench)).json
        for round in 0..<1_000 {
          guard case .object(let members)? = try? JSONReader.read(damaged(good, &random)) else { continue }
          if let code = refusal(api, members) {
            #expect(code == .formatError, "seed \(seed), \(api), round \(round)")
          }
        }
      }
    }
  }

  private func refusal<API: Endpoint>(_ api: API.Type, _ members: [WireValue.Member]) -> ResponseCode? {
    do {
      var fields = FieldReader(members)
      _ = try API.Request(from: &fields)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("damaged requests over HTTP are never a 5xx and always have the head (J-14)", arguments: seeds)
  func http(seed: UInt64) async throws {
    try await Bench.run { bench in
      var random = RandomNumbers(seed: seed)
      for api in APICase.all {
        for round in 0..<60 {
          let answer: WebAnswer
          let token = bench.token(for: api)
          switch api.route.method {
          case .post:
            let body = damaged(WireValue.object(api.members(bench)).json, &random)
            answer = try await bench.web.post(api.route.versionedPath, token: token, body: body)
          case .get:
            // A request line is ASCII by the time that the hub sees it.
            let query = damaged(Array(api.members(bench).form.utf8), &random).filter {
              $0 > 0x20 && $0 < 0x7F && $0 != 0x23
            }
            answer = try await bench.web.get(
              "\(api.route.versionedPath)?\(String(decoding: query, as: UTF8.self))", token: token)
          }
          let what: Comment = "seed \(seed), \(api.route.path), round \(round): \(answer.page)"
          #expect(answer.status == 200, what)
          #expect(answer.hasHead, what)
          #expect(answer.code != "A0003", what)
        }
      }
      #expect(try await bench.test.bookFindings() == [])
    }
  }

  @Test(
    "damaged forms at the token endpoint and damaged queries at the authorization endpoint are refused (J-14)",
    arguments: seeds)
  func oauth(seed: UInt64) async throws {
    try await Bench.run { bench in
      var random = RandomNumbers(seed: seed)
      let client = bench.test.client
      let names = [
        ("client_id", client.clientID.text), ("client_secret", client.clientSecret),
        ("grant_type", "client_credentials"), ("scope", "oob"),
      ]
      let form = Array(names.map { WireValue.Member($0.0, .string($0.1)) }.form.utf8)
      let query = Array(
        "response_type=code&client_id=\(client.clientID.text)&redirect_uri=\(percent(client.redirectURI))&scope=login&state=s"
          .utf8)
      for round in 0..<150 {
        let what: Comment = "seed \(seed), round \(round)"
        let token = try await bench.web.post(
          "/oauth/2.0/token", type: "application/x-www-form-urlencoded", body: damaged(form, &random))
        #expect(token.status == 200, what)
        let wild = damaged(query, &random).filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }
        let page = try await bench.web.get("/oauth/2.0/authorize2?\(String(decoding: wild, as: UTF8.self))")
        #expect([200, 302].contains(page.status), what)
        // Nothing but the pages is ever redirected to before the person has spoken (F-12).
        #expect(page.status == 200 || page.location.hasPrefix("/consent/"), what)
      }
    }
  }

  private func percent(_ text: String) -> String {
    [WireValue.Member("u", .string(text))].form.replacing("u=", with: "")
  }
}
