import Crypto
import MaruDomain

/// The hidden field that ties a form to the browser it was shown to.
enum CrossSiteToken {
  /// HMAC-SHA-256 of the visit under the browser's cookie, as hexadecimal.
  static func make(cookie: String, visit: String) -> String {
    let key = SymmetricKey(data: Array(cookie.utf8))
    return hexText(HMAC<SHA256>.authenticationCode(for: Array(visit.utf8), using: key))
  }
}
