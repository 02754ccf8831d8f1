import MaruDomain
import Testing

/// Every legal way of a transfer. An illegal one does not compile: there is no method for it.
@Suite struct TransferStageTests {
  private static let refusal = BankRefusal(by: .hub, code: .balanceTooLow)

  /// What happens, in order, and where it ends.
  static let paths: [(name: String, end: TransferStage)] = [
    ("debited, credited", DebitSent().confirmed().confirmed()),
    ("debit refused", DebitSent().refused(refusal)),
    ("debit lost, then confirmed, credited", DebitSent().unanswered().confirmed().confirmed()),
    ("debit lost, then refused", DebitSent().unanswered().refused(refusal)),
    ("credit refused, given back", DebitSent().confirmed().refused(refusal).confirmed()),
    ("credit lost, then confirmed", DebitSent().confirmed().unanswered().confirmed()),
    ("credit lost, then refused, given back", DebitSent().confirmed().unanswered().refused(refusal).confirmed()),
    (
      "both lost, then refused, given back",
      DebitSent().unanswered().confirmed().unanswered().refused(refusal).confirmed()
    ),
  ]

  @Test("every path ends, and holds nobody's money then", arguments: paths.indices)
  func ends(index: Int) {
    let path = Self.paths[index]
    #expect(path.end.isFinal, "\(path.name)")
    #expect(!path.end.holdsMoney, "\(path.name)")
    #expect(path.end.bankResponseCode != .inProgress, "\(path.name)")
  }

  /// Every stage once.
  static let stages: [TransferStage] = [
    .debitSent(DebitSent()), .debitUnknown(DebitSent().unanswered()), .creditSent(DebitSent().confirmed()),
    .creditUnknown(DebitSent().confirmed().unanswered()), .reversalSent(DebitSent().confirmed().refused(refusal)),
    .completed, .rejected(refusal), .reversed(refusal),
  ]

  @Test("a stage is read back as it was stored", arguments: stages.indices)
  func stored(index: Int) {
    let stage = Self.stages[index]
    #expect(TransferStage(code: stage.code, refusal: stage.refusal) == stage)
  }

  @Test("stored spellings are distinct, and damaged ones are refused")
  func damaged() {
    #expect(Set(Self.stages.map(\.code)).count == 8)
    #expect(TransferStage(code: "Completed", refusal: nil) == nil)
    #expect(TransferStage(code: "", refusal: nil) == nil)
    for code in ["reversal_sent", "rejected", "reversed"] {
      #expect(TransferStage(code: code, refusal: nil) == nil, "\(code) needs the bank's words")
    }
  }

  @Test("M-12: while the fate is open the result is 400, and money is held between debit and credit only")
  func open() {
    for stage in Self.stages where !stage.isFinal { #expect(stage.bankResponseCode == .inProgress) }
    #expect(Self.stages.map(\.holdsMoney) == [false, false, true, true, true, false, false, false])
    #expect(Self.stages.map(\.bankResponseCode.text) == ["400", "400", "400", "400", "400", "000", "453", "453"])
  }
}
