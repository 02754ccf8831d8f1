/// What was read of an element's text or of a value: a place of the document as long as nothing in it had to be replaced, which is
/// how nearly every text stays, and a copy from the first replacement on.
struct XMLText {
  private var place = 0..<0
  private var copy: [UInt8] = []
  private var isCopied = false

  /// Adds what stands at a place of the document.
  mutating func append(_ more: Range<Int>, of document: [UInt8]) {
    if more.isEmpty { return }
    if !isCopied, place.isEmpty {
      place = more
    } else if !isCopied, place.upperBound == more.lowerBound {
      place = place.lowerBound..<more.upperBound
    } else {
      append(document[more], of: document)
    }
  }

  /// Adds what stands for a reference or for the end of a line.
  mutating func append(_ replacement: some Sequence<UInt8>, of document: [UInt8]) {
    if !isCopied {
      copy = Array(document[place])
      isCopied = true
    }
    copy.append(contentsOf: replacement)
  }

  func string(in document: [UInt8]) -> String {
    isCopied ? String(decoding: copy, as: UTF8.self) : String(decoding: document[place], as: UTF8.self)
  }

  func isBlank(in document: [UInt8]) -> Bool {
    isCopied ? copy.allSatisfy(XMLReader.isBlank) : document[place].allSatisfy(XMLReader.isBlank)
  }

  /// Whether the last two characters are `]]`.
  func endsInBrackets(in document: [UInt8]) -> Bool {
    let end = isCopied ? copy.suffix(2) : document[place].suffix(2)
    return end.count == 2 && end.allSatisfy { $0 == UInt8(ascii: "]") }
  }
}
