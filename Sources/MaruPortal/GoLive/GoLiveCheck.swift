import MaruContract
import MaruDomain
import MaruGateway
import MaruStore

/// What an app has shown by its own calls before it goes live: follows from how often which API answered what.
struct GoLiveCheck: Sendable {
  /// What is asked of every app.
  enum Point: String, Sendable, CaseIterable {
    /// Callbacks are reached over TLS alone (RFC 9700 section 2.6).
    case callbacks
    /// Money calls come from known addresses.
    case addresses
    /// A user's expired token was replaced by means of that user's refresh token.
    case refresh
    /// An order whose outcome was not known was asked about afterwards.
    case unknownOutcome
    /// A bank's refusal was met.
    case bankRefusal
    /// A user's link was ended.
    case unlink
    /// The quota's end was met.
    case quota
  }

  enum State: Sendable, Hashable {
    case done
    case missing
    /// The app does nothing that the point is about.
    case notNeeded
  }

  /// One API that the app uses.
  struct Use: Sendable, Hashable {
    let api: String
    /// Answered as asked.
    let isGood: Bool
    /// Refused for what was wrong in the request, or in what it was about.
    let isBad: Bool
  }

  let points: [(point: Point, state: State)]
  let uses: [Use]

  /// Refusals in which the request had no part: a fault of the hub or of the way to a bank, hours, a service that is stopped. A program
  /// that meets one has not shown what it does about its own mistakes.
  private static let ofTheHub: Set<ResponseCode> = [
    .inProgress, .internalFault, .conversionError, .timeExceeded, .appNotConfirmed, .apiNotConfirmed,
    .organisationNotUsable, .simulatorWithoutAnswer, .messageNotSent, .bankAnswerTimedOut, .outsideHours,
    .centreMessage,
  ]

  /// Whether nothing is missing.
  var isReady: Bool {
    !uses.isEmpty && uses.allSatisfy { $0.isGood && $0.isBad } && points.allSatisfy { $0.state != .missing }
  }

  init(_ tallies: [CallTally], callbacks: [String], addresses: [String]) {
    let calls = Calls(tallies)
    uses = Endpoints.all.map { $0.route.path }.filter { calls.has(api: $0) }.map { api in
      Use(
        api: api, isGood: calls.has(api: api, code: { $0 == "A0000" || $0 == "A0009" }),
        isBad: calls.has(
          api: api,
          code: { text in
            guard let code = ResponseCode(rawValue: text) else { return false }
            return !code.isGatewayRefusal && code != .success && !Self.ofTheHub.contains(code)
          }))
    }
    let isOfUsers = calls.has(api: "oauth/token authorization_code")
    let isMoving = ["transfer/withdraw", "transfer/deposit", "transfer/deposit2"].contains { calls.has(api: $0) }
    let asksBanks =
      isMoving || ["account/balance", "account/transaction_list", "inquiry/real_name"].contains { calls.has(api: $0) }
    func state(_ isNeeded: Bool, _ isDone: Bool) -> State { isDone ? .done : isNeeded ? .missing : .notNeeded }
    points = Point.allCases.map { point in
      let state: State =
        switch point {
        case .callbacks: state(true, !callbacks.isEmpty && callbacks.allSatisfy { $0.hasPrefix("https://") })
        case .addresses: state(isMoving, !addresses.isEmpty)
        case .refresh:
          state(isOfUsers, calls.has(api: HandledCall.refresh.tally))
        case .unknownOutcome:
          state(isMoving, calls.has(api: HandledCall.unknownOutcome.tally))
        case .bankRefusal: state(asksBanks, calls.has { $1 == "A0002" || $1 == "A0009" })
        case .unlink: state(isOfUsers, calls.has { $0 == "user/unlink" && $1 == "A0000" })
        case .quota: state(true, calls.has { $1 == "O0008" || $1 == "O0009" })
        }
      return (point, state)
    }
  }

  /// Questions to the tallies.
  private struct Calls {
    let all: [CallTally]
    init(_ all: [CallTally]) { self.all = all }

    func has(_ isMeant: (_ api: String, _ code: String) -> Bool) -> Bool {
      all.contains { isMeant($0.api, $0.code) }
    }
    func has(api: String, code isMeant: (String) -> Bool = { _ in true }) -> Bool {
      has { $0 == api && isMeant($1) }
    }
  }
}
