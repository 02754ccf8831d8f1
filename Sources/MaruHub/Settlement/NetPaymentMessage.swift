import MaruDomain

/// The net payments of a day as one ISO 20022 message, FinancialInstitutionCreditTransfer (pacs.009.001.08): one transaction a
/// bank, between the bank and the centre.
///
/// Banks are named by their Korean standard code as clearing system member (`ClrSysMmbId`), because BICs do not identify
/// participants here; amounts are whole won.
struct NetPaymentMessage: Sendable {
  private let settled: SettledDay
  private let bankName: @Sendable (BankCode) -> String

  init(_ settled: SettledDay, bankName: @escaping @Sendable (BankCode) -> String) {
    self.settled = settled
    self.bankName = bankName
  }

  private var date: BusinessDate { settled.day.date }

  var xml: String {
    let payments = settled.netting.payments
    let total = payments.reduce(Int64(0)) { $0 + $1.amount }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08">
        <FICdtTrf>
          <GrpHdr>
            <MsgId>MARU-\(date.wire)</MsgId>
            <CreDtTm>\(isoDateTime(settled.day.closedAt))</CreDtTm>
            <NbOfTxs>\(payments.count)</NbOfTxs>
            <TtlIntrBkSttlmAmt Ccy="KRW">\(total)</TtlIntrBkSttlmAmt>
            <IntrBkSttlmDt>\(isoDate(date))</IntrBkSttlmDt>
            <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>
          </GrpHdr>
      \(payments.map(transaction).joined())  </FICdtTrf>
      </Document>

      """
  }

  private func transaction(_ payment: NetPayment) -> String {
    let bank = agent(payment.bank.text, bankName(payment.bank))
    let centre = agent(BankCode.hub.text, "Maru")
    let (debtor, creditor) = payment.side == .bankPays ? (bank, centre) : (centre, bank)
    let id = "\(date.wire)-\(payment.bank.text)"
    return """
          <CdtTrfTxInf>
            <PmtId><InstrId>\(id)</InstrId><EndToEndId>\(id)</EndToEndId><TxId>\(id)</TxId></PmtId>
            <IntrBkSttlmAmt Ccy="KRW">\(payment.amount)</IntrBkSttlmAmt>
            <IntrBkSttlmDt>\(isoDate(date))</IntrBkSttlmDt>
            <Dbtr>\(debtor)</Dbtr>
            <Cdtr>\(creditor)</Cdtr>
          </CdtTrfTxInf>

      """
  }

  private func agent(_ code: String, _ name: String) -> String {
    "<FinInstnId><ClrSysMmbId><MmbId>\(code)</MmbId></ClrSysMmbId><Nm>\(escaped(name.isEmpty ? code : name))</Nm></FinInstnId>"
  }

  /// `2026-11-25`.
  private func isoDate(_ date: BusinessDate) -> String {
    let text = date.wire
    return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
  }

  /// `2026-11-25T09:30:00+09:00`.
  private func isoDateTime(_ instant: Instant) -> String {
    let time = instant.dateTime.timeWire
    return
      "\(isoDate(instant.businessDate))T\(time.prefix(2)):\(time.dropFirst(2).prefix(2)):\(time.suffix(2))+09:00"
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
