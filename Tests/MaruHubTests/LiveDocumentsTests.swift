import Crypto
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruHub

/// Documents of an application for use, at a hub.
@Suite struct LiveDocumentsTests {
  private static let pdf = Array("%PDF-1.7\n".utf8)

  private func add(_ one: LiveApplicant, _ name: String = "등록증.pdf", _ contents: [UInt8] = pdf) async throws {
    try await one.onboarding.addDocument(named: name, contents, for: one.client, by: one.party)
  }

  private func audit(_ test: TestHub) async throws -> [AuditRecord] {
    try await test.hub.store.read { try AuditTable.newest(100, in: $0).map(\.record).reversed() }
  }

  @Test(
    "what is uploaded goes with the next application, is read by applicant and screening alone, and all of it is on record"
  )
  func way() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    // Of several parts, the last one short.
    let large = Self.pdf + (0..<300_000).map { UInt8($0 % 251) }
    try await add(one, "등록증.pdf", large)
    try await add(one, "약관.exe", [0xFF, 0xD8, 0xFF, 0xE0])
    let own = try await one.onboarding.documents(of: one.client)
    #expect(own.map(\.name.text) == ["등록증.pdf", "약관.jpg"] && own.allSatisfy { $0.application == nil })
    #expect(own[0].digest == Array(SHA256.hash(data: large)) && own[0].size == Int64(large.count))
    try await one.go(to: .screening)
    let id = try await one.application().id
    #expect(try await one.onboarding.documents(of: id).map(\.id) == own.map(\.id))
    #expect(try await one.onboarding.document(own[0].id, of: one.client, by: one.party).bytes == large)
    let screener = LiveApplicant.party(LiveApplicant.screener)
    #expect(try await one.onboarding.document(own[1].id, ofApplication: id, by: screener).document.type == .jpeg)
    for other in [LiveApplicant.officer, LiveApplicant.first, LiveApplicant.admin] {
      await #expect(throws: LiveRefusal.notTheirs) {
        try await one.onboarding.document(own[0].id, ofApplication: id, by: LiveApplicant.party(other))
      }
    }
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.document(own[0].id, ofApplication: id + 1, by: screener)
    }
    let stranger = Developer(
      id: 78, email: "x@example.com", passwordHash: [1], passwordSalt: [], language: "kor",
      createdAt: .init(milliseconds: 0))
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.document(own[0].id, of: one.client, by: .applicant(stranger, from: ""))
    }
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.addDocument(named: "a", Self.pdf, for: one.client, by: .applicant(stranger, from: ""))
    }
    let lines = try await audit(test).filter { $0.act.hasPrefix("document.") }
    #expect(lines.map(\.act) == ["document.add", "document.add", "document.read", "document.read"])
    #expect(lines.map(\.who) == ["developer/77", "developer/77", "developer/77", "soo"])
    #expect(lines[3].words == "application \(id), sha256 \(hexText(own[1].digest))" && !lines[3].address.isEmpty)
    await test.close()
  }

  @Test("what is screened stays as it is; what is sent back can be changed, and is bound anew")
  func changes() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await add(one)
    try await one.go(to: .screening)
    let id = try await one.application().id
    let first = try #require(try await one.onboarding.documents(of: id).first)
    await #expect(throws: Onboarding.DocumentTrouble.notNow) { try await add(one) }
    await #expect(throws: Onboarding.DocumentTrouble.notNow) {
      try await one.onboarding.removeDocument(first.id, of: one.client, by: one.party)
    }
    try await one.take(.sendBack, by: LiveApplicant.screener, "등록증이 흐립니다")
    try await one.onboarding.removeDocument(first.id, of: one.client, by: one.party)
    try await add(one, "새 등록증.pdf")
    #expect(try await one.onboarding.documents(of: id).isEmpty, "screening sees what was applied with")
    try await one.onboarding.apply(try LiveApplicant.request(), for: one.client, by: one.party)
    #expect(try await one.onboarding.documents(of: id).map(\.name.text) == ["새 등록증.pdf"])
    // Refused: what was decided on stays, and the next application begins without it.
    try await one.take(.refuse, by: LiveApplicant.screener, "맞지 않습니다")
    #expect(try await one.onboarding.documents(of: one.client).isEmpty)
    let kept = try #require(try await one.onboarding.documents(of: id).first)
    await #expect(throws: Onboarding.Trouble.unknown) {
      try await one.onboarding.removeDocument(kept.id, of: one.client, by: one.party)
    }
    await test.close()
  }

  @Test("bounds: empty, too large, of another kind, too many; and an application that has none says so")
  func bounds() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let large = Self.pdf + Array(repeating: 0, count: DocumentBounds.mostBytes)
    for (contents, trouble) in [([], .empty), (large, .tooLarge), (Array("<svg>".utf8), .type)]
      as [([UInt8], Onboarding.DocumentTrouble)]
    {
      await #expect(throws: trouble) { try await add(one, "a.pdf", contents) }
    }
    let request = try LiveApplicant.request()
    let silent = LiveRequest(
      company: request.company, registrationNumber: request.registrationNumber, service: request.service,
      contact: request.contact, purpose: request.purpose, scopes: request.scopes, callbacks: request.callbacks,
      addresses: [], documents: "")
    await #expect(throws: Onboarding.Trouble.documentsMissing) {
      try await one.onboarding.apply(silent, for: one.client, by: one.party)
    }
    #expect(try await one.onboarding.file(of: one.client) == nil, "nothing of it is there")
    for _ in 0..<DocumentBounds.mostWithOne { try await add(one) }
    await #expect(throws: Onboarding.DocumentTrouble.tooMany) { try await add(one) }
    try await one.onboarding.apply(silent, for: one.client, by: one.party)
    await test.close()
  }

  @Test("what does not hold what was uploaded is handed out to nobody")
  func damaged() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    try await add(one, "a.pdf", Self.pdf + Array(repeating: 1, count: 100_000))
    let id = try #require(try await one.onboarding.documents(of: one.client).first).id
    _ = try await test.hub.store.write { session in
      try session.run("DELETE FROM live_document_part WHERE document = ? AND number = 1", [.integer(id)])
    }
    await #expect(throws: StoreError.self) { try await one.onboarding.document(id, of: one.client, by: one.party) }
    #expect(try await audit(test).filter { $0.act == "document.read" }.isEmpty)
    await test.close()
  }

  @Test("a name that came in single letters is the one that people read")
  func composed() async throws {
    let test = try await TestHub.open()
    let one = try await LiveApplicant(test)
    let letters = "\u{1109}\u{1161}\u{110B}\u{1165}\u{11B8}\u{110C}\u{1161}"
    try await add(one, String(repeating: letters, count: 20) + ".pdf")
    let name = try #require(try await one.onboarding.documents(of: one.client).first).name.text
    #expect(Array(name.unicodeScalars) == Array("\(String(repeating: "사업자", count: 20)).pdf".unicodeScalars))
    await test.close()
  }

  @Test("documents go when they have had their time, and not before")
  func retention() async throws {
    let test = try await TestHub.open()
    let (one, sweeper) = (try await LiveApplicant(test), Sweeper(hub: test.hub))
    func count() async throws -> [Int64] {
      try await test.hub.store.read { session in
        try ["live_document", "live_document_part"].map {
          try session.row("SELECT COUNT(*) FROM \($0)")?.integer(0) ?? -1
        }
      }
    }
    func days(_ days: Int64) async {
      test.clock.move(seconds: days * 86_400)
      await sweeper.pass()
    }
    // No application was made with it.
    try await add(one)
    await days(29)
    #expect(try await count() == [1, 1])
    await days(2)
    #expect(try await count() == [0, 0])
    // One that never came to its end: the hub died while it was written.
    let now = test.clock.world.now()
    try await test.hub.store.write { session in
      try LiveDocumentTable.begin(
        LiveDocument(
          id: 99, client: one.client, developer: 77, name: DocumentName(typed: "a", .pdf), type: .pdf, size: 1,
          digest: [], uploadedAt: now), in: session)
      try LiveDocumentTable.append([1], number: 0, of: 99, in: session)
    }
    await days(2)
    #expect(try await count() == [0, 0])
    // While the application is looked at, and while the service is open, they stay; then for as long as the operator says.
    try await add(one)
    try await one.go(to: .screening)
    await days(100)
    #expect(try await count() == [1, 1])
    try await one.take(.refuse, by: LiveApplicant.screener, "맞지 않습니다")
    await days(31)
    #expect(try await count() == [0, 0])
    try await add(one)
    try await one.go(to: .live)
    await days(2_000)
    try await one.take(.end, by: LiveApplicant.admin, "계약이 끝났습니다")
    await days(1_800)
    #expect(try await count() == [1, 1])
    await days(30)
    #expect(try await count() == [0, 0])
    await test.close()
  }
}
