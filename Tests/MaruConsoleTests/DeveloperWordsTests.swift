import MaruDomain
import MaruStore
import TestSupport
import Testing

/// What operations tell developers, and what they let developers tell each other.
@Suite struct DeveloperWordsTests {
  @Test("operations publish a notice and take it back, on record; others only read the list")
  func notices() async throws {
    try await ConsoleBench.run { bench in
      let (browser, viewer) = (try await bench.person("minji", .operations), try await bench.person("jun", .viewer))
      let path = "/operator/notices"
      func standing() async throws -> [String] {
        try await bench.test.hub.store.read { try NoticeTable.newest(9, in: $0).map(\.title) }
      }
      #expect(try await browser.submit(path, [("title", "no"), ("body", "x")]).status == 422)
      #expect(try await browser.submit(path, [("title", "점검 안내"), ("body", " ")]).status == 422)
      #expect(try await browser.submit(path, [("title", "점검 안내"), ("body", "**내일** 쉽니다")]).status == 303)
      #expect(try await standing() == ["점검 안내"])
      let csrf = try await viewer.get(path).csrf
      #expect(try await viewer.post(path, [("csrf", csrf), ("title", "안녕하세요"), ("body", "x")]).status == 403)
      #expect(try await viewer.get(path).text.contains("점검 안내"))
      #expect(try await browser.submit(path, to: "\(path)/withdraw", [("number", "7")]).status == 422)
      #expect(try await browser.submit(path, to: "\(path)/withdraw", [("number", "1")]).status == 303)
      #expect(try await browser.submit(path, to: "\(path)/withdraw", [("number", "1")]).status == 422)
      #expect(try await standing() == [])
      #expect(
        try await bench.audit().map(\.act).filter { $0.hasPrefix("notice") } == ["notice.withdraw", "notice.publish"])
    }
  }

  @Test("reported posts are listed; operations hide a post and show it again, which forgets the reports")
  func forum() async throws {
    try await ConsoleBench.run { bench in
      let (store, now) = (bench.test.hub.store, bench.test.clock.world.now())
      let (browser, path) = (try await bench.person(.operations), "/operator/forum")
      let topic = try await store.write { session in
        let topic = try ForumTable.insertTopic("첫 질문", "내용", by: 7, at: now, in: session)
        try ForumTable.answer(topic, "쓸모없는 답", by: 8, at: now, in: session)
        return topic
      }
      let answer = try #require(try await store.read { try ForumTable.answers(to: topic, in: $0).first }).id
      func shown() async throws -> (Int64?, Int) {
        try await store.read {
          (try ForumTable.topic(topic, in: $0)?.answers, try ForumTable.answers(to: topic, in: $0).count)
        }
      }
      #expect(try await browser.get("\(path)?lang=en").text.contains("Nothing was reported."))
      _ = try await store.write { try ForumTable.flag(answer, by: 9, at: now, in: $0) }
      let list = try await browser.get("\(path)?lang=en").text
      #expect(list.contains("쓸모없는 답") && list.contains(">shown<"))
      func press(_ act: String, _ post: Int64) async throws -> Int {
        try await browser.submit(path, [("post", "\(post)"), ("act", act)]).status
      }
      #expect(try await press("restore", answer) == 422)
      #expect(try await press("hide", answer) == 303)
      #expect(try await shown() == (0, 0))
      #expect(try await press("hide", answer) == 422)
      #expect(try await press("restore", answer) == 303)
      #expect(try await shown() == (1, 1))
      #expect(try await !browser.get(path).text.contains("쓸모없는 답"))
      #expect(try await press("hide", topic) == 303)
      #expect(try await shown().0 == nil)
      #expect(try await press("restore", topic) == 303)
      #expect(try await shown() == (1, 1))
      let viewer = try await bench.person("jun", .security)
      let csrf = try await viewer.get("/operator/search").csrf
      #expect(try await viewer.post(path, [("csrf", csrf), ("post", "\(topic)")]).status == 403)
    }
  }
}
