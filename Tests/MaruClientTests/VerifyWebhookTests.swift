import Foundation
import HummingbirdTesting
import MaruDelivery
import MaruDomain
import MaruStore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import MaruClient
@testable import MaruHub

/// What a receiver in Swift does with a call: the same as those in Python and JavaScript.
@Suite struct VerifyWebhookTests {
  // The example of the specification of Standard Webhooks.
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let headers = [
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ]
  private static let body = #"{"test": 2432232314}"#

  private func verdict(
    _ secret: String = secret, _ changes: [String: String?] = [:], body: String = body, second: Int64 = 1_614_265_331
  ) -> WebhookVerdict {
    var headers = Self.headers
    for (name, value) in changes { headers[name] = value }
    return verifyWebhook(
      secret, headers: headers, body: Array(body.utf8), now: Instant(milliseconds: second * 1_000))
  }

  @Test("the example of Standard Webhooks is genuine, within five minutes to both sides")
  func example() {
    let genuine = WebhookVerdict.genuine(id: "msg_p5jXN8AQM9LWM0D4loKWxJek")
    #expect(verdict() == genuine && genuine.isGenuine)
    for second in [1_614_265_030, 1_614_265_630] as [Int64] { #expect(verdict(second: second) == genuine) }
    for second in [1_614_265_029, 1_614_265_631] as [Int64] { #expect(verdict(second: second) == .refused(.untimely)) }
  }

  @Test("whatever is changed, missing or malformed is refused, and it says what")
  func wrong() {
    #expect(verdict(body: "{}") == .refused(.wrongSignature))
    #expect(verdict("whsec_AAAA") == .refused(.wrongSignature))
    #expect(verdict("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == .refused(.malformedSecret))
    #expect(verdict("whsec_") == .refused(.malformedSecret))
    #expect(verdict(Self.secret, ["Webhook-Id": "x"]) == .refused(.wrongSignature))
    for name in ["Webhook-Id", "webhook-timestamp", "webhook-signature"] {
      #expect(verdict(Self.secret, [name: String?.none]) == .refused(.missingHeader(name.lowercased())))
    }
    for stamp in ["", "-1614265330", "+1614265330", "1614265330.0", "١٦١٤٢٦٥٣٣٠", "9999999999999999999999"] {
      #expect(verdict(Self.secret, ["webhook-timestamp": stamp]) == .refused(.untimely), "\(stamp)")
    }
    for signature in ["", "v1,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt"] {
      #expect(verdict(Self.secret, ["webhook-signature": signature]) == .refused(.wrongSignature), "\(signature)")
    }
  }

  @Test("what a running hub tells of a real transfer is genuine, under the old secret too while it is replaced")
  func live() async throws {
    let (old, new): ([UInt8], [UInt8]) = (Array(1...32), Array(2...33))
    let receiver = HookReceiver()
    try await receiver.start()
    let port = receiver.port
    try await LiveHub.run { live in
      let hub = live.test.hub
      let now = live.test.clock.world.now()
      let webhook = Webhook(
        id: 1, organisation: live.test.client.code, client: live.test.client.clientID, developer: 77,
        url: try #require(WebhookURL("http://127.0.0.1:\(port)/hook")), events: WebhookEventType.chosen, secret: new,
        formerSecret: old, formerUntil: now.adding(seconds: 3_600), madeAt: now)
      try await hub.store.write { try WebhookTable.insert(webhook, in: $0) }
      hub.forgetOrganisation(live.test.client.code)
      let done = try await live.maru.transferWithdraw(try live.withdraw(1_000), token: live.token)
      let client = try WebhookClient(allowsLoopback: true, group: MultiThreadedEventLoopGroup.singleton)
      await WebhookDispatch(
        hub: hub, call: { await client.call($0) }, open: { secret, _ in secret }, link: { $0 }
      ).pass()
      let call = try #require(receiver.received.first)
      #expect(call.body.contains(done.head.apiTransactionID))
      let headers = Dictionary(call.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
      for (secret, isRight) in [(new, true), (old, true), (Array(3...34), false)] as [([UInt8], Bool)] {
        let verdict = verifyWebhook(
          WebhookSignature.secret(secret), headers: headers, body: Data(call.body.utf8), now: now)
        #expect(verdict.isGenuine == isRight)
      }
      // A minute later it still is, a day later somebody sends it again.
      let later = now.adding(seconds: 86_400)
      #expect(
        verifyWebhook(WebhookSignature.secret(new), headers: headers, body: Data(call.body.utf8), now: later)
          == .refused(.untimely))
    }
    try await receiver.stop()
  }
}
