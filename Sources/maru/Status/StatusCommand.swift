import ArgumentParser
import Foundation
import MaruContract

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `maru status`: how a running hub is doing.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a running hub is doing. 중계센터의 상태를 보여 줍니다.",
    discussion: """
      Open transfers by stage with the age of the oldest, the banks, the last settlement day, open reconciliation cases. Exit
      status 0: well; 1: money is stranded, a case is open, or the database is damaged or cannot be written; 2: no hub answers.
      """)

  @Option(help: "URL of the hub (default: that of the ready file in the data directory).")
  var url: String?
  @Option(help: "Data directory of 'maru serve'.")
  var data = "data"

  func run() async throws {
    let address = try url ?? readyURL()
    guard let place = URL(string: address + "/status") else {
      throw ValidationError("--url is '\(address)': it must be a URL such as http://127.0.0.1:8080.")
    }
    let body: Data
    do {
      let (data, response) = try await URLSession.shared.data(from: place)
      guard (response as? HTTPURLResponse)?.statusCode == 200 else {
        Terminal.complain("maru status: \(address) does not tell its status to this machine.")
        throw ExitCode(2)
      }
      body = data
    } catch let error as URLError {
      Terminal.complain(
        "maru status: no hub answers at \(address) (\(error.localizedDescription)). Start it:  make run")
      throw ExitCode(2)
    }
    guard let status = try? JSONReader.read([UInt8](body)) else {
      Terminal.complain("maru status: \(address) is no Maru hub.")
      throw ExitCode(2)
    }
    let sheet = StatusSheet(status)
    Terminal.say(sheet.text)
    guard sheet.isWell else { throw ExitCode(1) }
  }

  private func readyURL() throws -> String {
    guard let url = ReadyFile.url(in: data) else {
      Terminal.complain("maru status: there is no \(data)/ready.json. Start the hub ('make run'), or give its --url.")
      throw ExitCode(2)
    }
    return url
  }
}

/// The status as a person reads it.
private struct StatusSheet {
  private let status: WireValue
  init(_ status: WireValue) { self.status = status }

  private func text(_ name: String) -> String { status[name]?.flatText ?? "" }

  var isWell: Bool {
    text("overdue_yn") != "Y" && text("open_breaks") == "0" && ["sound", ""].contains(text("store_state"))
  }

  var text: String {
    let oldest = text("oldest_open_seconds")
    var lines = [
      "", "  마루 · \(text("now_dtime"))",
      "  \(Terminal.padded("미완료 이체 open transfers", to: 34))\(text("open_cnt"))"
        + (oldest.isEmpty ? "" : ", oldest \(oldest) s\(text("overdue_yn") == "Y" ? "  OVERDUE" : "")"),
    ]
    if !text("store_trouble").isEmpty {
      let refused = text("store_state") == "damaged" ? "TAKES NO NEW ORDERS" : "CANNOT BE WRITTEN"
      lines.insert("  \(Terminal.padded("저장소 database", to: 34))\(refused): \(text("store_trouble"))", at: 2)
    }
    for stage in status["open"]?.elements ?? [] {
      func field(_ name: String) -> String { stage[name]?.flatText ?? "" }
      lines.append(
        "    \(Terminal.padded(field("stage"), to: 18))\(Terminal.padded(field("cnt"), to: 8))\(field("amt")) won, in it for "
          + "\(field("stage_seconds")) s of at most \(field("bound_seconds")) s")
    }
    let settled = text("last_settled_date")
    lines += [
      "  \(Terminal.padded("최근 정산일 last settlement day", to: 34))\(settled.isEmpty ? "none yet" : settled)",
      "  \(Terminal.padded("미해결 불일치 open breaks", to: 34))\(text("open_breaks"))",
      "  \(Terminal.padded("편지 letters", to: 34))\(text("letters_waiting")) waiting, \(text("letters_failed")) given up",
      "",
      "  \(Terminal.padded("은행 bank", to: 26))\(Terminal.padded("status", to: 10))"
        + "\(Terminal.padded("answered", to: 12))\(Terminal.padded("silent", to: 10))kept back",
    ]
    for bank in status["banks"]?.elements ?? [] {
      func field(_ name: String) -> String { bank[name]?.flatText ?? "" }
      lines.append(
        "  \(Terminal.padded("\(field("bank_code_std")) \(field("bank_name"))", to: 26))"
          + "\(Terminal.padded(field("bank_status"), to: 10))\(Terminal.padded(field("answered"), to: 12))"
          + "\(Terminal.padded(field("silent"), to: 10))\(field("kept_back"))")
    }
    return (lines + [""]).joined(separator: "\n")
  }
}
