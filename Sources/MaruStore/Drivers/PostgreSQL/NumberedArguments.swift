/// A statement as PostgreSQL wants it: `$1`, `$2` … where our texts have `?`.
struct NumberedArguments: Sendable, Hashable {
  let text: String
  let count: Int

  init(_ sql: String) {
    var text = ""
    text.reserveCapacity(sql.utf8.count + 16)
    var count = 0
    var isQuoted = false
    for character in sql.unicodeScalars {
      if character == "'" { isQuoted.toggle() }
      if character == "?", !isQuoted {
        count += 1
        text += "$\(count)"
      } else {
        text.unicodeScalars.append(character)
      }
    }
    self.text = text
    self.count = count
  }
}

/// Texts that PostgreSQL can hold: it knows no character NUL, which our texts may contain. NUL is kept as two characters of the
/// private area, and so is the first of the two where a text has it itself; every other text is kept as it is.
enum StorableText {
  private static let mark: Unicode.Scalar = "\u{F0F0}"

  static func stored(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0 || $0 == 0xEF }) else { return text }
    var stored = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\0": stored.append(contentsOf: [mark, "0"])
      case mark: stored.append(contentsOf: [mark, "1"])
      default: stored.append(scalar)
      }
    }
    return String(stored)
  }

  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.contains(0xEF), text.unicodeScalars.contains(mark) else { return text }
    var read = String.UnicodeScalarView()
    var isMarked = false
    for scalar in text.unicodeScalars {
      if isMarked {
        read.append(scalar == "0" ? "\0" : mark)
        isMarked = false
      } else if scalar == mark {
        isMarked = true
      } else {
        read.append(scalar)
      }
    }
    return String(read)
  }
}
