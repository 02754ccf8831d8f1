package import MaruDomain
package import MaruStore

/// That somebody saw, or did, something: a call of an organisation, or an act of an operator or of a bank's people.
package struct Access: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case call, act
  }

  package let at: Instant
  package let kind: Kind
  /// A `client_use_code`, or an operator's name; empty for a call that proved no identity.
  package let who: String
  /// The app that called.
  package let client: String
  /// The API, or the act as the audit log names it.
  package let what: String
  /// The user whose token it was, or what the act was done to.
  package let whose: String
  /// `rsp_code`; empty for an act.
  package let outcome: String
  /// `api_tran_id`, or the number in the audit log.
  package let reference: String
  /// What the act says of itself.
  package let words: String
  /// From where somebody acted.
  package let address: String

  package init(
    at: Instant, kind: Kind, who: String, client: String, what: String, whose: String, outcome: String,
    reference: String, words: String, address: String
  ) {
    self.at = at
    self.kind = kind
    self.who = who
    self.client = client
    self.what = what
    self.whose = whose
    self.outcome = outcome
    self.reference = reference
    self.words = words
    self.address = address
  }
}

/// Who saw what between two moments (GDPR Article 33: what a breach reached), from the record of calls and the audit log.
///
/// Of one user: the calls with that user's tokens, and the acts whose subject the user is. Both records hold no contents, so an act
/// on a transfer is found by the transfer's number, not by its parties.
package struct AccessReport: Sendable {
  private let store: any Store
  private let slice: Int
  private let from: Instant
  private let until: Instant
  private let user: UserSeqNo?
  private let organisation: OrganisationCode?

  /// From `from` on and before `until`; reads `slice` records at once.
  package init(
    store: any Store, from: Instant, until: Instant, user: UserSeqNo? = nil, organisation: OrganisationCode? = nil,
    slice: Int = 5_000
  ) {
    self.store = store
    self.slice = slice
    self.from = from
    self.until = until
    self.user = user
    self.organisation = organisation
  }

  /// Writes into the audit log that the command line was asked for this report.
  package func note(at now: Instant) async throws {
    let words = "\(from.dateTime.wire)-\(until.dateTime.wire) \(organisation?.text ?? "")"
    try await store.write { session in
      try AuditTable.append(
        AuditRecord(at: now, who: "maru", act: "accesses.list", subject: user?.text ?? "", words: words), in: session)
    }
  }

  /// Hands every access to `body`, calls and acts in the order of their times, some thousands at once.
  package func each(_ body: ([Access]) throws -> Void) async throws {
    var (calls, acts): ([Access], [Access]) = ([], [])
    var (lastCall, lastAct): (RecordedCall?, Int64) = (nil, 0)
    var (callsEnd, actsEnd) = (false, organisation != nil)
    while true {
      if calls.isEmpty, !callsEnd {
        let found = try await nextCalls(after: lastCall)
        (lastCall, callsEnd) = (found.last ?? lastCall, found.count < slice)
        calls = found.map(Access.init)
      }
      if acts.isEmpty, !actsEnd {
        let found = try await nextActs(after: lastAct)
        (lastAct, actsEnd) = (found.last?.sequence ?? lastAct, found.count < slice)
        acts = found.filter { concerns($0.record) }.map { Access($0.sequence, $0.record) }
        if acts.isEmpty, !actsEnd { continue }
      }
      guard !calls.isEmpty || !acts.isEmpty else { return }
      // What lies before the end of the shorter-lived of both is complete.
      let bounds = [callsEnd ? nil : calls.last?.at, actsEnd ? nil : acts.last?.at].compactMap { $0 }
      let bound = bounds.min()
      let ready = { (access: Access) in bound.map { access.at <= $0 } ?? true }
      try body((calls.filter(ready) + acts.filter(ready)).sorted { $0.at < $1.at })
      calls.removeAll(where: ready)
      acts.removeAll(where: ready)
    }
  }

  private func nextCalls(after last: RecordedCall?) async throws -> [RecordedCall] {
    try await store.read { session in
      try CallTable.slice(
        from: from, until: until, after: last, user: user, organisation: organisation, atMost: slice, in: session)
    }
  }

  private func nextActs(after sequence: Int64) async throws -> [(sequence: Int64, record: AuditRecord)] {
    try await store.read { session in
      try AuditTable.slice(from: from, until: until, after: sequence, atMost: slice, in: session)
    }
  }

  private func concerns(_ record: AuditRecord) -> Bool {
    guard let user else { return true }
    return record.subject.contains(user.text) || record.words.contains(user.text)
  }
}

extension Access {
  fileprivate init(_ call: RecordedCall) {
    self.init(
      at: call.at, kind: .call, who: call.organisation ?? "", client: call.client ?? "", what: call.api,
      whose: call.user ?? "", outcome: call.code, reference: call.apiTransactionID, words: "", address: "")
  }

  fileprivate init(_ sequence: Int64, _ record: AuditRecord) {
    self.init(
      at: record.at, kind: .act, who: record.who, client: "", what: record.act, whose: record.subject, outcome: "",
      reference: "\(sequence)", words: record.words, address: record.address)
  }

  /// The columns of ``csv``.
  package static let header = "at_dtime,kind,who,client_id,what,whose,rsp_code,reference,words,address"

  /// One line; the time is `yyyyMMddHHmmssSSS`, KST. A text that a spreadsheet would take for a formula begins with an apostrophe.
  package var csv: String {
    [at.dateTimeMilliseconds, kind.rawValue, who, client, what, whose, outcome, reference, words, address].map { text in
      // By bytes: a line's end of two characters is one Character.
      let plain = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false ? "'" + text : text
      guard plain.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return plain }
      return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",")
  }
}
