import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// P-07: who saw what between two moments.
@Suite struct AccessReportTests {
  @Test("calls and acts are listed in the order of their times, whatever lies in one slice", arguments: [1, 2, 3, 50])
  func order(slice: Int) async throws {
    let test = try await TestHub.open()
    let (store, start) = (test.hub.store, test.clock.world.now())
    // Seconds after the start at which somebody called, and at which an operator acted.
    let (calls, acts): ([Int64], [Int64]) = ([0, 1, 1, 1, 4, 9, 9, 10], [1, 2, 2, 3, 5, 6, 7, 9, 11])
    try await store.write { session in
      try CallTable.append(calls.map { call(at: start.adding(seconds: $0), test.user) }, in: session)
      for second in acts { try AuditTable.append(act(at: start.adding(seconds: second)), in: session) }
    }
    let report = AccessReport(store: store, from: start, until: start.adding(seconds: 11), slice: slice)
    let found = try await all(report)
    #expect(found.map { $0.at.milliseconds(since: start) / 1000 } == (calls + acts.dropLast()).sorted())
    #expect(found.count { $0.kind == .act } == acts.count - 1)
  }

  @Test("what is listed can be that of one user or one organisation")
  func filters() async throws {
    let test = try await TestHub.open()
    let (store, now) = (test.hub.store, test.clock.world.now())
    let user = test.person.user
    try await store.write { session in
      try CallTable.append([call(at: now, test.user), call(at: now, test.organisation)], in: session)
      try AuditTable.append(act(at: now, "consents.look", user.text), in: session)
      try AuditTable.append(act(at: now, "transfer.look", "M202600001U000000001"), in: session)
    }
    let end = now.adding(seconds: 1)
    let ofUser = try await all(AccessReport(store: store, from: now, until: end, user: user))
    #expect(ofUser.map(\.what) == ["account/balance", "consents.look"])
    #expect(ofUser.map(\.whose) == [user.text, user.text])
    let ofOrganisation = try await all(
      AccessReport(store: store, from: now, until: end, organisation: test.client.code))
    #expect(ofOrganisation.map(\.kind) == [.call, .call])
    let other = try #require(OrganisationCode("M209900009"))
    #expect(try await all(AccessReport(store: store, from: now, until: end, organisation: other)).isEmpty)
    #expect(try await all(AccessReport(store: store, from: end, until: end.adding(seconds: 1))).isEmpty)
  }

  @Test("who asks is on record")
  func noted() async throws {
    let test = try await TestHub.open()
    let (store, now) = (test.hub.store, test.clock.world.now())
    let report = AccessReport(store: store, from: now.adding(seconds: -60), until: now, user: test.person.user)
    try await report.note(at: now)
    let newest = try await store.read { try AuditTable.newest(1, in: $0) }.map(\.record)
    #expect(newest.map(\.act) == ["accesses.list"] && newest.map(\.subject) == [test.person.user.text])
    #expect(try await all(report).isEmpty)
  }

  @Test(
    "a text is one field of the line, and no formula",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"no\"", "\"say \"\"no\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("=1+1", "'=1+1"), ("@x,y", "\"'@x,y\""),
    ])
  func field(text: String, shown: String) {
    let access = Access(
      at: Instant(milliseconds: 0), kind: .act, who: "kim", client: "", what: "search", whose: text, outcome: "",
      reference: "1", words: "", address: "::1")
    #expect(access.csv == "19700101090000000,act,kim,,search,\(shown),,1,,::1")
  }

  private func all(_ report: AccessReport) async throws -> [Access] {
    var found: [Access] = []
    try await report.each { found += $0 }
    return found
  }

  private func call(at moment: Instant, _ caller: Caller) -> CallRecord {
    CallRecord(
      stamp: moment, apiTransactionID: "x", caller: caller, api: "account/balance", code: .success, microseconds: 1)
  }

  private func act(at moment: Instant, _ act: String = "login", _ subject: String = "") -> AuditRecord {
    AuditRecord(at: moment, who: "kim", act: act, subject: subject)
  }
}
