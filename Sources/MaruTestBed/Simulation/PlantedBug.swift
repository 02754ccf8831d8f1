/// A mistake that can be put between the hub and its world, to show that the simulation finds it.
///
/// All of them live outside the hub, where it meets a bank or its disk: nothing of them is in the program that serves, and
/// what the hub then does is what a hub with that mistake inside would do.
package enum PlantedBug: String, Sendable, CaseIterable {
  /// A debit or credit that timed out is sent again under a new id.
  case retryUnderNewID = "retry-under-new-id"
  /// A credit that timed out counts as refused: the payer is refunded.
  case refundOnTimeout = "refund-on-timeout"
  /// A debit that timed out counts as refused: the order is failed.
  case failTimedOutDebit = "fail-timed-out-debit"
  /// A write is acknowledged before it is durable.
  case acknowledgeBeforeCommit = "acknowledge-before-commit"
  /// The hub forgets which orders it has seen.
  case forgetOrderKeys = "forget-order-keys"
  /// A bank forgets which legs it has seen.
  case bankForgetsLegs = "bank-forgets-legs"
  /// What a refused order had taken of its limits is given back twice.
  case releaseLimitsTwice = "release-limits-twice"
  /// The payer's bank is told to credit, too, under the id of the credit.
  case creditPayerToo = "credit-payer-too"
  /// A credit goes to the account of that bank that was credited before.
  case creditWrongAccount = "credit-wrong-account"
  /// Orders are decided as if no bank owed anything.
  case ignoreCaps = "ignore-caps"
  /// Orders are decided as if no organisation had paid out anything.
  case ignorePrefunds = "ignore-prefunds"
  /// A settlement exchanges the positions of two banks.
  case settleWrongBank = "settle-wrong-bank"
  /// A settlement leaves what was booked in the day's last ten seconds to the next day.
  case settleShort = "settle-short"
  /// Nobody goes on with open transfers.
  case noResolver = "no-resolver"
}
