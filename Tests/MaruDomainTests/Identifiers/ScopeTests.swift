import MaruDomain
import Testing

@Suite struct ScopeTests {
  @Test(
    "names are separated by a blank, a plus or a comma, in any order",
    arguments: [
      ("login", Scope.login), ("login inquiry transfer", .user), ("transfer+inquiry+login", .user), ("oob", .oob),
      ("login,inquiry", [.login, .inquiry]), (" login  inquiry ", [.login, .inquiry]), ("login login", .login),
    ] as [(String, Scope)])
  func valid(text: String, scope: Scope) {
    #expect(Scope(wire: text) == scope)
  }

  @Test(
    "an unknown or empty name is no scope",
    arguments: ["", " ", "+", "Login", "login admin", "logininquiry", "login;inquiry", "sa", "login%20inquiry"])
  func invalid(text: String) {
    #expect(Scope(wire: text) == nil)
  }

  @Test("a scope is written in one order with blanks")
  func written() {
    #expect(Scope(wire: "transfer+login")?.wire == "login transfer")
    #expect(Scope.user.wire == "login inquiry transfer")
    #expect(!Scope.user.contains(.oob))
  }
}
