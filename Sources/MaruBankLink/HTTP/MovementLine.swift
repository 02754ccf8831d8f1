import MaruContract
import MaruDomain
import NIOCore
import Synchronization

/// Joins the legs that are asked of one bank at the same moment, or while messages with legs are under way to it: together they go
/// as one.
///
/// A lone leg waits for nobody. Under load a message holds what came while the ones before it were under way, so that a seal, an
/// exchange and a commit of the bank are shared as commits of the store are.
final class MovementLine: Sendable {
  /// Messages with legs under way at once.
  static let mostUnderWay = 4
  /// Legs that may wait.
  static let waitingLimit = BankClient.waitingLimit

  /// What comes back to a leg.
  private enum Turn: Sendable {
    /// The bank takes legs one by one; so much of its time is over.
    case alone(waited: Duration)
    case answered(BankAnswer<LegReceipt>)
  }

  private struct Waiting {
    let leg: LegOrder
    let since: NIODeadline
    let continuation: CheckedContinuation<Turn, Never>
  }

  private struct State {
    var isOffered = true
    var underWay = 0
    var waiting: [Waiting] = []
  }

  /// What a leg finds when it comes.
  private enum Place {
    case over(Turn)
    case inLine(opens: Bool)
  }

  private let link: HTTPBankLink
  private let patience: Duration
  private let now: @Sendable () -> NIODeadline
  private let state = Mutex(State())

  /// A leg that waited longer than `patience` is not sent: what is left of its time would not be enough for an answer.
  init(
    _ link: HTTPBankLink, patience: Duration, now: @escaping @Sendable () -> NIODeadline = { .now() }
  ) {
    self.link = link
    self.patience = patience
    self.now = now
  }

  /// How many legs wait.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Has a leg carried out, alone or with others.
  func move(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let turn = await withCheckedContinuation { continuation in
      switch state.withLock({ place(in: &$0, Waiting(leg: leg, since: now(), continuation: continuation)) }) {
      case .over(let turn): continuation.resume(returning: turn)
      // A task of its own comes after those that are ready to run just now: legs of one commit meet in one message.
      case .inLine(opens: true): Task { await carry() }
      case .inLine(opens: false): break
      }
    }
    switch turn {
    case .answered(let answer): return answer
    case .alone(let waited): return await link.alone(leg, waited: waited)
    }
  }

  private func place(in state: inout State, _ leg: Waiting) -> Place {
    guard state.isOffered else { return .over(.alone(waited: .zero)) }
    guard state.waiting.count < MovementLine.waitingLimit else { return .over(.answered(.unknown(.keptBack))) }
    state.waiting.append(leg)
    guard state.underWay < MovementLine.mostUnderWay else { return .inLine(opens: false) }
    state.underWay += 1
    return .inLine(opens: true)
  }

  /// Carries message after message for as long as somebody waits, longest first.
  private func carry() async {
    while true {
      let next = state.withLock { state -> [Waiting] in
        let next = Array(state.waiting.prefix(BankSideTogether.limit))
        state.waiting.removeFirst(next.count)
        if next.isEmpty { state.underWay -= 1 }
        return next
      }
      if next.isEmpty { return }
      await send(next)
    }
  }

  private func send(_ all: [Waiting]) async {
    let now = now()
    let limit = TimeAmount(patience)
    for late in all where now - late.since > limit {
      late.continuation.resume(returning: .answered(.unknown(.keptBack)))
    }
    let legs = all.filter { now - $0.since <= limit }
    // In the order in which they came: the first one has waited longest, and its time is that of the message.
    guard let first = legs.first else { return }
    let waited = Duration(now - first.since)
    if legs.count == 1 {
      return first.continuation.resume(returning: .answered(await link.alone(first.leg, waited: waited)))
    }
    if let answers = await link.together(legs.map(\.leg), waited: waited) {
      for (leg, answer) in zip(legs, MovementLine.silentOnce(answers)) {
        leg.continuation.resume(returning: .answered(answer))
      }
    } else {
      // Nothing happened there: the bank does not know the path. From now on every leg goes its own way.
      let rest = state.withLock { state -> [Waiting] in
        state.isOffered = false
        defer { state.waiting = [] }
        return state.waiting
      }
      let now = self.now()
      for leg in legs + rest { leg.continuation.resume(returning: .alone(waited: Duration(now - leg.since))) }
    }
  }

  /// One message is one silence of the bank, whatever it carried: the first leg without an answer tells it. What was certainly not
  /// sent stays that for every leg.
  static func silentOnce(_ answers: [BankAnswer<LegReceipt>]) -> [BankAnswer<LegReceipt>] {
    var isSilent = false
    return answers.map { answer in
      guard case .unknown(let reason) = answer else { return answer }
      defer { isSilent = true }
      guard isSilent else { return answer }
      return .unknown(reason == .notSent ? .keptBack : .withOthers)
    }
  }
}
