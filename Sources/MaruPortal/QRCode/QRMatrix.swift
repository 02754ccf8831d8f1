/// The modules of a symbol: patterns that every symbol has, and the codewords between them.
struct QRMatrix: Sendable {
  private let version: QRVersion
  private(set) var modules: [[Bool]]
  /// Modules of patterns and of format and version: no codeword lies there, and no mask changes them.
  private var isFixed: [[Bool]]
  private var size: Int { version.size }

  /// Places patterns and codewords; without a mask yet.
  init(_ version: QRVersion, _ codewords: [UInt8]) {
    self.version = version
    modules = Array(repeating: Array(repeating: false, count: version.size), count: version.size)
    isFixed = modules
    placePatterns()
    placeFormat(mask: 0)
    placeVersion()
    place(codewords)
  }

  private mutating func fix(_ row: Int, _ column: Int, _ isDark: Bool) {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return }
    modules[row][column] = isDark
    isFixed[row][column] = true
  }

  // MARK: Patterns (section 6.3)

  private mutating func placePatterns() {
    for index in 0..<size {
      fix(6, index, index % 2 == 0)
      fix(index, 6, index % 2 == 0)
    }
    for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] {
      // With the light separator around it.
      for (down, right) in Self.square(4) {
        let distance = max(abs(down), abs(right))
        fix(row + down, column + right, distance != 2 && distance != 4)
      }
    }
    let last = size - 7
    for row in version.alignment {
      for column in version.alignment where !Self.isFinder(row, column, last) {
        for (down, right) in Self.square(2) { fix(row + down, column + right, max(abs(down), abs(right)) != 1) }
      }
    }
  }

  /// Whether an alignment pattern would lie on a corner's finder pattern.
  private static func isFinder(_ row: Int, _ column: Int, _ last: Int) -> Bool {
    [(6, 6), (6, last), (last, 6)].contains { $0 == (row, column) }
  }

  private static func square(_ radius: Int) -> [(Int, Int)] {
    (-radius...radius).flatMap { down in (-radius...radius).map { (down, $0) } }
  }

  // MARK: Format and version (sections 7.9 and 7.10)

  /// Level and mask, twice, with ten bits that correct them.
  private mutating func placeFormat(mask: Int) {
    // Level M is 00.
    let bits = (mask << 10 | Self.remainder(mask << 10, 0x537)) ^ 0x5412
    for index in 0..<15 {
      let isDark = bits >> index & 1 == 1
      // Down beside the finder pattern at the top, past the timing pattern; and to the right below it.
      let row = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index
      fix(row, 8, isDark)
      let column = index < 8 ? size - 1 - index : index == 8 ? 7 : 14 - index
      fix(8, column, isDark)
    }
    fix(size - 8, 8, true)
  }

  /// The version, twice, with twelve bits that correct it; only from 7 on.
  private mutating func placeVersion() {
    guard version.number >= 7 else { return }
    let bits = version.number << 12 | Self.remainder(version.number << 12, 0x1F25)
    for index in 0..<18 {
      let (near, far, isDark) = (index / 3, size - 11 + index % 3, bits >> index & 1 == 1)
      fix(near, far, isDark)
      fix(far, near, isDark)
    }
  }

  /// What is left of a polynomial over two elements that is divided by another.
  private static func remainder(_ value: Int, _ divisor: Int) -> Int {
    let degree = Int.bitWidth - 1 - divisor.leadingZeroBitCount
    var rest = value
    while rest >= 1 << degree {
      rest ^= divisor << (Int.bitWidth - 1 - rest.leadingZeroBitCount - degree)
    }
    return rest
  }

  // MARK: Codewords (section 7.7.3)

  /// In columns of two from the right, up and down in turn.
  private mutating func place(_ codewords: [UInt8]) {
    var index = 0
    let columns = Array(stride(from: size - 1, to: 6, by: -2)) + [5, 3, 1]
    for (turn, right) in columns.enumerated() {
      for step in 0..<size {
        let row = turn % 2 == 0 ? size - 1 - step : step
        for column in [right, right - 1] where !isFixed[row][column] {
          if index < 8 * codewords.count { modules[row][column] = codewords[index / 8] >> (7 - index % 8) & 1 == 1 }
          index += 1
        }
      }
    }
  }

  // MARK: Masks (section 7.8)

  /// The same under a mask, with the format that names it.
  func masked(_ mask: Int) -> QRMatrix {
    var masked = self
    for row in 0..<size {
      for column in 0..<size where !isFixed[row][column] && Self.turns(mask, row, column) {
        masked.modules[row][column].toggle()
      }
    }
    masked.placeFormat(mask: mask)
    return masked
  }

  /// Table 10.
  private static func turns(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
    switch mask {
    case 0: (row + column) % 2 == 0
    case 1: row % 2 == 0
    case 2: column % 3 == 0
    case 3: (row + column) % 3 == 0
    case 4: (row / 2 + column / 3) % 2 == 0
    case 5: row * column % 2 + row * column % 3 == 0
    case 6: (row * column % 2 + row * column % 3) % 2 == 0
    default: ((row + column) % 2 + row * column % 3) % 2 == 0
    }
  }

  var penalty: Int { Self.penalty(of: modules) }

  /// How hard modules are to read (table 11).
  static func penalty(of modules: [[Bool]]) -> Int {
    let size = modules.count
    let columns = (0..<size).map { column in modules.map { $0[column] } }
    var penalty = (modules + columns).reduce(0) { $0 + Self.runs($1) + Self.finders($1) }
    for row in 1..<size {
      for column in 1..<size {
        let block = [modules[row - 1][column - 1], modules[row - 1][column], modules[row][column - 1]]
        if block.allSatisfy({ $0 == modules[row][column] }) { penalty += 3 }
      }
    }
    let dark = modules.reduce(0) { $0 + $1.filter(\.self).count }
    // Ten for each whole five of a hundred away from the half.
    return penalty + 10 * (abs(20 * dark - 10 * size * size) / (size * size))
  }

  /// Five modules and more of one colour.
  private static func runs(_ line: [Bool]) -> Int {
    var (penalty, run, last) = (0, 0, Bool?.none)
    for module in line {
      run = module == last ? run + 1 : 1
      last = module
      if run == 5 { penalty += 3 } else if run > 5 { penalty += 1 }
    }
    return penalty
  }

  /// What looks like a finder pattern, with four light modules before or behind it.
  private static func finders(_ line: [Bool]) -> Int {
    let pattern = [true, false, true, true, true, false, true]
    let padded = Array(repeating: false, count: 4) + line + Array(repeating: false, count: 4)
    var penalty = 0
    for start in 4..<(4 + line.count - 6) where Array(padded[start..<start + 7]) == pattern {
      let isLight = [padded[(start - 4)..<start], padded[(start + 7)..<(start + 11)]].contains { side in
        side.allSatisfy { !$0 }
      }
      if isLight { penalty += 40 }
    }
    return penalty
  }
}
