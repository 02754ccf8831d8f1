import Crypto
package import MaruDomain

/// Codes of an authenticator app: TOTP (RFC 6238) over HMAC-SHA-1, six digits, steps of 30 seconds, as every such app has it.
package enum TimeCode {
  /// Bytes of a new key: as many as the digest has (RFC 4226 section 4, R6).
  static let secretLength = 20
  private static let stepMilliseconds: Int64 = 30_000

  /// The time step of which `text` is the code: this one, or the one before or after (RFC 6238 section 5.2); nil for a wrong code.
  package static func step(of text: String, secret: [UInt8], at now: Instant) -> Int64? {
    let current = now.milliseconds / stepMilliseconds
    var found: Int64?
    // All three are compared whatever the first ones say.
    for step in (current - 1)...(current + 1)
    where equalInConstantTime(Array(code(step, secret: secret).utf8), Array(text.utf8)) {
      found = step
    }
    return found
  }

  /// The code of a moment.
  package static func code(at now: Instant, secret: [UInt8]) -> String {
    code(now.milliseconds / stepMilliseconds, secret: secret)
  }

  /// The code of a step (RFC 4226 section 5.3).
  static func code(_ step: Int64, secret: [UInt8], digits: Int = 6) -> String {
    let counter = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> ($0 * 8)) }
    let digest = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(digest[19] & 0xF)
    let word = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let bound = (0..<digits).reduce(UInt32(1)) { bound, _ in bound * 10 }
    let text = String(word % bound)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  /// What an app reads to know the key: the `otpauth` address that all of them take. It is short enough for a ``QRCode``.
  package static func address(secret: [UInt8], account: String, otherwise: String = "developer") -> String {
    let label = account.utf8.allSatisfy { $0 < 0x80 } ? account.prefix(100) : otherwise[...]
    let safe = label.map { $0.isLetter || $0.isNumber || "@.-_".contains($0) ? String($0) : "-" }.joined()
    return "otpauth://totp/Maru:\(safe)?secret=\(Base32.encode(secret))&issuer=Maru"
  }
}

/// RFC 4648 section 6, without padding: how people type keys.
package enum Base32 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  package static func encode(_ bytes: [UInt8]) -> String {
    var (text, buffer, bits): ([UInt8], UInt32, UInt32) = ([], 0, 0)
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(letters[Int(buffer >> bits & 31)])
      }
      buffer &= (1 << bits) - 1
    }
    if bits > 0 { text.append(letters[Int(buffer << (5 - bits) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil for what is none.
  package static func decode(_ text: String) -> [UInt8]? {
    var (bytes, buffer, bits): ([UInt8], UInt32, UInt32) = ([], 0, 0)
    for letter in text.utf8 {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      buffer = buffer << 5 | UInt32(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(buffer >> bits))
        buffer &= (1 << bits) - 1
      }
    }
    return bytes
  }
}

extension String {
  /// In groups of four, as people read codes.
  package var inFours: String {
    var (groups, rest): ([Substring], Substring) = ([], self[...])
    while !rest.isEmpty {
      groups.append(rest.prefix(4))
      rest = rest.dropFirst(4)
    }
    return groups.joined(separator: " ")
  }
}
