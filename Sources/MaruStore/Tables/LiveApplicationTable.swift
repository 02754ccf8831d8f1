package import MaruDomain

/// What an applicant asks for.
package struct LiveRequest: Sendable, Hashable {
  package let company: String
  package let registrationNumber: BusinessRegistrationNumber
  /// What users will be asked to agree to: the name of the live organisation and its client.
  package let service: HolderName
  /// Who answers questions: name, telephone, e-mail.
  package let contact: String
  /// What the service does with the APIs.
  package let purpose: String
  package let scopes: Scope
  package let callbacks: [String]
  /// Addresses that money calls will come from.
  package let addresses: [String]
  /// Documents: where they are found, or what they say.
  package let documents: String
  package init(
    company: String, registrationNumber: BusinessRegistrationNumber, service: HolderName, contact: String,
    purpose: String, scopes: Scope, callbacks: [String], addresses: [String], documents: String
  ) {
    self.company = company
    self.registrationNumber = registrationNumber
    self.service = service
    self.contact = contact
    self.purpose = purpose
    self.scopes = scopes
    self.callbacks = callbacks
    self.addresses = addresses
    self.documents = documents
  }
}

/// An application for use, and where it stands.
package struct LiveApplication: Sendable, Hashable {
  package let id: Int64
  /// The app in test that it is about.
  package let client: ClientID
  package let developer: Int64
  package var stage: LiveStage
  /// Counted up by each step, over all applications of the app: who has seen this number has seen what stands here.
  package var revision: Int64
  package var request: LiveRequest
  package let appliedAt: Instant
  package var changedAt: Instant
  /// The operator whose proposal waits for a second one.
  package var proposer: String?
  /// Whether other terms wait for the applicant, who has not agreed to them yet.
  package var offersTerms: Bool
  /// The client with the production keys, once they were taken.
  package var liveClient: ClientID?
  package var liveOrganisation: OrganisationCode?
  package init(
    id: Int64, client: ClientID, developer: Int64, stage: LiveStage, revision: Int64, request: LiveRequest,
    appliedAt: Instant, changedAt: Instant, proposer: String? = nil, offersTerms: Bool = false,
    liveClient: ClientID? = nil, liveOrganisation: OrganisationCode? = nil
  ) {
    self.id = id
    self.client = client
    self.developer = developer
    self.stage = stage
    self.revision = revision
    self.request = request
    self.appliedAt = appliedAt
    self.changedAt = changedAt
    self.proposer = proposer
    self.offersTerms = offersTerms
    self.liveClient = liveClient
    self.liveOrganisation = liveOrganisation
  }

  /// Whether the applicant may agree to other terms now: not while the service is suspended.
  package var awaitsAgreement: Bool { offersTerms && stage == .live }
}

/// One step that was taken.
package struct LiveTrailStep: Sendable, Hashable {
  package let at: Instant
  /// An operator's name; empty for the applicant.
  package let who: String
  package let step: LiveStep
  package let from: LiveStage
  package let to: LiveStage
  package let words: String
  package init(at: Instant, who: String, step: LiveStep, from: LiveStage, to: LiveStage, words: String) {
    self.at = at
    self.who = who
    self.step = step
    self.from = from
    self.to = to
    self.words = words
  }
}

