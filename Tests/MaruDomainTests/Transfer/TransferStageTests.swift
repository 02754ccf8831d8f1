import MaruDomain
import Testing

/// Every legal way of a transfer. That an illegal one does not compile is tried in `ArchitectureTests`.
@Suite struct TransferStageTests {
  private static let refusal = BankRefusal(by: .hub, code: .balanceTooLow)

  /// What happens, in order, and where it ends.
  static let paths: [(name: String, move: TransferMove)] = [
    ("debited, credited", DebitSent().confirmed().confirmed().move),
    ("debit refused", DebitSent().refused(refusal).move),
    ("debit lost, then confirmed, credited", DebitSent().unanswered().confirmed().confirmed().move),
    ("debit lost, then refused", DebitSent().unanswered().refused(refusal).move),
    ("credit refused, given back", DebitSent().confirmed().refused(refusal).confirmed().move),
    ("credit lost, then confirmed", DebitSent().confirmed().unanswered().confirmed().move),
    ("credit lost, then refused, given back", DebitSent().confirmed().unanswered().refused(refusal).confirmed().move),
    (
      "both lost, then refused, given back",
      DebitSent().unanswered().confirmed().unanswered().refused(refusal).confirmed().move
    ),
  ]

  @Test("every path ends, and holds nobody's money then", arguments: paths.indices)
  func ends(index: Int) {
    let path = Self.paths[index]
    #expect(path.move.from == .debitSent(DebitSent()), "\(path.name)")
    #expect(path.move.to.isFinal, "\(path.name)")
    #expect(!path.move.to.holdsMoney, "\(path.name)")
    #expect(path.move.to.bankResponseCode != .inProgress, "\(path.name)")
  }

  /// Every stage once.
  static let stages: [TransferStage] = [
    .debitSent(DebitSent()), DebitSent().unanswered().to, DebitSent().confirmed().to,
    DebitSent().confirmed().unanswered().to, DebitSent().confirmed().refused(refusal).to,
    DebitSent().confirmed().confirmed().to, DebitSent().refused(refusal).to,
    DebitSent().confirmed().refused(refusal).confirmed().to,
  ]

  @Test("a stage is read back as it was stored", arguments: stages.indices)
  func stored(index: Int) {
    let stage = Self.stages[index]
    #expect(TransferStage.readBack(code: stage.code, refusal: stage.refusal) == stage)
  }

  @Test("stored spellings are distinct, and damaged ones are refused")
  func damaged() {
    #expect(Set(Self.stages.map(\.code)).count == 8)
    #expect(TransferStage.readBack(code: "Completed", refusal: nil) == nil)
    #expect(TransferStage.readBack(code: "", refusal: nil) == nil)
    for code in ["reversal_sent", "rejected", "reversed"] {
      #expect(TransferStage.readBack(code: code, refusal: nil) == nil, "\(code) needs the bank's words")
    }
  }

  @Test("M-12: while the fate is open the result is 400, and money is held between debit and credit only")
  func open() {
    for stage in Self.stages where !stage.isFinal { #expect(stage.bankResponseCode == .inProgress) }
    #expect(Self.stages.map(\.holdsMoney) == [false, false, true, true, true, false, false, false])
    #expect(Self.stages.map(\.bankResponseCode.text) == ["400", "400", "400", "400", "400", "000", "453", "453"])
  }
}
