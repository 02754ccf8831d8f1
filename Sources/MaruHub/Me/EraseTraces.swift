import MaruDomain
import MaruStore

extension Hub {
  /// Calls looked through at a time: nobody waits for the writer meanwhile.
  private static let slice = 200
  /// Seconds after which every hub has written the calls that it answered before.
  private static let settled: Int64 = 10

  /// Blanks the calls that apps keep of a person who was forgotten, and takes the person out of the store's files. True when
  /// nothing was left to do; what could not be done is told in the log, and ``eraseTraces()`` does it again.
  func eraseTraces(of user: UserSeqNo) async -> Bool {
    do {
      try await blankCalls(of: user)
      return try await store.overwriteRemoved()
    } catch {
      logger.warning("traces of somebody who was forgotten are still there", metadata: ["error": "\(error)"])
      return false
    }
  }

  /// Looks once more for traces of those who were forgotten: a call that was under way is kept a moment after it was answered, and a
  /// process may have been killed, or a file been read, in the middle.
  package func eraseTraces() async throws {
    let moment = world.now().adding(seconds: -Hub.settled)
    for user in try await store.read({ try ErasureTraceTable.all(before: moment, in: $0) })
    where await eraseTraces(of: user) {
      try await store.write { try ErasureTraceTable.remove(user, in: $0) }
    }
  }

  private func blankCalls(of user: UserSeqNo) async throws {
    let marks = try await store.read { try PersonMarks(of: user, in: $0) }
    var last = ""
    while true {
      let start = last
      let calls = try await store.read { try KeptCallTable.slice(after: start, atMost: Hub.slice, in: $0) }
      guard let end = calls.last else { return }
      last = end.id
      let found = calls.filter { !$0.isBlank && marks.areNamed(by: $0) }.map(\.id)
      if !found.isEmpty { try await store.writeMany { try KeptCallTable.blank(found, in: $0) } }
    }
  }
}

/// What leads to a person in the text of a call: their number, and numbers and holder's names of their accounts, which stay known
/// after the person is gone.
struct PersonMarks: Sendable {
  /// A shorter name would be found in what is about somebody else entirely.
  private static let shortestName = 2
  private var names: Set<String> = []
  private var numbers: Set<Substring>

  init(of user: UserSeqNo, in session: any SQLSession) throws {
    numbers = [user.text[...]]
    for code in Set(try ConsentRecordTable.all(of: user, in: session).map(\.organisation)) {
      for account in try RegisteredAccountTable.all(of: user, with: code, in: session) {
        numbers.formUnion([account.fintechUseNumber.text[...], account.account.number.text[...]])
        if account.holderName.text.count >= Self.shortestName { names.insert(account.holderName.text) }
      }
    }
  }

  func areNamed(by call: KeptCall) -> Bool {
    [call.request, call.answer].contains { text in
      let plain = Self.plain(text)
      return names.contains { plain.contains($0) }
        // A number as a whole: within a longer one it is somebody else's.
        || plain.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.contains(where: numbers.contains)
    }
  }

  /// A text with what forms (`%EA%B9%80`) and JSON (`\uae40`) write in place of a character.
  static func plain(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "\\") }) else { return text }
    var (bytes, rest): ([UInt8], Substring.UTF8View) = ([], text[...].utf8)
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = value(of: rest.prefix(2), digits: 2) {
        bytes.append(UInt8(value))
        rest = rest.dropFirst(2)
      } else if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "u"),
        let scalar = value(of: rest.dropFirst().prefix(4), digits: 4).flatMap(Unicode.Scalar.init)
      {
        bytes.append(contentsOf: String(Character(scalar)).utf8)
        rest = rest.dropFirst(5)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func value(of text: Substring.UTF8View, digits: Int) -> UInt32? {
    text.count == digits ? UInt32(String(decoding: Array(text), as: UTF8.self), radix: 16) : nil
  }
}
