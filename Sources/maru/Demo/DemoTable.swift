import Foundation
import MaruClient
import MaruContract
import MaruDomain

/// The demo's table: one line for each call, printed as it happens, and what differed.
struct DemoTable {
  /// The APIs that were called.
  private(set) var apis: Set<String> = []
  private(set) var checks = 0
  private(set) var differences: [String] = []

  /// The first line.
  func begin(_ title: String) {
    Terminal.say("\n  \(title)\n")
    Terminal.say(row("API", "", "HTTP", "rsp_code", "ms", "확인 · checked"))
    Terminal.say("  " + String(repeating: "─", count: 118))
  }

  /// One call and what was checked of it.
  mutating func add(
    _ api: String, _ korean: String, status: Int?, code: String, took: Duration, _ expectations: [Expectation],
    _ summary: String
  ) {
    apis.insert(api)
    let wrong = expectations.filter { !$0.isMet }
    checks += expectations.count
    differences += wrong.map { "\(api): \($0.text)" }
    let mark = wrong.isEmpty ? Terminal.coloured("✓", "32") : Terminal.coloured("✗", "31")
    let milliseconds = String(format: "%.1f", took / .milliseconds(1))
    Terminal.say(row(api, korean, status.map(String.init) ?? "-", code, milliseconds, "\(mark) \(summary)"))
    for expectation in wrong { Terminal.say("      \(Terminal.coloured(expectation.text, "31"))") }
  }

  private func row(
    _ api: String, _ korean: String, _ status: String, _ code: String, _ took: String, _ text: String
  ) -> String {
    "  " + Terminal.padded(api, to: 30) + Terminal.padded(korean, to: 26) + Terminal.padded(status, to: 6)
      + Terminal.padded(code, to: 9) + String(repeating: " ", count: max(0, 7 - Terminal.width(took))) + took + "  "
      + text
  }

  /// The last lines; whether everything was as expected.
  func end() -> Bool {
    Terminal.say("  " + String(repeating: "─", count: 118))
    if differences.isEmpty, apis.count == DemoRun.expectedAPIs {
      Terminal.say(
        "  \(Terminal.coloured("모두 정상", "32"))  all \(apis.count) APIs and \(checks) checks as expected: not one won was lost.\n"
      )
      return true
    }
    Terminal.say(
      "  \(Terminal.coloured("불일치", "31"))  \(differences.count) of \(checks) checks differed; \(apis.count) of "
        + "\(DemoRun.expectedAPIs) APIs were called.")
    for difference in differences { Terminal.say("    \(difference)") }
    Terminal.say("")
    return false
  }
}

/// Something that must hold, and what came instead.
struct Expectation {
  let isMet: Bool
  let text: String

  /// `actual` must equal `expected`.
  init<Value: Equatable>(_ what: String, _ actual: Value?, is expected: Value?) {
    isMet = actual == expected
    text = "\(what): expected \(Expectation.shown(expected)), got \(Expectation.shown(actual))"
  }
  /// `holds` must be true.
  init(_ what: String, _ holds: Bool) {
    isMet = holds
    text = "\(what): not so"
  }

  private static func shown<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "nothing" }
}
