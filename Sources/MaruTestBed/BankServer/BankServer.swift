import HTTPTypes
import Hummingbird
package import Logging
import MaruBankLink
import MaruContract
package import MaruDomain
package import MaruGateway
import NIOCore

/// A simulated bank's own server: the bank-side API and ISO 20022 over HTTP, as any participating bank would offer one of them.
///
/// HTTP 200 is the bank's word, done or refused. Any other status says nothing about the money; its body has the API's form.
package final class BankServer: HTTPAnswering {
  private let bank: SimulatedBank
  private let endpoints: BankEndpoints
  private let seals: BankSeals?
  private let pages: BankPages
  private let logger: Logger

  /// `controls` adds `/testbed/…`; nil leaves it out. With `seals`, requests must be sealed, and answers are.
  package init(bank: SimulatedBank, controls: BankControls?, seals: BankSeals? = nil, logger: Logger) {
    self.bank = bank
    endpoints = BankEndpoints(bank, logger: logger)
    self.seals = seals
    self.logger = logger
    pages = BankPages(controls: controls, logger: logger)
  }

  package var now: Instant { bank.world.now() }

  package func answer(_ request: IncomingRequest) async -> HTTPAnswer {
    guard let endpoint = endpoints.endpoint(at: request.path) else { return await pages.answer(request) }
    guard request.head.method == .POST else {
      return BankReply.refusal(.methodNotAllowed, .cannotProcess, "POST 메서드를 사용하십시오. Use POST.")
        .http([(.allow, "POST")])
    }
    guard case .whole(let buffer) = request.body else { return BankReply.tooLarge.http() }
    let body = Array(buffer.readableBytesView)
    guard let seals else { return await answer(endpoint.answer(body), endpoint.type, request).http() }
    switch seals.check(request, body: body) {
    case .failure(let problem):
      logger.info("a request was refused", metadata: ["path": "\(request.path)", "problem": "\(problem)"])
      return BankReply.refusal(.unauthorized, .cannotProcess, problem.text).http()
    case .success(let sealed):
      do {
        return try seals.seal(await answer(endpoint.answer(body), endpoint.type, request), for: sealed)
      } catch {
        logger.error("an answer could not be sealed", metadata: ["path": "\(request.path)", "error": "\(error)"])
        await hangUp(request)
        return BankReply.fault.http()
      }
    }
  }

  private func answer(
    _ outcome: BankOutcome, _ type: BankMediaType, _ request: IncomingRequest
  ) async -> BankReply {
    switch outcome {
    case .answered(let said): return BankReply(.ok, said, type)
    // A bank that cannot be reached; the nearest that a running process comes to it.
    case .silent(.notSent), .silent(.closed), .silent(.withOthers), .silent(.keptBack):
      return BankReply.refusal(
        .serviceUnavailable, .inProgress, "일시 중단. Not available just now; nothing is known.")
    case .silent(.unreadable), .silent(.untrusted): return BankReply.fault
    // The answer is lost on its way.
    case .silent(.connectionLost), .silent(.timedOut):
      await hangUp(request)
      return BankReply.fault
    }
  }

  /// Closes the connection: whatever is answered then goes nowhere.
  private func hangUp(_ request: IncomingRequest) async {
    // It is gone already where it cannot be closed.
    try? await request.sender.channel.close()
  }
}

/// An answer of the bank before it is sealed and sent.
struct BankReply: Sendable {
  let status: HTTPResponse.Status
  let body: [UInt8]
  private let type: BankMediaType

  init(_ status: HTTPResponse.Status, _ body: [UInt8], _ type: BankMediaType = .json) {
    self.status = status
    self.body = body
    self.type = type
  }

  static func refusal(
    _ status: HTTPResponse.Status, _ code: BankResponseCode, _ message: String
  ) -> BankReply {
    BankReply(status, BankSideReply<BankSideNothing>(refusedWith: code, message).json)
  }

  static let fault = refusal(.internalServerError, .inProgress, "내부 오류. A fault of the bank; nothing is known.")
  static let tooLarge = refusal(
    .contentTooLarge, .cannotProcess, "본문은 64 KiB 이하여야 합니다. The body must not exceed 64 KiB.")

  /// As HTTP, with more fields.
  func http(_ fields: [(HTTPField.Name, String)] = []) -> HTTPAnswer {
    var all = HTTPFields()
    all.reserveCapacity(2 + fields.count)
    all.append(HTTPField(name: .contentType, value: type.field))
    all.append(HTTPField(name: .cacheControl, value: "no-store"))
    for (name, value) in fields { all.append(HTTPField(name: name, value: value)) }
    return HTTPAnswer(status: status, fields: all, body: ByteBuffer(bytes: body))
  }
}

extension BankMediaType {
  fileprivate var field: String {
    switch self {
    case .json: "application/json; charset=UTF-8"
    case .xml: "application/xml; charset=UTF-8"
    }
  }
}
