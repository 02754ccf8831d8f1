import MaruDomain
import Testing

/// What of an error reaches a client, and what never does.
@Suite struct HubErrorTests {
  private static let cause = "password=hunter2 at /var/lib/hub.sqlite line 7"

  @Test("the internal cause is in no message, whatever else the error says", arguments: ResponseCode.allCases)
  func cause(_ code: ResponseCode) {
    for field in [nil, "tran_amt"] {
      for detail in [nil, "금액이 0보다 커야 합니다."] {
        for oauth in [nil] + OAuthDetail.allCases.map(Optional.some) {
          let error = HubError(code, field: field, detail: detail, oauth: oauth, cause: Self.cause)
          for word in ["password", "hunter2", "sqlite", "line 7"] { #expect(!error.message.contains(word)) }
          #expect(error.message.hasPrefix(code.message))
          #expect(field.map { error.message.contains($0) } ?? true)
          #expect(detail.map { error.message.contains($0) } ?? true)
        }
      }
    }
  }

  /// Parts, and the message made of them.
  static let messages: [(error: HubError, message: String)] = [
    (HubError(.formatError), "요청전문 포맷 에러"),
    (HubError(.formatError, field: "tran_amt"), "요청전문 포맷 에러 [tran_amt]"),
    (HubError(.formatError, detail: "왜"), "요청전문 포맷 에러 [왜]"),
    (HubError(.formatError, field: "tran_amt", detail: "왜"), "요청전문 포맷 에러 [tran_amt: 왜]"),
    (.format("req_cnt", "왜"), "요청전문 포맷 에러 [req_cnt: 왜]"),
  ]

  @Test("a message is the code's text and, in brackets, field and detail", arguments: messages.indices)
  func message(_ index: Int) { #expect(Self.messages[index].error.message == Self.messages[index].message) }

  @Test("no message is longer than AH(300), and no character is cut in two", arguments: ResponseCode.allCases)
  func length(_ code: ResponseCode) {
    let error = HubError(code, field: String(repeating: "f", count: 200), detail: String(repeating: "👨‍👩‍👧", count: 300))
    #expect(error.message.count == 300)
    #expect(!error.message.unicodeScalars.contains { $0.value == 0xFFFD })
  }

  @Test("equality looks at code, field and number, not at words")
  func equality() {
    let error = HubError(.formatError, field: "a", detail: "x", cause: "y")
    #expect(error == HubError(.formatError, field: "a"))
    #expect(error != HubError(.formatError, field: "b", detail: "x", cause: "y"))
    #expect(error != HubError(.internalFault, field: "a"))
    #expect(HubError.oauth(.codeInvalid) != HubError.oauth(.clientInvalid))
    #expect(HubError.oauth(.codeInvalid).code == .authenticationParameterWrong)
  }

  @Test("every refusal has an error code of RFC 6749 or RFC 6750", arguments: ResponseCode.allCases)
  func standard(_ code: ResponseCode) {
    let bearer = ["invalid_request", "invalid_token", "insufficient_scope"]
    #expect(bearer.contains(HubError(code).standardError))
  }

  @Test(
    "the errors of the token endpoint are those of RFC 6749 section 5.2 and 4.1.2.1", arguments: OAuthDetail.allCases)
  func oauth(_ detail: OAuthDetail) {
    let known = [
      "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
      "invalid_scope", "access_denied", "unsupported_response_type",
    ]
    #expect(known.contains(detail.standardError))
    #expect(HubError.oauth(detail).standardError == detail.standardError)
  }
}
