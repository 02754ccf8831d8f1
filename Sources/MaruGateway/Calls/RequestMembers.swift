package import MaruContract
package import MaruDomain

/// Turns a query or a body into members, as lenient towards real clients as section 1.3 of the wire contract asks.
package enum RequestMembers {
  /// The members of a query or form (`a=b&c=d`): percent-decoded UTF-8, `+` is a blank. Throws A0004 for broken escapes.
  package static func form(_ text: some Collection<UInt8>) throws(HubError) -> [WireValue.Member] {
    var members: [WireValue.Member] = []
    for pair in text.split(separator: UInt8(ascii: "&")) {
      let cut = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = decoded(pair[pair.startIndex..<cut]),
        let value = decoded(cut < pair.endIndex ? pair[pair.index(after: cut)...] : pair[pair.endIndex...])
      else { throw HubError(.formatError, detail: "퍼센트 인코딩 오류. Broken percent-encoding or not UTF-8.") }
      members.append(WireValue.Member(name, .string(value)))
    }
    return members
  }

  /// The members of a body: JSON whatever its content type says; a form where it is none.
  package static func body(_ bytes: [UInt8]) throws(HubError) -> [WireValue.Member] {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = bytes.first(where: { !blanks.contains($0) }) else { return [] }
    do {
      guard case .object(let members) = try JSONReader.read(bytes) else {
        throw HubError(.formatError, detail: "본문은 JSON 객체여야 합니다. The body must be a JSON object.")
      }
      return members
    } catch let error as HubError {
      throw error
    } catch {
      // jQuery and others post forms where JSON is due.
      if first != UInt8(ascii: "{"), first != UInt8(ascii: "["), bytes.contains(UInt8(ascii: "=")) {
        return try form(bytes)
      }
      let place = (error as? JSONReader.Failure).map { " (byte \($0.position): \($0.reason))" } ?? ""
      throw HubError(.formatError, detail: "본문 JSON 오류\(place). The body is not valid JSON.")
    }
  }

  /// Nil for broken escapes, and for what is not UTF-8.
  static func decoded(_ bytes: some Collection<UInt8>) -> String? {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+"): plain.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else { return nil }
        plain.append(high << 4 | low)
      default: plain.append(byte)
      }
    }
    return String(validating: plain, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
