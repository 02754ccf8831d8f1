import Foundation
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// What is left of somebody who was forgotten (P-02, P-03).
@Suite struct ErasureTests {
  private static func call(
    _ id: String, _ request: String, _ answer: String = "{}", at: Instant
  ) throws -> KeptCall {
    KeptCall(
      id: id, client: try #require(ClientID("l7xx1234567890")), api: "user/me", code: "A0000", method: "GET",
      request: request, status: 200, answer: answer, at: at, microseconds: 1, isByHand: false)
  }

  /// Names of the kept calls that are blank.
  private static func blank(_ bench: Bench) async throws -> [String] {
    try await bench.test.hub.store.read { try KeptCallTable.slice(after: "", atMost: 100, in: $0) }
      .filter(\.isBlank).map(\.id)
  }

  private static func forget(_ bench: Bench) async throws {
    let me = MeBrowser(bench)
    try await me.enter()
    // Another visit of the same person, left open.
    try await MeBrowser(bench).enter()
    let page = try await me.send("delete", from: "/delete").page
    #expect(page.contains("저절로 없어지지 않으며"), "\(page)")
  }

  @Test("calls that name the person are blanked, however they write it, and no others (P-02, P-03)")
  func keptCalls() async throws {
    try await Bench.run { bench in
      let (test, at) = (bench.test, bench.test.clock.world.now())
      let (name, account) = (test.account.holderName.text, test.account.account.number.text)
      let escaped = name.unicodeScalars.map { "\\u" + String($0.value, radix: 16) }.joined()
      let inForm = name.utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
      let user = test.person.user.text
      let calls = [
        try Self.call("a-me", "user_seq_no=\(user)&tran_dtime=1", "{\"user_name\":\"\(name)\"}", at: at),
        try Self.call("b-balance", "fintech_use_num=\(test.account.fintechUseNumber.text)", at: at),
        try Self.call("c-deposit", "{\"account_num\":\"\(account)\"}", at: at),
        try Self.call("d-json", "{\"account_holder_name\":\"\(escaped)\"}", at: at),
        try Self.call("e-form", "account_holder_name=\(inForm)", at: at),
        try Self.call("f-longer-number", "bank_tran_id=\(user)1&x=9\(account)", at: at),
        try Self.call("g-other", "user_seq_no=1999999999", "{\"user_name\":\"다른사람\"}", at: at),
      ]
      try await test.hub.store.write { try KeptCallTable.append(calls, in: $0) }
      try await Self.forget(bench)
      #expect(try await Self.blank(bench) == ["a-me", "b-balance", "c-deposit", "d-json", "e-form"])
    }
  }

  @Test("a call that was under way meanwhile is blanked by the sweeper, also after a restart")
  func late() async throws {
    try await Bench.run { bench in
      let (test, at) = (bench.test, bench.test.clock.world.now())
      try await Self.forget(bench)
      let late = try Self.call("late", "user_seq_no=\(test.person.user.text)", at: at)
      try await test.hub.store.write { try KeptCallTable.append([late], in: $0) }
      await Sweeper(hub: test.hub).pass()
      #expect(try await Self.blank(bench) == [], "another hub may not have written yet")
      test.clock.move(seconds: 11)
      await Sweeper(hub: test.hub).pass()
      #expect(try await Self.blank(bench) == ["late"])
      let open = try await test.hub.store.read { try ErasureTraceTable.all(before: at.adding(seconds: 60), in: $0) }
      #expect(open == [], "and then nobody looks again")
    }
  }

  @Test("the database files do not hold the person any more: neither phone nor CI nor e-mail address (P-02)")
  func files() async throws {
    try await Bench.run { bench in
      guard !TestStores.isPostgreSQL else { return }
      let (test, person) = (bench.test, bench.test.person.person)
      func found() throws -> [String] {
        try ["hub.sqlite", "hub.sqlite-wal", "hub.sqlite-shm"].flatMap { file -> [String] in
          let bytes = try Data(contentsOf: test.directory.appending(path: file))
          return [person.phone, person.ci, person.email].filter { !$0.isEmpty && bytes.range(of: Data($0.utf8)) != nil }
            .map { "\(file): \($0)" }
        }
      }
      #expect(try found() != [])
      // Somebody who agrees, reads, and changes things leaves copies of their row in many pages.
      for _ in 0..<3 { _ = try await test.consent() }
      try await Self.forget(bench)
      #expect(try found() == [])
    }
  }
}
