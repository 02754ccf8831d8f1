import Foundation
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// What only a real socket shows: chunked bodies, addresses, broken HTTP.
@Suite struct LiveTests {
  /// Sends bytes as they are and returns everything that comes back until the hub closes.
  private func exchange(_ port: Int, _ chunks: [[UInt8]]) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      // A hub that has heard enough may close while we still send.
      do { for chunk in chunks { try await outbound.write(ByteBuffer(bytes: chunk)) } } catch {}
      var answer = ByteBuffer()
      do {
        for try await var part in inbound {
          answer.writeBuffer(&part)
          if String(buffer: answer).contains("}") { break }
        }
      } catch {}
      return String(buffer: answer)
    }
  }

  private func head(_ bench: Bench, _ api: APICase, _ lines: [String]) -> [UInt8] {
    let all =
      ["\(api.route.method.rawValue) \(api.route.versionedPath) HTTP/1.1", "Host: localhost"]
      + ["Authorization: Bearer \(bench.token(for: api))"] + lines
    return Array((all.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  @Test("a chunked body over 1 MiB is refused with 413, whatever it says of its length")
  func chunked() async throws {
    try await Bench.run(.live) { bench in
      let api = try APICase.named("transfer/withdraw")
      let port = try #require(bench.web.client.port)
      let before = try await bench.test.contents()
      let blanks = [UInt8](repeating: 0x20, count: 1 << 16)
      let chunk = Array("10000\r\n".utf8) + blanks + Array("\r\n".utf8)
      let answer = try await exchange(
        port,
        [head(bench, api, ["Transfer-Encoding: chunked"])] + Array(repeating: chunk, count: 18)
          + [Array("0\r\n\r\n".utf8)])
      #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer)")
      #expect(answer.contains(#""rsp_code":"A0004""#))
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test("a chunked body that is small is a body like any other")
  func chunkedSmall() async throws {
    try await Bench.run(.live) { bench in
      let api = try APICase.named("transfer/withdraw")
      let port = try #require(bench.web.client.port)
      let body = WireValue.object(api.members(bench)).json
      let chunks = body.map { Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8) }
      let answer = try await exchange(
        port, [head(bench, api, ["Transfer-Encoding: chunked"])] + chunks + [Array("0\r\n\r\n".utf8)])
      #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
      #expect(answer.contains(#""rsp_code":"A0000""#), "\(answer)")
    }
  }

  @Test(
    "money APIs are open to registered addresses only (O0006)", arguments: [("127.0.0.1", true), ("192.0.2.1", false)])
  func addresses(address: String, isGood: Bool) async throws {
    try await Bench.run(.live, addresses: [address]) { bench in
      for api in APICase.all where api.route.path.hasPrefix("transfer/") {
        let answer = try await bench.call(api)
        #expect(answer.code == (isGood ? "A0000" : "O0006"), "\(api.route.path): \(answer.page)")
      }
      #expect(try await bench.call(try APICase.named("account/balance")).code == "A0000")
    }
  }

  @Test("what is no HTTP is answered with a 4xx or closed, and the hub goes on")
  func broken() async throws {
    try await Bench.run(.live) { bench in
      let port = try #require(bench.web.client.port)
      for text in [
        "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0\r\n\r\n",
        "POST /v1.0/transfer/withdraw HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1.0/transfer/withdraw HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      ] {
        let answer = try await exchange(port, [Array((text).utf8)])
        #expect(
          answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.0 4"), "\(text): \(answer)")
      }
      #expect(try await bench.call(try APICase.named("account/balance")).code == "A0000")
    }
  }

  @Test("every API answers over a socket as it does in the process", arguments: APICase.all)
  func all(api: APICase) async throws {
    try await Bench.run(.live) { bench in
      let answer = try await bench.call(api)
      #expect(answer.status == 200)
      #expect(answer.code == "A0000", "\(answer.page)")
    }
  }
}
