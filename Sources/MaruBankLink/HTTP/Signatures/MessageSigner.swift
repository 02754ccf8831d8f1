import Crypto
package import MaruDomain

/// The names and times that both sides of a sealed exchange agree on.
package enum Seal {
  /// The signature's label in both fields.
  static let label = "maru"
  static let algorithm = "ecdsa-p256-sha256"
  /// How old a message may be when it arrives, in seconds.
  package static let oldest: Int64 = 60
  /// How far the sender's clock may be ahead, in seconds.
  package static let ahead: Int64 = 30

  /// What a request to `target` must cover.
  static func components(ofRequestTo target: String) -> [FieldItem] {
    target.utf8.contains(UInt8(ascii: "?")) ? withQuery : withoutQuery
  }
  private static let withoutQuery = ["@method", "@path", "date", ContentDigest.name].map { FieldItem(.string($0)) }
  private static let withQuery = ["@method", "@path", "@query", "date", ContentDigest.name].map {
    FieldItem(.string($0))
  }
  /// What an answer must cover, beside its request's signature.
  static let answerComponents = ["@status", ContentDigest.name].map { FieldItem(.string($0)) }

  /// `tag` of a request: names the bank that it is for, so that no bank can pass it on to another.
  package static func tag(requestTo bank: BankCode) -> String { "maru-bank-\(bank.text)" }
  /// `tag` of an answer.
  static let answerTag = "maru-answer"

  static let inputName = "signature-input"
  static let signatureName = "signature"
}

/// A message's fields to send along, and what was covered.
package struct SealedMessage: Sendable {
  /// Lower-case names.
  package let fields: [SignedMessage.Field]
  package let message: SignedMessage
}

/// Seals messages (RFC 9421 over RFC 9530).
package struct MessageSigner: Sendable {
  private let key: SealKey
  private let dates = DateMemo()
  package init(_ key: SealKey) { self.key = key }

  /// A request to `bank`; `nonce` must be fresh for each, also for a repeat of the same order.
  package func request(
    method: String, target: String, authority: String, body: [UInt8], to bank: BankCode, at now: Instant,
    nonce: String
  ) throws -> SealedMessage {
    var message = SignedMessage(.request(method: method, target: target, authority: authority))
    message.add("date", dates.text(of: now))
    message.add(ContentDigest.name, ContentDigest.text(of: body))
    var covered = InnerList(Seal.components(ofRequestTo: target))
    covered.parameters["created"] = .integer(now.seconds)
    covered.parameters["nonce"] = .string(nonce)
    return try seal(message, covered, tag: Seal.tag(requestTo: bank), answering: nil)
  }

  /// The answer to `request`, whose signature with the label `label` it covers. Nil where the request had none that was read.
  package func answer(
    status: Int, body: [UInt8], to request: (message: SignedMessage, label: String)?, at now: Instant
  ) throws -> SealedMessage {
    var message = SignedMessage(.answer(status: status))
    message.add(ContentDigest.name, ContentDigest.text(of: body))
    var covered = InnerList(Seal.answerComponents)
    if let request { covered.items.append(RequestSignature.component(request.label)) }
    covered.parameters["created"] = .integer(now.seconds)
    return try seal(message, covered, tag: Seal.answerTag, answering: request?.message)
  }

  private func seal(
    _ message: SignedMessage, _ covered: InnerList, tag: String, answering request: SignedMessage?
  ) throws -> SealedMessage {
    var covered = covered
    covered.parameters["keyid"] = .string(key.keyID)
    covered.parameters["alg"] = .string(Seal.algorithm)
    covered.parameters["tag"] = .string(tag)
    var parameters: [UInt8] = []
    parameters.reserveCapacity(320)
    covered.write(to: &parameters)
    let base = try SignatureBase.make(covered, parameters, over: message, answering: request)
    let signature = try key.key.signature(for: SHA256.hash(data: base)).rawRepresentation
    var sealed = message
    // A dictionary of one member each.
    sealed.add(Seal.inputName, Seal.label + "=" + String(decoding: parameters, as: UTF8.self))
    var value = Array((Seal.label + "=").utf8)
    BareItem.bytes(Array(signature)).write(to: &value)
    sealed.add(Seal.signatureName, String(decoding: value, as: UTF8.self))
    return SealedMessage(fields: sealed.fields, message: sealed)
  }
}

/// The component by which an answer covers its request's signature, and with it everything that the request covered.
enum RequestSignature {
  static func component(_ label: String) -> FieldItem {
    var parameters = FieldParameters()
    parameters["req"] = .boolean(true)
    parameters["key"] = .string(label)
    return FieldItem(.string(Seal.signatureName), parameters)
  }

  /// Whether `item` covers the request's signature with this label, or all of them.
  static func isCovered(by item: FieldItem, label: String) -> Bool {
    guard item.value == .string(Seal.signatureName), item.parameters["req"] == .boolean(true) else { return false }
    return item.parameters["key"].map { $0 == .string(label) } ?? true
  }
}

extension Instant {
  /// Whole seconds since 1970, as `created` tells.
  var seconds: Int64 { milliseconds / 1_000 }
}
