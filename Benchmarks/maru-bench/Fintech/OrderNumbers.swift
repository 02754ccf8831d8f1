import Foundation
import MaruDomain
import Synchronization

/// Gives every order of a run another (account, `tran_dtime`, amount), so that no two are one and the same order to the hub.
///
/// An order is known by these three. The amount rises by one won whenever the seconds within the hub's tolerance of ten
/// minutes are used up for every account, so amounts stay small.
final class OrderNumbers: Sendable {
  /// What makes an order.
  struct Order: Sendable {
    let account: Int
    /// `tran_dtime`, fourteen digits.
    let requestedAt: [UInt8]
    let amount: Int64
  }

  /// Orders of one amount reach back so many seconds, and one amount is used so many seconds at most: together they stay
  /// below the hub's tolerance.
  private static let secondsBack: Int64 = 480
  private static let secondsOfOneAmount: Int64 = 60

  private struct State {
    var account = 0
    var offset: Int64 = 0
    var base: Instant
    var amount: Int64 = 1
    var requestedAt: [UInt8]
  }
  private let accounts: Int
  private let state: Mutex<State>

  init(accounts: Int) {
    self.accounts = accounts
    let now = Self.now
    state = Mutex(State(base: now, requestedAt: Array(now.dateTime.wire.utf8)))
  }

  func next() -> Order {
    state.withLock { state in
      if state.account == accounts {
        state.account = 0
        state.offset += 1
        let now = Self.now
        if state.offset == Self.secondsBack
          || now.milliseconds(since: state.base) > Self.secondsOfOneAmount * 1000
        {
          state.offset = 0
          state.base = now
          state.amount += 1
        }
        state.requestedAt = Array(state.base.adding(seconds: -state.offset).dateTime.wire.utf8)
      }
      defer { state.account += 1 }
      return Order(account: state.account, requestedAt: state.requestedAt, amount: state.amount)
    }
  }

  private static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
