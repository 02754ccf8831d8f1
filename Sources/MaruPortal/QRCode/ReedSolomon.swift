/// Codewords that let a reader correct what it could not read: Reed and Solomon's code over 256 elements with the polynomial
/// x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004:2015 section 7.5.2).
enum ReedSolomon {
  /// The correction for a block of data.
  static func correction(of data: [UInt8], count: Int) -> [UInt8] {
    let generator = generator(count)
    var rest = [UInt8](repeating: 0, count: count)
    for byte in data {
      let factor = byte ^ rest.removeFirst()
      rest.append(0)
      for index in rest.indices { rest[index] ^= product(generator[index], factor) }
    }
    return rest
  }

  /// (x − 2⁰)(x − 2¹)… without its leading one, the highest power first.
  private static func generator(_ degree: Int) -> [UInt8] {
    var (coefficients, root) = ([UInt8](repeating: 0, count: degree), UInt8(1))
    coefficients[degree - 1] = 1
    for _ in 0..<degree {
      for index in coefficients.indices {
        coefficients[index] = product(coefficients[index], root)
        if index + 1 < degree { coefficients[index] ^= coefficients[index + 1] }
      }
      root = product(root, 2)
    }
    return coefficients
  }

  private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var (product, left, right) = (UInt8(0), left, right)
    while right > 0 {
      if right & 1 == 1 { product ^= left }
      left = left << 1 ^ (left & 0x80 == 0 ? 0 : 0x1D)
      right >>= 1
    }
    return product
  }
}
