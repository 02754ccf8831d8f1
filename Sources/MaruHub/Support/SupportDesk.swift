import MaruContract
package import MaruDomain
package import MaruStore

/// Developers' requests to the operator: each act in one unit of work with its message and, where an operator acts, its line of the
/// audit log and its letter.
package struct SupportDesk: Sendable {
  private let hub: Hub
  /// The whole address of a path of the developer site.
  private let link: @Sendable (String) -> String

  package init(hub: Hub, link: @escaping @Sendable (String) -> String) {
    self.hub = hub
    self.link = link
  }

  /// Why something is not done.
  package enum Trouble: Error, Sendable, Hashable {
    /// There is no such request, or it is somebody else's.
    case unknown
    /// Somebody wrote, closed or reopened it meanwhile.
    case changed
    /// Not in the state that the request is in.
    case notNow
    /// An answer without words.
    case empty
  }

  /// Messages that are looked up at a time.
  private static let messagesAtOnce = 21

  /// A request with the end of its thread.
  package struct File: Sendable {
    package let request: SupportRequest
    /// Some twenty, oldest first: those before the number that was asked for.
    package let messages: [SupportMessage]
    package let developer: Developer?
    /// What the app is called, where it is still there.
    package let app: String?
  }

  /// What is asked for.
  package struct Question: Sendable {
    let kind: SupportKind
    let client: ClientID?
    let wishedDay: BusinessDate?
    let subject: String
    package init(kind: SupportKind, client: ClientID?, wishedDay: BusinessDate?, subject: String) {
      self.kind = kind
      self.client = client
      self.wishedDay = wishedDay
      self.subject = subject
    }
  }

  /// A request with its thread as far as it was written before a message, by number; only its own developer's where one is named.
  package func file(_ id: Int64, of developer: Int64? = nil, before message: Int64 = .max) async throws -> File? {
    try await hub.store.read { session in
      guard let request = try SupportTable.find(id, in: session), developer == nil || developer == request.developer
      else { return nil }
      return File(
        request: request,
        messages: try SupportTable.messages(
          of: id, before: message, atMost: SupportDesk.messagesAtOnce, in: session),
        developer: try DeveloperTable.find(request.developer, in: session),
        app: try request.client.flatMap { try ClientTable.find($0, in: session)?.name })
    }
  }

  // MARK: The developer's side

  /// Opens a request; returns its number.
  package func open(
    _ question: Question, _ body: String, _ call: AttachedCall?, by developer: Int64
  ) async throws -> Int64 {
    let now = hub.world.now()
    return try await hub.store.write { session in
      let id = try SerialTable.next("support", in: session)
      try SupportTable.insert(
        SupportRequest(
          id: id, developer: developer, kind: question.kind, client: question.client, wishedDay: question.wishedDay,
          subject: question.subject, openedAt: now, changedAt: now), in: session)
      try SupportTable.append(SupportMessage(who: "", body: body, call: call, at: now), to: id, in: session)
      return id
    }
  }

  /// Adds to the developer's own request, which is open again by that.
  package func write(_ body: String, _ call: AttachedCall?, to id: Int64, by developer: Int64) async throws {
    try await change(.write, id, of: developer) { now, _, session in
      try SupportTable.append(SupportMessage(who: "", body: body, call: call, at: now), to: id, in: session)
    }
  }

  /// Closes the developer's own request.
  package func close(_ id: Int64, by developer: Int64) async throws {
    try await change(.close, id, of: developer) { _, _, _ in }
  }

  // MARK: The operator's side

  /// Answers, closes or reopens a request as it was seen; `body` may be empty where nothing is answered.
  package func take(
    _ act: SupportAct, on id: Int64, _ body: String, seen revision: Int64, by person: Operator, from address: String
  ) async throws {
    guard act != .write else { throw Trouble.notNow }
    guard act != .answer || !body.isEmpty else { throw Trouble.empty }
    try await change(act, id, seen: revision) { now, request, session in
      if !body.isEmpty {
        try SupportTable.append(SupportMessage(who: person.name, body: body, at: now), to: id, in: session)
      }
      try AuditTable.append(
        AuditRecord(
          at: now, who: person.name, act: "support.\(act.rawValue)", subject: "\(id)", address: address), in: session)
      try tell(act, about: request, body, at: now, in: session)
    }
  }

  private func change(
    _ act: SupportAct, _ id: Int64, of developer: Int64? = nil, seen revision: Int64? = nil,
    _ work: @escaping @Sendable (Instant, SupportRequest, any SQLSession) throws -> Void
  ) async throws {
    let now = hub.world.now()
    try await hub.store.write { session in
      guard var request = try SupportTable.find(id, in: session), developer == nil || developer == request.developer
      else { throw Trouble.unknown }
      guard revision == nil || revision == request.revision else { throw Trouble.changed }
      guard let state = request.state.after(act) else { throw Trouble.notNow }
      request.state = state
      request.changedAt = now
      guard try SupportTable.update(request, in: session) else { throw Trouble.changed }
      try work(now, request, session)
    }
  }

  private func tell(
    _ act: SupportAct, about request: SupportRequest, _ body: String, at now: Instant, in session: any SQLSession
  ) throws {
    guard let developer = try DeveloperTable.find(request.developer, in: session) else { return }
    let letter = SupportWords(PageLanguage(rawValue: developer.language) ?? .korean).letter(
      act, about: request, body, link: link("/developers/support/requests/\(request.id)"))
    try OutboxTable.append(
      OutboxMessage(recipient: developer.email, subject: letter.subject, body: letter.body, sentAt: now),
      isDelivered: hub.settings.deliversLetters, in: session)
  }
}
