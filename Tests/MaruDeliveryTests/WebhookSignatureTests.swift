import Foundation
import MaruDomain
import Testing

@testable import MaruDelivery

/// What receivers check.
@Suite struct WebhookSignatureTests {
  @Test("the example of Standard Webhooks has the signature that its specification gives")
  func vector() throws {
    let secret = [UInt8](try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
    let value = WebhookSignature.value(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: Instant(milliseconds: 1_614_265_330_000), body: "{\"test\": 2432232314}",
      secrets: [secret])
    #expect(value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    #expect(WebhookSignature.secret(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
  }

  @Test("two secrets give two signatures, the newest first; another body gives another one")
  func two() {
    func value(_ body: String, _ secrets: [[UInt8]]) -> String {
      WebhookSignature.value(id: "evt_1", at: Instant(milliseconds: 5_999), body: body, secrets: secrets)
    }
    let both = value("{}", [[1], [2]]).split(separator: " ").map(String.init)
    #expect(both == [value("{}", [[1]]), value("{}", [[2]])])
    #expect(value("{}", [[1]]) != value("{ }", [[1]]))
    #expect(WebhookSignature.timestamp(Instant(milliseconds: 5_999)) == "5")
  }

  @Test("a URL of a webhook is read whole, and what could lead elsewhere is none")
  func urls() throws {
    let url = try #require(WebhookURL("https://Hooks.example:8443/a/b?c=d"))
    #expect(url.isEncrypted && url.host == "hooks.example" && url.port == 8_443 && url.target == "/a/b?c=d")
    let bare = try #require(WebhookURL("http://localhost?x"))
    #expect(!bare.isEncrypted && bare.port == 80 && bare.target == "/?x" && bare.namesLoopback)
    #expect(WebhookURL("https://[::1]:9/")?.host == "::1")
    for text in [
      "", "ftp://a.example", "https://", "https:///x", "https://user@a.example/", "https://a.example:0/",
      "https://a.example:99999", "https://a.example:x", "https://a.example/#part", "https://a b.example",
      "https://가.example",
      "https://a.example/\r\nX: y", "https://[x]/", "https://[::1", "https://[::1]x/",
      "https://a.example/" + String(repeating: "x", count: 300),
    ] {
      #expect(WebhookURL(text) == nil, "\(text)")
    }
  }
}
