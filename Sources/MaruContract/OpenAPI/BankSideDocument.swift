import MaruDomain

/// The OpenAPI 3.1 document of the bank-side API, made from `BankSide/`: what a bank implements.
public enum BankSideDocument {
  /// The document as UTF-8 JSON, made once: what hub and bank serve at `/bank-openapi.json`.
  public static let json: [UInt8] = tree.json

  /// The same with a line for each member: what `docs/api/bank-openapi.json` holds.
  public static var indentedJSON: [UInt8] { indented(json) }

  private static let tree = WireValue.tree(
    ("openapi", .string("3.1.0")),
    (
      "info",
      .tree(
        ("title", .string("마루 참가기관 API · Maru bank-side API")), ("version", .string("1.0.0")),
        ("summary", .string("참가기관이 중계센터에 제공하는 API: what a participating bank offers to the hub")),
        ("description", .string(BankSideTexts.description)))
    ),
    (
      "servers",
      .array([
        .tree(
          ("url", .string("https://{host}:{port}")), ("description", .string("참가기관 서버: the bank's own server")),
          (
            "variables",
            .tree(
              ("host", .tree(("default", .string("localhost")))), ("port", .tree(("default", .string("9004")))))
          ))
      ])
    ),
    ("security", .array([.tree(("hubCertificate", .array([])))])),
    ("paths", .object(BankSideOperationEntry.all.map { .init($0.path, .tree(("post", operation($0)))) })),
    ("components", components))

  private static func operation(_ entry: BankSideOperationEntry) -> WireValue {
    .tree(
      ("operationId", .string(entry.name.prefix(1).lowercased() + entry.name.dropFirst())),
      ("summary", .string("\(entry.korean): \(entry.english)")), ("description", .string(entry.rules)),
      (
        "parameters",
        .array(
          ["Date", "ContentDigest", "SignatureInput", "Signature"].map { .reference("parameters", $0) })
      ),
      (
        "requestBody",
        .tree(
          ("required", .bool(true)),
          (
            "content",
            .jsonContent(
              .reference("schemas", entry.name + "Request"), example: FieldSchemas.example(entry.request))
          ))
      ),
      (
        "responses",
        .object(
          [.init("200", answered(entry))]
            + statuses.map { status, name, _ in .init(status, .reference("responses", name)) })
      ))
  }

  private static func answered(_ entry: BankSideOperationEntry) -> WireValue {
    var examples: [WireValue.Member] = [
      .init(
        "000", .tree(("summary", .string("정상 · done")), ("value", FieldSchemas.example(head + entry.answer))))
    ]
    for code in entry.refusals { examples.append(.init(code.text, .reference("examples", code.text))) }
    return .tree(
      ("description", .string("\(entry.korean): done (000) or refused; bank_rsp_code tells")),
      (
        "headers",
        .tree(
          ("Content-Digest", .reference("headers", "ContentDigest")),
          ("Signature-Input", .reference("headers", "SignatureInput")),
          ("Signature", .reference("headers", "Signature")))
      ),
      (
        "content",
        .jsonContent(
          .tree(
            (
              "anyOf",
              .array([.reference("schemas", entry.name + "Answer"), .reference("schemas", "Refusal")])
            )), examples: .object(examples))
      ))
  }

  /// `bank_rsp_code` and `bank_rsp_message`.
  private static let head: [FieldUse] = FieldReader.fieldUses(of: BankSideHead.self)

  private static let statuses: [(status: String, name: String, text: String)] = [
    ("401", "NotSealed", "서명 거부: the signature is missing, wrong, old or repeated; nothing was done"),
    ("405", "WrongMethod", "POST만 가능: another method than POST; nothing was done"),
    ("413", "TooLarge", "본문이 64 KiB 초과: the body exceeds 64 KiB; nothing was done"),
    ("500", "Fault", "내부 오류: a fault of the bank; nothing is known"),
    ("503", "NotAvailable", "일시 중단: not available just now; nothing is known"),
  ]

