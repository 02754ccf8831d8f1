import Foundation
import MaruContract
import MaruDomain
import Testing

@Suite struct OpenAPIDocumentTests {
  private static let golden = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../docs/api/openapi.json").standardized

  private let document: WireValue
  init() throws { document = try JSONReader.read(OpenAPIDocument.json(testBed: true)) }

  @Test("the committed document is the one that the shapes make")
  func golden() throws {
    let made = Data(OpenAPIDocument.indentedJSON)
    if ProcessInfo.processInfo.environment["MARU_WRITE_OPENAPI"] == "1" {
      try made.write(to: Self.golden)
    }
    let committed = try Data(contentsOf: Self.golden)
    #expect(committed == made, "docs/api/openapi.json is stale: run 'maru openapi --output docs/api/openapi.json'")
  }

  private func member(_ path: String...) -> WireValue? {
    var value: WireValue? = document
    for name in path {
      guard case .object(let members)? = value else { return nil }
      value = members.first { $0.name == name }?.value
    }
    return value
  }

  private func names(_ value: WireValue?) -> [String] {
    guard case .object(let members)? = value else { return [] }
    return members.map(\.name)
  }

  @Test("every API is there with and without its version, and every field of both its messages", arguments: Shape.all)
  func complete(shape: Shape) throws {
    let method = shape.route.method.rawValue.lowercased()
    for path in [shape.route.versionedPath, "/" + shape.route.path] {
      #expect(names(member("paths", path)) == [method], "\(path)")
    }
    let answer = names(member("components", "schemas", shape.name + "Response", "properties"))
    #expect(answer == ["api_tran_id", "rsp_code", "rsp_message", "api_tran_dtm"] + shape.answerUses.map(\.name))
    guard shape.route.method == .post else { return }
    let request = names(member("components", "schemas", shape.name + "Request", "properties"))
    #expect(request == shape.requestUses.map(\.name))
  }

  @Test("every field is described in Korean and English, with an example of its own form", arguments: Shape.all)
  func described(shape: Shape) throws {
    for use in shape.requestUses + shape.answerUses + (shape.requestUses + shape.answerUses).flatMap({ $0.rows ?? [] })
    {
      guard use.rows == nil else { continue }
      let scalars = use.summary.unicodeScalars
      #expect(scalars.contains { (0xAC00...0xD7A3).contains($0.value) } || use.name == "cms_no", "\(use.name)")
      #expect(use.summary.contains(": "), "\(use.name): \(use.summary)")
      let form = try NSRegularExpression(pattern: "\\A(?:\(use.pattern))\\z")
      let range = NSRange(use.example.startIndex..., in: use.example)
      #expect(form.firstMatch(in: use.example, range: range) != nil, "\(use.name): \(use.example)")
      #expect(use.example.count <= use.type.length, "\(use.name)")
    }
  }

  @Test("every response code is listed with both texts, and has an example", arguments: ResponseCode.allCases)
  func codes(code: ResponseCode) throws {
    guard case .array(let list)? = member("components", "schemas", "ResponseCode", "oneOf") else {
      Issue.record("no list of codes")
      return
    }
    let entry = list.first { value in
      guard case .object(let members) = value else { return false }
      return members.contains { $0.name == "const" && $0.value == .string(code.wire) }
    }
    guard case .object(let members)? = entry else {
      Issue.record("\(code.wire) is not listed")
      return
    }
    #expect(members.first { $0.name == "title" }?.value == .string(code.korean))
    #expect(names(entry).contains("description"))
    let examples = names(member("components", "examples"))
    #expect(code == .success || examples.contains { $0.hasPrefix(code.wire) })
  }

  @Test("the OAuth endpoints are there; the test bed's only where there is one")
  func others() throws {
    let paths = names(member("paths"))
    for path in ["authorize2", "authorize", "authorize_account2", "authorize_account", "token"] {
      #expect(paths.contains("/oauth/2.0/\(path)"))
    }
    #expect(paths.count { $0.hasPrefix("/testbed/") } == 6)
    let production = String(decoding: OpenAPIDocument.json(testBed: false), as: UTF8.self)
    #expect(!production.contains("/testbed/"))
    #expect(production.contains("/v1.0/transfer/withdraw"))
  }

  @Test("the indented document is the same document")
  func indented() throws {
    #expect(try JSONReader.read(OpenAPIDocument.indentedJSON) == document)
  }
}
