import Foundation

/// The package as files: what the rules of this target look at.
enum SourceTree {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct File: Sendable {
    /// Below the package's folder, as `Sources/MaruHub/Hub.swift`.
    let path: String
    let lines: [String]
    /// Lines of code with their numbers from 1: no comments, no contents of texts in quotes.
    let code: [(number: Int, text: String)]

    init(path: String, text: String) {
      self.path = path
      lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      var isInBlock = false
      code = lines.enumerated().map { index, line in (index + 1, SourceTree.withoutComment(line, &isInBlock)) }
    }

    /// The second part of the path: the target, for files below `Sources`.
    var module: String { String(path.split(separator: "/")[1]) }

    /// The imported modules.
    var imports: Set<String> {
      Set(
        code.compactMap { _, line in
          let words = line.split(separator: " ")
          guard let position = words.firstIndex(of: "import"), position < 4, words.count > position + 1,
            words[..<position].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal"].contains($0) })
          else { return nil }
          let kinds: Set<Substring> = ["struct", "class", "enum", "func", "let", "var", "protocol", "typealias"]
          let name = kinds.contains(words[position + 1]) ? words[position + 2] : words[position + 1]
          return name.split(separator: ".").first.map(String.init)
        })
    }
  }

  static let sources: [File] = files(below: "Sources")

  static func files(below folder: String) -> [File] {
    let base = root.appending(path: folder)
    let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)?.allObjects ?? []
    return found.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
      .compactMap { url in
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        return File(path: String(url.path.dropFirst(root.path.count)).trimmingPrefix("/").description, text: text)
      }
      .sorted { $0.path < $1.path }
  }

  /// The line's code. Texts in quotes lose their contents, so that a word in a message is no code; texts of several lines
  /// are not followed.
  private static func withoutComment(_ line: String, _ isInBlock: inout Bool) -> String {
    let bytes = Array(line.utf8)
    var code: [UInt8] = []
    var isInText = false
    var index = 0
    func stands(_ word: String) -> Bool { bytes[index...].starts(with: word.utf8) }
    while index < bytes.count {
      if isInBlock {
        if stands("*/") {
          isInBlock = false
          index += 1
        }
      } else if isInText {
        if bytes[index] == UInt8(ascii: "\\") {
          index += 1
        } else if bytes[index] == UInt8(ascii: "\"") {
          isInText = false
          code.append(bytes[index])
        }
      } else if stands("//") {
        break
      } else if stands("/*") {
        isInBlock = true
      } else {
        if bytes[index] == UInt8(ascii: "\"") { isInText = true }
        code.append(bytes[index])
      }
      index += 1
    }
    return String(decoding: code, as: UTF8.self)
  }
}
