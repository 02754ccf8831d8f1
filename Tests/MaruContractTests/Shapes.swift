import Foundation
import MaruContract
import MaruDomain
import Testing

/// One API for tables of tests: its name, its route, and both of its messages read and written.
struct Shape: Sendable, CustomTestStringConvertible {
  let name: String
  let route: Route
  let requestUses: [FieldUse]
  let answerUses: [FieldUse]
  /// Reads a request and writes it again.
  let request: @Sendable ([WireValue.Member]) throws -> [UInt8]
  /// Reads an answer with its head and writes both again.
  let answer: @Sendable ([WireValue.Member]) throws -> [UInt8]
  var testDescription: String { name }

  init<API: Endpoint>(_ api: API.Type) {
    name = "\(api)"
    route = API.route
    requestUses = FieldReader.fieldUses(of: API.Request.self)
    answerUses = FieldReader.fieldUses(of: API.Response.self)
    request = { members in
      var fields = FieldReader(members)
      let message = try API.Request(from: &fields)
      return FieldWriter.object { message.write(to: &$0) }
    }
    answer = { members in
      var fields = FieldReader(members)
      let head = try Head(from: &fields)
      let message = try API.Response(from: &fields)
      return FieldWriter.object { writer in
        head.write(to: &writer)
        message.write(to: &writer)
      }
    }
  }

  static let all: [Shape] = Endpoints.all.map { shape(of: $0) }
  private static func shape<API: Endpoint>(of api: API.Type) -> Shape { Shape(api) }

  /// The golden request's members.
  var goldenRequest: [WireValue.Member] {
    get throws { try Fixture.members("\(name).request") }
  }
}

/// The golden messages, `Fixtures/<API>.<kind>.json`.
enum Fixture {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path())) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: directory.appending(path: name + ".json")))
  }

  static func members(_ name: String) throws -> [WireValue.Member] {
    guard case .object(let members) = try JSONReader.read(bytes(name)) else { throw NotAnObject() }
    return members
  }
  struct NotAnObject: Error {}
}

extension [WireValue.Member] {
  /// The same members with one changed; nil leaves it out.
  func with(_ name: String, _ value: WireValue?) -> [WireValue.Member] {
    compactMap { $0.name == name ? value.map { .init(name, $0) } : $0 }
  }

  /// The same members with one of the first row of a list changed.
  func with(row list: String, _ name: String, _ value: WireValue?) -> [WireValue.Member] {
    guard let member = first(where: { $0.name == list }), case .array(let rows) = member.value,
      case .object(let row)? = rows.first
    else { return self }
    return with(list, .array([.object(row.with(name, value))] + rows.dropFirst()))
  }
}

/// What a refusal says; fails the test when nothing is refused.
func refusal(_ work: () throws -> Void) -> HubError? {
  do {
    try work()
    return nil
  } catch {
    return error as? HubError
  }
}
