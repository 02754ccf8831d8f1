import Crypto
import MaruDomain
import NIOHTTP1

/// What the form for a file has in its address: whoever is to send many bytes shows by the head of the request that this page was shown to
/// them a while ago, before a byte more than usual is held for them.
struct UploadTickets: Sendable {
  /// How long one lasts, in seconds.
  private static let seconds: Int64 = 3_600
  static let parameter = "ticket"
  private let key: SymmetricKey
  private let world: World

  /// `key`: the hub's own, of which another one is derived.
  init(key: [UInt8], world: World) {
    let derived = HMAC<SHA256>.authenticationCode(for: Array("upload ticket".utf8), using: SymmetricKey(data: key))
    self.key = SymmetricKey(data: Array(derived))
    self.world = world
  }

  /// A ticket for `path`, for a developer in the browser that has the cookie.
  func ticket(for path: String, _ developer: Int64, cookie: String) -> String {
    let until = world.now().adding(seconds: Self.seconds).milliseconds
    return "\(until)-\(developer)-\(code(path, developer, cookie, until))"
  }

  private func code(_ path: String, _ developer: Int64, _ cookie: String, _ until: Int64) -> String {
    hexText(
      HMAC<SHA256>.authenticationCode(for: Array("\(until) \(developer) \(cookie) \(path)".utf8), using: key))
  }

  /// The developer whose ticket a request has, of its own path and browser and good now; nil where it has none.
  func developer(of head: HTTPRequestHead) -> Int64? {
    let parts = head.uri.split(separator: "?", maxSplits: 1).map(String.init)
    guard parts.count == 2,
      let pair = parts[1].split(separator: "&").first(where: { $0.hasPrefix("\(Self.parameter)=") })
    else { return nil }
    let ticket = pair.dropFirst(Self.parameter.count + 1).split(separator: "-").map(String.init)
    guard ticket.count == 3, let until = Int64(ticket[0]), let developer = Int64(ticket[1]),
      world.now().milliseconds < until
    else { return nil }
    let isGood = cookies(of: head).contains { cookie in
      equalInConstantTime(Array(code(parts[0], developer, cookie, until).utf8), Array(ticket[2].utf8))
    }
    return isGood ? developer : nil
  }

  private func cookies(of head: HTTPRequestHead) -> [String] {
    let names = [true, false].map { SiteCookie.name(isSecure: $0) }
    return head.headers["cookie"].flatMap { $0.split(separator: ";") }.compactMap { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1).map(String.init)
      return parts.count == 2 && names.contains(parts[0]) ? parts[1] : nil
    }
  }
}
