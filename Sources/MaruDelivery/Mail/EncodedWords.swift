import Foundation

/// Text outside ASCII in the fields of a header: `=?utf-8?B?…?=` (RFC 2047).
enum EncodedWords {
  /// An encoded word is 75 characters at most (section 2), of which twelve are its frame.
  private static let bytesAtOnce = 45

  /// The text as it stands in a field. Printable ASCII stays as it is, unless it could be taken for an encoded word.
  static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?") && text.utf8.count <= 60
    return isPlain ? text : words(text).joined(separator: "\r\n ")
  }

  /// A name before an address: plain in quotation marks, for it may hold a comma or a point.
  static func phrase(_ text: String) -> String {
    let field = field(text)
    return field == text ? "\"\(text)\"" : field
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var part: [UInt8] = []
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      // No character is cut in two (section 5).
      if part.count + bytes.count > bytesAtOnce {
        words.append(word(part))
        part = []
      }
      part += bytes
    }
    return words + [word(part)]
  }

  private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}
