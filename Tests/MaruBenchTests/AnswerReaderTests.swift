import Testing

@testable import maru_bench

@Suite("reader of answers")
struct AnswerReaderTests {
  private static let whole = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello"

  private func read(_ text: String) throws -> AnswerReader.Answer? {
    try Array(text.utf8).withUnsafeBytes { try AnswerReader.answer(in: $0) }
  }

  @Test("reads status, body and whether the connection stays")
  func whole() throws {
    let answer = try #require(try read(Self.whole))
    #expect(answer.status == 200)
    #expect(String(decoding: Array(Self.whole.utf8)[answer.body], as: UTF8.self) == "hello")
    #expect(answer.keepsAlive)
  }

  @Test("waits for every byte")
  func parts() throws {
    let bytes = Array(Self.whole.utf8)
    for count in bytes.indices {
      #expect(try bytes.prefix(count).withUnsafeBytes { try AnswerReader.answer(in: $0) } == nil)
    }
  }

  @Test(
    "knows when the server closes",
    arguments: [
      ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false),
      ("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", true),
      ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
      ("HTTP/1.1 303 See Other\r\nLocation: /consent/1\r\nContent-Length: 0\r\n\r\n", true),
    ])
  func connection(_ text: String, keepsAlive: Bool) throws {
    #expect(try read(text)?.keepsAlive == keepsAlive)
  }

  @Test(
    "an answer whose end nobody can know is an error",
    arguments: ["HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", "noise\r\n\r\n"])
  func unreadable(_ text: String) {
    #expect(throws: AnswerReader.Unreadable.self) { try read(text) }
  }

  @Test(
    "finds a text wherever it stands",
    arguments: [
      (#""rsp_code":"A0000""#, true), (#"{"#, true), (#"}"#, true), (#""rsp_code":"A0001""#, false), (#"}}"#, false),
    ])
  func search(_ text: String, isThere: Bool) {
    #expect(AnswerReader.holds(Array(text.utf8), Array(#"{"a":"\"","rsp_code":"A0000","b":""}"#.utf8)) == isThere)
  }
}
