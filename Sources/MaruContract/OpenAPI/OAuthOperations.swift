import MaruDomain

/// The OAuth endpoints in the document. Section 3 of the wire contract, RFC 6749.
enum OAuthOperations {
  static let paths: [WireValue.Member] =
    [
      ("authorize2", "사용자인증: links a user; the browser is led to the consent pages"),
      ("authorize", "사용자인증(이전 경로): as authorize2"),
      ("authorize_account2", "등록계좌확인: lets a linked user add accounts and services"),
      ("authorize_account", "등록계좌확인(이전 경로): as authorize_account2"),
    ].map { name, text in .init("/oauth/2.0/\(name)", .tree(("get", authorize(name, text)))) } + [
      .init("/oauth/2.0/token", .tree(("post", token)))
    ]

  private static func authorize(_ name: String, _ text: String) -> WireValue {
    .tree(
      ("operationId", .string(name)), ("tags", .texts(["oauth"])), ("summary", .string(text)),
      (
        "description",
        .string(
          "Opened in the user's browser. Afterwards the browser goes to redirect_uri with code, scope, client_info and state, "
            + "or with error and error_description. A wrong client, redirect_uri, scope or response_type is never redirected."
        )
      ),
      (
        OpenAPIDocument.koreanDescription,
        .string(
          "사용자의 브라우저에서 엽니다. 끝나면 브라우저는 code, scope, client_info, state를 가지고, 아니면 error와 error_description을 가지고 "
            + "redirect_uri로 갑니다. client, redirect_uri, scope, response_type이 틀리면 이동하지 않습니다.")
      ), ("security", .array([])), ("parameters", parameters),
      (
        "responses",
        .tree(
          (
            "302",
            .tree(
              ("description", .string("동의 화면으로: to the consent pages")),
              (
                "headers",
                .tree(
                  (
                    "Location",
                    .tree(("description", .string("the consent page")), ("schema", .tree(("type", .string("string")))))
                  ))
              ))
          ),
          (
            "200",
            .tree(
              ("description", .string("invoke_type=ajax: the address as JSON; otherwise a refusal")),
              (
                "content",
                .jsonContent(
                  anyOf("AuthorizeLocation", "Refusal"),
                  examples: refusals([
                    .parameterMissingOrTwice, .redirectURIMismatch, .scopeNotOffered, .responseTypeWrong,
                    .clientInvalid, .otherUser,
                  ]))
              ))
          ))
      ))
  }

  private static var parameters: WireValue {
    guard case .array(let query) = APIOperations.parameters(FieldReader.fieldUses(of: AuthorizeQuery.self)) else {
      return .array([])
    }
    return .array(
      query
        + [
          ("UserSeqNo", "사용자일련번호. user_seq_no, auth_type 2에는 필수: user_seq_no; required for auth_type 2", "1100000001"),
          ("UserCI", "사용자 연계정보. user_ci: user_ci", Wire.userCI.example),
          (
            "UserName", "사용자명. 퍼센트 부호화한 UTF-8, 화면에 미리 채움: percent-encoded UTF-8, prefills the page",
            "%EA%B9%80%EC%98%A4%ED%94%88"
          ),
          (
            "UserInfo", "생년월일과 성별. 생년월일 8자리와 성별 한 자리, 화면에 미리 채움: birth date (8) and gender digit, prefills the page",
            "198801011"
          ),
          ("UserCellNo", "휴대전화번호. 숫자만, 화면에 미리 채움: digits, prefills the page", "01012345678"),
          (
            "AccessToken",
            "접근 토큰. 같은 사용자의 login 토큰, auth_type 2에는 필수: a login token of the same user; required for auth_type 2",
            "2c1ba4c9-0d5f-4b7e"
          ),
        ].map { name, text, example in
          .tree(
            ("name", .string("Kftc-Bfop-\(name)")), ("in", .string("header")), ("required", .bool(false)),
            ("description", .string(text)), ("schema", .tree(("type", .string("string")))),
            ("example", .string(example)))
        })
  }

  private static let token = WireValue.tree(
    ("operationId", .string("token")), ("tags", .texts(["oauth"])),
    ("summary", .string("토큰발급: tokens, all three grants")),
    (
      "description",
      .string(
        """
        authorization_code: code, redirect_uri (and code_verifier where a challenge was sent). refresh_token: refresh_token \
        (and scope, equal to the old one). client_credentials: scope oob. The client may name itself in the form or by HTTP \
        Basic; parameters are also taken from the query. A success has no rsp_code. The old refresh token keeps working \
        until the new one is first used.
        """)
    ),
    (
      OpenAPIDocument.koreanDescription,
      .string(
        """
        authorization_code: code, redirect_uri (챌린지를 보냈으면 code_verifier도). refresh_token: refresh_token (scope를 보내면 옛것과 \
        같아야 함). client_credentials: scope oob. 클라이언트는 양식이나 HTTP Basic으로 자신을 밝히며, 매개변수는 쿼리로도 받습니다. 성공한 \
        응답에는 rsp_code가 없습니다. 옛 갱신 토큰은 새것을 처음 쓸 때까지 쓸 수 있습니다.
        """)
    ), ("security", .array([])),
    (
      "requestBody",
      .tree(
        ("required", .bool(true)),
        (
          "content",
          .tree(
            (
              "application/x-www-form-urlencoded",
              .tree(
                ("schema", .reference("schemas", "TokenRequest")),
                (
                  "examples",
                  .tree(
                    ("code", grant(["grant_type", "client_id", "client_secret", "code", "redirect_uri"])),
                    (
                      "refresh",
                      grant(["client_id", "client_secret", "refresh_token"], [("grant_type", "refresh_token")])
                    ),
                    (
                      "organisation",
                      grant(["client_id", "client_secret", "scope"], [("grant_type", "client_credentials")])
                    ))
                ))
            ))
        ))
    ),
    (
      "responses",
      .tree(
        (
          "200",
          .tree(
            ("description", .string("토큰 또는 거절: a token, or a refusal")),
            ("headers", .tree(("Allow", .reference("headers", "Allow")))),
            (
              "content",
              .jsonContent(
                anyOf("TokenAnswer", "Refusal"),
                examples: refusals([
                  .parameterMissingOrTwice, .codeInvalid, .redirectURIMismatch, .scopeNotOffered,
                  .grantTypeNotOffered, .clientInvalid, .otherScope,
                ]))
            ))
        ), ("413", .reference("responses", "TooLarge")))
    ))

