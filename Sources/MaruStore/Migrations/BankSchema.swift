/// The tables of the simulated banks' database.
package enum BankSchema {
  package static let migrations: [Migration] = [m001Ledger]

  /// Customers, accounts, transactions, and the record of legs that makes a repeated leg harmless.
  static let m001Ledger = Migration(1, [])
}
