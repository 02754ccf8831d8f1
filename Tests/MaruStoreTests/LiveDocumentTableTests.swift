import MaruDomain
import Testing

@testable import MaruStore

/// Documents of applications: what goes in comes out, on both engines.
@Suite struct LiveDocumentTableTests {
  private static func document(
    _ id: Int64, of developer: Int64 = 7, application: Int64? = nil, at: Instant = Samples.now
  ) -> LiveDocument {
    LiveDocument(
      id: id, client: Samples.clientID, developer: developer, application: application,
      name: DocumentName(typed: "등록증 '; --.pdf", .pdf), type: .pdf, size: 5, digest: [0, 1, 255],
      uploadedAt: at)
  }

  @Test("a document is shown when it is whole, with its parts in their order", arguments: StoreDriver.all)
  func whole(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try LiveDocumentTable.begin(Self.document(1), in: session)
        for (number, part) in [(10, [3]), (2, [0, 255]), (0, [UInt8]())] as [(Int, [UInt8])] {
          try LiveDocumentTable.append(part, number: number, of: 1, in: session)
        }
        #expect(try LiveDocumentTable.find(1, in: session) == nil)
        #expect(try LiveDocumentTable.waiting(of: Samples.clientID, in: session).isEmpty)
        func counts(_ developer: Int64, _ application: Int64? = nil) throws -> [Int64] {
          let known = try LiveDocumentTable.count(of: developer, for: Samples.clientID, application, in: session)
          return [known.all, known.these]
        }
        #expect(try counts(7) == [1, 1])
        #expect(try LiveDocumentTable.finish(1, in: session))
        #expect(try LiveDocumentTable.find(1, in: session) == Self.document(1))
        #expect(try LiveDocumentTable.contents(of: 1, in: session) == [0, 255, 3])
        #expect(try LiveDocumentTable.waiting(of: Samples.clientID, in: session) == [Self.document(1)])
        try LiveDocumentTable.bind(Samples.clientID, to: 9, in: session)
        #expect(try LiveDocumentTable.all(of: 9, in: session) == [Self.document(1, application: 9)])
        #expect(try counts(7) == [1, 0])
        #expect(try counts(8, 9) == [0, 1])
        try LiveDocumentTable.remove(1, in: session)
        #expect(try !LiveDocumentTable.finish(1, in: session))
        #expect(try LiveDocumentTable.contents(of: 1, in: session).isEmpty)
      }
    }
  }
}
