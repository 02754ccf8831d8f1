import Crypto
import Foundation
package import MaruDomain

/// How a receiver knows that a call came from the hub: the convention of Standard Webhooks (webhook-id, webhook-timestamp,
/// webhook-signature), HMAC-SHA256 over `id.timestamp.body`.
package enum WebhookSignature {
  private static let prefix = "whsec_"

  /// A secret as developers keep it: 32 random bytes in base64 behind `whsec_`.
  package static func secret(_ bytes: [UInt8]) -> String { prefix + Data(bytes).base64EncodedString() }

  /// The value of `webhook-signature`: one signature for each secret that counts, the newest first.
  package static func value(id: String, at moment: Instant, body: String, secrets: [[UInt8]]) -> String {
    let text = Array("\(id).\(timestamp(moment)).\(body)".utf8)
    return secrets.map { secret in
      let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: secret))
      return "v1," + Data(code).base64EncodedString()
    }.joined(separator: " ")
  }

  /// `webhook-timestamp`: seconds since 1970.
  package static func timestamp(_ moment: Instant) -> String { String(moment.milliseconds / 1_000) }
}
