package import MaruDomain
import Synchronization

/// What banks were asked on the way of one call, for whoever wants to see the bank's side of it: bound to the call's own task.
package final class BankTrace: Sendable {
  /// One question and how it was answered.
  package struct Step: Sendable {
    package let bank: BankCode
    /// The question's name at the boundary: `balance`, `debit`.
    package let question: String
    /// `confirmed`, `refused` with the bank's code, or `unknown` with the reason.
    package let answer: String
    package let duration: Duration
  }

  /// That of the running call; nil for nearly all of them.
  @TaskLocal package static var current: BankTrace?

  private let kept = Mutex<[Step]>([])
  package init() {}
  /// In the order of their answers.
  package var steps: [Step] { kept.withLock { $0 } }

  func note<Value>(
    _ question: String, of bank: BankCode, _ answer: BankAnswer<Value>, since started: ContinuousClock.Instant
  ) {
    let words =
      switch answer {
      case .confirmed: "confirmed"
      case .refused(let refusal): "refused \(refusal.code.text)"
      case .unknown(let reason): "unknown (\(reason.rawValue))"
      }
    let step = Step(bank: bank, question: question, answer: words, duration: ContinuousClock.now - started)
    kept.withLock { $0.append(step) }
  }
}
