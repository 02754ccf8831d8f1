import Crypto
package import MaruDomain

/// Checks seals: of requests on a bank's side, of answers on the hub's.
package struct MessageVerifier: Sendable {
  private let trusted: [String: TrustedSeal]
  private let dates = DateMemo()

  package init(_ trusted: [TrustedSeal]) {
    self.trusted = Dictionary(trusted.map { ($0.keyID, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Checks a request to `bank` and returns its signature's label; throws ``SignatureProblem``. `memory` refuses what was seen
  /// before, and learns nothing from what does not fit: nobody else can use up a nonce.
  package func request(
    _ message: SignedMessage, body: [UInt8], to bank: BankCode, at now: Instant, memory: NonceMemory
  ) throws -> String {
    let (label, covered, signature) = try find(Seal.tag(requestTo: bank), in: message)
    guard case .request(_, let target, _) = message.start,
      Seal.components(ofRequestTo: target).allSatisfy({ covered.items.contains($0) })
    else { throw SignatureProblem.coverage }
    guard case .string(let nonce)? = covered.parameters["nonce"], (16...128).contains(nonce.utf8.count) else {
      throw SignatureProblem.malformed
    }
    guard let date = message["date"].flatMap(dates.instant), isFresh(date.seconds, now) else {
      throw SignatureProblem.stale
    }
    let created = try check(message, body, covered, signature, answering: nil, at: now)
    try memory.remember(nonce, created: created, at: now)
    return label
  }

  /// Checks an answer to `request`; throws ``SignatureProblem``.
  package func answer(
    _ message: SignedMessage, body: [UInt8], to request: SignedMessage, at now: Instant
  ) throws {
    let (_, covered, signature) = try find(Seal.answerTag, in: message)
    guard Seal.answerComponents.allSatisfy({ covered.items.contains($0) }),
      covered.items.contains(where: { RequestSignature.isCovered(by: $0, label: Seal.label) })
    else { throw SignatureProblem.coverage }
    _ = try check(message, body, covered, signature, answering: request, at: now)
  }

  /// The signature that is meant for this purpose: others may have added theirs.
  private func find(_ tag: String, in message: SignedMessage) throws -> (String, InnerList, [UInt8]) {
    guard let inputField = message[Seal.inputName], let signatureField = message[Seal.signatureName] else {
      throw SignatureProblem.missing
    }
    guard let inputs = try? StructuredFieldParser.dictionary(inputField),
      let signatures = try? StructuredFieldParser.dictionary(signatureField)
    else { throw SignatureProblem.malformed }
    for member in inputs.members {
      guard case .list(let covered) = member.value, covered.parameters["tag"] == .string(tag) else { continue }
      guard case .item(let item)? = signatures[member.name], case .bytes(let signature) = item.value else {
        throw SignatureProblem.malformed
      }
      return (member.name, covered, signature)
    }
    throw SignatureProblem.missing
  }

  private func check(
    _ message: SignedMessage, _ body: [UInt8], _ covered: InnerList, _ signature: [UInt8],
    answering request: SignedMessage?, at now: Instant
  ) throws -> Int64 {
    if let algorithm = covered.parameters["alg"], algorithm != .string(Seal.algorithm) {
      throw SignatureProblem.algorithm
    }
    guard case .integer(let created)? = covered.parameters["created"],
      case .string(let keyID)? = covered.parameters["keyid"]
    else { throw SignatureProblem.malformed }
    guard isFresh(created, now) else { throw SignatureProblem.stale }
    if let expires = covered.parameters["expires"] {
      guard case .integer(let end) = expires else { throw SignatureProblem.malformed }
      guard end >= now.seconds else { throw SignatureProblem.stale }
    }
    guard let seal = trusted[keyID], seal.validFrom <= now, now <= seal.validUntil else {
      throw SignatureProblem.unknownKey
    }
    guard let digest = message[ContentDigest.name], ContentDigest.matches(digest, body) else {
      throw SignatureProblem.digest
    }
    guard let base = try? SignatureBase.make(covered, over: message, answering: request) else {
      throw SignatureProblem.coverage
    }
    guard let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature),
      seal.key.isValidSignature(value, for: SHA256.hash(data: base))
    else { throw SignatureProblem.wrong }
    return created
  }

  private func isFresh(_ seconds: Int64, _ now: Instant) -> Bool {
    (now.seconds - Seal.oldest...now.seconds + Seal.ahead).contains(seconds)
  }
}
