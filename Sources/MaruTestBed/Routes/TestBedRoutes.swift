import HTTPTypes
package import Hummingbird
import MaruContract
import MaruDomain
package import MaruGateway
package import MaruHub
import NIOCore

/// The test bed's own endpoints, `/testbed/…`: what a test would otherwise do by hand. Not there in production.
package struct TestBedRoutes: Sendable {
  static let largestBody = 1 << 20
  let hub: Hub
  let testBed: TestBed

  package init(hub: Hub, testBed: TestBed) {
    self.hub = hub
    self.testBed = testBed
  }

  /// Adds the endpoints to a router.
  package func add(to router: Router<GatewayContext>) {
    router.post("/testbed/consents") { request, _ in await answer(request, consent) }
    router.get("/testbed/banks") { _, _ in banks() }
    router.post("/testbed/banks/:code") { request, context in
      await answer(request) { fields in
        try setBank(context.parameters.get("code") ?? "", &fields)
      }
    }
    router.post("/testbed/accounts") { request, _ in await answer(request, setAccount) }
  }

  /// Runs an endpoint over the body's members. Refusals are HTTP 400 (404 for what is not there) and name the field: these are
  /// not the platform's own APIs, so nothing keeps them from using the status.
  private func answer(
    _ request: Request, _ work: (inout FieldReader) async throws -> Response
  ) async -> Response {
    do {
      let body = try await request.body.collect(upTo: TestBedRoutes.largestBody)
      var fields = FieldReader(try RequestMembers.body(Array(body.readableBytesView)))
      return try await work(&fields)
    } catch let error as HubError {
      return refusal(error.message, field: error.field, status: error.code == .noSuchUser ? .notFound : .badRequest)
    } catch is NIOTooManyBytesError {
      return refusal("The body must not exceed 1 MiB.", field: nil, status: .contentTooLarge)
    } catch {
      hub.logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return refusal(
        "Something went wrong in the test bed; its log says what.", field: nil, status: .internalServerError)
    }
  }

  private func refusal(_ message: String, field: String?, status: HTTPResponse.Status) -> Response {
    json(status: status) { json in
      json.put("error", message)
      if let field { json.put("field", field) }
    }
  }

  func json(status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
    var json = JSONWriter()
    json.openObject()
    write(&json)
    json.closeObject()
    return Response(
      status: status, headers: [.contentType: "application/json; charset=UTF-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }
}
