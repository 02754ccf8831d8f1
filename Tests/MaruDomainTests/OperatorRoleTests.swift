import MaruDomain
import Testing

@Suite struct OperatorRoleTests {
  /// Who may do what, role by role.
  static let table: [(OperatorAct, Set<OperatorRole>)] = [
    (.look, [.viewer, .screening, .operations, .security, .admin]),
    (.lookAtPeople, [.screening, .operations, .security, .admin]),
    (.decideDifferences, [.operations]),
    (.readAudit, [.security, .admin]),
    (.manageOperators, [.admin]),
    (.screenApplications, [.screening]),
    (.checkSecurity, [.security]),
    (.proposeContracts, [.operations]),
    (.approveAsSecond, [.operations, .admin]),
    (.suspendServices, [.operations, .security, .admin]),
    (.endServices, [.admin]),
    (.publishNotices, [.operations]),
    (.moderateForum, [.operations]),
    (.answerSupport, [.operations, .security]),
    (.lookAtOwnBank, [.bank]),
    (.setOwnHours, [.bank]),
  ]

  @Test("each act is for the roles of the table and for no other", arguments: table)
  func may(_ act: OperatorAct, _ roles: Set<OperatorRole>) {
    #expect(Set(OperatorRole.allCases.filter { $0.may(act) }) == roles)
  }

  @Test("no act is missing from the table")
  func whole() {
    #expect(Set(Self.table.map(\.0)) == Set(OperatorAct.allCases))
  }
}
