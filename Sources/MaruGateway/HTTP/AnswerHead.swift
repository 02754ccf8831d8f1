import HTTPTypes
import MaruDomain
import NIOCore
import NIOHTTP1
import Synchronization

/// Writes answers as bytes (RFC 9112 section 4).
struct AnswerHead: Sendable {
  private static let api = Answer.fields.map { "\r\n\($0.name.rawName): \($0.value)" }.joined()
  private let date = DateLine()

  /// `answer` to a request; `now` is what its `Date` field tells.
  func bytes(
    of answer: HTTPAnswer, now: Instant, connection: ConnectionField, omitsBody: Bool, allocator: ByteBufferAllocator
  ) -> ByteBuffer {
    let count = answer.body.readableBytes
    var bytes = allocator.buffer(capacity: count + 320)
    bytes.writeStaticString("HTTP/1.1 ")
    if answer.status.code == 200 {
      bytes.writeStaticString("200 OK")
    } else {
      bytes.writeString("\(answer.status.code) \(HTTPResponseStatus(statusCode: answer.status.code).reasonPhrase)")
    }
    switch answer.fields {
    case .api(let allow):
      bytes.writeString(Self.api)
      if let allow { bytes.writeString("\r\nAllow: \(allow)") }
    case .own(let fields):
      // Its length is known here, for every answer alike.
      for field in fields where field.name != .contentLength {
        bytes.writeStaticString("\r\n")
        bytes.writeString(field.name.rawName)
        bytes.writeStaticString(": ")
        bytes.writeString(field.value)
      }
    }
    bytes.writeString(date.text(at: now))
    // RFC 9110 section 8.6: none with 204.
    if answer.status != .noContent {
      bytes.writeStaticString("\r\nContent-Length: ")
      bytes.writeString(String(count))
    }
    switch connection {
    case .unsaid: break
    case .close: bytes.writeStaticString("\r\nConnection: close")
    case .keepAlive: bytes.writeStaticString("\r\nConnection: keep-alive")
    }
    bytes.writeStaticString("\r\n\r\n")
    if !omitsBody { bytes.writeImmutableBuffer(answer.body) }
    return bytes
  }

  /// What an answer says about its connection (RFC 9112 section 9.3).
  enum ConnectionField {
    /// Nothing: it stays open, as it does in HTTP/1.1.
    case unsaid
    case close
    /// To a client of HTTP/1.0 that asked for it.
    case keepAlive
  }
}

/// The `Date` field, written once a second.
private final class DateLine: Sendable {
  private let last = Mutex<(second: Int64, text: String)>((.min, ""))

  func text(at now: Instant) -> String {
    let second = now.milliseconds / 1000
    return last.withLock { last in
      if last.second != second { last = (second, "\r\nDate: \(HTTPDate.text(of: now))") }
      return last.text
    }
  }
}
