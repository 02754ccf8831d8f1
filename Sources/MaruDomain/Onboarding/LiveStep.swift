/// One step on the way to a live service: from where it leads where, and whose it is. The table of the whole way.
public enum LiveStep: String, Sendable, CaseIterable {
  /// The applicant applies for use, the first time or again after a return.
  case apply
  /// The applicant gives up before the service is open.
  case withdraw
  /// The applicant declares how each item of the security check-list is met.
  case declare
  /// The applicant agrees to the contract.
  case agree
  /// The applicant does not agree to the contract, with the reason.
  case decline
  /// The applicant takes the production keys.
  case takeKeys
  /// Screening finds the service fit.
  case approve
  /// Screening sends the application back with a reason.
  case sendBack
  /// Screening refuses the application with a reason.
  case refuse
  /// Security confirms every item of the declaration.
  case clear
  /// Security sends the declaration back with a reason.
  case sendBackSecurity
  /// Operations draws up the contract.
  case drawUp
  /// A second operator approves the contract.
  case approveContract
  /// The contract goes back to be drawn up anew, with a reason.
  case sendBackContract
  /// Operations asks for production keys.
  case askKeys
  /// A second operator grants the keys.
  case grantKeys
  /// The keys are not granted, with a reason.
  case sendBackKeys
  /// Operations opens the service.
  case open
  /// Operations proposes other terms for a live service; not while such a proposal waits.
  case amend
  /// A second operator approves the other terms, which are then offered to the applicant; those before hold meanwhile.
  case approveAmendment
  /// The other terms are not approved, with a reason.
  case sendBackAmendment
  /// The applicant agrees to other terms: accounts and limits hold from then on, fees from the next settlement day.
  case agreeAmendment
  /// The applicant does not agree to other terms, with the reason: those before go on.
  case declineAmendment
  /// Operations takes back other terms that were offered, with a reason.
  case recallAmendment
  /// The service is stopped for a while, with a reason.
  case suspend
  /// A stopped service goes on, with a reason.
  case lift
  /// The service ends for good, with a reason.
  case end

  /// The stages at which the step can be taken.
  public var from: Set<LiveStage> {
    switch self {
    case .apply: [.test, .returned]
    case .withdraw:
      [
        .screening, .returned, .approved, .declared, .cleared, .drawn, .offered, .contracted, .keysAsked, .keysGranted,
        .keyed,
      ]
    case .declare: [.approved]
    case .agree, .decline: [.offered]
    case .takeKeys: [.keysGranted]
    case .approve, .sendBack, .refuse: [.screening]
    case .clear, .sendBackSecurity: [.declared]
    case .drawUp: [.cleared]
    case .approveContract, .sendBackContract: [.drawn]
    case .askKeys: [.contracted]
    case .grantKeys, .sendBackKeys: [.keysAsked]
    case .open: [.keyed]
    case .amend, .approveAmendment, .sendBackAmendment, .agreeAmendment, .declineAmendment, .recallAmendment, .suspend:
      [.live]
    case .lift: [.suspended]
    case .end: [.live, .suspended]
    }
  }

  /// The stage that it leads to.
  public var to: LiveStage {
    switch self {
    case .apply: .screening
    case .withdraw, .end: .ended
    case .declare: .declared
    case .agree: .contracted
    case .decline, .clear, .sendBackContract: .cleared
    case .takeKeys: .keyed
    case .approve, .sendBackSecurity: .approved
    case .sendBack: .returned
    case .refuse: .refused
    case .drawUp: .drawn
    case .approveContract: .offered
    case .askKeys: .keysAsked
    case .grantKeys: .keysGranted
    case .sendBackKeys: .contracted
    case .open, .amend, .approveAmendment, .sendBackAmendment, .agreeAmendment, .declineAmendment, .recallAmendment,
      .lift:
      .live
    case .suspend: .suspended
    }
  }

  /// What an operator must be allowed to do; nil for the applicant's own steps.
  public var act: OperatorAct? {
    switch self {
    case .apply, .withdraw, .declare, .agree, .decline, .takeKeys, .agreeAmendment, .declineAmendment: nil
    case .approve, .sendBack, .refuse: .screenApplications
    case .clear, .sendBackSecurity: .checkSecurity
    case .drawUp, .askKeys, .open, .amend, .recallAmendment: .proposeContracts
    case .approveContract, .sendBackContract, .grantKeys, .sendBackKeys, .approveAmendment, .sendBackAmendment:
      .approveAsSecond
    case .suspend, .lift: .suspendServices
    case .end: .endServices
    }
  }

  /// Whether it proposes something that another operator has to approve.
  public var isProposal: Bool { [.drawUp, .askKeys, .amend].contains(self) }

  /// Whether it approves what an operator proposed: never the same one (four eyes).
  public var isSecond: Bool { [.approveContract, .grantKeys, .approveAmendment].contains(self) }

  /// Whether it answers a proposal: there has to be one.
  public var answersProposal: Bool { act == .approveAsSecond }

  /// Whether it answers other terms that are offered: there have to be some.
  public var answersOffer: Bool { [.agreeAmendment, .declineAmendment, .recallAmendment].contains(self) }

  /// Whether a proposal that waits goes on waiting, and so do terms that are offered.
  public var keepsProposal: Bool { self == .suspend || self == .lift }

  /// Whether the other side has to be told why.
  public var needsReason: Bool {
    switch self {
    case .decline, .sendBack, .refuse, .sendBackSecurity, .sendBackContract, .sendBackKeys, .sendBackAmendment,
      .declineAmendment, .recallAmendment, .suspend, .lift, .end:
      true
    default: false
    }
  }

  /// Where the step leads from `stage`. `proposer` is the operator whose proposal waits, if any; `offersTerms` says that other terms wait
  /// for the applicant.
  public func taken(
    at stage: LiveStage, by hand: LiveHand, proposer: String?, offersTerms: Bool = false, reason: String
  ) throws(LiveRefusal) -> LiveStage {
    switch (hand, act) {
    case (.applicant, nil): break
    case (.operator(_, let role), let act?) where role.may(act): break
    default: throw .notTheirs
    }
    guard from.contains(stage), proposer != nil || !answersProposal, offersTerms || !answersOffer else { throw .notNow }
    // What a second operator or the applicant looks at must not become something else meanwhile.
    if isProposal, proposer != nil || offersTerms { throw .proposalWaits }
    if isSecond, case .operator(let name, _) = hand, proposer == name { throw .sameHand }
    guard !needsReason || Self.reasonLengths.contains(reason.count) else { throw .reasonMissing }
    return to
  }

  /// A reason has so many characters.
  public static let reasonLengths = 5...500
}

/// Who takes a step.
public enum LiveHand: Sendable, Hashable {
  /// The developer whose application it is.
  case applicant
  /// An operator, with the name that the audit log knows.
  case `operator`(String, OperatorRole)
}

/// Why a step is not taken.
public enum LiveRefusal: Error, Sendable, Hashable, CaseIterable {
  /// It is another side's, or another role's.
  case notTheirs
  /// The stage is another one; perhaps somebody was faster.
  case notNow
  /// Whoever proposed something may not approve it.
  case sameHand
  /// The step needs a reason.
  case reasonMissing
  /// What was looked at has changed meanwhile.
  case changed
  /// Something that was proposed waits for its approval.
  case proposalWaits
}
