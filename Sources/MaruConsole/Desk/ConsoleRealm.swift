import MaruDomain
import MaruStore

/// Which of the two consoles: each with its own people, its own cookie, and its own place.
enum ConsoleRealm: Sendable {
  /// `/operator`: the hub's own people.
  case operations
  /// `/bank`: the people of the banks.
  case bank

  /// What its paths begin with; the cookie is sent nowhere else.
  var root: String {
    switch self {
    case .operations: "/operator"
    case .bank: "/bank"
    }
  }
  var cookieName: String {
    switch self {
    case .operations: "maru_operator"
    case .bank: "maru_bank"
    }
  }
  var cookieRules: String { "; Path=\(root); HttpOnly; SameSite=Strict" }

  /// Whether somebody belongs here.
  func admits(_ person: Operator) -> Bool {
    switch self {
    case .operations: person.bank == nil
    case .bank: person.bank != nil
    }
  }
}
