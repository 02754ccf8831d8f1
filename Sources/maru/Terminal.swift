import Foundation
import Synchronization

/// What is printed for people: progress only where somebody watches, results on standard output, troubles on standard error.
enum Terminal {
  /// Whether standard error is a screen.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Whether standard output is a screen that shows colours.
  private static let isColoured =
    isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  /// The text in an ANSI colour, where standard output shows colours.
  static func coloured(_ text: String, _ colour: String) -> String {
    isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  static func say(_ line: String) { write(line + "\n", to: .standardOutput) }
  static func complain(_ line: String) { write(line + "\n", to: .standardError) }

  private static func write(_ text: String, to file: FileHandle) {
    // A closed pipe (`maru verify | head`) is no reason to crash.
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// Columns that a text takes on a screen: Hangul and other East Asian wide characters take two.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60:
        sum + 2
      default: sum + 1
      }
    }
  }

  /// The text with blanks behind it up to `columns`.
  static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }
}

/// A bar on standard error for work that takes more than two seconds; silent where nobody watches.
final class ProgressBar: Sendable {
  private let title: String
  private let started = ContinuousClock.now
  private let drawn = Mutex<Int>(-1)

  init(_ title: String) { self.title = title }

  /// Draws the share that is done, from 0 to 1.
  func show(_ share: Double) {
    guard Terminal.isInteractive, ContinuousClock.now - started > .milliseconds(500) else { return }
    let percent = Int((min(1, max(0, share)) * 100).rounded(.down))
    drawn.withLock { drawn in
      guard percent != drawn else { return }
      drawn = percent
      let filled = percent * 30 / 100
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
      try? FileHandle.standardError.write(contentsOf: Data("\r\(title) \(bar) \(percent) %".utf8))
    }
  }

  /// Removes the bar.
  func finish() {
    guard drawn.withLock({ $0 }) >= 0 else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[2K".utf8))
  }
}
