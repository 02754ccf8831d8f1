/// A change of what the operator agreed with a bank or an organisation; no amount takes the bound or the rate away.
public enum TermChange: Sendable, Hashable {
  /// A bank's net debit cap.
  case cap(BankCode, Won?)
  /// An organisation's prefunded limit.
  case prefund(OrganisationCode, Won?)
  /// What one use of an API costs an organisation, or all without a rate of their own.
  case fee(api: String, OrganisationCode?, Won?)

  /// The amount from then on.
  public var won: Won? {
    switch self {
    case .cap(_, let won), .prefund(_, let won), .fee(_, _, let won): won
    }
  }
}
