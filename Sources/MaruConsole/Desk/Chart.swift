/// Columns, one a month, each in parts, drawn on the server: an SVG without script or style of its own (the policy allows neither);
/// its classes are in the file of styles, and the same numbers stand in a table beside it.
struct Chart {
  /// Colours that are told apart; what does not fit is summed up as the last one.
  static let colours = 6
  let svg: String
  /// `series` (0…) and its name.
  let legend: [[String: Any]]

  /// `columns` are names of columns with the value of each series, in the series' order.
  init(title: String, series: [String], columns: [(name: String, values: [Int64])]) {
    let (width, height, bottom) = (720.0, 260.0, 26.0)
    let highest = max(1, columns.map { $0.values.reduce(0, +) }.max() ?? 1)
    let step = (width - 70) / Double(max(1, columns.count))
    let bar = min(48, step * 0.6)
    var parts: [String] = []
    for line in 0...2 {
      let value = highest * Int64(line) / 2
      let y = height - bottom - (height - bottom - 14) * Double(value) / Double(highest)
      parts.append("<line class=\"grid\" x1=\"64\" x2=\"720\" y1=\"\(Self.short(y))\" y2=\"\(Self.short(y))\"/>")
      parts.append(
        "<text class=\"scale\" x=\"58\" y=\"\(Self.short(y + 4))\" text-anchor=\"end\">\(value.grouped)</text>")
    }
    for (index, column) in columns.enumerated() {
      let x = 70 + step * Double(index) + (step - bar) / 2
      var y = height - bottom
      for (number, value) in column.values.enumerated() where value > 0 {
        let tall = (height - bottom - 14) * Double(value) / Double(highest)
        y -= tall
        let name = number < series.count ? series[number] : ""
        parts.append(
          "<rect class=\"s\(number)\" x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" width=\"\(Self.short(bar))\" "
            + "height=\"\(Self.short(tall))\"><title>\(Self.escaped("\(column.name) \(name): \(value.grouped)"))</title></rect>"
        )
      }
      parts.append(
        "<text class=\"scale\" x=\"\(Self.short(x + bar / 2))\" y=\"\(Self.short(height - 6))\" text-anchor=\"middle\">"
          + "\(Self.escaped(column.name))</text>")
    }
    svg =
      "<svg class=\"chart\" viewBox=\"0 0 720 260\" role=\"img\" aria-label=\"\(Self.escaped(title))\">"
      + parts.joined() + "</svg>"
    legend = series.enumerated().map { ["series": $0.offset, "seriesName": $0.element] }
  }

  /// One decimal is enough for a screen.
  private static func short(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
