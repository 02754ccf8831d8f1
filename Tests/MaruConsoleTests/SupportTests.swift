import Foundation
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// What developers ask for, as operators see and answer it.
@Suite struct SupportTests {
  private static let path = "/operator/support"

  @Test(
    "operations and security answer, close and reopen, each on record and with a letter in the developer's language")
  func wholeWay() async throws {
    try await ConsoleBench.run { bench in
      let clerk = try await bench.person("minji", .operations)
      let (request, store) = (try await bench.request(language: "eng"), bench.test.hub.store)
      let path = "\(Self.path)/\(request)"
      #expect(try await clerk.get("\(Self.path)?lang=ko").text.contains("답변 대기 1"))
      func press(_ act: String, _ words: String, seen: Int64) async throws -> Int {
        try await clerk.submit(path, [("revision", "\(seen)"), ("act", act), ("words", words)]).status
      }
      func state() async throws -> SupportState? {
        try await store.read { try SupportTable.find(request, in: $0)?.state }
      }
      #expect(try await press("answer", " ", seen: 1) == 422)
      #expect(try await press("reopen", "x", seen: 1) == 422)
      #expect(try await press("write", "x", seen: 1) == 422)
      #expect(try await press("answer", String(repeating: "가", count: 8_001), seen: 1) == 422)
      #expect(try await press("answer", String(repeating: "가", count: 8_000), seen: 1) == 303)
      #expect(try await state() == .answered)
      #expect(try await press("answer", "**tomorrow** <i>", seen: 2) == 303)
      let page = try await clerk.get(path).text
      #expect(page.contains("<strong>tomorrow</strong> &lt;i&gt;") && page.contains("dev@example.com"))
      #expect(try await press("close", "", seen: 3) == 303)
      #expect(try await state() == .closed)
      #expect(try await press("answer", "x", seen: 4) == 422)
      #expect(try await press("reopen", "", seen: 4) == 303)
      #expect(try await state() == .open)
      let officer = try await bench.person("jun", .security)
      #expect(
        try await officer.submit(path, [("revision", "5"), ("act", "close"), ("words", "done")]).location
          == "\(path)?done=1")

      let acts = try await bench.audit().filter { $0.act.hasPrefix("support.") && $0.act != "support.look" }
      #expect(
        acts.map { "\($0.who) \($0.act) \($0.subject)" } == [
          "jun support.close \(request)", "minji support.reopen \(request)", "minji support.close \(request)",
          "minji support.answer \(request)", "minji support.answer \(request)",
        ])
      #expect(acts.allSatisfy { $0.words.isEmpty }, "what is told stays in the thread")
      let letters = try await store.read { try OutboxTable.newest(9, in: $0) }
      #expect(letters.count == 5 && letters.allSatisfy { $0.recipient == "dev@example.com" })
      #expect(
        letters[0].subject == "Maru support \(request): the request was closed" && letters[0].body.contains("done"))
      #expect(letters[3].subject.hasSuffix("there is an answer") && letters[3].body.contains("**tomorrow**"))
      #expect(letters[3].body.contains("/developers/support/requests/\(request)"))
    }
  }

  @Test("nothing is done to a thread that has changed since it was looked at; what was typed comes back")
  func changed() async throws {
    try await ConsoleBench.run { bench in
      let clerk = try await bench.person("minji", .operations)
      let request = try await bench.request()
      let path = "\(Self.path)/\(request)"
      try await bench.support.write("하나 더 있습니다", nil, to: request, by: 1)
      for act in ["answer", "close"] {
        let page = try await clerk.submit(path, [("revision", "1"), ("act", act), ("words", "적던 말")])
        #expect(page.status == 422 && page.text.contains("하나 더 있습니다") && page.text.contains("적던 말"))
      }
      #expect(try await bench.test.hub.store.read { try SupportTable.find(request, in: $0)?.state } == .open)
    }
  }

  @Test(
    "who may look does, who may answer does; every look at a request is on record",
    arguments: OperatorRole.allCases.filter { $0 != .bank })
  func roles(_ role: OperatorRole) async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", role)
      let path = "\(Self.path)/\(try await bench.request())"
      let page = try await browser.get(path)
      #expect(page.status == (role.may(.lookAtPeople) ? 200 : 403))
      #expect(page.text.contains("name=\"words\"") == role.may(.answerSupport))
      #expect(try await bench.audit().contains { $0.act == "support.look" } == role.may(.lookAtPeople))
      let csrf = try await browser.get("/operator/search").csrf
      let fields = [("csrf", csrf), ("revision", "1"), ("act", "answer"), ("words", "네")]
      #expect(try await browser.post(path, fields).status == (role.may(.answerSupport) ? 303 : 403))
      #expect(try await browser.post(path, Array(fields.dropFirst())).status == 403)
    }
  }

  @Test("the list is of a state and a kind, page by page; what there is not is not found")
  func lists() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.operations)
      for number in 1...52 {
        _ = try await bench.request(number == 7 ? .testDevice : .consulting, subject: "요청 제목 \(number).")
      }
      func shown(_ query: String) async throws -> [String] {
        try await browser.get("\(Self.path)\(query)").all(/요청 제목 (\d+)\./)
      }
      #expect(try await shown("") == (3...52).reversed().map { "\($0)" })
      #expect(try await shown("?before=3") == ["2", "1"])
      #expect(try await shown("?kind=test_device") == ["7"])
      #expect(try await shown("?kind=test_device&state=closed").isEmpty)
      #expect(try await browser.get(Self.path).text.contains("\(Self.path)?before=3"))
      for path in ["\(Self.path)/99", "\(Self.path)/x", "\(Self.path)/1/calls/1"] {
        #expect(try await browser.get(path).status == 404)
      }
    }
  }

  @Test("a call that was attached is seen, on record, from that thread alone; and also when it is kept no more")
  func call() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person(.operations)
      let call = AttachedCall(client: bench.test.client.clientID, id: "M00000000000001")
      let (with, without) = (try await bench.request(call: call), try await bench.request())
      #expect(try await browser.get("\(Self.path)/\(with)").text.contains("\(Self.path)/\(with)/calls/\(call.id)"))
      let path = "\(Self.path)/\(with)/calls/\(call.id)"
      #expect(try await browser.get("\(path)?lang=en").text.contains("no longer kept"))
      let kept = KeptCall(
        id: call.id, client: call.client, api: "account/balance", code: "A0004", method: "GET",
        request: "{\"tran_dtime\":\"<late>\"}", status: 200, answer: "{}", at: bench.test.clock.world.now(),
        microseconds: 1, isByHand: false)
      try await bench.test.hub.store.write { try KeptCallTable.append([kept], in: $0) }
      let page = try await browser.get(path).text
      #expect(page.contains("&lt;late&gt;") && page.contains("A0004"))
      #expect(try await browser.get("\(Self.path)/\(without)/calls/\(call.id)").status == 404)
      #expect(try await bench.audit().filter { $0.act == "support.call" }.map(\.subject) == [call.id, call.id])
    }
  }
}

extension ConsoleBench {
  fileprivate var support: SupportDesk { SupportDesk(hub: test.hub, link: { $0 }) }

  /// A request of the developer with the number 1.
  fileprivate func request(
    _ kind: SupportKind = .consulting, subject: String = "제목", call: AttachedCall? = nil, language: String = "kor"
  ) async throws -> Int64 {
    let now = test.clock.world.now()
    try await test.hub.store.write { session in
      guard try DeveloperTable.find(1, in: session) == nil else { return }
      try DeveloperTable.insert(
        Developer(
          id: 1, email: "dev@example.com", passwordHash: [], passwordSalt: [], language: language, createdAt: now),
        in: session)
    }
    return try await support.open(
      SupportDesk.Question(kind: kind, client: nil, wishedDay: nil, subject: subject), "내용", call, by: 1)
  }
}
