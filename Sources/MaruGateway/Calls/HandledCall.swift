import MaruContract
import MaruDomain
import MaruStore

/// What a program has handled: a call that came after something went wrong, and is about that very thing.
package enum HandledCall: String, Sendable, CaseIterable {
  /// A user's token had expired (O0003), and the refresh token of the same user got another one.
  case refresh
  /// The outcome of an order was not known, and the same order was asked about.
  case unknownOutcome = "unknown_outcome"

  /// What it is counted as among the calls of an app.
  package var tally: String { "handled \(rawValue)" }

  /// The codes of what went wrong.
  var codes: [String] {
    switch self {
    case .refresh: [ResponseCode.tokenExpired.wire]
    case .unknownOutcome: ResponseCode.allCases.filter(\.isUnknownOutcome).map(\.wire)
    }
  }

  /// What a call that went well may have handled, and of which things.
  static func cure(_ call: KeptCall) -> (HandledCall, Set<String>)? {
    guard call.code == ResponseCode.success.wire, !call.isByHand else { return nil }
    switch call.api {
    case CallKeeper.tokenAPI:
      guard text(members(call.request), "grant_type") == "refresh_token",
        let user = text(members(call.answer), "user_seq_no")
      else {
        return nil
      }
      return (.refresh, [user])
    case "transfer/result":
      return (.unknownOutcome, Set(rows(members(call.request), "req_list").compactMap { text($0, "org_bank_tran_id") }))
    case "transfer/recheck":
      return (
        .unknownOutcome,
        Set(
          rows(members(call.request), "req_list").compactMap { row in
            text(row, "org_tran_dtime").flatMap { order($0, row, amount: "org_tran_amt") }
          })
      )
    default: return nil
    }
  }

  /// The things that went wrong in a call with one of ``codes``.
  func things(_ call: KeptCall) -> Set<String> {
    switch self {
    case .refresh: return call.user.map { [$0.text] } ?? []
    case .unknownOutcome:
      guard ["transfer/withdraw", "transfer/deposit", "transfer/deposit2"].contains(call.api) else { return [] }
      let (asked, answered) = (Self.members(call.request), Self.members(call.answer))
      let orders = [asked] + Self.rows(asked, "req_list")
      let at = Self.text(asked, "tran_dtime")
      let known = ([answered] + Self.rows(answered, "res_list")).compactMap { Self.text($0, "bank_tran_id") }
      return Set(known + orders.compactMap { row in at.flatMap { Self.order($0, row, amount: "tran_amt") } })
    }
  }

  /// An order as `transfer/recheck` names it: moment, amount and account.
  private static func order(_ at: String, _ row: [WireValue.Member], amount: String) -> String? {
    guard let amount = text(row, amount), let place = text(row, "fintech_use_num") ?? text(row, "account_num") else {
      return nil
    }
    return "\(at)/\(amount)/\(place)"
  }

  private static func members(_ text: String) -> [WireValue.Member] {
    (try? RequestMembers.body(Array(text.utf8))) ?? []
  }

  private static func text(_ members: [WireValue.Member], _ name: String) -> String? {
    members.first { $0.name == name }?.value.flatText.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func rows(_ members: [WireValue.Member], _ name: String) -> [[WireValue.Member]] {
    guard case .array(let rows)? = members.first(where: { $0.name == name })?.value else { return [] }
    return rows.compactMap { row in
      guard case .object(let members) = row else { return nil }
      return members
    }
  }
}
