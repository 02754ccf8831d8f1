/// What a document of an application for use can be. Told by how its contents begin, never by its name, and stored by its raw value.
public enum DocumentType: String, Sendable, CaseIterable {
  /// Portable Document Format.
  case pdf
  /// Portable Network Graphics.
  case png
  /// JPEG.
  case jpeg

  /// Nil for contents of any other kind.
  public init?(contents: some Collection<UInt8>) {
    guard let found = Self.allCases.first(where: { contents.starts(with: $0.beginning) }) else { return nil }
    self = found
  }

  /// The first bytes: of PDF (ISO 32000-2, 7.5.2), PNG with its first chunk (ISO/IEC 15948, 5.2), and JPEG (ISO/IEC 10918-1, SOI).
  private var beginning: [UInt8] {
    switch self {
    case .pdf: Array("%PDF-".utf8)
    case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    case .jpeg: [0xFF, 0xD8, 0xFF]
    }
  }

  /// What `Content-Type` says of it.
  public var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    }
  }

  /// How a file's name ends that is told to be of the type.
  public var ending: String { self == .jpeg ? "jpg" : rawValue }
}

/// How much an applicant may bring along.
public enum DocumentBounds {
  /// Bytes of one document.
  public static let mostBytes = 5 << 20
  /// Documents with one application.
  public static let mostWithOne = 10
  /// Documents of one developer, whatever they belong to.
  public static let mostOfOne = 40
}

/// What a document is called: the last part of what its applicant's computer called it, with the ending that its contents have.
public struct DocumentName: ValidatedText {
  private static let longest = 80
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[^\\u0000-\\u001F\\u007F-\\u009F/\\\\\"<>:|?*;]{1,85}"

  public init?(_ text: String) {
    guard text.hasCharacters(1...(Self.longest + 5)), text.unicodeScalars.allSatisfy(Self.isPlain) else { return nil }
    self.text = text
  }

  /// Any name makes one: what could lead elsewhere, or turn the line around, is left out.
  public init(typed: String, _ type: DocumentType) {
    let last = typed.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = String(String.UnicodeScalarView(last.unicodeScalars.filter(Self.isPlain)))
    var stem = plain.split(separator: ".", omittingEmptySubsequences: false).dropLast(plain.contains(".") ? 1 : 0)
      .joined(separator: ".").split(separator: " ").joined(separator: " ")
    if stem.isEmpty || stem.allSatisfy({ $0 == "." }) { stem = "document" }
    stem = String(stem.prefix(Self.longest))
    // A letter may carry any number of marks.
    if !stem.hasCharacters(1...Self.longest) { stem = "document" }
    text = "\(stem).\(type.ending)"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: !"/\\\"<>:|?*;".unicodeScalars.contains(scalar)
    }
  }
}