/// Every statement about `live_application` and `live_step`.
package enum LiveApplicationTable {
  private static let columns = """
    id, client_id, developer, stage, company, registration_number, contact, purpose, scopes, callbacks, addresses, \
    documents, applied_at, changed_at, proposer, live_client, live_organisation, service_name, revision, \
    terms_offered
    """

  package static func find(_ id: Int64, in session: any SQLSession) throws -> LiveApplication? {
    try session.row("SELECT \(columns) FROM live_application WHERE id = ?", [.integer(id)]).map(read)
  }

  /// The newest application for an app in test.
  package static func newest(of client: ClientID, in session: any SQLSession) throws -> LiveApplication? {
    try session.row(
      "SELECT \(columns) FROM live_application WHERE client_id = ? ORDER BY id DESC LIMIT 1", [.text(client.text)]
    ).map(read)
  }

  /// The clients of the services that came of an app's applications, those that have ended included.
  package static func liveClients(of client: ClientID, in session: any SQLSession) throws -> [ClientID] {
    try session.rows(
      "SELECT live_client FROM live_application WHERE client_id = ? AND live_client IS NOT NULL ORDER BY id",
      [.text(client.text)]
    ).map { try $0.checked(0) }
  }

  /// The newest applications before `id`, newest first; of one stage, or of all.
  package static func page(
    _ stage: LiveStage?, before id: Int64 = .max, atMost limit: Int, in session: any SQLSession
  ) throws -> [LiveApplication] {
    let (rule, values): (String, [SQLValue]) = stage.map { (" AND stage = ?", [.text($0.rawValue)]) } ?? ("", [])
    return try session.rows(
      "SELECT \(columns) FROM live_application WHERE id < ?\(rule) ORDER BY id DESC LIMIT ?",
      [.integer(id)] + values + [.integer(Int64(limit))]
    ).map(read)
  }

  /// How many applications stand where.
  package static func counts(in session: any SQLSession) throws -> [LiveStage: Int64] {
    let rows = try session.rows("SELECT stage, COUNT(*) FROM live_application GROUP BY stage", [])
    return try Dictionary(
      rows.map { (try $0.code(0), try $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
  }

  package static func insert(_ one: LiveApplication, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO live_application (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [.integer(one.id), .text(one.client.text), .integer(one.developer), .text(one.stage.rawValue)]
        + requested(one.request)
        + [
          .integer(one.appliedAt.milliseconds), .integer(one.changedAt.milliseconds), SQLValue(one.proposer),
          SQLValue(one.liveClient?.text), SQLValue(one.liveOrganisation?.text), .text(one.request.service.text),
          .integer(one.revision), .integer(one.offersTerms ? 1 : 0),
        ])
  }

  /// Stores a changed application as the revision behind its own. False, with nothing changed, where another one is stored meanwhile.
  package static func update(_ one: LiveApplication, in session: any SQLSession) throws -> Bool {
    try session.run(
      """
      UPDATE live_application SET stage = ?, company = ?, registration_number = ?, contact = ?, purpose = ?, scopes = ?,
      callbacks = ?, addresses = ?, documents = ?, changed_at = ?, proposer = ?, live_client = ?, live_organisation = ?,
      service_name = ?, revision = ?, terms_offered = ?
      WHERE id = ? AND revision = ?
      """,
      [.text(one.stage.rawValue)] + requested(one.request)
        + [
          .integer(one.changedAt.milliseconds), SQLValue(one.proposer), SQLValue(one.liveClient?.text),
          SQLValue(one.liveOrganisation?.text), .text(one.request.service.text), .integer(one.revision + 1),
          .integer(one.offersTerms ? 1 : 0), .integer(one.id), .integer(one.revision),
        ]) == 1
  }

  /// Adds a step to the trail.
  package static func append(_ step: LiveTrailStep, to id: Int64, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO live_step (application, taken_at, who, step, from_stage, to_stage, words) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(id), .integer(step.at.milliseconds), .text(step.who), .text(step.step.rawValue),
        .text(step.from.rawValue), .text(step.to.rawValue), .text(step.words),
      ])
  }

  /// The trail of an application, oldest first.
  package static func trail(of id: Int64, in session: any SQLSession) throws -> [LiveTrailStep] {
    try session.rows(
      "SELECT taken_at, who, step, from_stage, to_stage, words FROM live_step WHERE application = ? ORDER BY id",
      [.integer(id)]
    ).map {
      LiveTrailStep(
        at: try $0.instant(0), who: try $0.text(1), step: try $0.code(2), from: try $0.code(3), to: try $0.code(4),
        words: try $0.text(5))
    }
  }

  private static func requested(_ request: LiveRequest) -> [SQLValue] {
    [
      .text(request.company), .text(request.registrationNumber.text), .text(request.contact), .text(request.purpose),
      .integer(Int64(request.scopes.rawValue)), .text(request.callbacks.joined(separator: "\n")),
      .text(request.addresses.joined(separator: " ")), .text(request.documents),
    ]
  }

  private static func read(_ row: SQLRow) throws -> LiveApplication {
    LiveApplication(
      id: try row.integer(0), client: try row.checked(1), developer: try row.integer(2), stage: try row.code(3),
      revision: try row.integer(18),
      request: LiveRequest(
        company: try row.text(4), registrationNumber: try row.checked(5), service: try row.checked(17),
        contact: try row.text(6), purpose: try row.text(7), scopes: try row.scope(8),
        callbacks: try row.text(9).split(separator: "\n").map(String.init),
        addresses: try row.text(10).split(separator: " ").map(String.init), documents: try row.text(11)),
      appliedAt: try row.instant(12), changedAt: try row.instant(13), proposer: try row.optionalText(14),
      offersTerms: try row.integer(19) != 0,
      liveClient: try row.optionalChecked(15), liveOrganisation: try row.optionalChecked(16))
  }
}
