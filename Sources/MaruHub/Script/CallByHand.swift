import MaruBankLink

extension Hub {
  /// Whether the running call was made in the site's console: those alone carry a notebook for the banks' side.
  package var isByHand: Bool { BankTrace.current != nil }
}
