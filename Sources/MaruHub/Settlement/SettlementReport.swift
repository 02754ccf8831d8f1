import MaruContract
package import MaruDomain

/// The settlement report of a day, as files: CSV for people and spreadsheets, JSON for programs.
package struct SettlementReport: Sendable {
  private let settled: SettledDay
  /// `bank_name` of each bank.
  private let bankName: @Sendable (BankCode) -> String

  package init(_ settled: SettledDay, bankName: @escaping @Sendable (BankCode) -> String) {
    self.settled = settled
    self.bankName = bankName
  }

  private var date: String { settled.day.date.wire }

  /// File names and contents, all of the one day.
  package var files: [(name: String, contents: [UInt8])] {
    let contents = [
      Array(positionsCSV.utf8), Array(feesCSV.utf8), json,
      Array(NetPaymentMessage(settled, bankName: bankName).xml.utf8),
    ]
    return Array(zip(Self.fileNames(of: settled.day.date), contents)).map { ($0.0, $0.1) }
  }

  /// The names of a day's files.
  package static func fileNames(of date: BusinessDate) -> [String] {
    let day = date.wire
    return ["positions-\(day).csv", "fees-\(day).csv", "settlement-\(day).json", "pacs.009-\(day).xml"]
  }

  /// One line an account: what it took, gave, and the difference, in won.
  package var positionsCSV: String {
    let lines = settled.netting.positions.map { position in
      let (kind, code, name) = described(position.account)
      return "\(date),\(kind),\(code),\(quoted(name)),\(position.debits),\(position.credits),\(position.net)"
    }
    return (["business_date,account_kind,code,name,debit_amt,credit_amt,net_amt"] + lines).joined(separator: "\r\n")
      + "\r\n"
  }

  /// One line an organisation and API, in won.
  package var feesCSV: String {
    let lines = settled.fees.map { "\(date),\($0.organisation),\($0.api),\($0.count),\($0.rate),\($0.amount)" }
    return (["business_date,client_use_code,api,use_cnt,rate_amt,fee_amt"] + lines).joined(separator: "\r\n") + "\r\n"
  }

  /// The whole day. Amounts are texts, as everywhere on the wire.
  package var json: [UInt8] {
    var json = JSONWriter(capacity: 4096)
    json.openObject()
    json.put("business_date", date)
    json.put("cut_off_dtime", settled.day.cutOff.dateTime.wire)
    json.put("closed_dtime", settled.day.closedAt.dateTime.wire)
    json.put("first_entry", String(settled.day.firstSequence + 1))
    json.put("last_entry", String(settled.day.lastSequence))
    json.put("held_amt", String(settled.netting.held))
    json.openArray("positions")
    for position in settled.netting.positions {
      let (kind, code, name) = described(position.account)
      json.openObject()
      json.put("account_kind", kind)
      json.put("code", code)
      json.put("name", name)
      json.put("debit_amt", String(position.debits))
      json.put("credit_amt", String(position.credits))
      json.put("net_amt", String(position.net))
      json.closeObject()
    }
    json.closeArray()
    json.openArray("payments")
    for payment in settled.netting.payments {
      json.openObject()
      json.put("bank_code_std", payment.bank.text)
      json.put("side", payment.side.rawValue)
      json.put("amt", String(payment.amount))
      json.closeObject()
    }
    json.closeArray()
    json.openArray("fees")
    for fee in settled.fees {
      json.openObject()
      json.put("client_use_code", fee.organisation.text)
      json.put("api", fee.api)
      json.put("use_cnt", String(fee.count))
      json.put("rate_amt", fee.rate.description)
      json.put("fee_amt", String(fee.amount))
      json.closeObject()
    }
    json.closeArray()
    json.closeObject()
    return json.bytes
  }

  private func described(_ account: LedgerAccount) -> (kind: String, code: String, name: String) {
    switch account {
    case .clearing(let bank): ("bank", bank.text, bankName(bank))
    case .organisation(let organisation): ("organisation", organisation.text, "")
    }
  }

  /// RFC 4180.
  private func quoted(_ text: String) -> String {
    text.contains(where: { ",\"\r\n".contains($0) }) ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
