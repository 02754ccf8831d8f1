/// What an organisation pays for each use of an API, in won: the hub's own rates, and an organisation's where it agreed others.
public struct FeeTable: Sendable, Hashable {
  /// One rate.
  public struct Rate: Sendable, Hashable {
    /// Nil: every organisation without a rate of its own.
    public let organisation: OrganisationCode?
    /// Path of the API: `transfer/withdraw`.
    public let api: String
    /// Won for one use that succeeded.
    public let won: Won
    /// The settlement day from which it holds; nil: before every other one.
    public let since: BusinessDate?

    /// A rate for `api`.
    public init(organisation: OrganisationCode?, api: String, won: Won, since: BusinessDate? = nil) {
      self.organisation = organisation
      self.api = api
      self.won = won
      self.since = since
    }
  }

  private let own: [OrganisationCode: [String: Won]]
  private let common: [String: Won]

  /// The table of a settlement day: rates that hold from a later one are left out. Of several for the same place the one that holds
  /// from the latest day wins, and of those of one day the last.
  public init(_ rates: [Rate], on day: BusinessDate) {
    var own: [OrganisationCode: [String: Won]] = [:]
    var common: [String: Won] = [:]
    let (always, dated) = (rates.filter { $0.since == nil }, rates.filter { $0.since.map { $0 <= day } ?? false })
    for rate in always + dated.sorted(by: { ($0.since ?? day) < ($1.since ?? day) }) {
      if let organisation = rate.organisation {
        own[organisation, default: [:]][rate.api] = rate.won
      } else {
        common[rate.api] = rate.won
      }
    }
    self.own = own
    self.common = common
  }

  /// The rate of `api` for `organisation`; zero where none is agreed.
  public func rate(of api: String, for organisation: OrganisationCode) -> Won {
    own[organisation]?[api] ?? common[api] ?? .zero
  }

  /// The rates of v1.0 in 2019 as far as they are public (section 9 of the wire contract): 500 won a withdraw, 400 a deposit;
  /// inquiries are free until a rate is set.
  public static let published2019: [Rate] = [
    Rate(organisation: nil, api: "transfer/withdraw", won: Won(500) ?? .zero),
    Rate(organisation: nil, api: "transfer/deposit", won: Won(400) ?? .zero),
    Rate(organisation: nil, api: "transfer/deposit2", won: Won(400) ?? .zero),
  ]
}

/// What an organisation owes for one API over a settlement day.
public struct FeeLine: Sendable, Hashable {
  /// Who pays.
  public let organisation: OrganisationCode
  /// Path of the API.
  public let api: String
  /// Uses that succeeded.
  public let count: Int64
  /// Won for one use.
  public let rate: Won
  /// Won for all of them.
  public var amount: Int64 { count * rate.amount }

  /// `count` uses of `api`.
  public init(organisation: OrganisationCode, api: String, count: Int64, rate: Won) {
    self.organisation = organisation
    self.api = api
    self.count = count
    self.rate = rate
  }
}
