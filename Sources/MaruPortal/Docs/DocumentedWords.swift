/// The document says things in both languages at once, `한국어: English` and `한국어 · English`; a page says them in one.
extension SiteVisit {
  /// What a field is.
  func words(for field: DocumentedAPI.Field) -> String {
    let halves = field.words.split(separator: ": ", maxSplits: 1).map(String.init)
    guard halves.count == 2, Self.isKorean(halves[0]) else {
      return field.words
    }
    let english = halves[1].prefix(1).uppercased() + halves[1].dropFirst()
    return text(halves[0] + Self.notes(in: halves[1]), english)
  }

  /// What a code means.
  func words(for code: DocumentedAPI.Code) -> String {
    guard let cut = code.meaning.range(of: " · ") else { return code.meaning }
    return text(String(code.meaning[..<cut.lowerBound]), String(code.meaning[cut.upperBound...]))
  }

  private static func isKorean(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
  }

  /// The document's two remarks about when a field is there, and what else it may be called.
  private static func notes(in english: String) -> String {
    var notes = ""
    if let found = english.firstMatch(of: /Required when ([a-z_]+) is ([^.]+)\./) {
      notes += ". \(found.1)이(가) \(found.2)이면 필수"
    }
    if let found = english.firstMatch(of: /Also accepted as ([^.]+)\./) { notes += ". \(found.1)(으)로도 받음" }
    return notes
  }
}
