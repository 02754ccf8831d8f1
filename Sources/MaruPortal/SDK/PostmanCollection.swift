import MaruContract

/// The eighteen APIs as a collection of Postman (format 2.1), made from the same document as the pages.
struct PostmanCollection: Sendable {
  let documents: APIDocuments
  /// `http://localhost:8080`.
  let origin: String

  var json: [UInt8] { Array((PrettyJSON.text(value) + "\n").utf8) }

  private var value: WireValue {
    let folders = documents.all.reduce(into: [(name: String, apis: [DocumentedAPI])]()) { folders, api in
      let name = String(api.slug.prefix { $0 != "/" })
      if let place = folders.firstIndex(where: { $0.name == name }) {
        folders[place].apis.append(api)
      } else {
        folders.append((name, [api]))
      }
    }
    return tree(
      (
        "info",
        tree(
          ("name", .string("Maru, open banking v1.0")),
          ("schema", .string("https://schema.getpostman.com/json/collection/v2.1.0/collection.json")))
      ), ("item", .array(folders.map { folder($0.name, $0.apis) })),
      (
        "variable",
        .array([
          variable("url", origin), variable("client_id", ""), variable("client_secret", ""),
          variable("user_token", ""), variable("organisation_token", ""),
        ])
      ))
  }

  private func folder(_ name: String, _ apis: [DocumentedAPI]) -> WireValue {
    tree(("name", .string(name)), ("item", .array(apis.map(item))))
  }

  private func item(_ api: DocumentedAPI) -> WireValue {
    let members = api.example.map { member in
      switch member.name {
      case "client_id": WireValue.Member(member.name, .string("{{client_id}}"))
      case "client_secret": WireValue.Member(member.name, .string("{{client_secret}}"))
      default: member
      }
    }
    let pairs = members.compactMap { member in member.value.flatText.map { pair(member.name, $0) } }
    var request: [(String, WireValue)] = [
      ("method", .string(api.isPost ? "POST" : "GET")), ("header", .array(headers(api))),
      ("description", .string(api.words)),
    ]
    if api.isPost {
      let body =
        api.takesForm
        ? tree(("mode", .string("urlencoded")), ("urlencoded", .array(pairs)))
        : tree(("mode", .string("raw")), ("raw", .string(PrettyJSON.text(.object(members)))))
      request.append(("body", body))
    }
    let path = api.path.split(separator: "/").map { WireValue.string(String($0)) }
    request.append(
      (
        "url",
        tree(
          ("raw", .string("{{url}}\(api.path)")), ("host", .array([.string("{{url}}")])), ("path", .array(path)),
          ("query", .array(api.isPost ? [] : pairs)))
      ))
    return tree(("name", .string("\(api.name) \(api.slug)")), ("request", .object(request.map { .init($0, $1) })))
  }

  private func headers(_ api: DocumentedAPI) -> [WireValue] {
    var headers: [WireValue] = []
    switch api.token {
    case .none: break
    case .user: headers.append(pair("Authorization", "Bearer {{user_token}}"))
    case .organisation, .any: headers.append(pair("Authorization", "Bearer {{organisation_token}}"))
    }
    if api.isPost, !api.takesForm { headers.append(pair("Content-Type", "application/json; charset=UTF-8")) }
    return headers
  }

  private func pair(_ key: String, _ value: String) -> WireValue {
    tree(("key", .string(key)), ("value", .string(value)))
  }
  private func variable(_ key: String, _ value: String) -> WireValue { pair(key, value) }
  private func tree(_ members: (String, WireValue)...) -> WireValue { .object(members.map { .init($0, $1) }) }
}