  private static func grant(_ names: [String], _ others: [(String, String)] = []) -> WireValue {
    let uses = FieldReader.fieldUses(of: TokenRequest.self)
    let own = uses.filter { names.contains($0.name) }.map { WireValue.Member($0.name, .string($0.example)) }
    return .tree(("value", .object(others.map { .init($0.0, .string($0.1)) } + own)))
  }

  private static func anyOf(_ names: String...) -> WireValue {
    .tree(("anyOf", .array(names.map { .reference("schemas", $0) })))
  }

  private static func refusals(_ details: [OAuthDetail]) -> WireValue {
    .object(details.map { .init(CodeExamples.name(of: $0), .reference("examples", CodeExamples.name(of: $0))) })
  }

  static let schemas: [WireValue.Member] = [
    .init(
      "TokenRequest", FieldSchemas.object(FieldReader.fieldUses(of: TokenRequest.self), .request, "토큰 요청: the form")),
    .init("TokenAnswer", tokenAnswer),
    .init(
      "AuthorizeLocation",
      .tree(
        ("type", .string("object")), ("required", .texts(["location"])), ("additionalProperties", .bool(false)),
        (
          "properties",
          .tree(
            (
              "location",
              .tree(
                ("type", .string("string")),
                ("description", .string("동의 화면 주소. 브라우저가 갈 곳: address of the consent pages")))
            ))
        ))),
  ]

  private static var tokenAnswer: WireValue {
    func text(_ name: String, _ summary: String, _ example: String) -> WireValue.Member {
      .init(
        name, .tree(("type", .string("string")), ("description", .string(summary)), ("examples", .texts([example]))))
    }
    return .tree(
      ("type", .string("object")), ("description", .string("토큰: a success has no rsp_code")),
      ("required", .texts(["access_token", "token_type", "expires_in", "scope"])),
      ("additionalProperties", .bool(false)),
      (
        "properties",
        .object([
          text("access_token", "접근 토큰. 뜻이 없는 글자들: opaque", "8b9f2c4e-6d1a-4f3b-9e7c-5a2d8f0b1c6e"),
          text("token_type", "토큰유형. 언제나 Bearer: always Bearer", "Bearer"),
          .init(
            "expires_in",
            .tree(
              ("type", .string("integer")), ("minimum", .number("1")),
              ("description", .string("유효시간. 접근 토큰이 끝날 때까지의 초: seconds until the access token ends")),
              ("examples", .array([.number("7776000")])))),
          text(
            "refresh_token", "갱신 토큰. 이용기관 토큰에는 없음: refresh token; none for an organisation's own token",
            Wire.refreshToken.example),
          text("scope", Wire.scope.summary, Wire.scope.example),
          text("user_seq_no", "사용자일련번호. 사용자 토큰의 것: the user, of a user's token", Wire.userSeqNo.example),
          text("client_use_code", "이용기관코드. 이용기관 토큰의 것: the organisation, of its own token", Wire.clientUseCode.example),
        ])
      ))
  }

  static let securitySchemes = WireValue.tree(
    (
      "user",
      .tree(
        ("type", .string("oauth2")), ("description", .string("사용자 토큰: a user's consent, three-legged")),
        (
          "flows",
          .tree(
            (
              "authorizationCode",
              .tree(
                ("authorizationUrl", .string("/oauth/2.0/authorize2")), ("tokenUrl", .string("/oauth/2.0/token")),
                ("refreshUrl", .string("/oauth/2.0/token")),
                (
                  "scopes",
                  .tree(
                    ("login", .string("사용자와 계좌 관리: users and their registered accounts")),
                    ("inquiry", .string("조회: balance and transactions")), ("transfer", .string("출금이체: withdraw")))
                ))
            ))
        ))
    ),
    (
      "organisation",
      .tree(
        ("type", .string("oauth2")), ("description", .string("이용기관 토큰: an organisation's own calls, two-legged")),
        (
          "flows",
          .tree(
            (
              "clientCredentials",
              .tree(
                ("tokenUrl", .string("/oauth/2.0/token")),
                (
                  "scopes",
                  .tree(("oob", .string("이용기관 업무: deposits, results, real names, remitters, bank status")))
                ))
            ))
        ))
    ))
}
