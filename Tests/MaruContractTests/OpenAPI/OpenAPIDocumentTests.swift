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
}
