import MaruDomain
import Testing

@Suite struct SupportStateTests {
  /// Where each act leads from each state: open, answered, closed.
  static let table: [(SupportAct, [SupportState?])] = [
    (.write, [.open, .open, .open]), (.answer, [.answered, .answered, nil]), (.close, [.closed, .closed, nil]),
    (.reopen, [nil, nil, .open]),
  ]

  @Test("each act leads where the table says, from every state", arguments: table)
  func after(_ act: SupportAct, _ states: [SupportState?]) {
    #expect(SupportState.allCases.map { $0.after(act) } == states)
  }

  @Test("no act is missing from the table; a security check alone needs a day")
  func whole() {
    #expect(Self.table.map(\.0) == SupportAct.allCases)
    #expect(SupportKind.allCases.filter(\.needsDay) == [.securityCheck])
  }
}
