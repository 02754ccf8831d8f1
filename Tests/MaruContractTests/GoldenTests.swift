import MaruContract
import MaruDomain
import Testing

/// Every API's messages as a person would read them in the manual: read, written again, and equal to the letter.
@Suite struct GoldenTests {
  @Test("every API has a golden request and answer, and no file is left over")
  func complete() {
    let names = Set(Fixture.names)
    for shape in Shape.all {
      #expect(names.contains("\(shape.name).request"))
      #expect(names.contains("\(shape.name).answer"))
    }
    let known = Set(Shape.all.map(\.name))
    #expect(names.allSatisfy { known.contains(String($0.prefix { $0 != "." })) })
    #expect(Shape.all.count == 15)
  }

  @Test("a golden message is written as it was read", arguments: Fixture.names)
  func roundTrip(name: String) throws {
    let shape = try #require(Shape.all.first { $0.name == name.prefix { $0 != "." } })
    let members = try Fixture.members(name)
    let written = try name.hasSuffix(".request") ? shape.request(members) : shape.answer(members)
    #expect(try JSONReader.read(written) == .object(members))
  }

  @Test(
    "an answer's values are all texts: no number, no null",
    arguments: Fixture.names.filter { !$0.hasSuffix(".request") })
  func texts(name: String) throws {
    func check(_ value: WireValue) {
      switch value {
      case .string: break
      case .array(let values): values.forEach(check)
      case .object(let members): members.forEach { check($0.value) }
      case .number, .bool, .null: Issue.record("\(value) in \(name)")
      }
    }
    check(.object(try Fixture.members(name)))
  }

  @Test(
    "a query carries the same names and values as the golden request",
    arguments: Shape.all.filter { $0.route.method == .get })
  func query(shape: Shape) throws {
    let members = try shape.goldenRequest
    // What is written again as JSON has the pairs of the query in the same order.
    guard case .object(let written) = try JSONReader.read(try shape.request(members)) else { return }
    #expect(written.map(\.name) == shape.requestUses.map(\.name))
    #expect(written == members)
  }

  @Test("the head comes first, in the order of section 1.4")
  func head() throws {
    let members = try Fixture.members("AccountBalance.answer")
    #expect(members.prefix(4).map(\.name) == ["api_tran_id", "rsp_code", "rsp_message", "api_tran_dtm"])
  }

  @Test("the head of a call carries its id and its Korean time to the millisecond")
  func stamp() throws {
    let stamp = CallStamp(id: APITransactionID(random: (1, 2)), at: Instant(milliseconds: 1_795_532_799_007))
    let json = FieldWriter.object { Head(stamp: stamp, code: .success, message: " ").write(to: &$0) }
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"api_tran_id":"00000000-0000-4001-8000-000000000002","rsp_code":"A0000","rsp_message":" ","#
        + #""api_tran_dtm":"20261125000639007"}"#)
  }
}
