/// What an operator of the hub is there for. Each role does what its name says and no more; all of the hub's own may look. A bank's
/// people see their bank's side, in a console of its own.
public enum OperatorRole: String, Sendable, CaseIterable {
  /// 조회: looks only.
  case viewer
  /// 심사: looks at organisations and at what people agreed to; decides on applications for use.
  case screening
  /// 운영: keeps the day going: closes differences with the banks, draws up contracts, opens and suspends services, speaks to developers.
  case operations
  /// 보안: reads the audit log, confirms security checks, suspends services.
  case security
  /// 관리: ends operators and services, reads the audit log. They are made, and begin anew, on the machine itself (`maru operator`).
  case admin
  /// 은행: works at one bank; sees that bank's side and sets when it is closed.
  case bank

  /// Whether the role may do it.
  public func may(_ act: OperatorAct) -> Bool {
    switch act {
    case .look: self != .bank
    case .lookAtPeople: self != .viewer && self != .bank
    case .decideDifferences: self == .operations
    case .readAudit: self == .security || self == .admin
    case .manageOperators: self == .admin
    case .screenApplications: self == .screening
    case .checkSecurity: self == .security
    case .proposeContracts: self == .operations
    case .approveAsSecond: self == .operations || self == .admin
    case .suspendServices: self == .operations || self == .security || self == .admin
    case .endServices: self == .admin
    case .publishNotices, .moderateForum: self == .operations
    case .answerSupport: self == .operations || self == .security
    case .lookAtOwnBank, .setOwnHours: self == .bank
    }
  }
}

/// What can be done in the operator's console.
public enum OperatorAct: String, Sendable, CaseIterable {
  /// Figures, banks, transfers, organisations, settlement: nothing that names a user.
  case look
  /// What a user agreed to.
  case lookAtPeople
  /// Close a case of reconciliation, with the reason.
  case decideDifferences
  /// Read who did what.
  case readAudit
  /// End an operator.
  case manageOperators
  /// Decide whether an application for use is fit.
  case screenApplications
  /// Confirm what an applicant declared about security.
  case checkSecurity
  /// Draw up a contract, ask for production keys, open a service.
  case proposeContracts
  /// Approve what another operator proposed.
  case approveAsSecond
  /// Stop a live service, and let it go on.
  case suspendServices
  /// End a live service for good.
  case endServices
  /// Tell all developers something, and take it back.
  case publishNotices
  /// Hide posts of the developers' forum, and show them again.
  case moderateForum
  /// Answer developers' support requests, close and reopen them.
  case answerSupport
  /// One's own bank: its messages, positions, statements and differences.
  case lookAtOwnBank
  /// When one's own bank is closed every day.
  case setOwnHours
}
