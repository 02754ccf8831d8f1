/// The country's own traffic: 68 % balance, 21 % withdraw, 6 % transaction list, 3 % real name, 2 % deposit.
final class KoreanMix: RequestSource {
  private enum Kind: CaseIterable {
    case balance, withdraw, transactionList, realName, deposit

    var percent: Int {
      switch self {
      case .balance: 68
      case .withdraw: 21
      case .transactionList: 6
      case .realName: 3
      case .deposit: 2
      }
    }
  }

  private let balances: RepeatedRequests
  private let transactionLists: RepeatedRequests
  private let realNames: RepeatedRequests
  private let withdraws: Transfers
  private let deposits: Transfers
  private let order: [Kind]
  private let position = Turn()

  init(_ hub: PreparedHub) throws {
    balances = hub.balances
    transactionLists = hub.transactionLists
    realNames = hub.realNames
    withdraws = try .withdraws(hub)
    deposits = try .deposits(hub)
    // Each hundred requests hold exactly the shares, spread by a step that is prime to a hundred.
    let hundred = Kind.allCases.flatMap { Array(repeating: $0, count: $0.percent) }
    order = hundred.indices.map { hundred[$0 * 37 % hundred.count] }
  }

  func next() -> LoadRequest {
    switch order[position.take() % order.count] {
    case .balance: balances.next()
    case .withdraw: withdraws.next()
    case .transactionList: transactionLists.next()
    case .realName: realNames.next()
    case .deposit: deposits.next()
    }
  }
}
