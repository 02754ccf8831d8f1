import MaruContract
import MaruDomain
import Testing

/// The documents say everything that the site's pages show in both languages.
@Suite struct KoreanWordsTests {
  /// A description and where it stands.
  struct Place: Sendable, CustomTestStringConvertible {
    let path: String
    let words: String?
    var testDescription: String { path }
  }

  private static func isKorean(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
  }

  private static func members(_ value: WireValue?) -> [WireValue.Member] {
    guard case .object(let members)? = value else { return [] }
    return members
  }
  private static func member(_ name: String, of value: WireValue) -> WireValue? {
    members(value).first { $0.name == name }?.value
  }

  /// Every property and parameter of a document that is described where it stands; what points elsewhere is described there.
  private static func fields(_ value: WireValue, _ path: String) -> [Place] {
    switch value {
    case .object(let members):
      return members.flatMap { one -> [Place] in
        let here = "\(path)/\(one.name)"
        guard one.name == "properties" || one.name == "parameters" else { return fields(one.value, here) }
        return Self.described(one.value, here) + fields(one.value, here)
      }
    case .array(let values): return values.enumerated().flatMap { fields($1, "\(path)/\($0)") }
    case .string, .number, .bool, .null: return []
    }
  }

  private static func described(_ value: WireValue, _ path: String) -> [Place] {
    let all: [(String, WireValue)] =
      switch value {
      case .object(let members): members.map { ($0.name, $0.value) }
      case .array(let values): values.map { (member("name", of: $0)?.flatText ?? "", $0) }
      case .string, .number, .bool, .null: []
      }
    return all.filter { member("$ref", of: $0.1) == nil }.map {
      Place(path: "\(path)/\($0.0)", words: member("description", of: $0.1)?.flatText)
    }
  }

  @Test(
    "every field has words in Korean and in English, and the Korean ones leave out no value",
    arguments: ["hub", "bank"])
  func fields(_ name: String) throws {
    let json = name == "hub" ? OpenAPIDocument.json(testBed: false) : BankSideDocument.json
    let places = Self.fields(try JSONReader.read(json), "")
    #expect(places.count > 60)
    for place in places {
      let halves = (place.words ?? "").split(separator: ": ", maxSplits: 1).map(String.init)
      try #require(halves.count == 2, "\(place.path): \(place.words ?? "no words")")
      #expect(Self.isKorean(halves[0]), "\(place.path): \(halves[0])")
      // Remarks that the pages translate by themselves.
      let english = halves[1].replacing(/\. (Required when|Also accepted as) .*/, with: "")
      for value in english.matches(of: /`[^`]+`|\b[A-Z][A-Z0-9]*\b|\b[0-9]+\b|\b[a-z]+_[a-z_]+\b|\(y[yMdHms]+\)/) {
        #expect(halves[0].contains(value.output), "\(place.path): \(halves[0]) lacks \(value.output)")
      }
    }
  }

  @Test("every API has its purpose in Korean, in the document too")
  func purposes() throws {
    for api in Endpoints.all { #expect(Self.isKorean(api.route.koreanPurpose) && !Self.isKorean(api.route.english)) }
    let document = try JSONReader.read(OpenAPIDocument.json(testBed: false))
    for path in Self.members(Self.member("paths", of: document)) {
      for operation in Self.members(path.value) where ["get", "post"].contains(operation.name) {
        let words = Self.member(OpenAPIDocument.koreanDescription, of: operation.value)?.flatText ?? ""
        #expect(Self.isKorean(words), "\(path.name)")
      }
    }
  }

  @Test("every number of O0001 is told in both languages", arguments: OAuthDetail.allCases)
  func details(_ detail: OAuthDetail) {
    #expect(Self.isKorean(detail.korean) && !Self.isKorean(detail.english))
  }
}
