import MaruDomain
import Testing

@Suite struct ResponseCodeTests {
  /// Sections 6.1 and 6.3 of the wire contract, era 1; and those of the second era that this hub also answers.
  private static let listed =
    "O0001 O0002 O0003 O0004 O0005 O0006 O0007 O0008 O0009 O0010 O0011 O0012 A0000 A0001 A0002 A0003 A0004 A0005 A0006 "
    + "A0007 A0008 A0009 A0010 A0011 A0012 A0013 A0014 A0015 A0016 A0018 A0101 A0102 A0103 A0104 A0105 A0106 A0111 A0112 "
    + "A0301 A0302 A0303 A0304 A0305 A0306 A0307 A0308 A0309 A0310 A0311 A0312 A0313 A0314 A0315"
  private static let second = "A0017 A0019 A0020 A0021 A0316 A0319 A0322 A0323 A0326 A0337"

  @Test("the catalogue is section 6, no code more and none less")
  func complete() {
    let codes = ResponseCode.allCases.map(\.wire)
    #expect(Set(codes).count == codes.count)
    #expect(Set(codes) == Set((Self.listed + " " + Self.second).split(separator: " ").map(String.init)))
  }

  @Test("every code has five characters and both texts, its own", arguments: ResponseCode.allCases)
  func texts(code: ResponseCode) {
    #expect(code.wire.utf8.count == 5)
    #expect(code.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) } || code.isGatewayRefusal)
    #expect(!code.english.isEmpty)
    #expect(code.english.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(code.isGatewayRefusal == code.wire.hasPrefix("O"))
    #expect(ResponseCode.allCases.filter { $0.korean == code.korean }.count == 1, "\(code.korean)")
  }

  @Test("the texts seen on the real platform are those of section 6")
  func seen() {
    #expect(ResponseCode.tokenInvalid.message == "Access Token 거부")
    #expect(ResponseCode.bankRefused.message == "참가기관 에러")
    #expect(ResponseCode.formatError.message == "요청전문 포맷 에러")
    #expect(ResponseCode.success.message == " ", "v1 sends one blank")
  }

  @Test("section 9: these and no others leave the money's fate open")
  func unknown() {
    let unknown = ResponseCode.allCases.filter(\.isUnknownOutcome).map(\.wire)
    #expect(unknown == ["A0001", "A0007", "A0016", "A0017"])
    let banks = BankResponseCode.catalogue.map(\.code).filter(\.isUnknownOutcome).map(\.text)
    #expect(banks == ["400", "803", "804", "819", "822"])
  }

  @Test("only a request that reaches no API is refused by HTTP status", arguments: ResponseCode.allCases)
  func status(code: ResponseCode) {
    #expect(code.httpStatus == (code == .notRoutable ? 404 : 200))
  }

  @Test("bank codes are distinct, with a text each; an unknown one is passed on as it is")
  func banks() {
    let codes = BankResponseCode.catalogue.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(BankResponseCode.catalogue.allSatisfy { !$0.korean.isEmpty && !$0.english.isEmpty })
    #expect(BankResponseCode.accepted.korean.isEmpty, "a success has no message")
    #expect(BankResponseCode("477")?.korean == "477")
    let long = BankRefusal(by: .hub, code: .cannotProcess, message: String(repeating: "가", count: 150))
    #expect(long.message.count == 100)
  }

  @Test("O0001 ends in its number as clients cut it out: between ([ and ])", arguments: OAuthDetail.allCases)
  func details(detail: OAuthDetail) throws {
    let message = HubError.oauth(detail).message
    let start = try #require(message.range(of: "(["))
    let end = try #require(message.range(of: "])"))
    #expect(String(message[start.upperBound..<end.lowerBound]) == detail.number)
    #expect(!detail.english.isEmpty)
    #expect(OAuthDetail.allCases.filter { $0.number == detail.number }.count == 1)
  }

  @Test("a refusal names its field, hides its cause, and fits AH(300)")
  func errors() {
    let error = HubError(.formatError, field: "tran_amt", detail: "형식 오류", cause: "secret")
    #expect(error.message == "요청전문 포맷 에러 [tran_amt: 형식 오류]")
    #expect(HubError(.userMismatch, field: "user_seq_no").message == "사용자 불일치 [user_seq_no]")
    #expect(HubError(.formatError, detail: String(repeating: "가", count: 400)).message.count == 300)
    #expect(error == HubError(.formatError, field: "tran_amt", detail: "other"))
    #expect(error != HubError(.formatError, field: "tran_no"))
  }
}
