import MaruDomain

/// Where a bank's own API is found.
struct BankAddress: Sendable, Hashable {
  let code: BankCode
  /// Whether the bank speaks ISO 20022; otherwise it speaks the bank-side API.
  let speaksISO20022: Bool
  let isEncrypted: Bool
  let host: String
  let port: Int

  /// Reads `004=http://127.0.0.1:9004`, `004=https://bank.example` or `004=iso20022+https://bank.example`; an IPv6 address stands
  /// in brackets.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let code = BankCode(String(parts[0])) else { return nil }
    let dialect = "iso20022+"
    speaksISO20022 = parts[1].hasPrefix(dialect)
    let url = parts[1].dropFirst(speaksISO20022 ? dialect.count : 0)
    guard let (isEncrypted, host, port) = BankAddress.parse(String(url)) else { return nil }
    self.code = code
    self.isEncrypted = isEncrypted
    self.host = host
    self.port = port
  }

  /// The parts of a base URL without path; nil for anything else.
  static func parse(_ url: String) -> (isEncrypted: Bool, host: String, port: Int)? {
    let isEncrypted = url.hasPrefix("https://")
    guard isEncrypted || url.hasPrefix("http://") else { return nil }
    var rest = url.dropFirst(isEncrypted ? "https://".count : "http://".count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let host: Substring
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
    } else {
      host = rest.prefix { $0 != ":" }
      rest = rest[host.endIndex...]
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@[]".utf8.contains($0) }) else {
      return nil
    }
    guard !rest.isEmpty else { return (isEncrypted, String(host), isEncrypted ? 443 : 80) }
    guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    return (isEncrypted, String(host), port)
  }
}
