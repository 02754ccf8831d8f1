import MaruContract
import MaruDomain
import Testing

/// One table of wrong fields for all APIs, over the whole way from bytes to bytes: A0004 that names the field, HTTP 200, and
/// nothing written.
@Suite struct BadFieldTests {
  /// Sends each wrong request and looks at the answer; the database must be what it was.
  private func expectRefused(
    _ apis: [APICase] = APICase.all,
    _ wrong:
      @escaping @Sendable (APICase, [WireValue.Member]) -> [(field: String, what: String, members: [WireValue.Member])]
  ) async throws {
    try await Bench.run { bench in
      let bankBefore = try await bench.test.balance(of: bench.test.account.account)
      for api in apis {
        let before = try await bench.test.contents()
        for (field, what, members) in wrong(api, api.members(bench)) {
          let answer = try await bench.call(api, members)
          #expect(answer.status == 200, "\(api.route.path) \(field) \(what)")
          #expect(answer.code == "A0004", "\(api.route.path) \(field) \(what): \(answer.page)")
          #expect(
            answer.message.hasPrefix("요청전문 포맷 에러 [\(field): "), "\(api.route.path) \(what): \(answer.message)")
          #expect(answer.hasHead)
          #expect(answer.members.count == 4, "a refusal by the hub is the head alone (section 1.5)")
        }
        #expect(try await bench.test.contents() == before, "\(api.route.path) wrote something")
      }
      #expect(try await bench.test.balance(of: bench.test.account.account) == bankBefore)
    }
  }

  @Test("a field that is missing or empty is named")
  func missing() async throws {
    try await expectRefused { api, good in
      api.places(in: good).filter { $0.use.presence == .required }.flatMap { place in
        let values: [WireValue?] = api.route.method == .get ? [nil, .string("")] : [nil, .string(""), .null]
        return values.map { (place.name, "missing", place.members(good, $0)) }
      }
        + api.requestUses.filter { $0.rows != nil }.flatMap { use in
          [nil, .null, .array([]), .object([]), .string("[]"), .array([.string("x")]), .array([.null])].map {
            (value: WireValue?) in
            let isRow = value == .array([.string("x")]) || value == .array([.null])
            return (isRow ? "\(use.name)[0]" : use.name, "\(String(describing: value))", good.with(use.name, value))
          }
        }
    }
  }

  @Test("a field that is too long, or not as long as it must be, is named")
  func length() async throws {
    try await expectRefused { api, good in
      api.places(in: good).flatMap { place -> [(String, String, [WireValue.Member])] in
        let letter = place.use.example.last.map(String.init) ?? "0"
        var texts = [String(repeating: letter, count: place.use.type.length + 1), String(repeating: "가", count: 5_000)]
        if place.use.type.isFixed, place.use.type.length > 1 { texts.append(String(place.use.example.dropLast())) }
        return texts.map { (place.name, "\($0.count) characters", place.members(good, .string($0))) }
      }
    }
  }

  @Test("a field with a character that its type does not have is named")
  func characters() async throws {
    try await expectRefused { api, good in
      api.places(in: good).flatMap { place -> [(String, String, [WireValue.Member])] in
        let head = String(place.use.example.dropLast())
        var endings = ["\u{0}", "\n", "\u{7F}", "\u{1B}"]
        if place.use.type.letters == "N" { endings += ["a", "-", " ", ".", "１", "٣"] }
        return endings.map { (place.name, $0.debugDescription, place.members(good, .string(head + $0))) }
      }
    }
  }

  @Test("a field of another JSON type is named")
  func types() async throws {
    try await expectRefused(APICase.all.filter { $0.route.method == .post }) { api, good in
      api.places(in: good).flatMap { place -> [(String, String, [WireValue.Member])] in
        [.bool(true), .bool(false), .array([]), .object([]), .array([.string(place.use.example)])].map {
          (value: WireValue) in (place.name, "\(value)", place.members(good, value))
        }
      }
    }
  }

  @Test("a number that its field cannot hold is named, however large")
  func numbers() async throws {
    try await expectRefused { api, good in
      api.places(in: good).filter { $0.use.type.letters == "N" }.flatMap {
        place -> [(String, String, [WireValue.Member])] in
        [
          "-1", "1.5", "1e3", "1E400", "-0", String(repeating: "9", count: 400),
          "0." + String(repeating: "0", count: 400),
        ]
        .map { (place.name, $0, place.members(good, .number($0))) }
      }
    }
  }

  @Test("a field that is given twice is named, even twice alike")
  func twice() async throws {
    try await expectRefused { api, good in
      api.requestUses.compactMap { use in
        good.first { $0.name == use.name }.map { (use.name, "twice", good + [$0]) }
      }
    }
  }

  @Test("a value outside a closed list is named, with the list")
  func lists() async throws {
    try await expectRefused { api, good in
      api.places(in: good).filter { !$0.use.values.isEmpty }.map { place in
        (place.name, "?", place.members(good, .string("?")))
      }
    }
  }

  @Test("at most 25 rows")
  func rows() async throws {
    try await expectRefused(APICase.all.filter { api in api.requestUses.contains { $0.rows != nil } }) { api, good in
      guard case .array(let rows)? = good.first(where: { $0.name == "req_list" })?.value, let row = rows.first else {
        return []
      }
      return [26, 1_000].map {
        ("req_list", "\($0) rows", good.with("req_list", .array(Array(repeating: row, count: $0))))
      }
    }
  }

  @Test("dates, times and amounts that do not exist are named")
  func values() async throws {
    try await expectRefused { api, good in
      api.places(in: good).flatMap { place -> [(String, String, [WireValue.Member])] in
        let texts: [String]
        switch place.use.name {
        case "from_date", "to_date", "org_bank_tran_date": texts = ["20260229", "20261301", "20260100", "00000000"]
        case "from_time", "to_time": texts = ["240000", "006000", "000060"]
        case "tran_dtime", "org_tran_dtime": texts = ["20260229000000", "20261124240000", "20261124006000"]
        case "tran_amt", "org_tran_amt": texts = ["0", "000000000000", "-1000", "1,000", "1000.0"]
        case "page_index": texts = ["0"]
        default: texts = []
        }
        return texts.map { (place.name, $0, place.members(good, .string($0))) }
      }
    }
  }
}

