import ArgumentParser
import Foundation
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// `maru settle`: closes a settlement day, or shows one that is closed, and writes its report.
struct SettleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle",
    abstract: "Close a settlement day and write its report. 정산일을 마감하고 보고서를 만듭니다.",
    discussion: """
      A running hub closes each day by itself at its cut-off; this command does the same by hand, also beside a running hub, and
      writes the report of a closed day again. Files: positions and fees as CSV, the whole day as JSON, the net payments as ISO
      20022 pacs.009. Exit status 0: closed; 1: the day cannot be closed, and why; 2: the data cannot be read.
      """)

  @OptionGroup var stores: HubDatabase
  @Option(help: "Settlement day, yyyyMMdd (default: the last one that has ended).")
  var date: String?
  @Option(help: "When a settlement day ends, Korean time, HHmm; the same as of 'maru serve'.")
  var cutOff = "0000"
  @Option(help: "Directory for the report (default: settlement in the data directory).")
  var output: String?

  func run() async throws {
    guard let rule = SettlementCutOff(wire: cutOff) else {
      throw ValidationError("--cut-off is '\(cutOff)': it must be a time as HHmm, such as 2330.")
    }
    let day = date.map { BusinessDate(wire: $0) } ?? rule.lastEnded(at: World.live.now())
    guard let day else { throw ValidationError("--date is '\(date ?? "")': it must be a day as yyyyMMdd.") }
    do {
      let settled = try await stores.with("settle") {
        try await Settlement(store: $0, world: .live, cutOff: rule).close(day)
      }
      let files = try SettlementFiles(directory: output ?? stores.data + "/settlement").write(settled)
      Terminal.say(SettlementSheet(settled).text)
      for file in files { Terminal.say("wrote    \(file)") }
    } catch let error as SettlementError {
      Terminal.complain("maru settle: \(error).")
      throw ExitCode(1)
    }
  }
}

/// Where the reports of settled days go: a directory a day.
struct SettlementFiles: SettlementReports {
  let directory: String

  /// Each file is written whole or not at all, so a report whose files are all there is whole.
  func has(_ date: BusinessDate) -> Bool {
    SettlementReport.fileNames(of: date).allSatisfy {
      FileManager.default.fileExists(atPath: "\(directory)/\(date.wire)/\($0)")
    }
  }

  func publish(_ settled: SettledDay) throws { _ = try write(settled) }

  /// Writes the report, each file whole at once; returns the paths.
  func write(_ settled: SettledDay) throws -> [String] {
    let place = directory + "/" + settled.day.date.wire
    try FileManager.default.createDirectory(
      atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return try SettlementReport(settled, bankName: { ParticipatingBanks.name(of: $0) }).files.map { name, contents in
      let path = place + "/" + name
      try Data(contents).write(to: URL(fileURLWithPath: path), options: .atomic)
      return path
    }
  }
}

/// A settled day as an operator reads it.
private struct SettlementSheet {
  private let settled: SettledDay
  init(_ settled: SettledDay) { self.settled = settled }

  var text: String {
    let day = settled.day
    var lines = [
      "", "  정산 · settlement of \(day.date), closed \(day.closedAt.dateTime)",
      "  entries \(day.firstSequence + 1) to \(day.lastSequence) of the book (\(day.lastSequence - day.firstSequence))",
      "",
      row("은행 bank", "debits", "credits", "net", "payment"),
    ]
    for position in settled.netting.positions {
      guard case .clearing(let bank) = position.account else { continue }
      let payment = position.net == 0 ? "-" : position.net < 0 ? "pays" : "receives"
      lines.append(
        row(
          "\(bank) \(ParticipatingBanks.name(of: bank))", grouped(position.debits), grouped(position.credits),
          grouped(position.net), payment))
    }
    lines += ["", "  carried into the next day (debited, not yet given on): \(grouped(settled.netting.held)) won"]
    if !settled.fees.isEmpty {
      lines += ["", row("수수료 fees", "uses", "rate", "won", "")]
      for fee in settled.fees {
        lines.append(
          row(
            "\(fee.organisation) \(fee.api)", grouped(fee.count), grouped(fee.rate.amount), grouped(fee.amount), ""))
      }
    }
    return (lines + [""]).joined(separator: "\n")
  }

  private func row(_ name: String, _ columns: String...) -> String {
    "  " + Terminal.padded(name, to: 40)
      + columns.map { String(repeating: " ", count: max(1, 18 - Terminal.width($0))) + $0 }.joined()
  }

  /// `1,234,567`.
  private func grouped(_ amount: Int64) -> String {
    var digits = String(amount.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (amount < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}
