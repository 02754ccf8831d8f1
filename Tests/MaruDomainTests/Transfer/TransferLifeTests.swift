import MaruDomain
import Testing

/// The story of a transfer in each of its stages.
@Suite struct TransferLifeTests {
  private static let came = Instant(milliseconds: 1_000)
  private static let changed = Instant(milliseconds: 9_000)
  private static let booked: [TransferLeg: Instant] = [
    .debit: Instant(milliseconds: 2_000), .credit: Instant(milliseconds: 3_000),
    .reversal: Instant(milliseconds: 4_000),
  ]

  /// Each stage and its story in short words.
  static let table: [(String, [String])] = [
    ("debit_sent", ["ordered", "asked D"]),
    ("debit_unknown", ["ordered", "asked D", "unanswered D"]),
    ("rejected", ["ordered", "asked D", "refused D", "ended"]),
    ("credit_sent", ["ordered", "asked D", "confirmed D", "asked C"]),
    ("credit_unknown", ["ordered", "asked D", "confirmed D", "asked C", "unanswered C"]),
    ("completed", ["ordered", "asked D", "confirmed D", "asked C", "confirmed C", "ended"]),
    ("reversal_sent", ["ordered", "asked D", "confirmed D", "asked C", "refused C", "asked R"]),
    (
      "reversed", ["ordered", "asked D", "confirmed D", "asked C", "refused C", "asked R", "confirmed R", "ended"]
    ),
  ]

  @Test("each stage has its story", arguments: table)
  func story(_ code: String, _ expected: [String]) throws {
    let life = try Self.life(code)
    #expect(life.events.map { Self.short($0.what) } == expected)
  }

  @Test("no stage is missing from the table")
  func whole() {
    #expect(Set(Self.table.map(\.0)) == Set(TransferStage.openCodes + ["completed", "rejected", "reversed"]))
  }

  @Test("what was booked has the moment of the booking, and each leg is asked of its own bank")
  func momentsAndBanks() throws {
    let life = try Self.life("reversed")
    for event in life.events {
      switch event.what {
      case .confirmed(let message): #expect(event.at == Self.booked[message.leg])
      case .asked(let message):
        #expect(event.at == nil)
        #expect(message.bank.text == (message.leg == .credit ? "088" : "004"))
        #expect(message.key == "20261124-M202600001O000000001-\(message.leg.rawValue)")
      case .ordered: #expect(event.at == Self.came)
      case .ended: #expect(event.at == Self.changed)
      case .refused, .unanswered: break
      }
    }
  }

  private static func life(_ code: String) throws -> TransferLife {
    let organisation = try #require(OrganisationCode("M202600001"))
    let refusal = BankRefusal(by: try #require(BankCode("088")), code: .cannotProcess)
    let stage = try #require(TransferStage.readBack(code: code, refusal: refusal))
    func party(_ bank: String) throws -> TransferParty {
      TransferParty(
        account: BankAccount(bank: try #require(BankCode(bank)), number: try #require(AccountNumber("1234567890"))),
        holderName: nil, fintechUseNumber: nil, printContent: nil)
    }
    let order = TransferOrder(
      id: 1, organisation: organisation, kind: .withdraw, apiTransactionID: APITransactionID(random: (1, 2)),
      receivedAt: came, rowNumber: 1, requestedAt: try #require(DateTime(wire: "20261124093000")),
      bankTransactionID: try #require(BankTransactionID("M202600001O000000001")),
      bankTransactionDate: try #require(BusinessDate(wire: "20261124")), amount: try #require(Won(1_000)),
      payer: try party("004"), payee: try party("088"), cmsNumber: nil)
    return TransferLife(order: order, stage: stage, changedAt: changed, booked: booked)
  }

  private static func short(_ what: TransferLife.Event.What) -> String {
    switch what {
    case .ordered: "ordered"
    case .asked(let message): "asked \(message.leg.rawValue)"
    case .confirmed(let message): "confirmed \(message.leg.rawValue)"
    case .refused(let message, _): "refused \(message.leg.rawValue)"
    case .unanswered(let message): "unanswered \(message.leg.rawValue)"
    case .ended: "ended"
    }
  }
}
