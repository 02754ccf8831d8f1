/// Where an app stands on its way from the test bed to a live service. Stored by its raw value.
public enum LiveStage: String, Sendable, CaseIterable {
  /// In test, without an application for use.
  case test
  /// Applied for; somebody looks whether the service is fit.
  case screening
  /// Sent back to the applicant with a reason.
  case returned
  /// Refused: the end of this application.
  case refused
  /// Found fit; the applicant declares how the security check-list is met.
  case approved
  /// Declared; waits for the operator's own check.
  case declared
  /// The security check is passed; a contract can be drawn up.
  case cleared
  /// A contract was drawn up; a second operator looks at it.
  case drawn
  /// Approved by a second operator; the applicant reads it.
  case offered
  /// Agreed by both sides.
  case contracted
  /// An operator asked for production keys; a second one looks at it.
  case keysAsked
  /// The applicant may take the keys.
  case keysGranted
  /// The keys were taken; the service is not open yet.
  case keyed
  /// Open.
  case live
  /// Stopped for a while.
  case suspended
  /// Over for good.
  case ended

  /// Whether nothing follows: another application may be made.
  public var isOver: Bool { self == .refused || self == .ended }

  /// Whether an application is on its way: neither open, nor stopped, nor over.
  public var isUnderWay: Bool { service == .waiting && !isOver && self != .test }

  /// Whether screening has found it fit, wherever it is now.
  public var isApproved: Bool { ![.test, .screening, .returned, .refused, .ended].contains(self) }

  /// What an organisation with production keys may do at this stage.
  public var service: ServiceState {
    switch self {
    case .live: .open
    case .suspended: .suspended
    case .ended: .ended
    default: .waiting
    }
  }
}

/// Whether an organisation's calls are served; all but `open` are refused with A0013.
public enum ServiceState: String, Sendable, CaseIterable {
  /// Served.
  case open
  /// It has keys, and is not open yet.
  case waiting
  /// Stopped for a while.
  case suspended
  /// Over for good.
  case ended
}
