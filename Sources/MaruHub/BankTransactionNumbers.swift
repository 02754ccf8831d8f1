package import MaruDomain
package import MaruStore

extension SerialSource {
  /// The `bank_tran_id` and day that belong to a key. Unique within the organisation's day: 86.4 million milliseconds
  /// times 2^20 fits the id's nine characters of base 36.
  package func bankTransactionID(
    _ key: Int64, for organisation: OrganisationCode
  ) -> (id: BankTransactionID, date: BusinessDate) {
    let moment = Instant(milliseconds: key >> 20)
    let serial = UInt64(moment.millisecondOfDay) << 20 | UInt64(key & 0xF_FFFF)
    return (BankTransactionID(organisation: organisation, serial: serial), moment.businessDate)
  }
}

extension Hub {
  /// A fresh id for a leg towards a bank that moves no money, and its day.
  package func newBankTransactionID(for organisation: OrganisationCode) -> (id: BankTransactionID, date: BusinessDate) {
    serials.bankTransactionID(serials.next(), for: organisation)
  }
}
