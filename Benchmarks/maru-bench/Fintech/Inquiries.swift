import Foundation
import MaruDomain

/// What counts as a right answer of the hub.
enum Expected {
  static let local = [#""rsp_code":"A0000""#]
  /// Where a bank took part, its own word counts too.
  static let bank = local + [#""bank_rsp_code":"000""#]
}

extension PreparedHub {
  func get(_ target: String, token: String, expecting expected: [String]) -> LoadRequest {
    .make("GET", target, host: host, headers: [("Authorization", "Bearer \(token)")], expecting: expected)
  }

  func post(_ target: String, token: String, _ json: String, expecting expected: [String] = Expected.bank)
    -> LoadRequest
  {
    .make(
      "POST", target, host: host,
      headers: [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json; charset=UTF-8")], body: json,
      expecting: expected)
  }

  private var now: DateTime { DateTime(Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))) }

  /// `user/me`: bearer, scope, quota, record and one look into the store; no bank.
  var localRequests: RepeatedRequests {
    let token = accounts[0].userToken
    return RepeatedRequests([get("/v1.0/user/me?user_seq_no=\(user)", token: token, expecting: Expected.local)])
  }

  /// `account/balance` of every account.
  var balances: RepeatedRequests {
    let time = now.wire
    return RepeatedRequests(accounts.map { $0.balance(host: host, time: time) })
  }

  /// `account/transaction_list`: the newest page of the last thirty days of every account.
  var transactionLists: RepeatedRequests {
    let time = now
    let (from, to) = (time.date.adding(days: -30).wire, time.date.wire)
    return RepeatedRequests(
      accounts.map {
        get(
          "/v1.0/account/transaction_list?fintech_use_num=\($0.fintechUseNumber)&inquiry_type=A&from_date=\(from)"
            + "&to_date=\(to)&sort_order=D&page_index=1&tran_dtime=\(time.wire)", token: $0.userToken,
          expecting: Expected.bank)
      })
  }

  /// `inquiry/real_name` of every account.
  var realNames: RepeatedRequests {
    let time = now.wire
    return RepeatedRequests(
      accounts.map {
        post(
          "/v1.0/inquiry/real_name", token: ownToken,
          """
          {"bank_code_std":"\($0.bank)","account_num":"\($0.number)","account_holder_info":"\($0.holderInfo)",\
          "tran_dtime":"\(time)"}
          """)
      })
  }

  /// `oauth/2.0/token` with client_credentials.
  var tokenRequests: RepeatedRequests {
    RepeatedRequests([
      .make(
        "POST", "/oauth/2.0/token", host: host, headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: clientForm + "&grant_type=client_credentials&scope=oob", expecting: [#""access_token""#])
    ])
  }
}

extension PreparedHub.Account {
  /// `account/balance` of this account, asked of the hub at `host`.
  func balance(host: String, time: String, expecting expected: [String] = Expected.bank) -> LoadRequest {
    .make(
      "GET", "/v1.0/account/balance?fintech_use_num=\(fintechUseNumber)&tran_dtime=\(time)", host: host,
      headers: [("Authorization", "Bearer \(userToken)")], expecting: expected)
  }
}
