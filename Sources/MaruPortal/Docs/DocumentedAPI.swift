import MaruContract

/// One API as the OpenAPI document describes it: what the documentation pages show, and the console asks for.
struct DocumentedAPI: Sendable {
  /// One field of a request or answer; rows of a list stand below it.
  struct Field: Sendable {
    let name: String
    /// As the platform's manual writes it: `AN(24)`.
    let type: String
    let isRequired: Bool
    let words: String
    let example: String
    /// The closed list of values, where there is one.
    let values: [String]
    /// How deep in lists: 0 at the top.
    let depth: Int
  }
  /// An answer that the API may give.
  struct Code: Sendable {
    let code: String
    let meaning: String
  }
  enum Token: Sendable {
    /// None: the call is about getting one.
    case none
    /// A user's.
    case user
    /// The organisation's own.
    case organisation
    /// Either.
    case any
  }

  /// `account/balance`.
  let slug: String
  /// `/v1.0/account/balance`.
  let path: String
  let isPost: Bool
  /// 잔액조회.
  let name: String
  /// The balance of an account.
  let english: String
  /// What it does and what opens it, English.
  let words: String
  /// The same, Korean.
  let koreanWords: String
  let token: Token
  let request: [Field]
  let answer: [Field]
  let codes: [Code]
  let example: [WireValue.Member]
  let exampleAnswer: WireValue?
  /// Whether the body is a form rather than JSON.
  let takesForm: Bool
}

/// The eighteen APIs, read from the document that the hub serves: one source for machines and people.
struct APIDocuments: Sendable {
  /// The document is not as expected.
  struct Malformed: Error { let what: String }

  let all: [DocumentedAPI]

  /// The hub's own document, read once a process.
  init() throws { self = try Self.own.get() }
  private static let own = Result { try APIDocuments(document: OpenAPIDocument.json(testBed: true)) }

  init(document: [UInt8]) throws {
    let tree = DocumentNode(value: try JSONReader.read(document), root: nil)
    var found: [DocumentedAPI] = []
    for (path, item) in tree["paths"].members where path.hasPrefix("/v1.0/") || Self.oauth.keys.contains(path) {
      guard let (method, operation) = item.members.first.map({ ($0.name, $0.node) }) else { continue }
      found.append(Self.read(path, isPost: method == "post", operation))
    }
    guard found.count == Endpoints.all.count + Self.oauth.count else { throw Malformed(what: "its paths") }
    all = found
  }

  /// The OAuth pages, without their older names.
  private static let oauth = [
    "/oauth/2.0/authorize2": "oauth/authorize2", "/oauth/2.0/authorize_account2": "oauth/authorize_account2",
    "/oauth/2.0/token": "oauth/token",
  ]

  /// The API of a name such as `account/balance`.
  subscript(slug: String) -> DocumentedAPI? { all.first { $0.slug == slug } }

  private static func read(_ path: String, isPost: Bool, _ operation: DocumentNode) -> DocumentedAPI {
    let content = operation["requestBody"]["content"].members.first
    let schemes = Set(operation["security"].items.flatMap { $0.members.map(\.name) })
    let summary = operation["summary"].text
    let answers = operation["responses"]["200"].followed["content"]["application/json"]
    let schema = answers["schema"]["anyOf"].items.first ?? answers["schema"]
    return DocumentedAPI(
      slug: oauth[path] ?? String(path.dropFirst("/v1.0/".count)), path: path, isPost: isPost,
      name: String(summary.prefix { $0 != ":" }), english: english(summary, operation["description"].text),
      words: operation["description"].text, koreanWords: operation[OpenAPIDocument.koreanDescription].text,
      token: schemes.isEmpty
        ? .none : schemes == ["user"] ? .user : schemes == ["organisation"] ? .organisation : .any,
      request: isPost
        ? fields(content?.node["schema"] ?? operation) : operation["parameters"].items.map { parameter($0) },
      answer: fields(schema),
      codes: answers["examples"].members.map { name, node in
        DocumentedAPI.Code(code: name, meaning: node.followed["summary"].text)
      },
      example: isPost
        ? example(of: content?.node)
        : operation["parameters"].items.compactMap { parameter in
          parameter["required"].isTrue ? .init(parameter["name"].text, .string(parameter["example"].text)) : nil
        },
      exampleAnswer: answers["examples"]["A0000"]["value"].value, takesForm: content?.name.contains("form") == true)
  }

  /// What follows the Korean name, or the first sentence of the description.
  private static func english(_ summary: String, _ description: String) -> String {
    let rest = summary.split(separator: ": ", maxSplits: 1).dropFirst().first ?? description.prefix { $0 != "." }
    return rest.prefix(1).uppercased() + rest.prefix { $0 != ";" }.dropFirst()
  }

  private static func example(of content: DocumentNode?) -> [WireValue.Member] {
    let node = content?["example"].value ?? content?["examples"].members.first?.node["value"].value
    if case .object(let members)? = node { return members }
    return []
  }

  private static func parameter(_ node: DocumentNode) -> DocumentedAPI.Field {
    field(node["name"].text, node["schema"], isRequired: node["required"].isTrue, depth: 0)
  }

  /// The fields of an object, each list followed by those of its rows.
  private static func fields(_ schema: DocumentNode, depth: Int = 0) -> [DocumentedAPI.Field] {
    let schema = schema.followed
    let required = Set(schema["required"].items.map(\.text))
    return schema["properties"].members.flatMap { name, node in
      [field(name, node, isRequired: required.contains(name), depth: depth)]
        + (node["items"].value == nil ? [] : fields(node["items"], depth: depth + 1))
    }
  }

  private static func field(
    _ name: String, _ schema: DocumentNode, isRequired: Bool, depth: Int
  ) -> DocumentedAPI.Field {
    let shape = schema.followed
    let isList = shape["items"].value != nil
    return DocumentedAPI.Field(
      name: name, type: isList ? "list" : shape["x-kftc-type"].text, isRequired: isRequired,
      words: shape["description"].text, example: shape["examples"].items.first?.text ?? "",
      values: shape["enum"].items.map(\.text), depth: depth)
  }
}

/// A place in the document, with an easy way further in; what is not there is empty.
struct DocumentNode {
  typealias Member = (name: String, node: DocumentNode)
  let value: WireValue?
  private let root: WireValue?

  init(value: WireValue?, root: WireValue?) {
    self.value = value
    self.root = root ?? value
  }

  subscript(name: String) -> DocumentNode {
    members.first { $0.name == name }?.node ?? DocumentNode(value: nil, root: root)
  }
  var members: [Member] {
    guard case .object(let members)? = value else { return [] }
    return members.map { ($0.name, DocumentNode(value: $0.value, root: root)) }
  }
  var items: [DocumentNode] {
    guard case .array(let values)? = value else { return [] }
    return values.map { DocumentNode(value: $0, root: root) }
  }
  var text: String { value?.flatText ?? "" }
  var isTrue: Bool {
    if case .bool(true)? = value { return true }
    return false
  }

  /// What a `$ref` stands for; the node itself where it is none.
  var followed: DocumentNode {
    let reference = self["$ref"].text
    guard reference.hasPrefix("#/") else { return self }
    return reference.dropFirst(2).split(separator: "/").reduce(DocumentNode(value: root, root: root)) { $0[String($1)] }
  }
}
