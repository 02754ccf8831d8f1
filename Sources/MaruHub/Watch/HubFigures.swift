package import MaruContract
package import MaruDomain

/// What one hub counted: calls of the last minute by API, and how banks are doing as it sees them.
package struct HubFigures: Sendable, Hashable {
  /// One bank, as one hub sees it or several together.
  package struct Bank: Sendable, Hashable {
    package var status: BankStatusCode
    /// Messages that the bank answered, left unanswered, and that were kept back, since the start of each hub.
    package var answered: Int64
    package var silent: Int64
    package var keptBack: Int64
    package var underWay: Int64
    /// What it was asked in the last minute; failures are messages without an answer.
    package var asked: [BankQuestion: CallFigures]

    package init(
      status: BankStatusCode, answered: Int64, silent: Int64, keptBack: Int64, underWay: Int64,
      asked: [BankQuestion: CallFigures] = [:]
    ) {
      self.status = status
      self.answered = answered
      self.silent = silent
      self.keptBack = keptBack
      self.underWay = underWay
      self.asked = asked
    }
  }

  /// By API.
  package var calls: [String: CallFigures] = [:]
  package var banks: [BankCode: Bank] = [:]
  /// How many seconds the last minute has had so far.
  package var seconds: Int64 = 60

  package init() {}

  /// Calls a second, times ten.
  package var tenthsPerSecond: Int64 { thousandthsPerSecond / 100 }
  /// Calls a second, times a thousand: fine enough to be added up.
  var thousandthsPerSecond: Int64 { calls.values.reduce(0) { $0 + $1.calls } * 1_000 / max(1, seconds) }
}

/// Lines of words with tabs between them, each of which begins with what it tells. A hub of another version may tell other lines, and
/// nothing depends on any of them: what is not understood is left out.
extension HubFigures {
  package var text: String {
    var lines = ["seconds\t\(seconds)"]
    for (api, figures) in calls.sorted(by: { $0.key < $1.key }) { lines.append("call\t\(api)\t\(figures.words)") }
    for (code, bank) in banks.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "bank\t\(code.text)\t\(bank.status.rawValue)\t\(bank.answered)\t\(bank.silent)\t\(bank.keptBack)\t\(bank.underWay)"
      )
      for question in BankQuestion.allCases {
        guard let figures = bank.asked[question] else { continue }
        lines.append("asked\t\(code.text)\t\(question.rawValue)\t\(figures.words)")
      }
    }
    return lines.joined(separator: "\n")
  }

  package init(text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t")
      switch (parts.first, parts.count) {
      case ("seconds", 2): seconds = Int64(counted: parts[1]) ?? seconds
      case ("call", 3): calls[String(parts[1])] = CallFigures(words: parts[2])
      case ("bank", 7):
        guard let code = BankCode(String(parts[1])), let status = BankStatusCode(rawValue: String(parts[2])) else {
          continue
        }
        let counts = parts[3...].compactMap { Int64(counted: $0) }
        guard counts.count == 4 else { continue }
        banks[code] = Bank(
          status: status, answered: counts[0], silent: counts[1], keptBack: counts[2], underWay: counts[3])
      case ("asked", 4):
        guard let code = BankCode(String(parts[1])), let question = BankQuestion(rawValue: String(parts[2])) else {
          continue
        }
        // The line of the bank comes first.
        banks[code]?.asked[question] = CallFigures(words: parts[3])
      default: continue
      }
    }
  }
}

extension Hub {
  /// What this hub counted, now.
  package var figures: HubFigures {
    let now = world.now()
    var figures = HubFigures()
    figures.calls = callWatch.lastMinute(at: now)
    figures.seconds = MinuteWindow.covered(at: now)
    for bank in bankConditions {
      figures.banks[bank.bank] = HubFigures.Bank(
        status: bank.status, answered: bank.answered, silent: bank.silent, keptBack: bank.keptBack,
        underWay: Int64(bank.underWay), asked: lastMinute(of: bank.bank))
    }
    return figures
  }
}
