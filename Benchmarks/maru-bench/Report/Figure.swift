import Foundation

/// Figures as people read them: three digits that matter, thousands parted.
enum Figure {
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = abs(value)
    if magnitude >= 1_000 { return grouped(Int(rounded(value))) }
    if magnitude >= 100 || value == value.rounded() { return String(Int(value.rounded())) }
    return String(format: magnitude >= 10 ? "%.1f" : "%.2f", value)
  }

  /// Three digits are as many as a run can repeat.
  private static func rounded(_ value: Double) -> Double {
    let step = pow(10, floor(log10(abs(value))) - 2)
    return (value / step).rounded() * step
  }

  private static func grouped(_ value: Int) -> String {
    var text = String(abs(value))
    var groups: [String] = []
    while text.count > 3 {
      groups.insert(String(text.suffix(3)), at: 0)
      text = String(text.dropLast(3))
    }
    return (value < 0 ? "-" : "") + ([text] + groups).joined(separator: ",")
  }

  /// The text with blanks before it up to `columns`.
  static func right(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - text.count)) + text
  }

  /// The text with blanks behind it up to `columns`.
  static func left(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - text.count))
  }
}
