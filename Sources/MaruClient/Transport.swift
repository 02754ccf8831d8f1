import AsyncHTTPClient
import Dispatch
import Foundation
import MaruContract
import MaruDomain
import NIOCore
import NIOPosix

/// A request on its way out.
struct Outgoing: Sendable {
  let method: Route.Method
  var url: String
  var bearer: String?
  var contentType: String?
  var body: [UInt8] = []

  init(_ method: Route.Method, _ url: String) {
    self.method = method
    self.url = url
  }
}

/// What came back, not looked at yet.
struct Incoming: Sendable {
  let status: Int
  let body: [UInt8]

  /// The members of the body; nil when it is no JSON object.
  var members: [WireValue.Member]? {
    guard case .object(let members)? = try? JSONReader.read(body) else { return nil }
    return members
  }
}

/// Why there was no answer, and whether the hub may have taken the request all the same.
struct TransportFailure: Error, Sendable {
  let reason: CallFailure.Reason
  let mayHaveArrived: Bool
}

/// HTTP over kept connections. Nothing is ever sent twice by itself.
final class Transport: Sendable {
  /// No answer of the platform is near this size (8 MiB).
  private static let largestAnswer = 8 << 20
  private let http: HTTPClient
  private let settings: MaruClientSettings

  init(_ settings: MaruClientSettings) {
    var configuration = HTTPClient.Configuration()
    configuration.timeout.connect = .milliseconds(settings.timeoutConnect.milliseconds)
    configuration.redirectConfiguration = .disallow
    // A hub that is not there should be told at once, not after the whole connect time.
    configuration.connectionPool.retryConnectionEstablishment = false
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.settings = settings
  }

  deinit { http.shutdown(queue: .global()) { _ in } }

  func send(_ outgoing: Outgoing) async throws(TransportFailure) -> Incoming {
    do {
      return try await withThrowingTaskGroup(of: Incoming?.self) { [http, settings] group in
        group.addTask { try await Transport.exchange(outgoing, over: http) }
        group.addTask {
          try await settings.sleep(settings.timeoutTotal)
          return nil
        }
        defer { group.cancelAll() }
        guard let incoming = try await group.next() ?? nil else {
          throw TransportFailure(reason: .timedOut, mayHaveArrived: true)
        }
        return incoming
      }
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw Transport.failure(error)
    }
  }

  private static func exchange(_ outgoing: Outgoing, over http: HTTPClient) async throws -> Incoming {
    var request = HTTPClientRequest(url: outgoing.url)
    request.method = .init(rawValue: outgoing.method.rawValue)
    if let bearer = outgoing.bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer)") }
    if let type = outgoing.contentType {
      request.headers.add(name: "Content-Type", value: type)
      request.body = .bytes(outgoing.body)
    }
    // The time limit is ours; this one only ends what was given up.
    let response = try await http.execute(request, timeout: .minutes(5))
    let body = try await response.body.collect(upTo: largestAnswer)
    return Incoming(status: Int(response.status.code), body: Array(body.readableBytesView))
  }

  /// Only what fails before a connection stands is known not to have arrived.
  private static func failure(_ error: any Error) -> TransportFailure {
    switch error {
    case let error as NIOConnectionError:
      return TransportFailure(
        reason: .notConnected("\(error.host):\(error.port) cannot be reached"), mayHaveArrived: false)
    case let error as HTTPClientError
    where [.connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .invalidURL, .emptyHost].contains(
      error):
      return TransportFailure(reason: .notConnected(error.shortDescription), mayHaveArrived: false)
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      return TransportFailure(reason: .notConnected("connection refused"), mayHaveArrived: false)
    case ChannelError.connectTimeout:
      return TransportFailure(reason: .notConnected("no connection in time"), mayHaveArrived: false)
    default:
      return TransportFailure(reason: .connectionLost("\(error)"), mayHaveArrived: true)
    }
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension Instant {
  /// The system's clock.
  static var system: Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}

/// `?a=b&c=d`, percent-encoded (RFC 3986 section 2.3); empty for no pairs.
func query(_ pairs: [(name: String, value: String)]) -> String {
  pairs.isEmpty ? "" : "?" + form(pairs)
}

/// `a=b&c=d`, percent-encoded.
func form(_ pairs: [(name: String, value: String)]) -> String {
  pairs.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
}

private func percentEncoded(_ text: String) -> String {
  var encoded: [UInt8] = []
  let digits = Array("0123456789ABCDEF".utf8)
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
    default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
