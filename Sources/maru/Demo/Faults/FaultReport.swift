/// What `maru demo --faults` prints: a heading for each scenario, a line for each step as it happens, and what differed.
struct FaultReport {
  private(set) var scenarios = 0
  private(set) var checks = 0
  private(set) var differences: [String] = []

  func begin(_ title: String) { Terminal.say("\n  \(title)") }

  /// A scenario's heading: what fails, and what a careless hub would do then.
  mutating func scenario(_ title: String, mistake: String) {
    scenarios += 1
    Terminal.say("\n  \(scenarios). \(Terminal.coloured(title, "1"))")
    Terminal.say("     \(mistake)")
  }

  /// One step with what was checked of it; none means that it only tells.
  mutating func step(_ text: String, _ expectations: Expectation...) {
    let wrong = expectations.filter { !$0.isMet }
    checks += expectations.count
    differences += wrong.map { "\(scenarios): \($0.text)" }
    let mark = expectations.isEmpty ? "·" : wrong.isEmpty ? Terminal.coloured("✓", "32") : Terminal.coloured("✗", "31")
    Terminal.say("     \(mark) \(text)")
    for expectation in wrong { Terminal.say("         \(Terminal.coloured(expectation.text, "31"))") }
  }

  /// The last lines; whether everything was as expected.
  func end() -> Bool {
    Terminal.say("")
    if differences.isEmpty {
      Terminal.say(
        "  \(Terminal.coloured("모두 정상", "32"))  \(scenarios) scenarios, \(checks) checks: every won moved exactly once or not at all.\n"
      )
      return true
    }
    Terminal.say("  \(Terminal.coloured("불일치", "31"))  \(differences.count) of \(checks) checks differed:")
    for difference in differences { Terminal.say("    \(difference)") }
    Terminal.say("")
    return false
  }
}
