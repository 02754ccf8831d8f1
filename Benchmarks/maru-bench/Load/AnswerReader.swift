import Foundation
import NIOCore

/// Finds whole HTTP/1.1 answers in what arrived: status, length of the body, whether the connection stays.
///
/// Only what a load generator needs, because a general parser would cost more than the rest of a request. An answer must have
/// a Content-Length; all the servers that are measured give one.
struct AnswerReader {
  /// A whole answer within the buffer.
  struct Answer {
    let status: Int
    let body: Range<Int>
    let keepsAlive: Bool
  }
  /// The answer is none that this reader knows.
  struct Unreadable: Error {}

  private static let blankLine = Array("\r\n\r\n".utf8)

  /// The answer at the start of `bytes`, or nil while it is not complete; throws ``Unreadable``.
  static func answer(in bytes: UnsafeRawBufferPointer) throws -> Answer? {
    guard let headEnd = position(of: blankLine, in: bytes) else { return nil }
    guard headEnd >= 12, bytes[0] == UInt8(ascii: "H") else { throw Unreadable() }
    let status = (9..<12).reduce(0) { $0 * 10 + Int(bytes[$1] &- 0x30) }
    var length: Int?
    var keepsAlive = bytes[7] == UInt8(ascii: "1")
    var line = 12
    while line < headEnd {
      guard let end = lineEnd(from: line, in: bytes, before: headEnd) else { break }
      // The lines that matter begin with c: content-length, connection.
      if bytes[line] | 0x20 == UInt8(ascii: "c") {
        if let value = value(of: "content-length", bytes, line..<end) { length = number(bytes, value) }
        if let value = value(of: "connection", bytes, line..<end) {
          keepsAlive = bytes[value.lowerBound] | 0x20 == UInt8(ascii: "k")
        }
      }
      line = end + 2
    }
    // 204 and 304 have no body and need not say so.
    guard let length = length ?? (status == 204 || status == 304 ? 0 : nil) else { throw Unreadable() }
    let start = headEnd + 4
    guard bytes.count >= start + length else { return nil }
    return Answer(status: status, body: start..<start + length, keepsAlive: keepsAlive)
  }

  /// Where `text` begins in `bytes`, or nil.
  static func position(of text: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress, let last = text.last, bytes.count >= text.count else { return nil }
    // By the last byte: the head's lines and a JSON text both begin with bytes that are everywhere.
    var end = text.count - 1
    while end < bytes.count, let found = memchr(base + end, Int32(last), bytes.count - end) {
      let start = UnsafeRawPointer(found) - base - (text.count - 1)
      if memcmp(base + start, text, text.count) == 0 { return start }
      end = start + text.count
    }
    return nil
  }

  private static func lineEnd(from start: Int, in bytes: UnsafeRawBufferPointer, before limit: Int) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0D, limit + 1 - start) else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// The value of the header in `line`, or nil where the line is another one.
  private static func value(of name: StaticString, _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Range<Int>? {
    let count = name.utf8CodeUnitCount
    guard line.count > count + 1, bytes[line.lowerBound + count] == UInt8(ascii: ":") else { return nil }
    for index in 0..<count where bytes[line.lowerBound + index] | 0x20 != name.utf8Start[index] | 0x20 { return nil }
    var start = line.lowerBound + count + 1
    while start < line.upperBound, bytes[start] == 0x20 { start += 1 }
    return start < line.upperBound ? start..<line.upperBound : nil
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    var number = 0
    for index in range {
      guard (0x30...0x39).contains(bytes[index]) else { return nil }
      number = number * 10 + Int(bytes[index] - 0x30)
    }
    return number
  }
}

extension AnswerReader {
  /// Whether `text` stands in `body`.
  static func holds(_ text: [UInt8], _ body: [UInt8]) -> Bool {
    body.withUnsafeBytes { position(of: text, in: $0) != nil }
  }
}
