import Crypto
import Foundation
package import MaruContract
import MaruDomain
import MaruStore

/// Proof key for code exchange, RFC 7636.
package struct CodeChallenge: Sendable, Hashable, Codable {
  package let text: String
  package let method: ChallengeMethod
  package init(text: String, method: ChallengeMethod) {
    self.text = text
    self.method = method
  }
}

enum PKCE {
  /// Whether the verifier fits. A verifier without a challenge is refused as well (RFC 9700 section 2.1.1: no downgrade).
  static func matches(_ verifier: String?, _ code: StoredCode) -> Bool {
    guard let challenge = code.challenge else { return verifier == nil }
    guard let verifier, let method = code.challengeMethod.flatMap(ChallengeMethod.init(rawValue:)) else { return false }
    let given =
      switch method {
      case .s256: base64URL(Array(SHA256.hash(data: Array(verifier.utf8))))
      case .plain: verifier
      }
    return equalInConstantTime(Array(given.utf8), Array(challenge.utf8))
  }

  /// RFC 4648 section 5 without padding.
  static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
