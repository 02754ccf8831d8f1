import HTTPTypes
import MaruDomain
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import MaruGateway

/// Tells what it was asked; holds calls of `/held` until they are released.
final class Answerer: HTTPAnswering {
  private struct State {
    var held: CheckedContinuation<Void, Never>?
    var waiting: CheckedContinuation<Void, Never>?
    var began = 0
    var ended = 0
    var passes = 0
  }
  private let state = Mutex(State())

  var now: Instant { Instant(milliseconds: 0) }
  func isShort(_ request: IncomingRequest) -> Bool { !request.path.hasSuffix("/long") }
  /// Bodies of `/pass` may be larger than others.
  func pass(for head: HTTPRequestHead) -> BodyPass? {
    guard head.uri == "/pass" else { return nil }
    state.withLock { $0.passes += 1 }
    return BodyPass(largest: 200) { [weak self] in self?.state.withLock { $0.passes -= 1 } }
  }
  static let large = 8 << 20
  var began: Int { state.withLock { $0.began } }
  var ended: Int { state.withLock { $0.ended } }
  /// Passes that somebody holds.
  var passes: Int { state.withLock { $0.passes } }

  func answer(_ request: IncomingRequest) async -> HTTPAnswer {
    state.withLock { $0.began += 1 }
    if request.path == "/held" {
      await withCheckedContinuation { continuation in
        let waiting = state.withLock { state in
          state.held = continuation
          defer { state.waiting = nil }
          return state.waiting
        }
        waiting?.resume()
      }
    }
    state.withLock { $0.ended += 1 }
    if request.path.hasPrefix("/thread") {
      let isItsOwn = MultiThreadedEventLoopGroup.currentEventLoop != nil
      return HTTPAnswer(status: .ok, fields: [:], body: ByteBuffer(string: isItsOwn ? "its own" : "other"))
    }
    if request.path == "/api" { return HTTPAnswer(json: Array("{}".utf8), status: .methodNotAllowed, allow: "POST") }
    if request.path == "/large" {
      return HTTPAnswer(status: .ok, fields: [:], body: ByteBuffer(repeating: UInt8(ascii: "x"), count: Answerer.large))
    }
    let told = "\(request.head.method.rawValue) \(request.path)|\(request.query)|"
    guard case .whole(let body) = request.body else {
      return HTTPAnswer(status: .contentTooLarge, fields: [:], body: ByteBuffer(string: told))
    }
    return HTTPAnswer(status: .ok, fields: [:], body: ByteBuffer(string: told + String(buffer: body)))
  }

  func waitUntilHeld() async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.held == nil { state.waiting = continuation }
        return state.held != nil
      }
      if isHeld { continuation.resume() }
    }
  }

  func release() {
    let held = state.withLock { state in
      defer { state.held = nil }
      return state.held
    }
    held?.resume()
  }
}
