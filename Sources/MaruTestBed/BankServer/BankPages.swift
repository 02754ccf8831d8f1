import HTTPTypes
import Hummingbird
import Logging
import MaruBankLink
import MaruContract
import MaruGateway
import NIOCore

/// What a bank's server has beside its operations: its document, a sign of life, and the switches of the test bed.
struct BankPages: Sendable {
  private let pages: any HTTPResponder<BasicRequestContext>
  private let logger: Logger

  init(controls: BankControls?, logger: Logger) {
    self.logger = logger
    let router = Router(context: BasicRequestContext.self)
    router.get("/health") { _, _ in "ok\n" }
    router.get("/bank-openapi.json") { _, _ in BankReply(.ok, BankSideDocument.json).http().response }
    controls?.add(to: router)
    pages = router.buildResponder()
  }

  func answer(_ request: IncomingRequest) async -> HTTPAnswer {
    guard case .whole(let body) = request.body else { return BankReply.tooLarge.http() }
    guard let routed = request.routed(body) else { return Self.unknown }
    let context = BasicRequestContext(source: .init(channel: request.sender.channel, logger: logger))
    do {
      let response = try await pages.respond(to: routed, context: context)
      // The router's own 404 has no body.
      if response.status == .notFound, response.headers[.contentType] == nil { return Self.unknown }
      return try await HTTPAnswer(response)
    } catch {
      logger.error("unexpected error", metadata: ["path": "\(request.path)", "error": "\(error)"])
      return BankReply.fault.http()
    }
  }

  private static let unknown = BankReply.refusal(
    .notFound, .cannotProcess, "없는 경로입니다. No such path."
  ).http()
}
