/// 이용기관코드, `client_use_code`: one upper-case letter and nine digits; names an organisation that uses the platform.
public struct OrganisationCode: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[A-Z][0-9]{9}"
  public init?(_ text: String) {
    guard text.utf8.count == 10, let first = text.utf8.first, first >= 0x41, first <= 0x5A,
      text.dropFirst().isDigits
    else { return nil }
    self.text = text
  }
}

/// The OAuth `client_id` of an application: 1 to 40 ASCII letters, digits and hyphens.
public struct ClientID: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9A-Za-z-]{1,40}"
  public init?(_ text: String) {
    guard (1...40).contains(text.utf8.count),
      text.utf8.allSatisfy({
        ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D
      })
    else { return nil }
    self.text = text
  }
}

/// 사용자일련번호, `user_seq_no`: ten digits; names a user of the platform.
public struct UserSeqNo: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{10}"
  public init?(_ text: String) {
    guard text.utf8.count == 10, text.isDigits else { return nil }
    self.text = text
  }
}

/// 핀테크이용번호, `fintech_use_num`: 24 digits that stand for one account towards one organisation only.
///
/// `1`, the nine digits of the organisation code, a 14-digit serial.
public struct FintechUseNumber: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{24}"
  public init?(_ text: String) {
    guard text.utf8.count == 24, text.isDigits else { return nil }
    self.text = text
  }
  /// The number for an organisation's `serial`-th registration; nil when the serial has more than 14 digits.
  public init?(organisation: OrganisationCode, serial: Int64) {
    guard serial >= 0, serial <= 99_999_999_999_999 else { return nil }
    let digits = String(serial)
    self.text = "1" + organisation.text.dropFirst() + String(repeating: "0", count: 14 - digits.utf8.count) + digits
  }
}

/// 금융기관 표준코드, `bank_code_std`: three digits.
public struct BankCode: ValidatedText, Comparable {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{3}"
  public init?(_ text: String) {
    guard text.utf8.count == 3, text.isDigits else { return nil }
    self.text = text
  }
  public static func < (left: BankCode, right: BankCode) -> Bool { left.text < right.text }
  /// The hub itself, in `bank_code_tran`.
  public static let hub = BankCode(unchecked: "098")
  /// 지역 농축협: the local cooperatives of NH, whose accounts are often taken for those of NH bank (011).
  public static let localCooperatives = BankCode(unchecked: "012")
  private init(unchecked text: String) { self.text = text }
}

/// 점별코드, `bank_code_sub`: seven digits, bank (3) and branch (4).
public struct BranchCode: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{7}"
  public init?(_ text: String) {
    guard text.utf8.count == 7, text.isDigits else { return nil }
    self.text = text
  }
  /// `0000000`: the branch is not known.
  public static let unknown = BranchCode(unchecked: "0000000")
  private init(unchecked text: String) { self.text = text }
}

/// 계좌번호, `account_num`: 6 to 16 digits. Prints itself masked, so that it cannot slip into a log.
public struct AccountNumber: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{6,16}"
  public init?(_ text: String) {
    guard (6...16).contains(text.utf8.count), text.isDigits else { return nil }
    self.text = text
  }
  /// The wire's `account_num_masked`, NS(20): the last three characters are `*`.
  public var masked: String { text.dropLast(3) + "***" }
  public var description: String { masked }
}

/// An account at a bank: the pair that names it across the platform.
public struct BankAccount: Sendable, Hashable, CustomStringConvertible, Codable {
  /// 금융기관 표준코드.
  public let bank: BankCode
  /// 계좌번호.
  public let number: AccountNumber
  /// The account `number` at `bank`; whether it exists is the bank's to say.
  public init(bank: BankCode, number: AccountNumber) {
    self.bank = bank
    self.number = number
  }
  public var description: String { "\(bank.text)-\(number.masked)" }
}

/// 거래고유번호, `bank_tran_id`: organisation code (10), origin letter (`O` the hub, `U` the organisation), nine of `0-9A-Z`.
public struct BankTransactionID: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9A-Z]{20}"
  public init?(_ text: String) {
    guard text.utf8.count == 20,
      text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) })
    else { return nil }
    self.text = text
  }
  /// The id the hub makes for an order of `organisation`; `serial` below 36⁹.
  public init(organisation: OrganisationCode, serial: UInt64) {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    var tail = [UInt8](repeating: 0x30, count: 9)
    var rest = serial
    for index in stride(from: 8, through: 0, by: -1) {
      tail[index] = digits[Int(rest % 36)]
      rest /= 36
    }
    self.text = organisation.text + "O" + String(decoding: tail, as: UTF8.self)
  }
}

/// 거래고유번호(API), `api_tran_id`: a lower-case UUID that the hub gives each API call.
public struct APITransactionID: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = ".{36}"
  public init?(_ text: String) {
    guard text.utf8.count == 36 else { return nil }
    self.text = text
  }
  /// A version 4 UUID from 16 random bytes.
  public init(random bytes: (UInt64, UInt64)) {
    self.text = uuidText(high: bytes.0, low: bytes.1)
  }
}

/// RFC 9562 version 4 layout over 128 random bits, lower case.
public func uuidText(high: UInt64, low: UInt64) -> String {
  let high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
  let low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
  return String(unsafeUninitializedCapacity: 36) { buffer in
    var position = 0
    func put(_ word: UInt64, _ shift: Int) {
      let nibble = UInt8((word >> UInt64(shift)) & 15)
      buffer[position] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
      position += 1
    }
    for index in 0..<16 {
      if index == 8 || index == 12 {
        buffer[position] = 0x2D
        position += 1
      }
      put(high, 60 - 4 * index)
    }
    for index in 0..<16 {
      if index == 0 || index == 4 {
        buffer[position] = 0x2D
        position += 1
      }
      put(low, 60 - 4 * index)
    }
    return 36
  }
}
