import MaruDomain

/// Where a bank's own API is found.
struct BankAddress: Sendable, Hashable {
  let code: BankCode
  /// Whether the bank speaks ISO 20022; otherwise it speaks the bank-side API.
  let speaksISO20022: Bool
  let isEncrypted: Bool
  let host: String
  let port: Int

  /// Whether what is sent there can be read on a network: neither encrypted nor within this machine.
  var isReadableOnTheWay: Bool { !isEncrypted && !HostAndPort.namesThisMachine(host) }

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
    guard let place = HostAndPort(rest, usual: isEncrypted ? 443 : 80) else { return nil }
    return (isEncrypted, place.host, place.port)
  }
}
