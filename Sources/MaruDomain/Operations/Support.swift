/// What a developer asks the operator for.
public enum SupportKind: String, Sendable, CaseIterable {
  /// 상담: a question that is no matter for the forum.
  case consulting
  /// 보안점검 일정: an appointment for the security check.
  case securityCheck = "security_check"
  /// 시험 단말: the loan of a device to test with.
  case testDevice = "test_device"

  /// Whether nothing can be done without a day that the developer wishes for.
  public var needsDay: Bool { self == .securityCheck }
}

/// Whose turn it is.
public enum SupportState: String, Sendable, CaseIterable {
  /// The developer spoke last: the operator's turn.
  case open
  /// The operator spoke last.
  case answered
  /// Nobody's turn: it is settled.
  case closed

  /// Where an act leads; nil where it is not to be done now.
  public func after(_ act: SupportAct) -> SupportState? {
    switch (act, self) {
    // Whoever writes has something to say, whatever was thought to be over.
    case (.write, _): .open
    case (.answer, .open), (.answer, .answered): .answered
    case (.close, .open), (.close, .answered): .closed
    case (.reopen, .closed): .open
    case (.answer, .closed), (.close, .closed), (.reopen, .open), (.reopen, .answered): nil
    }
  }
}

/// What is done with a request: the developer writes, operators answer and reopen, either of them closes.
public enum SupportAct: String, Sendable, CaseIterable {
  /// The developer says something.
  case write
  /// An operator says something.
  case answer
  /// Either of them holds it for settled.
  case close
  /// An operator holds it for not settled after all.
  case reopen
}
