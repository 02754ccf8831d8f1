/// A calendar month of settlement days, `yyyyMM`.
public struct SettlementMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// `yyyyMM`.
  public let wire: String

  /// Nil unless `text` is six digits of a month that exists.
  public init?(wire text: String) {
    guard text.utf8.count == 6, BusinessDate(wire: text + "01") != nil else { return nil }
    wire = text
  }

  /// The month of a day.
  public init(_ day: BusinessDate) { wire = String(day.wire.prefix(6)) }

  /// What is before or at every day of the month, as text.
  public var first: String { wire + "01" }
  /// What is at or behind every day of the month, as text.
  public var last: String { wire + "31" }
  /// `2026-11`.
  public var description: String { "\(wire.prefix(4))-\(wire.suffix(2))" }
  public static func < (left: SettlementMonth, right: SettlementMonth) -> Bool { left.wire < right.wire }
}

/// What an organisation owes for the uses of a month's settled days, VAT not included.
public struct Invoice: Sendable, Hashable {
  /// Who pays.
  public let organisation: OrganisationCode
  /// The month.
  public let month: SettlementMonth
  /// A line for each API and rate: a rate that changed within the month has two.
  public let lines: [FeeLine]
  /// Whether no day of the month is still to be settled.
  public let isWhole: Bool

  /// An invoice of these lines.
  public init(organisation: OrganisationCode, month: SettlementMonth, lines: [FeeLine], isWhole: Bool) {
    self.organisation = organisation
    self.month = month
    self.lines = lines
    self.isWhole = isWhole
  }

  /// Won for all lines.
  public var amount: Int64 { lines.reduce(0) { $0 + $1.amount } }

  /// For spreadsheets: a line for each line, then the sum.
  public var csv: String {
    let rows = lines.map { "\(month.wire),\(organisation.text),\($0.api),\($0.count),\($0.rate.amount),\($0.amount)" }
    let uses = lines.reduce(0) { $0 + $1.count }
    return
      (["month,organisation,api,uses,won_a_use,won"] + rows + [
        "\(month.wire),\(organisation.text),total,\(uses),,\(amount)"
      ])
      .joined(separator: "\r\n") + "\r\n"
  }
}

/// An invoice in a list: what it comes to.
public struct InvoiceSum: Sendable, Hashable {
  /// Who pays.
  public let organisation: OrganisationCode
  /// The month.
  public let month: SettlementMonth
  /// Uses of all APIs.
  public let uses: Int64
  /// Won, VAT not included.
  public let amount: Int64

  /// What an invoice comes to.
  public init(organisation: OrganisationCode, month: SettlementMonth, uses: Int64, amount: Int64) {
    self.organisation = organisation
    self.month = month
    self.uses = uses
    self.amount = amount
  }
}
