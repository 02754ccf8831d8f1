package import MaruContract
package import MaruDomain

/// What a bank does in place of, or before, what it would do: told by whoever scripts a call, bound to the call's own task.
package enum BankLine: Sendable, Hashable {
  /// What it would do.
  case asItIs
  /// It refuses.
  case refuse(BankResponseCode)
  /// It does it, and the answer is lost.
  case lose
  /// It never hears of it, and nobody knows that.
  case ignore
}

/// The script of a call for the banks that it asks.
///
/// Played by the guard around each bank, before the guard's own rules: a scripted silence is no fault of the bank, and must not
/// keep other callers from it.
package struct BankScript: Sendable {
  /// What to play, and how long to wait before it.
  package struct Cue: Sendable, Hashable {
    package let line: BankLine
    package let delay: Duration
    package init(_ line: BankLine, delay: Duration = .zero) {
      self.line = line
      self.delay = delay
    }
  }

  /// That of the running call; nil for nearly all of them.
  @TaskLocal package static var current: BankScript?

  let cue: @Sendable (BankQuestion, BankCode, AccountNumber?) -> Cue?

  /// `cue` is asked at each question to a bank, with the account that it is about; nil: the bank answers for itself.
  package init(_ cue: @escaping @Sendable (BankQuestion, BankCode, AccountNumber?) -> Cue?) { self.cue = cue }
}
