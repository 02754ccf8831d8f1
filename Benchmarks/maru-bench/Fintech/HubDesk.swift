import MaruContract

/// Single calls to a hub, for what has to be there before a load and looked at after it.
struct HubDesk: Sendable {
  let generator: LoadGenerator
  let port: Int

  /// An access token for a form of the token endpoint.
  func token(_ form: String, path: String = "/oauth/2.0/token") async throws -> String {
    let request = LoadRequest.make(
      "POST", path, host: "127.0.0.1:\(port)",
      headers: [("Content-Type", "application/x-www-form-urlencoded")], body: form)
    return try await answer(to: request).text("access_token")
  }

  func get(_ target: String, token: String) async throws -> WireValue {
    try await answer(
      to: .make("GET", target, host: "127.0.0.1:\(port)", headers: [("Authorization", "Bearer \(token)")]))
  }

  func post(_ target: String, _ fields: [(String, String)], token: String? = nil) async throws -> WireValue {
    var json = JSONWriter()
    json.openObject()
    for (name, value) in fields { json.put(name, value) }
    json.closeObject()
    return try await post(target, json: String(decoding: json.bytes, as: UTF8.self), token: token)
  }

  func post(_ target: String, json: String, token: String? = nil) async throws -> WireValue {
    var headers = [("Content-Type", "application/json")]
    if let token { headers.append(("Authorization", "Bearer \(token)")) }
    return try await answer(to: .make("POST", target, host: "127.0.0.1:\(port)", headers: headers, body: json))
  }

  /// Sets the balance of a simulated account, in won.
  func fill(_ account: WireValue, to balance: Int64) async throws {
    _ = try await post(
      "/testbed/accounts",
      [
        ("bank_code_std", try account.text("bank_code_std")), ("account_num", try account.text("account_num")),
        ("balance", String(balance)),
      ])
  }

  /// The balance that the simulated bank itself has, in won.
  func balance(bank: String, number: String) async throws -> Int64 {
    let answer = try await post("/testbed/accounts", [("bank_code_std", bank), ("account_num", number)])
    guard let balance = Int64(try answer.text("balance")) else { throw BenchFailure("a bank told no balance") }
    return balance
  }

  private func answer(to request: LoadRequest) async throws -> WireValue {
    let (status, _, body) = try await generator.exchange(request, port: port)
    guard status == 200 else {
      throw BenchFailure("a call to prepare the hub got HTTP \(status): \(String(decoding: body, as: UTF8.self))")
    }
    return try JSONReader.read(body)
  }
}
