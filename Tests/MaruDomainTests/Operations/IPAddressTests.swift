import MaruDomain
import Testing

@Suite struct IPAddressTests {
  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text), "\(text)") }

  @Test(
    "an address is told in its shortest form, however it was written (RFC 5952)",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("::ffff:192.0.2.1", "192.0.2.1"), ("0:0:0:0:0:FFFF:C000:0201", "192.0.2.1"), ("::", "::"), ("::1", "::1"),
      ("2001:0DB8:0000:0000:0008:0800:200C:417A", "2001:db8::8:800:200c:417a"), ("1::", "1::"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
  func text(written: String, shown: String) throws {
    let address = try self.address(written)
    #expect(address.description == shown)
    #expect(IPAddress(shown) == address)
  }

  @Test(
    "what is no address is none",
    arguments: [
      "", "x", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "+1.2.3.4", " 1.2.3.4", "1.2.3.4/8", "2606:4700:::1",
      "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "1::2::3", "::1.2.3.4::", "1.2.3.4::", "::+1", "::12345", "fe80::1%eth0",
      "[::1]", ":1:2:3:4:5:6:7", "host.example", "١.2.3.4",
    ])
  func none(text: String) { #expect(IPAddress(text) == nil) }

  @Test("addresses of machines, offices and documents are not public, in whatever clothes")
  func closed() throws {
    for text in [
      "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
      "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "198.19.9.9",
      "198.51.100.1", "203.0.113.9", "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1",
      "::ffff:7f00:1", "64:ff9b::a00:1", "64:ff9b::192.168.0.1", "2002:a00:1::1", "2001:db8::1", "2001::1",
    ] {
      #expect(try !address(text).isPublic, "\(text)")
    }
    for text in [
      "1.1.1.1", "172.32.0.1", "100.128.0.1", "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111",
      "2001:4860:4860::8888", "::ffff:1.1.1.1", "64:ff9b::101:101",
    ] {
      #expect(try address(text).isPublic, "\(text)")
    }
  }

  @Test("this machine, and what is on the same wire")
  func near() throws {
    for text in ["127.8.9.1", "::1", "::ffff:127.0.0.1"] { #expect(try address(text).isLoopback) }
    for text in ["::2", "10.0.0.1", "128.0.0.1"] { #expect(try !address(text).isLoopback) }
    for text in ["169.254.169.254", "::ffff:169.254.1.1", "fe80::1", "febf::1"] {
      #expect(try address(text).isLinkLocal, "\(text)")
    }
    for text in ["169.253.0.1", "fec0::1", "fe7f::1"] { #expect(try !address(text).isLinkLocal, "\(text)") }
  }

  @Test("a network holds what shares its first bits, and nothing of the other version")
  func ranges() throws {
    func holds(_ range: String, _ address: String) throws -> Bool {
      try #require(AddressRange(range)).contains(try #require(IPAddress(address)))
    }
    #expect(try holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"))
    #expect(try holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.6"))
    #expect(try holds("192.0.2.4/31", "192.0.2.5") && !holds("192.0.2.4/31", "192.0.2.6"))
    #expect(try holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1") && !holds("::/8", "0.0.0.1"))
    #expect(try holds("0.0.0.0/0", "255.1.2.3") && !holds("0.0.0.0/0", "::1"))
    for text in [
      "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.7/8", "::/129", "a/8",
    ] {
      #expect(AddressRange(text) == nil, "\(text)")
    }
  }
}