/// What real clients send although the manual says otherwise must not be refused. Sections 1.2 and 1.3 of the wire contract.
@Suite struct LenientFieldTests {
  @Test("digits as JSON numbers, and fields that nobody knows, change nothing", arguments: APICase.all)
  func numbers(api: APICase) async throws {
    try await Bench.run { bench in
      let good = api.members(bench)
      // What has leading zeros or a letter cannot be a JSON number.
      let asNumbers = api.places(in: good).reduce(good) { members, place in
        guard place.use.type.letters.contains("N"), case .string(let text)? = bench.value(place, members),
          !text.isEmpty, text.allSatisfy(\.isNumber), text == "0" || !text.hasPrefix("0")
        else { return members }
        return place.members(members, .number(text))
      }
      let extra: [WireValue.Member] =
        [.init("sub_frnc_bussiness_num", .string("1")), .init("x", .string("1")), .init("x", .string("2"))]
        + (api.route.method == .get ? [] : [.init("y", .array([.null])), .init("z", .object([]))])
      let answer = try await bench.call(api, extra + asNumbers)
      #expect(answer.code == "A0000", "\(answer.page)")
    }
  }
}

extension Bench {
  fileprivate func value(_ place: APICase.Place, _ members: [WireValue.Member]) -> WireValue? {
    guard let list = place.list else { return members.first { $0.name == place.use.name }?.value }
    guard case .array(let rows)? = members.first(where: { $0.name == list })?.value, case .object(let row)? = rows.first
    else { return nil }
    return row.first { $0.name == place.use.name }?.value
  }
}
