import Hummingbird
import MaruDomain
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import MaruGateway

/// Forms with files, as browsers send them.
@Suite struct MultipartFormTests {
  private static let type = "multipart/form-data; boundary=----WebKitFormBoundaryAbc"
  private static func part(_ head: String, _ contents: String) -> String {
    "------WebKitFormBoundaryAbc\r\n\(head)\r\n\r\n\(contents)\r\n"
  }
  private static let field = part("Content-Disposition: form-data; name=\"csrf\"", "12ab")
  private static let file = part(
    "Content-Disposition: form-data; name=\"file\"; filename=\"등록증 %22a%22.pdf\"\r\nContent-Type: application/pdf",
    "%PDF-1.7\r\n--no boundary\r\n\0\u{1}")
  private static let end = "------WebKitFormBoundaryAbc--\r\n"

  @Test("texts and files are read as they were sent")
  func whole() throws {
    let form = try #require(MultipartForm(contentType: Self.type, Array((Self.field + Self.file + Self.end).utf8)))
    #expect(form.members.map(\.name) == ["csrf"] && form.members.first?.value.flatText == "12ab")
    let file = try #require(form.files["file"])
    #expect(file.name == "등록증 %22a%22.pdf" && file.contents == Array("%PDF-1.7\r\n--no boundary\r\n\0\u{1}".utf8))
    let quoted = Self.type.replacing("----WebKitFormBoundaryAbc", with: "\"----WebKitFormBoundaryAbc\"")
    #expect(MultipartForm(contentType: quoted, Array((Self.field + Self.end).utf8))?.files.isEmpty == true)
  }

  @Test("an empty file has a name and nothing in it; contents may begin or end like a boundary")
  func edges() throws {
    let empty = Self.part("Content-Disposition: form-data; name=\"file\"; filename=\"\"", "")
    #expect(MultipartForm(contentType: Self.type, Array((empty + Self.end).utf8))?.files["file"]?.contents == [])
    let marked = Self.part("Content-Disposition: form-data; name=\"file\"; filename=\"\u{301}a\"", "1")
    #expect(MultipartForm(contentType: Self.type, Array((marked + Self.end).utf8))?.files["file"]?.name == "\u{301}a")
    for contents in ["\r\n", "\r\n------WebKitFormBoundaryAb", "--", "\r\r\n\r\n-"] {
      let one = Self.part("Content-Disposition: form-data; name=\"file\"; filename=\"a\"", contents)
      #expect(
        MultipartForm(contentType: Self.type, Array((one + Self.end).utf8))?.files["file"]?.contents
          == Array(contents.utf8))
    }
  }

  @Test(
    "what is no such form is none, and is not read half",
    arguments: [
      (type, ""), (type, "x"), (type, end.replacing("--\r\n", with: "")), (type, field), (type, "\r\n" + field + end),
      (type, part("X: y", "1") + end), (type, part("Content-Disposition: form-data", "1") + end),
      (type, part("Content-Disposition: form-data; name=\"a\"", String(repeating: "a", count: 5_000)) + end),
      (
        type,
        part("Content-Disposition: form-data; name=\"a\"\r\nX: \(String(repeating: "x", count: 3_000))", "1") + end
      ),
      (type, String(repeating: field, count: 20) + end), (type, field + file + file + end),
      ("multipart/form-data", field + end), ("multipart/form-data; boundary=", field + end),
      ("application/x-www-form-urlencoded", field + end),
      ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", field + end),
    ])
  func malformed(_ type: String, _ body: String) {
    #expect(MultipartForm(contentType: type, Array(body.utf8)) == nil)
  }

  @Test(
    "passes are for their place and for whom they are meant, a few at a time and fewer of one sender, and come back")
  func passes() {
    let passes = BodyPasses(
      largest: 100, most: 3, mostOfOne: 2, isPlace: { $0 == "/in" },
      sender: { $0.headers.first(name: "sender").flatMap { Int64($0) } })
    func take(_ method: String = "POST", _ uri: String = "/in?a=b", sender: Int? = 1) -> BodyPass? {
      passes.take(
        for: .init(
          version: .http1_1, method: .init(rawValue: method), uri: uri,
          headers: sender.map { ["sender": "\($0)"] } ?? [:]))
    }
    #expect(take("PUT") == nil && take("POST", "/other") == nil && take(sender: nil) == nil)
    var held = [take(), take()]
    #expect(held.allSatisfy { $0?.largest == 100 })
    #expect(take() == nil, "as many as one may have")
    held.append(take(sender: 2))
    #expect(held.last??.largest == 100)
    #expect(take(sender: 2) == nil && take(sender: 3) == nil, "as many as there are")
    held.removeLast()
    #expect(take() == nil, "somebody else's does not help")
    held.removeLast()
    #expect(take() != nil)
    #expect(take() != nil, "the one before is gone already")
    withExtendedLifetime(held) { #expect(held.count == 1) }
  }

  @Test("a body that was not kept comes with the rest of its request, as it was sent", arguments: [true, false])
  func withoutBody(isSecure: Bool) async throws {
    let fields = HTTPHeaders(isSecure ? [("X-Forwarded-Proto", "https")] : [])
    let request = IncomingRequest(
      head: HTTPRequestHead(version: .http1_1, method: .POST, uri: "/in?a=b", headers: fields), body: .tooLarge,
      sender: RequestSender(
        channel: NIOAsyncTestingChannel(), fields: fields, proxies: try #require(TrustedProxies("127.0.0.1")),
        peer: IPAddress("127.0.0.1")))
    let routed = try #require(request.routedWithoutBody())
    #expect(routed.isSecure == isSecure && routed.uri.path == "/in")
    await #expect(throws: NIOTooManyBytesError.self) { _ = try await routed.body.collect(upTo: 10) }
  }
}
