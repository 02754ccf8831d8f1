package import MaruBankLink
package import MaruDomain
import Synchronization

/// How a simulated bank behaves; set at run time, kept in memory only.
package enum BankBehaviour: Sendable, Hashable {
  case up
  /// No connection can be made.
  case down
  /// Answers after the delay; what is asked happens then, whether or not somebody still waits.
  case slow(Duration)
  /// Takes debits, refuses credits.
  case refuseCredit
  /// Does what is asked and loses the answer.
  case loseAnswer

  /// The spelling of the test bed's API.
  package var name: String {
    switch self {
    case .up: "up"
    case .down: "down"
    case .slow: "slow"
    case .refuseCredit: "refuse_credit"
    case .loseAnswer: "lose_answer"
    }
  }
}

/// The switches of all simulated banks.
package final class BankDesk: Sendable {
  private struct Switches {
    var behaviour = BankBehaviour.up
    var status = BankStatusCode.available
  }
  private let switches = Mutex<[BankCode: Switches]>([:])
  package init() {}

  package subscript(bank: BankCode) -> BankBehaviour {
    get { switches.withLock { $0[bank]?.behaviour ?? .up } }
    set { switches.withLock { $0[bank, default: Switches()].behaviour = newValue } }
  }

  /// What the bank says of itself when it is asked for its health.
  package func status(of bank: BankCode) -> BankStatusCode {
    switches.withLock { $0[bank]?.status ?? .available }
  }
  package func set(_ status: BankStatusCode, of bank: BankCode) {
    switches.withLock { $0[bank, default: Switches()].status = status }
  }
}

extension BankStatusCode {
  /// With what a bank in this state refuses money and inquiries; nil when it works.
  var refusal: BankResponseCode? {
    switch self {
    case .available, .closing: nil
    case .fault: .systemDown
    case .beforeOpening: .outsideHours
    }
  }
}

/// The participating banks of the test bed: those of v1.0 and the test bank. Section 8 of the wire contract.
package enum ParticipatingBanks {
  /// Code, name, and how many digits an account number has there.
  package static let all: [(bank: Bank, digits: Int, prefix: String)] = [
    ("002", "KDB산업은행", 14, "013"), ("003", "IBK기업은행", 14, "010"), ("004", "KB국민은행", 14, "6002"),
    ("007", "Sh수협은행", 12, "101"), ("011", "NH농협은행", 13, "302"), ("020", "우리은행", 13, "1002"),
    ("023", "SC제일은행", 11, "630"), ("027", "한국씨티은행", 13, "180"), ("031", "iM뱅크(대구)", 12, "508"),
    ("032", "부산은행", 13, "101"), ("034", "광주은행", 12, "502"), ("035", "제주은행", 10, "22"),
    ("037", "전북은행", 13, "102"), ("039", "경남은행", 13, "207"), ("081", "하나은행", 14, "391"),
    ("088", "신한은행", 12, "110"), ("089", "케이뱅크", 12, "100"), ("090", "카카오뱅크", 13, "3333"),
    ("097", "오픈은행", 16, "1230"),
  ].compactMap { code, name, digits, prefix in
    BankCode(code).map { (Bank(code: $0, name: name), digits, prefix) }
  }
}
