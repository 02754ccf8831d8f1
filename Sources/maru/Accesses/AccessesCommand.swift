import ArgumentParser
import MaruDomain
import MaruHub

/// `maru accesses`: who saw what between two moments.
struct AccessesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accesses",
    abstract: "List who saw what between two moments, as CSV. 기간 내 누가 무엇을 조회했는지 보여 줍니다.",
    discussion: """
      From the record of calls (which organisation called what with whose token) and the audit log (what operators and banks' people
      looked at and did), in the order of time, on standard output. Both are without contents. Calls are known as far back as
      their record is kept. That the list was asked for is written into the audit log. Times are Korean: 2026-11-26, 2026-11-26T09:30 or 20261126093000. A hub may run meanwhile. Exit status 0:
      listed; 2: the data cannot be read.
      """)

  @OptionGroup var stores: HubDatabase
  @Option(help: "The first moment.")
  var from: String
  @Option(help: "The end: what came before it is listed (default: now).")
  var to: String?
  @Option(help: "Only what concerns this user (user_seq_no).")
  var user: String?
  @Option(help: "Only calls of this organisation (client_use_code).")
  var organisation: String?

  func run() async throws {
    let start = try moment(from, "--from")
    let end = try to.map { try moment($0, "--to") } ?? World.live.now()
    guard start < end else { throw ValidationError("--from lies behind --to: nothing can have happened between.") }
    let user = try user.map { text in
      guard let number = UserSeqNo(text) else {
        throw ValidationError("--user is '\(text)': it must be a user_seq_no, ten digits.")
      }
      return number
    }
    let organisation = try organisation.map { text in
      guard let code = OrganisationCode(text) else {
        throw ValidationError("--organisation is '\(text)': it must be a client_use_code, such as M202600001.")
      }
      return code
    }
    try await stores.with("accesses") { store in
      let report = AccessReport(store: store, from: start, until: end, user: user, organisation: organisation)
      try await report.note(at: World.live.now())
      Terminal.say(Access.header)
      try await report.each { accesses in Terminal.say(accesses.map(\.csv).joined(separator: "\n")) }
    }
  }

  /// A day is its first moment; what is left out of a time is zero.
  private func moment(_ text: String, _ option: String) throws -> Instant {
    let digits = text.filter { !"-:T ".contains($0) }
    guard [8, 10, 12, 14].contains(digits.count),
      let time = DateTime(wire: digits + String(repeating: "0", count: 14 - digits.count))
    else {
      throw ValidationError("\(option) is '\(text)': it must be a time such as 2026-11-26 or 2026-11-26T09:30.")
    }
    return time.instant
  }
}
