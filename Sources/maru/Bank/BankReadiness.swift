import Foundation
import MaruContract
import MaruDomain
import MaruStore
import MaruTestBed
import Synchronization

/// Waits until every bank of the process listens, and then tells where: on the screen and in the ready file.
final class BankReadiness: Sendable {
  private let settings: BankSettings
  private let banks: [StandaloneBank]
  private let ports = Mutex<[BankCode: Int]>([:])

  init(settings: BankSettings, banks: [StandaloneBank]) {
    self.settings = settings
    self.banks = banks
  }

  /// One bank listens; the last one makes the announcement.
  func listens(_ code: BankCode, port: Int) async {
    let ports = self.ports.withLock { ports -> [BankCode: Int]? in
      ports[code] = port
      return ports.count == banks.count ? ports : nil
    }
    guard let ports else { return }
    let shownHost = settings.host == "0.0.0.0" ? "localhost" : settings.host
    let urls = ports.mapValues { "\(settings.scheme)://\(shownHost):\($0)" }
    do {
      if let path = settings.readyFile { try JSONFile.write(try await json(urls), to: path) }
    } catch {
      Terminal.complain("maru bank: the ready file cannot be written: \(error)")
    }
    Terminal.say(banner(urls))
  }

  /// What `maru serve --bank` is told.
  private func serveFlag(_ urls: [BankCode: String]) -> String {
    settings.codes.compactMap { code in urls[code].map { "\(code)=\($0)" } }.joined(separator: ",")
  }

  /// Without certificates of the same authority the hub would not be heard.
  private var credentialsFlag: String { settings.credentials.map { " --bank-credentials \($0.path)" } ?? "" }

  private func json(_ urls: [BankCode: String]) async throws -> [UInt8] {
    var json = JSONWriter(capacity: 16_384)
    json.openObject()
    json.put("bank", serveFlag(urls))
    json.openArray("banks")
    for bank in banks {
      let code = bank.bank.bank.code
      json.openObject()
      json.put("bank_code_std", code.text)
      json.put("bank_name", bank.bank.bank.name)
      json.put("url", urls[code] ?? "")
      json.openArray("accounts")
      for account in try await bank.accounts() {
        json.openObject()
        json.put("account_num", account.account.number.text)
        json.put("account_holder_name", account.holderName.text)
        json.put("state", account.state.rawValue)
        json.put("balance_amt", account.balance.description)
        json.closeObject()
      }
      json.closeArray()
      json.closeObject()
    }
    json.closeArray()
    json.closeObject()
    return json.bytes
  }

  private func banner(_ urls: [BankCode: String]) -> String {
    let rows = banks.map { bank in
      let code = bank.bank.bank.code
      return "  \(code)  \(Terminal.padded(bank.bank.bank.name, to: 16))\(urls[code] ?? "")"
    }
    return
      (["", "  마루 Maru: \(banks.count == 1 ? "bank is" : "banks are") ready   (data in \(settings.data))", ""] + rows
      + [
        "", "  Connect a hub of the same seed:   maru serve\(credentialsFlag) --bank \(serveFlag(urls))",
        "  Stop with Ctrl-C.", "",
      ]).joined(separator: "\n")
  }
}
