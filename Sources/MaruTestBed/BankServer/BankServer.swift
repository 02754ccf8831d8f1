import HTTPTypes
package import Hummingbird
package import Logging
import MaruContract
import MaruDomain
import NIOCore

/// What a bank's server knows of a request beside the request itself.
package struct BankContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Where the request came in.
  let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

/// A simulated bank's own server: the bank-side API over HTTP, as any participating bank would offer it.
///
/// HTTP 200 is the bank's word, done or refused. Any other status says nothing about the money; its body has the same form.
package struct BankServer: HTTPResponder {
  package typealias Context = BankContext
  /// No request of the bank-side API comes near it.
  package static let largestBody = 64 << 10

  private let operations: [String: BankOperations.Operation]
  private let pages: any HTTPResponder<BankContext>
  private let logger: Logger

  /// `controls` adds `/testbed/…`; nil leaves it out.
  package init(bank: SimulatedBank, controls: BankControls?, logger: Logger) {
    operations = BankOperations(bank).byPath
    self.logger = logger
    let router = Router(context: BankContext.self)
    router.get("/health") { _, _ in "ok\n" }
    controls?.add(to: router)
    pages = router.buildResponder()
  }

  package func respond(to request: Request, context: BankContext) async throws -> Response {
    let path = request.uri.path
    guard let operation = operations[path] else { return await page(request, context) }
    guard request.method == .post else {
      var response = Self.refusal(.methodNotAllowed, .cannotProcess, "POST 메서드를 사용하십시오. Use POST.")
      response.headers[.allow] = "POST"
      return response
    }
    switch await outcome(of: operation, request) {
    case .answered(let json): return Self.response(json, .ok)
    // A bank that cannot be reached; the nearest that a running process comes to it.
    case .silent(.notSent), .silent(.closed):
      return Self.refusal(.serviceUnavailable, .inProgress, "일시 중단. Not available just now; nothing is known.")
    case .silent(.unreadable):
      return Self.refusal(.internalServerError, .inProgress, "내부 오류. A fault of the bank; nothing is known.")
    // The answer is lost on its way.
    case .silent(.connectionLost), .silent(.timedOut):
      try await context.channel.close()
      return Response(status: .internalServerError)
    }
  }

  private func outcome(of operation: BankOperations.Operation, _ request: Request) async -> BankOutcome {
    do {
      let body = try await request.body.collect(upTo: BankServer.largestBody)
      guard case .object(let members) = try JSONReader.read(Array(body.readableBytesView)) else {
        return .refused(.cannotProcess, "본문은 JSON 객체여야 합니다. The body must be a JSON object.")
      }
      return try await operation(members)
    } catch let error as HubError {
      return .refused(.cannotProcess, error.message)
    } catch let failure as JSONReader.Failure {
      return .refused(.cannotProcess, "본문 JSON 오류 (byte \(failure.position): \(failure.reason)).")
    } catch is NIOTooManyBytesError {
      return .refused(.cannotProcess, "본문은 64 KiB 이하여야 합니다. The body must not exceed 64 KiB.")
    } catch {
      logger.debug("a request ended early", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return .silent(.connectionLost)
    }
  }

  private func page(_ request: Request, _ context: BankContext) async -> Response {
    do {
      let response = try await pages.respond(to: request, context: context)
      // The router's own 404 has no body.
      guard response.status == .notFound, response.body.contentLength == 0 else { return response }
      return Self.refusal(.notFound, .cannotProcess, "없는 경로입니다. No such path.")
    } catch {
      logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Self.refusal(.internalServerError, .inProgress, "내부 오류. A fault of the bank; nothing is known.")
    }
  }

  private static func refusal(
    _ status: HTTPResponse.Status, _ code: BankResponseCode, _ message: String
  ) -> Response {
    response(BankSideReply<BankSideNothing>(refusedWith: code, message).json, status)
  }

  private static func response(_ json: [UInt8], _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=UTF-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }
}
