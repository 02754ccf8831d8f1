import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import NIOCore

/// `GET /oauth/2.0/authorize2` and `authorize_account2` with their older names: checks the client's request and leads the
/// person to the consent pages. Sections 3.1 and 3.3 of the wire contract.
struct AuthorizeRoutes: Sendable {
  let hub: Hub

  /// Every path of the endpoint, and whether it adds accounts for a linked user.
  static let paths: [String: Bool] = {
    let names = [
      "authorize2": false, "authorize": false, "authorize_account2": true, "authorize_account": true,
      "register_account": true,
    ]
    return Dictionary(
      uniqueKeysWithValues: ["", "/v1.0"].flatMap { version in
        names.map { ("\(version)/oauth/2.0/\($0.key)", $0.value) }
      })
  }()

  func add(to router: Router<GatewayContext>) {
    for (path, adds) in Self.paths {
      router.get(RouterPath(path)) { request, _ in await start(request, addsAccounts: adds) }
    }
  }

  /// 302 to the pages, or their address as JSON for `invoke_type=ajax`; a refusal is JSON and never redirects.
  private func start(_ request: Request, addsAccounts: Bool) async -> Response {
    let stamp = CallStamp(id: newCallID(), at: hub.world.now())
    do {
      let members = try RequestMembers.form((request.uri.query ?? "").utf8)
      let (id, query) = try await hub.startConsent(
        members, headers: headers(of: request), addsAccounts: addsAccounts)
      let location = "/consent/\(id)"
      if query.invokeType == "ajax" {
        // The page that asked stands elsewhere, so the address must be whole.
        let asked = "\(request.isSecure ? "https" : "http")://\(request.head.authority ?? "")"
        let json = FieldWriter.object {
          $0.put(text: "location", "\(hub.settings.publicURL ?? asked)\(location)")
        }
        return HTTPAnswer(json: json, status: .ok).response
      }
      var headers = PageRenderer.securityHeaders(formTarget: nil, nonce: "none")
      headers[.location] = location
      return Response(status: .found, headers: headers)
    } catch {
      return Answer.refusal(hub.known(error, call: stamp), stamp: stamp).response
    }
  }

  private func headers(of request: Request) -> AuthorizeHeaders {
    func value(_ name: String) -> String? {
      HTTPField.Name("Kftc-Bfop-\(name)").flatMap { request.headers[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
    var headers = AuthorizeHeaders()
    headers.accessToken = value("AccessToken").map {
      $0.lowercased().hasPrefix("bearer ") ? String($0.dropFirst(7)) : $0
    }
    headers.user = value("UserSeqNo")
    headers.ci = value("UserCI")
    if let bank = value("BankCodeStd").flatMap({ BankCode($0) }),
      let number = value("AccountNum").flatMap({ AccountNumber($0) })
    {
      headers.account = BankAccount(bank: bank, number: number)
    }
    if let name = value("UserName") {
      // The header carries the name percent-encoded. What only spares some typing must not stop a person.
      let decoded = (try? RequestMembers.form("n=\(name)".utf8))?.first?.value.flatText ?? ""
      headers.prefill.name = HolderName(decoded)?.text ?? ""
    }
    headers.prefill.birthDate = value("UserInfo").map { String($0.prefix(8).filter(\.isNumber)) } ?? ""
    headers.prefill.phone = value("UserCellNo").map { String($0.filter(\.isNumber).prefix(11)) } ?? ""
    return headers
  }
}