  private static var components: WireValue {
    var schemas: [WireValue.Member] = [
      .init("BankResponseCode", responseCode),
      .init(
        "Refusal",
        .tree(
          ("type", .string("object")), ("description", .string("거절: the bank refused, and nothing moved")),
          ("required", .texts(head.map(\.name))), ("additionalProperties", .bool(false)),
          ("properties", .object(head.map { .init($0.name, FieldSchemas.schema($0, .answer)) })))),
    ]
    for entry in BankSideOperationEntry.all {
      schemas.append(
        .init(
          entry.name + "Request", FieldSchemas.object(entry.request, .request, "\(entry.korean): the request")))
      schemas.append(
        .init(
          entry.name + "Answer", FieldSchemas.object(head + entry.answer, .answer, "\(entry.korean): the answer")))
    }
    return .tree(
      ("schemas", .object(schemas)),
      ("responses", .object(statuses.map { .init($0.name, problem($0.text)) })), ("examples", examples),
      ("parameters", parameters), ("headers", headers),
      (
        "securitySchemes",
        .tree(
          (
            "hubCertificate",
            .tree(
              ("type", .string("mutualTLS")),
              ("description", .string("중계센터 인증서: the hub's client certificate, TLS 1.3")))
          )
        )
      ))
  }

  private static func problem(_ text: String) -> WireValue {
    .tree(
      ("description", .string(text)), ("content", .jsonContent(.reference("schemas", "Refusal"))))
  }

  /// Every refusal that an operation names.
  private static var examples: WireValue {
    var seen: Set<BankResponseCode> = []
    let codes = BankSideOperationEntry.all.flatMap(\.refusals).filter { seen.insert($0).inserted }
    return .object(
      codes.sorted { $0.text < $1.text }.map { code in
        let english = BankResponseCode.catalogue.first { $0.code == code }?.english ?? ""
        return .init(
          code.text,
          .tree(
            ("summary", .string("\(code.korean) · \(english)")),
            (
              "value",
              .tree(
                (Wire.bankResponseCode.name, .string(code.text)),
                (Wire.bankResponseMessage.name, .string(code.korean)))
            )))
      })
  }

  private static let responseCode = WireValue.tree(
    ("description", .string("응답코드(참가기관): 000 done; any other code refused, but 400, 803, 804 and 819: not known yet")),
    ("type", .string("string")), ("pattern", .string("^[0-9]{3}$")),
    (
      "anyOf",
      .array(
        CodeExamples.knownBankCodes + [
          .tree(("pattern", .string("^[0-9]{3}$")), ("description", .string("a code of the bank's own")))
        ])
    ), ("examples", .texts(["000"])))

  private static let fields: [(component: String, name: String, text: String, example: String)] = [
    (
      "ContentDigest", "Content-Digest", "본문 다이제스트. 본문의 SHA-256 (RFC 9530): SHA-256 of the body (RFC 9530)",
      BankSideExample.requestDigest
    ),
    (
      "SignatureInput", "Signature-Input", "서명 범위와 인자. 무엇을 어떻게 서명했는지 (RFC 9421): what is signed, and how (RFC 9421)",
      "maru=" + BankSideExample.requestParameters
    ),
    (
      "Signature", "Signature", "서명값. RFC 9421의 서명: the signature (RFC 9421)",
      "maru=:\(BankSideExample.requestSignature):"
    ),
  ]

  private static let parameters = WireValue.object(
    ([("Date", "Date", "요청 시각: when the request was made", "Tue, 24 Nov 2026 00:30:00 GMT")] + fields).map {
      .init(
        $0.0,
        .tree(
          ("name", .string($0.1)), ("in", .string("header")), ("required", .bool(true)),
          ("description", .string($0.2)), ("schema", .tree(("type", .string("string")))), ("example", .string($0.3))))
    })

  private static let headers = WireValue.object(
    fields.map {
      .init(
        $0.component,
        .tree(
          ("description", .string($0.text)), ("required", .bool(true)), ("schema", .tree(("type", .string("string"))))))
    })
}

/// What every answer begins with.
private struct BankSideHead: WireMessage {
  let code: BankResponseCode
  let message: String
  init(from fields: inout FieldReader) throws(HubError) {
    code = try fields.required(Wire.bankResponseCode)
    message = try fields.blankable(Wire.bankResponseMessage) ?? ""
  }
  func write(to fields: inout FieldWriter) {
    fields.put(Wire.bankResponseCode, code)
    fields.put(Wire.bankResponseMessage, message)
  }
}
