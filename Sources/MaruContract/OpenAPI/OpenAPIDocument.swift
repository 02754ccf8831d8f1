// The document follows from the shapes: a field, length or code that changes there changes here by itself.

/// The OpenAPI 3.1 document of the platform, made from ``Endpoints/all`` and the OAuth and test-bed messages.
public enum OpenAPIDocument {
  /// The document as UTF-8 JSON, made once: what the hub serves at `/openapi.json`. Without the test bed in production.
  public static func json(testBed: Bool) -> [UInt8] { testBed ? withTestBed : withoutTestBed }

  /// The whole document with a line for each member: what `docs/api/openapi.json` holds.
  public static var indentedJSON: [UInt8] { indented(withTestBed) }

  private static let withTestBed = tree(testBed: true).json
  private static let withoutTestBed = tree(testBed: false).json

  private static func tree(testBed: Bool) -> WireValue {
    .tree(
      ("openapi", .string("3.1.0")), ("info", info),
      ("servers", .array([.tree(("url", .string("/")), ("description", .string("이 중계센터: this hub")))])),
      ("tags", tags(testBed: testBed)), ("paths", paths(testBed: testBed)),
      ("components", components(testBed: testBed)))
  }

  private static let info = WireValue.tree(
    ("title", .string("마루 오픈뱅킹 중계센터 · Maru open-banking hub")), ("version", .string("1.0.0")),
    ("summary", .string("은행권 공동 오픈플랫폼 v1.0 API: one API and one OAuth for every participating bank")),
    ("description", .string(description)))

  private static let description = """
    **공통 규칙 · Conventions**

    - 모든 업무 값은 JSON 문자열입니다. 금액은 원 단위 정수, 시간은 한국표준시입니다. \
    Every business value of an answer is a JSON text; amounts are whole won, times are Korean Standard Time.
    - 요청의 숫자 항목은 문자열과 숫자, 앞자리 0을 모두 받습니다. 모르는 항목은 무시합니다. \
    Requests may send digits as text or number and pad them with zeros (`"000000001000"`); unknown fields are ignored; \
    a JSON body is read whatever its content type says, a form body as flat fields.
    - 값이 없으면 빈 문자열입니다. An absent value of an answer is `""`, never `null`.
    - 성공은 `rsp_code` A0000 이고, 은행이 참여한 거래는 `bank_rsp_code` 000 이어야 합니다. \
    Success is `rsp_code` A0000 and, where a bank took part, `bank_rsp_code` 000; of a list, in each row.
    - 거절도 HTTP 200 입니다. Refusals are HTTP 200 too and carry the head alone; a bank's refusal (A0002) has the whole \
    body. Exceptions: a body over 1 MiB is HTTP 413 with A0004, a path that does not exist is HTTP 404 with O0007. A wrong \
    method is HTTP 200 with O0010 and an `Allow` header.
    - O 코드에는 RFC 6749/6750의 `error`, `error_description`이 함께 있습니다. O-codes carry the standard OAuth fields.
    - **결과 불명 · Unknown outcome.** No answer within 20 seconds, `rsp_code` A0001, A0007, A0016, A0017 or \
    `bank_rsp_code` 400, 803, 804, 819, 822 do not mean that a transfer failed. Never repeat it: ask `transfer/result` (or \
    `transfer/recheck` without a `bank_tran_id`) until a final row comes: 000 done, 701 or 813 never happened, any other \
    code but 400 failed.
    - 모든 API는 `/v1.0` 없이도 호출할 수 있습니다. Every API is also served without `/v1.0`.
    """

  private static func tags(testBed: Bool) -> WireValue {
    let tags = [
      ("oauth", "인증: consent and tokens"), ("user", "사용자: users"), ("account", "계좌: registered accounts and inquiry"),
      ("transfer", "이체: moving money"), ("inquiry", "조회: real names and remitters"), ("bank", "참가기관: banks"),
    ]
    return .array(
      (tags + (testBed ? [("testbed", "테스트베드: what a test would do by hand; not in production")] : [])).map {
        name, text in
        .tree(("name", .string(name)), ("description", .string(text)))
      })
  }

  private static func paths(testBed: Bool) -> WireValue {
    var paths: [WireValue.Member] = OAuthOperations.paths
    for api in Endpoints.all { paths.append(.init(api.route.versionedPath, APIOperations.path(of: api))) }
    for api in Endpoints.all {
      paths.append(.init("/" + api.route.path, APIOperations.path(of: api, isVersioned: false)))
    }
    return .object(paths + (testBed ? TestBedOperations.paths : []))
  }

  private static func components(testBed: Bool) -> WireValue {
    var schemas: [WireValue.Member] = [
      .init("ResponseCode", CodeExamples.responseCode), .init("BankResponseCode", CodeExamples.bankResponseCode),
      .init("Refusal", refusal),
    ]
    for api in Endpoints.all { schemas += APIOperations.schemas(of: api) }
    schemas += OAuthOperations.schemas + (testBed ? TestBedOperations.schemas : [])
    return .tree(
      ("schemas", .object(schemas)),
      ("responses", .object(Endpoints.all.map { APIOperations.response(of: $0) } + [tooLarge])),
      ("examples", CodeExamples.components), ("headers", headers), ("securitySchemes", OAuthOperations.securitySchemes))
  }

  /// The head alone. Closed, so that an answer that lacks half its body is no refusal.
  private static let refusal = WireValue.tree(
    ("type", .string("object")),
    (
      "description",
      .string("거절: the hub refused before a bank took part; only the head, with OAuth's fields for O-codes")
    ),
    ("required", .texts(headFields.map(\.name))), ("additionalProperties", .bool(false)),
    (
      "properties",
      .object(
        headFields.map { .init($0.name, FieldSchemas.schema($0, .answer)) } + [
          .init(
            "error",
            .tree(
              ("type", .string("string")),
              ("description", .string("표준 OAuth 오류, RFC 6749와 6750의 것: standard OAuth error of RFC 6749 and 6750")))
          ),
          .init(
            "error_description",
            .tree(("type", .string("string")), ("description", .string("영어로 쓴 오류: the error in English")))),
        ])
    ))

  /// The member that says in Korean what `description` says in English (a specification extension of OpenAPI 3.1).
  public static let koreanDescription = "x-description-ko"

  /// The fields of the head.
  static let headFields = FieldReader.fieldUses(of: Head.self)

  private static let tooLarge = WireValue.Member(
    "TooLarge",
    .tree(
      ("description", .string("본문이 1 MiB 초과: the body exceeds 1 MiB; A0004")),
      (
        "content",
        .jsonContent(
          .reference("schemas", "Refusal"), examples: .tree(("A0004", .reference("examples", "A0004"))))
      )))

  private static let headers = WireValue.tree(
    (
      "Allow",
      .tree(
        ("description", .string("허용 메서드: the method to use; only with O0010")),
        ("schema", .tree(("type", .string("string")), ("enum", .texts(["GET", "POST"])))))
    ))
}
