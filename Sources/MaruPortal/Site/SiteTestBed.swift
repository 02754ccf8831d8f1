import MaruHub

/// What the site has of the test bed: a screen that is handed it cannot be there without.
struct SiteTestBed: Sendable {
  let console: Console
  let scripts: ScriptBook
  let users: TestUsers
}
