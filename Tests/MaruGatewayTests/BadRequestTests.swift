import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// Bodies and queries that are no request at all, for every API. Sections 1.2, 1.3 and 1.6 of the wire contract.
@Suite struct BadRequestTests {
  private static let posts = APICase.all.filter { $0.route.method == .post }
  private static let gets = APICase.all.filter { $0.route.method == .get }

  /// Texts that are no JSON object, and no form either.
  private static let broken: [(String, [UInt8])] = [
    ("opened", Array("{".utf8)), ("cut", Array(#"{"fintech_use_num":"12"#.utf8)),
    ("half member", Array(#"{"a":"#.utf8)),
    ("single quotes", Array("{'a':'b'}".utf8)), ("no quotes", Array("{a:1}".utf8)), ("comma", Array(#"{"a":1,}"#.utf8)),
    ("two documents", Array("{}{}".utf8)), ("comment", Array("/* */{}".utf8)), ("word", Array("nonsense".utf8)),
    ("array", Array("[]".utf8)), ("array of objects", Array(#"[{"a":1}]"#.utf8)), ("text", Array(#""a""#.utf8)),
    ("number", Array("1".utf8)), ("null", Array("null".utf8)), ("true", Array("true".utf8)),
    ("invalid UTF-8", Array(#"{"a":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)),
    ("overlong UTF-8", Array(#"{"a":""#.utf8) + [0xC0, 0x80] + Array(#""}"#.utf8)),
    ("half surrogate", Array(#"{"a":"\uD800"}"#.utf8)), ("NUL", [0]), ("NULs", [UInt8](repeating: 0, count: 1_000)),
    ("NUL in a text", Array("{\"a\":\"\0\"}".utf8)), ("byte order mark", [0xEF, 0xBB, 0xBF] + Array("{}".utf8)),
    ("deep arrays", [UInt8](repeating: 0x5B, count: 100_000)),
    ("deep objects", Array(String(repeating: #"{"a":"#, count: 50_000).utf8)),
    ("deep and closed", Array((String(repeating: "[", count: 500) + String(repeating: "]", count: 500)).utf8)),
    ("number without end", Array(#"{"a":1e}"#.utf8)), ("leading zero", Array(#"{"a":01}"#.utf8)),
    ("NaN", Array(#"{"a":NaN}"#.utf8)), ("XML", Array("<a/>".utf8)), ("multipart", Array("--x\r\n\r\n--x--".utf8)),
  ]

  @Test("a body that is no JSON object is A0004, whatever it is")
  func bodies() async throws {
    try await Bench.run { bench in
      for api in Self.posts {
        let before = try await bench.test.contents()
        for (name, body) in Self.broken {
          let answer = try await bench.web.post(api.route.versionedPath, token: bench.token(for: api), body: body)
          #expect(answer.status == 200, "\(name)")
          #expect(answer.code == "A0004", "\(name): \(answer.page)")
          #expect(answer.hasHead, "\(name)")
        }
        #expect(try await bench.test.contents() == before)
      }
    }
  }

  @Test("no body is a request without fields: the first required one is named")
  func empty() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        guard let first = api.requestUses.first(where: { $0.presence == .required })?.name else { continue }
        for body in [nil, "", " \n\t", "{}"] as [String?] {
          let answer = try await bench.web.send(
            HTTPRequest.Method(api.route.method.rawValue) ?? .get, api.route.versionedPath,
            Web.bearer(bench.token(for: api)), body: body.map { Array($0.utf8) })
          #expect(answer.code == "A0004")
          #expect(answer.message.contains("[\(first): "), "\(answer.message)")
        }
      }
    }
  }

  @Test("JSON is read under any content type", arguments: posts)
  func contentTypes(api: APICase) async throws {
    try await Bench.run { bench in
      for type in ["application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "", "nonsense"] {
        let answer = try await bench.web.post(
          api.route.versionedPath, token: bench.token(for: api), type: type,
          body: WireValue.object(api.members(bench)).json)
        #expect(answer.code == "A0000", "\(type): \(answer.page)")
        // What ends a token or a consent can be done once.
        if ["user/unlink", "account/cancel"].contains(api.route.path) { break }
      }
    }
  }

  @Test("a form on a JSON endpoint is read as flat fields; a list in it is missing", arguments: posts)
  func forms(api: APICase) async throws {
    try await Bench.run { bench in
      let form = api.members(bench).form
      let answer = try await bench.web.post(
        api.route.versionedPath, token: bench.token(for: api), type: "application/x-www-form-urlencoded",
        body: Array(form.utf8))
      if api.requestUses.contains(where: { $0.rows != nil }) {
        #expect(answer.code == "A0004")
        #expect(answer.message.contains("[req_list: "))
      } else {
        #expect(answer.code == "A0000", "\(answer.page)")
      }
    }
  }

  @Test("a query with broken escapes is A0004")
  func queries() async throws {
    try await Bench.run { bench in
      for api in Self.gets where !api.requestUses.isEmpty {
        for query in ["a=%", "a=%z", "a=%zz", "a=%FF", "a=%C0%80", "%FF=a", "a=%ED%A0%80"] {
          let answer = try await bench.web.get(
            "\(api.route.versionedPath)?\(api.members(bench).form)&\(query)", token: bench.token(for: api))
          #expect(answer.status == 200, "\(query)")
          #expect(answer.code == "A0004", "\(query): \(answer.page)")
        }
      }
    }
  }

  @Test("a body over 1 MiB is refused with 413, one of 1 MiB is read", arguments: posts)
  func size(api: APICase) async throws {
    try await Bench.run { bench in
      let before = try await bench.test.contents()
      let json = WireValue.object(api.members(bench)).json
      for (size, status) in [((1 << 20) + 1, 413), (3 << 20, 413)] {
        let body = json + [UInt8](repeating: 0x20, count: size - json.count)
        let answer = try await bench.web.post(api.route.versionedPath, token: bench.token(for: api), body: body)
        #expect(answer.status == status)
        #expect(answer.code == "A0004")
        #expect(answer.hasHead)
      }
      #expect(try await bench.test.contents() == before)
      let answer = try await bench.web.post(
        api.route.versionedPath, token: bench.token(for: api),
        body: json + [UInt8](repeating: 0x20, count: (1 << 20) - json.count))
      #expect(answer.code == "A0000", "\(answer.page)")
    }
  }
}
