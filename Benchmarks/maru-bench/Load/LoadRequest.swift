import NIOCore

/// One HTTP request as bytes, and what its answer must be to count.
struct LoadRequest: Sendable {
  /// The whole request, head and body.
  let bytes: ByteBuffer
  /// The status that is expected.
  let status: Int
  /// Texts that the answer's body must hold, such as `"rsp_code":"A0000"`.
  let expected: [[UInt8]]
  /// Whether the answer's body is kept for ``LoadResult/answers``.
  var isKept = false
}

/// Where the requests of a load come from. Asked on the generator's event loop, once for each request.
protocol RequestSource: Sendable {
  /// The next request to send.
  func next() -> LoadRequest
}

/// The same requests one after the other, from the first again at the end.
final class RepeatedRequests: RequestSource {
  private let requests: [LoadRequest]
  private let position = Turn()

  /// At least one request.
  init(_ requests: [LoadRequest]) {
    precondition(!requests.isEmpty, "a load needs a request")
    self.requests = requests
  }

  func next() -> LoadRequest { requests[position.take() % requests.count] }
}

extension LoadRequest {
  /// A keep-alive HTTP/1.1 request.
  static func make(
    _ method: String, _ target: String, host: String, headers: [(String, String)] = [], body: String = "",
    status: Int = 200, expecting expected: [String] = []
  ) -> LoadRequest {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if method == "POST" { head += "Content-Length: \(body.utf8.count)\r\n" }
    return LoadRequest(
      bytes: ByteBuffer(string: head + "\r\n" + body), status: status, expected: expected.map { Array($0.utf8) })
  }
}
