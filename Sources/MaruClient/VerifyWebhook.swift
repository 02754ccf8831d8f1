import Crypto
public import Foundation
public import MaruDomain

/// What came of checking a webhook's call.
public enum WebhookVerdict: Sendable, Hashable {
  /// The hub sent it. `id` is the same each time the hub tries: whoever has seen it has seen the call.
  case genuine(id: String)
  /// It is not to be believed.
  case refused(WebhookRefusal)

  /// Whether the hub sent it.
  public var isGenuine: Bool {
    switch self {
    case .genuine: true
    case .refused: false
    }
  }
}

/// Why a webhook's call is not to be believed.
public enum WebhookRefusal: Sendable, Hashable {
  /// Our own secret is not one of the hub's (`whsec_` and base64).
  case malformedSecret
  /// `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing.
  case missingHeader(String)
  /// The time is none, or further off than is tolerated: it may be an old call that somebody sends again.
  case untimely
  /// None of its signatures is that of our secret over this id, time and body.
  case wrongSignature
}

/// Whether a webhook's call is the hub's, by its headers (in any case) and its body as it came, and no further off than `tolerance`.
///
/// HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks has it; while a secret is replaced there are two signatures, of which one
/// suffices. Signatures are compared in constant time. `now` is the system's time where it is not given.
public func verifyWebhook(
  _ secret: String, headers: [String: String], body: some DataProtocol, tolerance: Duration = .seconds(300),
  now: Instant? = nil
) -> WebhookVerdict {
  let prefix = "whsec_"
  guard secret.hasPrefix(prefix), let key = Data(base64Encoded: String(secret.dropFirst(prefix.count))), !key.isEmpty
  else { return .refused(.malformedSecret) }
  let given = Dictionary(headers.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
  guard let id = given["webhook-id"] else { return .refused(.missingHeader("webhook-id")) }
  guard let stamp = given["webhook-timestamp"] else { return .refused(.missingHeader("webhook-timestamp")) }
  guard let signatures = given["webhook-signature"] else { return .refused(.missingHeader("webhook-signature")) }
  // Digits alone: no sign, no point, and few enough for what follows.
  guard (1...12).contains(stamp.utf8.count), stamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
    let seconds = Int64(stamp),
    Duration.milliseconds(abs((now ?? Instant.system).milliseconds - seconds * 1_000)) <= tolerance
  else { return .refused(.untimely) }
  let signed = Data("\(id).\(stamp).".utf8) + Data(body)
  let isSigned = signatures.split(separator: " ").contains { one in
    guard one.hasPrefix("v1,"), let code = Data(base64Encoded: String(one.dropFirst(3))) else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: SymmetricKey(data: key))
  }
  return isSigned ? .genuine(id: id) : .refused(.wrongSignature)
}
