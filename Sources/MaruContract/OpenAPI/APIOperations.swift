import MaruDomain

/// The eighteen APIs' business part in the document: a path, two schemas and a response for each ``Endpoint``.
enum APIOperations {
  /// `AccountBalance`.
  private static func name(of api: any Endpoint.Type) -> String { "\(api)" }

  /// The path item; the one without version repeats the operation under an id of its own.
  static func path(of api: any Endpoint.Type, isVersioned: Bool = true) -> WireValue {
    .object([.init(api.route.method.rawValue.lowercased(), operation(of: api, isVersioned: isVersioned))])
  }

  private static func operation(of api: any Endpoint.Type, isVersioned: Bool) -> WireValue {
    let route = api.route
    let uses = requestUses(of: api)
    let lead = name(of: api).prefix(1).lowercased() + name(of: api).dropFirst()
    return .tree(
      ("operationId", .string(isVersioned ? lead : lead + "Unversioned")),
      ("tags", .texts([String(route.path.prefix { $0 != "/" })])),
      ("summary", .string(isVersioned ? route.korean : route.korean + " (버전 없는 경로)")),
      ("description", .string("\(route.english). \(access(route))")),
      (OpenAPIDocument.koreanDescription, .string("\(route.koreanPurpose). \(koreanAccess(route))")),
      ("security", security(route)),
      ("parameters", route.method == .get && !uses.isEmpty ? parameters(uses) : nil),
      ("requestBody", route.method == .post ? body(of: api, uses) : nil),
      (
        "responses",
        .tree(("200", .reference("responses", name(of: api))), ("413", .reference("responses", "TooLarge")))
      ))
  }

  private static func access(_ route: Route) -> String {
    switch route.access {
    case .anyToken: "Any valid token."
    case .anyOf(let scopes): "Scope: \(quoted(scopes).joined(separator: " or "))."
    }
  }

  private static func koreanAccess(_ route: Route) -> String {
    switch route.access {
    case .anyToken: "유효한 토큰이면 됩니다."
    case .anyOf(let scopes): "권한(scope): \(quoted(scopes).joined(separator: " 또는 "))."
    }
  }

  private static func quoted(_ scopes: Scope) -> [String] { scopes.wire.split(separator: " ").map { "`\($0)`" } }

  private static func security(_ route: Route) -> WireValue {
    switch route.access {
    case .anyToken:
      .array([.tree(("user", .array([]))), .tree(("organisation", .array([])))])
    case .anyOf(let scopes):
      .array(
        scopes.wire.split(separator: " ").map { scope in
          .object([.init(scope == "oob" ? "organisation" : "user", .texts([String(scope)]))])
        })
    }
  }

  /// Query parameters, with their accepted other spellings in words.
  static func parameters(_ uses: [FieldUse]) -> WireValue {
    .array(
      uses.map { use in
        .tree(
          ("name", .string(use.name)), ("in", .string("query")), ("required", .bool(use.presence == .required)),
          ("description", .string(FieldSchemas.description(use))), ("schema", FieldSchemas.schema(use, .request)),
          ("example", .string(use.example)))
      })
  }

  private static func body(of api: any Endpoint.Type, _ uses: [FieldUse]) -> WireValue {
    .tree(
      ("required", .bool(true)),
      (
        "content",
        .jsonContent(.reference("schemas", name(of: api) + "Request"), example: FieldSchemas.example(uses))
      ))
  }

  /// `…Request` (of a POST) and `…Response`.
  static func schemas(of api: any Endpoint.Type) -> [WireValue.Member] {
    let answer = WireValue.Member(
      name(of: api) + "Response",
      FieldSchemas.object(
        OpenAPIDocument.headFields + responseUses(of: api), .answer, "\(api.route.korean): the answer"))
    guard api.route.method == .post else { return [answer] }
    let request = WireValue.Member(
      name(of: api) + "Request",
      FieldSchemas.object(requestUses(of: api), .request, "\(api.route.korean): the request"))
    return [request, answer]
  }

  /// The response of status 200: the answer or a refusal, with an example of each code.
  static func response(of api: any Endpoint.Type) -> WireValue.Member {
    var examples: [WireValue.Member] = [
      .init(
        "A0000",
        .tree(
          ("summary", .string("처리 성공 · Done")),
          ("value", FieldSchemas.example(OpenAPIDocument.headFields + responseUses(of: api)))))
    ]
    for code in CodeExamples.names(for: api.route) { examples.append(.init(code, .reference("examples", code))) }
    return .init(
      name(of: api),
      .tree(
        ("description", .string("\(api.route.korean): the result, good or bad; rsp_code tells")),
        ("headers", .tree(("Allow", .reference("headers", "Allow")))),
        (
          "content",
          .jsonContent(
            .tree(
              (
                "anyOf",
                .array([.reference("schemas", name(of: api) + "Response"), .reference("schemas", "Refusal")])
              )),
            examples: .object(examples))
        )))
  }

  private static func requestUses<API: Endpoint>(of api: API.Type) -> [FieldUse] {
    FieldReader.fieldUses(of: API.Request.self)
  }
  private static func responseUses<API: Endpoint>(of api: API.Type) -> [FieldUse] {
    FieldReader.fieldUses(of: API.Response.self)
  }
}
