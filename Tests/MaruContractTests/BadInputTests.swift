import MaruContract
import MaruDomain
import Testing

/// One table for every field of every request: what is wrong with it is refused with A0004 and its name.
@Suite struct BadInputTests {
  /// A field of a request, at the top or in the rows of a list.
  private struct Place {
    let use: FieldUse
    let list: String?
    var name: String { list.map { "\($0)[0].\(use.name)" } ?? use.name }

    func members(_ golden: [WireValue.Member], _ value: WireValue?) -> [WireValue.Member] {
      list.map { golden.with(row: $0, use.name, value) } ?? golden.with(use.name, value)
    }
  }

  private func places(_ shape: Shape) -> [Place] {
    shape.requestUses.flatMap { use in
      (use.rows ?? []).map { Place(use: $0, list: use.name) } + (use.rows == nil ? [Place(use: use, list: nil)] : [])
    }
  }

  private func expectRefused(_ shape: Shape, _ members: [WireValue.Member], _ name: String, _ what: String) {
    let error = refusal { _ = try shape.request(members) }
    #expect(error == HubError(.formatError, field: name), "\(what): \(shape.name) \(name)")
    #expect(error?.message.hasPrefix("요청전문 포맷 에러 [\(name): ") == true, "\(what): \(error?.message ?? "accepted")")
  }

  @Test("a missing required field is named", arguments: Shape.all)
  func missing(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where place.use.presence == .required {
      for value: WireValue? in [nil, .null, .string("")] {
        expectRefused(shape, place.members(golden, value), place.name, "missing")
      }
    }
  }

  @Test("a value longer than its type is named", arguments: Shape.all)
  func tooLong(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where try isSent(place, shape) {
      // As its own kind of character: digits for N, else letters.
      let letter = place.use.example.last.map(String.init) ?? "0"
      let text = String(repeating: letter, count: place.use.type.length + 1)
      expectRefused(shape, place.members(golden, .string(text)), place.name, "too long")
      expectRefused(
        shape, place.members(golden, .string(String(repeating: "가", count: 5_000))), place.name, "5000 characters")
    }
  }

  @Test("a value shorter than a fixed type is named", arguments: Shape.all)
  func tooShort(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where place.use.type.isFixed && place.use.type.length > 1 {
      guard try isSent(place, shape) else { continue }
      expectRefused(
        shape, place.members(golden, .string(String(place.use.example.dropLast()))), place.name, "too short")
    }
  }

  @Test("a character that its type does not have is named", arguments: Shape.all)
  func wrongCharacters(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where try isSent(place, shape) {
      let head = place.use.example.dropLast()
      var endings = ["\u{0}", "\n", "\u{7F}", "\u{1B}"]
      if place.use.type.letters == "N" { endings += ["a", "-", " ", "１", "٣"] }
      for ending in endings {
        expectRefused(
          shape, place.members(golden, .string(head + ending)), place.name, "character \(ending.debugDescription)")
      }
    }
  }

  @Test("a value of another JSON type is named", arguments: Shape.all)
  func wrongType(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where try isSent(place, shape) {
      for value: WireValue in [.bool(true), .array([]), .object([]), .array([.string(place.use.example)])] {
        expectRefused(shape, place.members(golden, value), place.name, "type")
      }
    }
  }

  @Test("a value outside a closed list is named, and the list is told", arguments: Shape.all)
  func closedLists(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for place in places(shape) where !place.use.values.isEmpty {
      let lower = place.use.values[0].lowercased() == place.use.values[0]
      let other = lower ? place.use.values[0].uppercased() : place.use.values[0].lowercased()
      for text in ["?", other] where !place.use.values.contains(text) {
        let members = place.members(golden, .string(text))
        expectRefused(shape, members, place.name, "value \(text)")
        let error = refusal { _ = try shape.request(members) }
        #expect(error?.message.contains(place.use.values.joined(separator: ", ")) == true)
      }
    }
  }

  @Test("a field given twice is named", arguments: Shape.all)
  func twice(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for use in shape.requestUses {
      guard let member = golden.first(where: { $0.name == use.name }) else { continue }
      expectRefused(shape, golden + [member], use.name, "twice")
    }
  }

  @Test("a list must be one of 1 to 25 objects", arguments: Shape.all)
  func lists(shape: Shape) throws {
    let golden = try shape.goldenRequest
    for use in shape.requestUses where use.rows != nil {
      guard case .array(let rows)? = golden.first(where: { $0.name == use.name })?.value, let row = rows.first else {
        Issue.record("no rows in \(shape.name)")
        continue
      }
      expectRefused(shape, golden.with(use.name, nil), use.name, "no list")
      expectRefused(shape, golden.with(use.name, .array([])), use.name, "empty")
      expectRefused(shape, golden.with(use.name, row), use.name, "object")
      expectRefused(shape, golden.with(use.name, .string("[]")), use.name, "text")
      expectRefused(shape, golden.with(use.name, .array(Array(repeating: row, count: 26))), use.name, "26 rows")
      expectRefused(shape, golden.with(use.name, .array([row, .string("x")])), "\(use.name)[1]", "row")
      #expect(throws: Never.self) { try shape.request(golden.with(use.name, .array(Array(repeating: row, count: 25)))) }
    }
  }

  @Test("of several wrong fields the first in the manual's order is named")
  func firstFirst() throws {
    let shape = Shape(TransferWithdraw.self)
    let bad = try shape.goldenRequest.with("tran_amt", .string("x")).with("dps_print_content", nil)
    #expect(refusal { _ = try shape.request(bad) }?.field == "dps_print_content")
  }

  @Test("an OAuth parameter that is missing or malformed has its own refusal")
  func oauth() {
    var fields = FieldReader(
      [.init("client_id", .string("a b"))],
      problem: { field, text in .oauth(.parameterMissingOrTwice, field: field, text) })
    let error = refusal { _ = try AuthorizeQuery(from: &fields) }
    #expect(error?.oauth == .parameterMissingOrTwice)
    #expect(error?.field == "client_id")
  }

  /// Whether the golden request carries the field; what is only required under another condition is ignored.
  private func isSent(_ place: Place, _ shape: Shape) throws -> Bool {
    guard case .when = place.use.presence else { return true }
    guard case .array(let rows)? = try shape.goldenRequest.first(where: { $0.name == place.list })?.value,
      case .object(let row)? = rows.first
    else { return false }
    return row.contains { $0.name == place.use.name }
  }
}
