extension Int64 {
  /// `1,234,567`.
  package var grouped: String {
    let digits = String(magnitude)
    var (text, count) = ("", 0)
    for digit in digits.reversed() {
      if count > 0, count % 3 == 0 { text.append(",") }
      text.append(digit)
      count += 1
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
