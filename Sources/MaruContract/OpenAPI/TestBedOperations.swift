import MaruDomain

/// The test bed's own endpoints in the document; left out where there is no test bed.
enum TestBedOperations {
  static let paths: [WireValue.Member] = [
    .init(
      "/testbed/consents",
      .tree(
        (
          "post",
          operation(
            "testBedConsent", "동의를 한 번에: does in one call what a person does in the consent pages",
            request: "TestBedConsent",
            FieldReader.fieldUses(of: TestBedConsent.self), answer: "TestBedConsentAnswer")
        ))),
    .init(
      "/testbed/developers",
      .tree(
        (
          "post",
          operation(
            "testBedDeveloper", "개발자 사이트 로그인: a link that logs one browser in as the test bed's own developer, once",
            answer: "TestBedDeveloperAnswer")
        ))),
    .init(
      "/testbed/scenarios",
      .tree(
        (
          "post",
          operation(
            "testBedScript", "응답 정하기: what is answered to one app from now on; no rules end it",
            request: "TestBedScenario", FieldReader.fieldUses(of: TestBedScenario.self),
            answer: "TestBedScenarioAnswer")
        ))),
    .init(
      "/testbed/banks",
      .tree(
        (
          "get",
          operation("testBedBanks", "은행 동작 목록: every simulated bank and how it behaves", answer: "TestBedBanks")
        ))),
    .init(
      "/testbed/banks/{code}",
      .tree(
        ("parameters", .array([code])),
        (
          "post",
          operation(
            "testBedSetBank", "은행 동작 변경: lets a bank be down, slow, refuse credits or lose answers",
            request: "TestBedBankSwitch", FieldReader.fieldUses(of: TestBedBankSwitch.self), answer: "TestBedBankMode")
        ))),
    .init(
      "/testbed/accounts",
      .tree(
        (
          "post",
          operation(
            "testBedSetAccount", "계좌 변경: sets balance or state of an account", request: "TestBedAccountSwitch",
            FieldReader.fieldUses(of: TestBedAccountSwitch.self), answer: "TestBedAccount")
        ))),
  ]

  private static let code = WireValue.tree(
    ("name", .string("code")), ("in", .string("path")), ("required", .bool(true)),
    ("description", .string("은행 코드. bank_code_std 또는 `all`: bank_code_std, or `all`")),
    ("schema", .tree(("type", .string("string")), ("pattern", .string("^([0-9]{3}|all)$")))),
    ("example", .string("088")))

  private static func operation(
    _ id: String, _ summary: String, request: String? = nil, _ uses: [FieldUse] = [], answer: String
  ) -> WireValue {
    func refused(_ text: String) -> WireValue {
      .tree(
        ("description", .string(text)),
        (
          "content",
          .jsonContent(
            .tree(
              ("anyOf", .array([.reference("schemas", "TestBedRefusal"), .reference("schemas", "Refusal")]))))
        ))
    }
    return .tree(
      ("operationId", .string(id)), ("tags", .texts(["testbed"])), ("summary", .string(summary)),
      ("security", .array([])),
      (
        "requestBody",
        request.map { name in
          .tree(
            ("required", .bool(true)),
            ("content", .jsonContent(.reference("schemas", name), example: FieldSchemas.example(uses))))
        }
      ),
      (
        "responses",
        .tree(
          (
            "200",
            .tree(
              ("description", .string("처리됨: done")), ("content", .jsonContent(.reference("schemas", answer))))
          ), ("400", request.map { _ in refused("잘못된 요청: a field is missing or wrong; it is named") }),
          ("404", request.map { _ in refused("없음: no such user, bank, account or path") }),
          ("413", request.map { _ in refused("본문이 1 MiB 초과: the body exceeds 1 MiB") }))
      ))
  }

  static let schemas: [WireValue.Member] = [
    .init(
      "TestBedConsent",
      FieldSchemas.object(FieldReader.fieldUses(of: TestBedConsent.self), .request, "누가 무엇에 동의하는지: who agrees to what")),
    .init(
      "TestBedConsentAnswer", FieldSchemas.object(FieldReader.fieldUses(of: TestBedConsent.Answer.self), .answer)),
    .init(
      "TestBedBankSwitch", FieldSchemas.object(FieldReader.fieldUses(of: TestBedBankSwitch.self), .request)),
    .init(
      "TestBedAccountSwitch", FieldSchemas.object(FieldReader.fieldUses(of: TestBedAccountSwitch.self), .request)),
    .init(
      "TestBedDeveloperAnswer", FieldSchemas.object(FieldReader.fieldUses(of: TestBedDeveloper.Answer.self), .answer)),
    .init(
      "TestBedScenario", FieldSchemas.object(FieldReader.fieldUses(of: TestBedScenario.self), .request)),
    .init(
      "TestBedScenarioAnswer", FieldSchemas.object(FieldReader.fieldUses(of: TestBedScenario.Answer.self), .answer)),
    .init("TestBedBankMode", texts(["bank_code_std", "mode"], optional: ["bank_status"])),
    .init(
      "TestBedBanks",
      .tree(
        ("type", .string("object")), ("required", .texts(["banks"])),
        (
          "properties",
          .tree(
            (
              "banks",
              .tree(
                ("type", .string("array")), ("items", texts(["bank_code_std", "bank_name", "mode", "bank_status"])))
            ))
        ))),
    .init("TestBedAccount", texts(["bank_code_std", "account_num", "balance", "state"])),
    .init("TestBedRefusal", texts(["error"], optional: ["field"])),
  ]

  /// An object of plain texts.
  private static func texts(_ names: [String], optional: [String] = []) -> WireValue {
    .tree(
      ("type", .string("object")), ("required", .texts(names)),
      ("properties", .object((names + optional).map { .init($0, .tree(("type", .string("string")))) })))
  }
}
