import MaruDomain
import Testing

/// Whose request it is, behind proxies that are trusted and with fields that anybody can write.
@Suite struct TrustedProxiesTests {
  private static let trusted = "127.0.0.1, 10.0.0.0/8,fd00::/8"

  private func client(
    _ peer: String, _ forwardedFor: [String] = [], forwarded: [String] = [], trusting text: String = trusted
  ) throws -> String {
    let proxies = try #require(TrustedProxies(text))
    return proxies.client(behind: try #require(IPAddress(peer)), forwarded: forwarded, forwardedFor: forwardedFor)
      .description
  }

  @Test("addresses and networks are read, nobody is trusted by default, and everybody cannot be")
  func settings() throws {
    #expect(TrustedProxies("") == TrustedProxies.none)
    #expect(try client("127.0.0.1", ["192.0.2.1"], trusting: "") == "127.0.0.1")
    for text in [" ", ",", "127.0.0.1,", "localhost", "10.0.0.1/8", "0.0.0.0/0", "10.0.0.0/8,::/0"] {
      #expect(TrustedProxies(text) == nil, "\(text)")
    }
  }

  @Test("who is no proxy is believed nothing")
  func strangers() throws {
    #expect(try client("192.0.2.9", ["198.51.100.1"], forwarded: ["for=198.51.100.1"]) == "192.0.2.9")
    #expect(try client("::ffff:192.0.2.9", ["10.0.0.1"]) == "192.0.2.9")
  }

  @Test("the client is the last on the way who is no proxy; what it wrote itself stands before that")
  func rightmost() throws {
    #expect(try client("127.0.0.1") == "127.0.0.1")
    #expect(try client("127.0.0.1", ["192.0.2.1"]) == "192.0.2.1")
    #expect(try client("::ffff:127.0.0.1", ["192.0.2.1"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["198.51.100.7, 192.0.2.1"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["198.51.100.7", "192.0.2.1"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["192.0.2.1 ,10.1.1.1,\t10.2.2.2"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["127.0.0.1, 192.0.2.1"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["10.1.1.1, 10.2.2.2"]) == "10.1.1.1")
    #expect(try client("10.9.9.9", ["2001:DB8::1"]) == "2001:db8::1")
    #expect(try client("10.9.9.9", ["[2001:db8::1]:443"]) == "2001:db8::1")
    #expect(try client("fd00::7", ["192.0.2.1:51000"]) == "192.0.2.1")
  }

  @Test("what cannot be read ends the way at the proxy that wrote it")
  func unreadable() throws {
    for text in ["", "unknown", "192.0.2.1,", "192.0.2.1, x", "192.0.2.1, ,", "192.0.2.01"] {
      #expect(try client("127.0.0.1", [text]) == "127.0.0.1", "\(text)")
    }
    #expect(try client("127.0.0.1", ["192.0.2.1, unknown, 10.1.1.1"]) == "10.1.1.1")
    #expect(try client("127.0.0.1", ["x, 192.0.2.1"]) == "192.0.2.1")
  }

  @Test(
    "Forwarded is read as RFC 7239 has it",
    arguments: [
      ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"), ("For=192.0.2.60", "192.0.2.60"),
      (#"For="[2001:db8:cafe::17]:4711""#, "2001:db8:cafe::17"),
      (#"for="192.0.2.43:47011", for=10.1.1.1"#, "192.0.2.43"),
      ("for=198.51.100.7, for=192.0.2.43", "192.0.2.43"), (#"for="192.0.2\.43""#, "192.0.2.43"),
      (#"by="a,b;for=1.1.1.1";for=192.0.2.43"#, "192.0.2.43"), ("for=192.0.2.1 ; proto=https", "192.0.2.1"),
      // Hidden, unknown, or no word of the client at all.
      ("for=_hidden", "127.0.0.1"), ("for=unknown", "127.0.0.1"), ("proto=https", "127.0.0.1"),
      ("for=192.0.2.1, for=_gone", "127.0.0.1"),
      // A client that leaves a quote open hides nobody behind it.
      (#"for="198.51.100.7, for=192.0.2.43"#, "127.0.0.1"), (#"for="x, for="[2001:db8::1]""#, "127.0.0.1"),
      ("", "127.0.0.1"), ("for", "127.0.0.1"), ("for=", "127.0.0.1"), ("for=192.0.2.1 x", "127.0.0.1"),
      ("for=192.0.2.1;", "127.0.0.1"), ("192.0.2.1", "127.0.0.1"), (#"for="\"#, "127.0.0.1"),
    ])
  func forwarded(line: String, expected: String) throws {
    #expect(try client("127.0.0.1", forwarded: [line]) == expected)
  }

  @Test("where both fields tell of two clients, one was invented, and neither counts")
  func contradiction() throws {
    #expect(try client("127.0.0.1", ["192.0.2.1"], forwarded: ["for=192.0.2.1"]) == "192.0.2.1")
    #expect(try client("127.0.0.1", ["192.0.2.1"], forwarded: ["for=198.51.100.7"]) == "127.0.0.1")
    #expect(try client("127.0.0.1", ["192.0.2.1"], forwarded: ["for=_x"]) == "127.0.0.1")
  }

  @Test("TLS is what a trusted proxy says last")
  func secure() throws {
    let proxies = try #require(TrustedProxies(Self.trusted))
    func isSecure(_ peer: String, _ lines: [String]) throws -> Bool {
      proxies.isSecure(behind: try #require(IPAddress(peer)), forwardedProto: lines)
    }
    #expect(try isSecure("127.0.0.1", ["https"]) && isSecure("10.1.1.1", ["http, HTTPS"]))
    #expect(try isSecure("127.0.0.1", ["http", "https"]) && !isSecure("127.0.0.1", ["https", "http"]))
    #expect(try !isSecure("192.0.2.1", ["https"]) && !isSecure("127.0.0.1", []) && !isSecure("127.0.0.1", [""]))
    #expect(try !isSecure("127.0.0.1", ["https, http"]) && !isSecure("127.0.0.1", ["httpsx"]))
  }
}
