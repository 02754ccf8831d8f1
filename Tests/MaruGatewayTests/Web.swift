import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MaruContract
import MaruOAuth
import NIOCore

/// What a client sees of the hub: requests as bytes, answers as bytes.
struct Web: Sendable {
  let client: any TestClientProtocol

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> WebAnswer {
    try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      WebAnswer(status: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
    }
  }

  func get(_ path: String, token: String? = nil) async throws -> WebAnswer {
    try await send(.get, path, Web.bearer(token))
  }

  func post(
    _ path: String, token: String? = nil, type: String = "application/json; charset=UTF-8", body: [UInt8]
  ) async throws -> WebAnswer {
    var headers = Web.bearer(token)
    headers[.contentType] = type
    return try await send(.post, path, headers, body: body)
  }

  /// Members as the route wants them: a query, or a JSON body.
  func call(
    _ route: Route, _ members: [WireValue.Member], token: String?, path: String? = nil
  ) async throws -> WebAnswer {
    let path = path ?? route.versionedPath
    switch route.method {
    case .get: return try await get(members.isEmpty ? path : "\(path)?\(members.form)", token: token)
    case .post: return try await post(path, token: token, body: WireValue.object(members).json)
    }
  }

  static func bearer(_ token: String?) -> HTTPFields {
    var headers = HTTPFields()
    if let token { headers[.authorization] = "Bearer \(token)" }
    return headers
  }
}

/// An answer, with short ways to look into it.
struct WebAnswer: Sendable {
  let status: Int
  let headers: HTTPFields
  let bytes: [UInt8]

  /// The members of a JSON object, else none.
  var members: [WireValue.Member] {
    guard case .object(let members)? = try? JSONReader.read(bytes) else { return [] }
    return members
  }
  func text(_ name: String) -> String { members.first { $0.name == name }?.value.flatText ?? "" }
  var code: String { text("rsp_code") }
  var message: String { text("rsp_message") }
  var page: String { String(decoding: bytes, as: UTF8.self) }
  var location: String { headers[.location] ?? "" }

  /// The rows of a list.
  func rows(_ name: String = "res_list") -> [[WireValue.Member]] {
    guard case .array(let values)? = members.first(where: { $0.name == name })?.value else { return [] }
    return values.compactMap { value in
      if case .object(let members) = value { return members }
      return nil
    }
  }

  /// Whether the four fields of section 1.4 are there, in their form.
  var hasHead: Bool {
    text("api_tran_id").wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
      && text("api_tran_dtm").wholeMatch(of: /20[0-9]{15}/) != nil && code.utf8.count == 5 && !message.isEmpty
  }
}

extension [WireValue.Member] {
  func text(_ name: String) -> String { first { $0.name == name }?.value.flatText ?? "" }

  /// `a=b&c=d`; what is not flat is left out.
  var form: String {
    compactMap { member in
      member.value.flatText.map { "\(percentEncoded(member.name))=\(percentEncoded($0))" }
    }.joined(separator: "&")
  }

  /// The same members with one changed, or added at the end; nil leaves it out.
  func with(_ name: String, _ value: WireValue?) -> [WireValue.Member] {
    guard contains(where: { $0.name == name }) else { return self + (value.map { [.init(name, $0)] } ?? []) }
    return compactMap { $0.name == name ? value.map { .init(name, $0) } : $0 }
  }

  func with(_ name: String, _ text: String) -> [WireValue.Member] { with(name, .string(text)) }

  /// The same members with one of the first row of a list changed.
  func with(row list: String, _ name: String, _ value: WireValue?) -> [WireValue.Member] {
    guard case .array(let rows)? = first(where: { $0.name == list })?.value, case .object(let row)? = rows.first else {
      return self
    }
    return with(list, .array([.object(row.with(name, value))] + rows.dropFirst()))
  }
}

extension WireValue {
  /// The value as JSON text.
  var json: [UInt8] { Array(jsonText.utf8) }

  private var jsonText: String {
    switch self {
    case .string(let text): WireValue.quoted(text)
    case .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null: "null"
    case .array(let values): "[" + values.map(\.jsonText).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { WireValue.quoted($0.name) + ":" + $0.value.jsonText }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
