/// What a mail server says: a code of three digits and lines of text (RFC 5321 section 4.2).
struct SMTPReply: Sendable, Hashable {
  let code: Int
  let lines: [String]

  var isDone: Bool { (200...299).contains(code) }
  var goesOn: Bool { (300...399).contains(code) }
  var isForGood: Bool { (500...599).contains(code) }

  /// Code and, where the server gives one, the enhanced code (RFC 3463): all of it that may stand in a log, for the text can
  /// repeat an address.
  var shown: String {
    let first = lines.first?.prefix { $0 != " " } ?? ""
    let parts = first.split(separator: ".", omittingEmptySubsequences: false)
    let isEnhanced =
      parts.count == 3 && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isWholeNumber) }
    return isEnhanced ? "\(code) \(first)" : "\(code)"
  }

  /// The extensions that the answer to EHLO names, upper case, with their words.
  var extensions: [String: [String]] {
    var found: [String: [String]] = [:]
    for line in lines.dropFirst() {
      let words = line.uppercased().split(separator: " ").map(String.init)
      if let name = words.first { found[name] = Array(words.dropFirst()) }
    }
    return found
  }
}

/// Cuts the bytes of a server into replies.
struct SMTPReplyParser {
  /// No server has reason to say more at once.
  private static let longest = 64 << 10
  private var waiting: [UInt8] = []
  private var lines: [String] = []
  private var code: Int?

  /// Something other than replies came.
  struct Malformed: Error {}

  /// Whether no part of a reply waits for the rest.
  var isQuiet: Bool { waiting.isEmpty && lines.isEmpty }

  mutating func take(_ bytes: some Sequence<UInt8>) throws -> [SMTPReply] {
    waiting += bytes
    var replies: [SMTPReply] = []
    while let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
      var line = waiting[..<end]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      let text = String(decoding: line, as: UTF8.self)
      waiting.removeFirst(end + 1)
      if let reply = try take(line: text) { replies.append(reply) }
    }
    guard waiting.count + lines.reduce(0, { $0 + $1.utf8.count }) <= SMTPReplyParser.longest else { throw Malformed() }
    return replies
  }

  private mutating func take(line: String) throws -> SMTPReply? {
    let digits = line.prefix(3)
    guard digits.utf8.count == 3, let number = Int(digits), (200...599).contains(number), code == nil || code == number
    else {
      throw Malformed()
    }
    let rest = line.dropFirst(3)
    guard rest.isEmpty || rest.first == " " || rest.first == "-" else { throw Malformed() }
    lines.append(String(rest.dropFirst()))
    code = number
    guard rest.first != "-" else { return nil }
    defer {
      lines = []
      code = nil
    }
    return SMTPReply(code: number, lines: lines)
  }
}
