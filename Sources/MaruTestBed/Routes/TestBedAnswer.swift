import HTTPTypes
import Hummingbird
import Logging
import MaruContract
import MaruDomain
import MaruGateway
import NIOCore

/// How the test bed's own endpoints answer, on a hub and on a bank's process.
enum TestBedAnswer {
  static let largestBody = 1 << 20

  /// Runs an endpoint over the body's members. Refusals are HTTP 400 (404 for what is not there) and name the field: these are
  /// not the platform's own APIs, so nothing keeps them from using the status.
  static func to(
    _ request: Request, logger: Logger, _ work: (inout FieldReader) async throws -> Response
  ) async -> Response {
    do {
      let body = try await request.body.collect(upTo: largestBody)
      var fields = FieldReader(try RequestMembers.body(Array(body.readableBytesView)))
      return try await work(&fields)
    } catch let error as HubError {
      return refusal(error.message, field: error.field, status: error.code == .noSuchUser ? .notFound : .badRequest)
    } catch is NIOTooManyBytesError {
      return refusal("The body must not exceed 1 MiB.", field: nil, status: .contentTooLarge)
    } catch {
      logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return refusal(
        "Something went wrong in the test bed; its log says what.", field: nil, status: .internalServerError)
    }
  }

  private static func refusal(_ message: String, field: String?, status: HTTPResponse.Status) -> Response {
    json(status: status) { json in
      json.put("error", message)
      if let field { json.put("field", field) }
    }
  }

  static func json(status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
    var json = JSONWriter()
    json.openObject()
    write(&json)
    json.closeObject()
    return Response(
      status: status, headers: [.contentType: "application/json; charset=UTF-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }
}
