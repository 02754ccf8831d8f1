import MaruDomain
import Testing

/// Where a server is.
@Suite struct HostAndPortTests {
  @Test("a server with its port, as URLs have them")
  func read() {
    let six = HostAndPort("[::1]:9004", usual: 80)
    #expect(six?.host == "::1" && six?.port == 9_004)
    #expect(HostAndPort("bank.example", usual: 443)?.port == 443)
    for text in ["", ":80", "a:0", "a:65536", "a:b", "[::1", "a b", "a/b", "user@a"] {
      #expect(HostAndPort(text[...], usual: 80) == nil, "\(text)")
    }
  }

  @Test("this machine by its name or address, and nobody whose name only begins so")
  func thisMachine() {
    for host in ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"] {
      #expect(HostAndPort.namesThisMachine(host), "\(host)")
    }
    for host in ["127.bank.example", "127.0.0.1.bank.example", "localhost.example", "10.0.0.1", "::2", "", "0.0.0.0"] {
      #expect(!HostAndPort.namesThisMachine(host), "\(host)")
    }
  }
}
