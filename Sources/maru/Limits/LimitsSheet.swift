import ArgumentParser
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// An amount as an operator gives it: won, or `none` for no bound.
struct LimitsAmount {
  let won: Won?

  init(_ text: String) throws {
    guard text != "none" else {
      won = nil
      return
    }
    guard let won = Int64(text).flatMap({ Won($0) }) else {
      throw ValidationError("'\(text)' must be a whole number of won up to \(Won.greatest), or none.")
    }
    self.won = won
  }

  var text: String { won.map { "\($0) won" } ?? "none" }

  static func organisation(_ text: String) throws -> OrganisationCode {
    guard let code = OrganisationCode(text) else {
      throw ValidationError("'\(text)' must be an organisation's code: a letter and nine digits.")
    }
    return code
  }
}

/// The terms as an operator reads them.
struct LimitsSheet {
  private let sheet: SettlementTerms.Sheet
  private let waiting: [TermProposal]
  init(_ sheet: SettlementTerms.Sheet, waiting: [TermProposal]) {
    self.sheet = sheet
    self.waiting = waiting
  }

  var text: String {
    var lines = ["", row("순채무한도 net debit caps", "won", "used")]
    lines += sheet.caps.map { row("\($0.party) \(ParticipatingBanks.name(of: $0.party))", "\($0.limit)", "\($0.used)") }
    if sheet.caps.isEmpty { lines.append("    none") }
    lines += ["", row("선불한도 prefunded limits", "won", "used")]
    lines += sheet.prefunds.map { row("\($0.party)", "\($0.limit)", "\($0.used)") }
    if sheet.prefunds.isEmpty { lines.append("    none") }
    lines += ["", row("수수료 fees", "won a use", "")]
    lines += fees.map { row(place(of: $0), "\($0.won)", "") }
    if !waiting.isEmpty {
      lines += ["", row("승인 대기 proposals that wait", "by", "")]
      lines += waiting.map { row("\($0.id)  \($0.change.words)", $0.proposedBy, "") }
    }
    return (lines + [""]).joined(separator: "\n")
  }

  /// The API, whose rate it is, and the settlement day from which it holds.
  private func place(of fee: FeeTable.Rate) -> String {
    [fee.api, fee.organisation?.text, fee.since.map { "from \($0)" }].compactMap(\.self).joined(separator: "  ")
  }

  /// Of two rates for the same place and day the later one.
  private var fees: [FeeTable.Rate] {
    var fees: [FeeTable.Rate] = []
    for fee in sheet.fees {
      fees.removeAll { $0.api == fee.api && $0.organisation == fee.organisation && $0.since == fee.since }
      fees.append(fee)
    }
    return fees
  }

  private func row(_ name: String, _ columns: String...) -> String {
    let text =
      "  " + Terminal.padded(name, to: 40)
      + columns.map { String(repeating: " ", count: max(1, 18 - Terminal.width($0))) + $0 }.joined()
    return text.hasSuffix(" ") ? String(text.reversed().drop { $0 == " " }.reversed()) : text
  }
}
