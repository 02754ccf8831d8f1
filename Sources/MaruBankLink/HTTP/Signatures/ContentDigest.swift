import Crypto

/// `Content-Digest` (RFC 9530): what binds a body to a signature over the fields.
package enum ContentDigest {
  package static let name = "content-digest"

  /// The field's value for a body: `sha-256=:…:`.
  package static func text(of body: [UInt8]) -> String {
    var text = Array("sha-256=:".utf8)
    Base64.encode(Array(SHA256.hash(data: body)), into: &text)
    text.append(UInt8(ascii: ":"))
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether the field's value fits the body: it must name sha-256 or sha-512, and each of the two that it names must fit.
  package static func matches(_ field: String, _ body: [UInt8]) -> Bool {
    guard let dictionary = try? StructuredFieldParser.dictionary(field) else { return false }
    var isCovered = false
    for member in dictionary.members {
      guard case .item(let item) = member.value, case .bytes(let digest) = item.value else { return false }
      switch member.name {
      case "sha-256": guard digest == Array(SHA256.hash(data: body)) else { return false }
      case "sha-512": guard digest == Array(SHA512.hash(data: body)) else { return false }
      // Others are of no use to us (RFC 9530 section 5 calls some of them insecure).
      default: continue
      }
      isCovered = true
    }
    return isCovered
  }
}
