import MaruContract
import MaruOAuth

/// A call of an API in four languages, with the reader's own client in it.
struct CodeSamples: Sendable {
  let api: DocumentedAPI
  /// `http://localhost:8080`.
  let origin: String
  let client: String
  /// The reader's organisation; nil: the example's.
  let organisation: String?
  let callback: String

  struct Sample: Sendable {
    let language: String
    let code: String
  }

  var all: [Sample] {
    [
      Sample(language: "curl", code: curl()), Sample(language: "Swift", code: swift),
      Sample(language: "Python", code: python), Sample(language: "JavaScript", code: javaScript),
    ]
  }

  /// The example's members, with the reader's own client, callback and a secret that stays out of pages.
  var members: [WireValue.Member] {
    api.example.map { member in
      switch member.name {
      case "client_id": .init(member.name, .string(client))
      case "client_use_code": .init(member.name, organisation.map { .string($0) } ?? member.value)
      case "client_secret": .init(member.name, .string("YOUR_CLIENT_SECRET"))
      case "redirect_uri": .init(member.name, .string(callback))
      default: member
      }
    }
  }
  private var url: String { origin + api.path }
  private var needsToken: Bool { api.token != .none }
  private var query: String {
    members.compactMap { member in
      member.value.flatText.map { "\(percentEncoded(member.name))=\(percentEncoded($0))" }
    }.joined(separator: "&")
  }
  private var body: WireValue { .object(members) }

  /// `members` stands for the example's where a call was really made.
  func curl(members own: [WireValue.Member]? = nil) -> String {
    let members = own ?? members
    var lines = [api.isPost ? "curl \(shell(url))" : "curl -G \(shell(url))"]
    if needsToken { lines.append("-H \"Authorization: Bearer $TOKEN\"") }
    if api.isPost, !api.takesForm {
      lines.append("-H 'Content-Type: application/json; charset=UTF-8'")
      lines.append("-d \(shell(PrettyJSON.line(.object(members))))")
    } else {
      lines += members.compactMap { member in
        member.value.flatText.map { "--data-urlencode \(shell("\(member.name)=\($0)"))" }
      }
    }
    return lines.joined(separator: " \\\n  ")
  }

  private func shell(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

  private var swift: String {
    var lines = [
      "import Foundation", "#if canImport(FoundationNetworking)", "  import FoundationNetworking", "#endif", "",
    ]
    let address = api.isPost ? url : members.isEmpty ? url : "\(url)?\(query)"
    lines.append("var request = URLRequest(url: URL(string: \(PrettyJSON.quoted(address)))!)")
    if needsToken { lines.append("request.setValue(\"Bearer \\(token)\", forHTTPHeaderField: \"Authorization\")") }
    if api.isPost {
      lines.append("request.httpMethod = \"POST\"")
      if api.takesForm {
        lines.append("request.httpBody = Data(\(PrettyJSON.quoted(query)).utf8)")
      } else {
        lines.append("request.setValue(\"application/json; charset=UTF-8\", forHTTPHeaderField: \"Content-Type\")")
        lines.append("request.httpBody = Data(#\"\(PrettyJSON.line(body))\"#.utf8)")
      }
    }
    lines += [
      "let (data, _) = try await URLSession.shared.data(for: request)", "print(String(decoding: data, as: UTF8.self))",
    ]
    return lines.joined(separator: "\n")
  }

  private var python: String {
    var arguments = [PrettyJSON.quoted(url)]
    if needsToken { arguments.append("headers={\"Authorization\": f\"Bearer {token}\"}") }
    if !members.isEmpty {
      let name = api.isPost ? (api.takesForm ? "data" : "json") : "params"
      arguments.append("\(name)=\(PrettyJSON.text(body, indentation: 1))")
    }
    let call = api.isPost ? "post" : "get"
    return
      "import requests\n\nanswer = requests.\(call)(\n  \(arguments.joined(separator: ",\n  ")),\n)\nprint(answer.json())"
  }

  private var javaScript: String {
    var options: [String] = []
    if api.isPost { options.append("method: \"POST\"") }
    var headers: [String] = []
    if needsToken { headers.append("Authorization: `Bearer ${token}`") }
    if api.isPost, !api.takesForm { headers.append("\"Content-Type\": \"application/json; charset=UTF-8\"") }
    if !headers.isEmpty { options.append("headers: { \(headers.joined(separator: ", ")) }") }
    if api.isPost {
      let body = PrettyJSON.text(body, indentation: 1)
      options.append(api.takesForm ? "body: new URLSearchParams(\(body))" : "body: JSON.stringify(\(body))")
    }
    let address =
      api.isPost || members.isEmpty
      ? PrettyJSON.quoted(url)
      : "\(PrettyJSON.quoted(url + "?")) + new URLSearchParams(\(PrettyJSON.text(body)))"
    let second = options.isEmpty ? "" : ", {\n  \(options.joined(separator: ",\n  ")),\n}"
    return "const answer = await fetch(\(address)\(second));\nconsole.log(await answer.json());"
  }
}
