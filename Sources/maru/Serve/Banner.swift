import MaruDomain
import MaruTestBed

/// What an operator or developer reads when the hub is ready: where it is, what to log in with, what to try next.
struct Banner {
  let ready: ReadyFile
  let data: String
  let elapsed: Duration
  let hasDeveloperSite: Bool

  var text: String {
    let seconds = elapsed.components.seconds
    let milliseconds = seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    var lines = ["", "  마루 Maru is ready  \(ready.url)   (\(milliseconds) ms, data in \(data))", ""]
    if let client = ready.organisations.first {
      lines += [
        row("이용기관 client", "\(client.name)  \(client.code)"),
        row("client_id", client.clientID.text), row("client_secret", client.clientSecret),
        row("redirect_uri", client.redirectURI),
      ]
    }
    if let person = ready.people.first {
      lines += [
        row("사용자 user", "\(person.person.name)  \(person.person.birthDate)  \(person.person.phone)"), "",
      ]
    }
    if hasDeveloperSite { lines.append("  Developer site:   \(ready.url)/developers") }
    if !ready.people.isEmpty {
      lines += [
        "  My consents:      \(ready.url)/me", "",
        "  Next, in another terminal:   make demo      (all eighteen APIs, step by step)",
        "  Or open the consent pages:",
        "  \(ready.url)/oauth/2.0/authorize2?response_type=code&auth_type=0&scope=login%20inquiry%20transfer"
          + "&client_id=\(ready.organisations.first?.clientID.text ?? "")"
          + "&redirect_uri=\(ready.organisations.first?.redirectURI ?? "")",
      ]
    }
    lines += ["", "  API document: \(ready.url)/openapi.json    Stop with Ctrl-C.", ""]
    return lines.joined(separator: "\n")
  }

  private func row(_ name: String, _ value: String) -> String { "  \(Terminal.padded(name, to: 18))\(value)" }
}
