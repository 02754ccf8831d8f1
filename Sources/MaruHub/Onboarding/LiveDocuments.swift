import Crypto
import Foundation
package import MaruDomain
package import MaruStore

/// Documents of an application for use: brought along while the application is the applicant's, read by the applicant and by who screens.
/// Everything that is done with one is in the audit log.
extension Onboarding {
  /// Why a document is not taken.
  package enum DocumentTrouble: Error, Sendable, Hashable {
    /// There is nothing in it.
    case empty
    case tooLarge
    /// Neither PDF nor PNG nor JPEG by its contents.
    case type
    /// There are as many as may be with one application, or of one developer.
    case tooMany
    /// The application is not the applicant's now: what is screened stays as it is.
    case notNow
  }

  /// A document with what it holds.
  package struct Contents: Sendable {
    package let document: LiveDocument
    package let bytes: [UInt8]
  }

  /// So many parts are written in one unit of work: nobody waits long behind it.
  private static let partsAtOnce = 4

  /// The documents of an app's application as its applicant has them: those that belong to it, and those that wait for the next step.
  package func documents(of client: ClientID) async throws -> [LiveDocument] {
    try await hub.store.read { session in
      let one = try LiveApplicationTable.newest(of: client, in: session)
      let own = try one.flatMap { $0.stage.isOver ? nil : try LiveDocumentTable.all(of: $0.id, in: session) } ?? []
      return own + (try LiveDocumentTable.waiting(of: client, in: session))
    }
  }

  /// The documents of an application, as they are screened.
  package func documents(of application: Int64) async throws -> [LiveDocument] {
    try await hub.store.read { try LiveDocumentTable.all(of: application, in: $0) }
  }

  /// Whether an applicant may change the documents at a stage.
  package static func mayChangeDocuments(at stage: LiveStage) -> Bool {
    stage.isOver || LiveStep.apply.from.contains(stage)
  }

  /// Takes a document in. Throws ``DocumentTrouble`` and ``Trouble``.
  package func addDocument(
    named typed: String, _ contents: [UInt8], for client: ClientID, by party: Party
  ) async throws {
    guard !contents.isEmpty else { throw DocumentTrouble.empty }
    guard contents.count <= DocumentBounds.mostBytes else { throw DocumentTrouble.tooLarge }
    guard let type = DocumentType(contents: contents) else { throw DocumentTrouble.type }
    guard let developer = party.developer else { throw LiveRefusal.notTheirs }
    // Some computers write Korean in single letters, which others then show as such.
    let name = DocumentName(typed: typed.precomposedStringWithCanonicalMapping, type)
    let now = hub.world.now()
    let digest = Array(SHA256.hash(data: contents))
    let document = try await hub.store.write { session in
      let application = try changeable(client, of: developer, in: session)
      let known = try LiveDocumentTable.count(of: developer, for: client, application, in: session)
      guard known.all < DocumentBounds.mostOfOne, known.these < DocumentBounds.mostWithOne else {
        throw DocumentTrouble.tooMany
      }
      let one = LiveDocument(
        id: try SerialTable.next("live_document", in: session), client: client, developer: developer, name: name,
        type: type, size: Int64(contents.count), digest: digest, uploadedAt: now)
      try LiveDocumentTable.begin(one, in: session)
      return one
    }
    do {
      try await write(contents, to: document.id)
      try await hub.store.write { session in
        // Meanwhile the application may have been sent.
        _ = try changeable(client, of: developer, in: session)
        guard try LiveDocumentTable.finish(document.id, in: session) else { throw DocumentTrouble.notNow }
        try note("add", document, by: party, in: session)
      }
    } catch {
      // What stays all the same is swept.
      try? await hub.store.write { try LiveDocumentTable.remove(document.id, in: $0) }
      throw error
    }
  }

  private func write(_ contents: [UInt8], to document: Int64) async throws {
    let length = LiveDocumentTable.partLength
    let starts = Array(stride(from: 0, to: contents.count, by: length).enumerated())
    for first in stride(from: 0, to: starts.count, by: Self.partsAtOnce) {
      let slice = starts[first..<min(first + Self.partsAtOnce, starts.count)]
      try await hub.store.writeMany { session in
        for (number, start) in slice {
          let part = Array(contents[start..<min(start + length, contents.count)])
          try LiveDocumentTable.append(part, number: number, of: document, in: session)
        }
      }
    }
  }

  /// The application that documents of an app would be for, nil for one that is still to be made. Throws where they may not be changed.
  private func changeable(
    _ client: ClientID, of developer: Int64, in session: any SQLSession
  ) throws -> Int64? {
    guard try DeveloperAppTable.client(client, of: developer, in: session) != nil else { throw Trouble.unknown }
    guard let one = try LiveApplicationTable.newest(of: client, in: session) else { return nil }
    guard Self.mayChangeDocuments(at: one.stage) else { throw DocumentTrouble.notNow }
    return one.stage.isOver ? nil : one.id
  }

  /// Takes a document away again. Throws ``DocumentTrouble`` and ``Trouble``.
  package func removeDocument(_ id: Int64, of client: ClientID, by party: Party) async throws {
    guard let developer = party.developer else { throw LiveRefusal.notTheirs }
    try await hub.store.write { session in
      let application = try changeable(client, of: developer, in: session)
      // Those of an application that is over are part of what was decided.
      guard let one = try LiveDocumentTable.find(id, in: session), one.client == client,
        one.application == nil || one.application == application
      else { throw Trouble.unknown }
      try LiveDocumentTable.remove(id, in: session)
      try note("remove", one, by: party, in: session)
    }
  }

  /// A document of an app, for its applicant. Throws ``Trouble/unknown``.
  package func document(_ id: Int64, of client: ClientID, by party: Party) async throws -> Contents {
    try await read(id, by: party) { $0.client == client && $0.developer == party.developer }
  }

  /// A document of an application, for who screens it. Throws ``Trouble/unknown``, and ``LiveRefusal/notTheirs`` for everybody else.
  package func document(_ id: Int64, ofApplication application: Int64, by party: Party) async throws -> Contents {
    guard case .operator(_, let role) = party.hand, role.may(.screenApplications) else { throw LiveRefusal.notTheirs }
    return try await read(id, by: party) { $0.application == application }
  }

  private func read(
    _ id: Int64, by party: Party, _ isMeant: @escaping @Sendable (LiveDocument) -> Bool
  ) async throws -> Contents {
    let found = try await hub.store.read { session in
      try LiveDocumentTable.find(id, in: session).flatMap {
        isMeant($0) ? Contents(document: $0, bytes: try LiveDocumentTable.contents(of: id, in: session)) : nil
      }
    }
    guard let found else { throw Trouble.unknown }
    guard Array(SHA256.hash(data: found.bytes)) == found.document.digest else {
      throw StoreError.damaged("document \(id) does not hold what was uploaded")
    }
    // Before anybody has it: what is not on record is not handed out.
    try await hub.store.write { try note("read", found.document, by: party, in: $0) }
    return found
  }

  private func note(
    _ act: String, _ document: LiveDocument, by party: Party, in session: any SQLSession
  ) throws {
    try AuditTable.append(
      AuditRecord(
        at: hub.world.now(), who: party.name.isEmpty ? "developer/\(document.developer)" : party.name,
        act: "document.\(act)", subject: "\(document.id)",
        words: document.application.map { "application \($0), sha256 \(hexText(document.digest))" }
          ?? "sha256 \(hexText(document.digest))",
        address: party.address), in: session)
  }
}
