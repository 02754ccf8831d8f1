import HTTPTypes
package import Hummingbird
package import Logging
import MaruBankLink
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

/// A simulated bank's own server: the bank-side API and ISO 20022 over HTTP, as any participating bank would offer one of them.
///
/// HTTP 200 is the bank's word, done or refused. Any other status says nothing about the money; its body has the API's form.
package struct BankServer: HTTPResponder {
  package typealias Context = BankContext
  /// No request of the bank-side API comes near it.
  package static let largestBody = 64 << 10

  /// Takes the body of a request.
  private typealias Operation = @Sendable ([UInt8]) async -> BankOutcome

  private let operations: [String: BankOperations.Operation]
  private let messages: ISO20022Operations
  private let seals: BankSeals?
  private let pages: any HTTPResponder<BankContext>
  private let logger: Logger

  /// `controls` adds `/testbed/…`; nil leaves it out. With `seals`, requests must be sealed, and answers are.
  package init(bank: SimulatedBank, controls: BankControls?, seals: BankSeals? = nil, logger: Logger) {
    operations = BankOperations(bank).byPath
    messages = ISO20022Operations(bank)
    self.seals = seals
    self.logger = logger
    let router = Router(context: BankContext.self)
    router.get("/health") { _, _ in "ok\n" }
    router.get("/bank-openapi.json") { _, _ in BankResponse(.ok, BankSideDocument.json).response() }
    controls?.add(to: router)
    pages = router.buildResponder()
  }

  package func respond(to request: Request, context: BankContext) async throws -> Response {
    let path = request.uri.path
    guard let (operation, type) = operation(at: path) else { return await page(request, context) }
    guard request.method == .post else {
      var response = Self.refusal(.methodNotAllowed, .cannotProcess, "POST 메서드를 사용하십시오. Use POST.").response()
      response.headers[.allow] = "POST"
      return response
    }
    do {
      let body = Array(try await request.body.collect(upTo: BankServer.largestBody).readableBytesView)
      guard let seals else { return try await answer(operation, type, body, context) { $0.response() } }
      switch seals.check(request, body: body) {
      case .failure(let problem):
        logger.info("a request was refused", metadata: ["path": "\(path)", "problem": "\(problem)"])
        return Self.refusal(.unauthorized, .cannotProcess, problem.text).response()
      case .success(let sealed):
        return try await answer(operation, type, body, context) { try seals.seal($0, for: sealed) }
      }
    } catch is NIOTooManyBytesError {
      return Self.refusal(.contentTooLarge, .cannotProcess, "본문은 64 KiB 이하여야 합니다. The body must not exceed 64 KiB.")
        .response()
    } catch {
      logger.debug("a request ended early", metadata: ["path": "\(path)", "error": "\(error)"])
      return try await hangUp(context)
    }
  }

  /// What stands behind a path, and what its answers are.
  private func operation(at path: String) -> (Operation, BankMediaType)? {
    if path == ISO20022BankLink.path { return ({ await messages.answer($0) }, .xml) }
    guard let operation = operations[path] else { return nil }
    return ({ await outcome(of: operation, $0) }, .json)
  }

  private func answer(
    _ operation: Operation, _ type: BankMediaType, _ body: [UInt8], _ context: BankContext,
    _ response: (BankResponse) throws -> Response
  ) async throws -> Response {
    switch await operation(body) {
    case .answered(let said): return try response(BankResponse(.ok, said, type))
    // A bank that cannot be reached; the nearest that a running process comes to it.
    case .silent(.notSent), .silent(.closed):
      return try response(
        Self.refusal(.serviceUnavailable, .inProgress, "일시 중단. Not available just now; nothing is known."))
    case .silent(.unreadable), .silent(.untrusted): return try response(Self.fault)
    // The answer is lost on its way.
    case .silent(.connectionLost), .silent(.timedOut): return try await hangUp(context)
    }
  }

  private func hangUp(_ context: BankContext) async throws -> Response {
    try await context.channel.close()
    return Response(status: .internalServerError)
  }

  private func outcome(of operation: BankOperations.Operation, _ body: [UInt8]) async -> BankOutcome {
    do {
      guard case .object(let members) = try JSONReader.read(body) else {
        return .refused(.cannotProcess, "본문은 JSON 객체여야 합니다. The body must be a JSON object.")
      }
      return try await operation(members)
    } catch let error as HubError {
      return .refused(.cannotProcess, error.message)
    } catch let failure as JSONReader.Failure {
      return .refused(.cannotProcess, "본문 JSON 오류 (byte \(failure.position): \(failure.reason)).")
    } catch {
      logger.error("unexpected error", metadata: ["error": "\(error)"])
      return .silent(.unreadable)
    }
  }

  private func page(_ request: Request, _ context: BankContext) async -> Response {
    do {
      let response = try await pages.respond(to: request, context: context)
      // The router's own 404 has no body.
      guard response.status == .notFound, response.body.contentLength == 0 else { return response }
      return Self.refusal(.notFound, .cannotProcess, "없는 경로입니다. No such path.").response()
    } catch {
      logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Self.fault.response()
    }
  }

  private static let fault = refusal(
    .internalServerError, .inProgress, "내부 오류. A fault of the bank; nothing is known.")

  private static func refusal(
    _ status: HTTPResponse.Status, _ code: BankResponseCode, _ message: String
  ) -> BankResponse {
    BankResponse(status, BankSideReply<BankSideNothing>(refusedWith: code, message).json)
  }
}

/// An answer of the bank before it is sealed and sent.
struct BankResponse: Sendable {
  let status: HTTPResponse.Status
  let body: [UInt8]
  private let type: BankMediaType
  init(_ status: HTTPResponse.Status, _ body: [UInt8], _ type: BankMediaType = .json) {
    self.status = status
    self.body = body
    self.type = type
  }

  /// As HTTP, with more fields.
  func response(_ fields: [(HTTPField.Name, String)] = []) -> Response {
    var headers = HTTPFields()
    headers.reserveCapacity(3 + fields.count)
    headers[.contentType] = "\(type.rawValue); charset=UTF-8"
    headers[.cacheControl] = "no-store"
    for (name, value) in fields { headers[name] = value }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
