/// 계좌별명, `account_alias`, AH(50): the nickname a user or organisation gives an account; 1 to 50 characters.
public struct AccountAlias: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[^\\u0000-\\u001F\\u007F-\\u009F]{1,50}"
  public init?(_ text: String) {
    guard text.hasCharacters(1...50), !text.hasControlCharacter else { return nil }
    self.text = text
  }
}

/// 인자내역, `print_content`, AH(20): what a passbook line prints; 1 to 20 characters, Hangul counting one each.
public struct PrintContent: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[^\\u0000-\\u001F\\u007F-\\u009F]{1,20}"
  public init?(_ text: String) {
    guard text.hasCharacters(1...20), !text.hasControlCharacter else { return nil }
    self.text = text
  }
}

/// 예금주명, `account_holder_name`, AH(20): 1 to 20 characters.
public struct HolderName: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[^\\u0000-\\u001F\\u007F-\\u009F]{1,20}"
  public init?(_ text: String) {
    guard text.hasCharacters(1...20), !text.hasControlCharacter else { return nil }
    self.text = text
  }
  /// Whether two spellings name the same holder: blanks do not matter, as bank hosts pad names with them.
  public func matches(_ other: HolderName) -> Bool {
    text.filter { !$0.isWhitespace } == other.text.filter { !$0.isWhitespace }
  }
}

/// CMS 번호, `cms_no`, AN(32): the organisation's own reference, 1 to 32 letters and digits.
public struct CMSNumber: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9A-Za-z]{1,32}"
  public init?(_ text: String) {
    guard (1...32).contains(text.utf8.count), text.isAlphanumeric else { return nil }
    self.text = text
  }
}

/// 이체용 암호문구, `wd_pass_phrase`, aN(128): a secret; it never prints.
public struct PassPhrase: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[^\\u0000-\\u001F\\u007F-\\u009F]{1,128}"
  public init?(_ text: String) {
    guard (1...128).contains(text.utf8.count), !text.hasControlCharacter else { return nil }
    self.text = text
  }
  public var description: String { "•••" }
}

/// 예금주 실명번호, `account_holder_info`: 6 digits of birth date (yyMMdd), optionally one digit of gender, or ten digits of
/// a business number.
public struct HolderInfo: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{6,7}|[0-9]{10}"
  public init?(_ text: String) {
    guard [6, 7, 10].contains(text.utf8.count), text.isDigits else { return nil }
    self.text = text
  }
  public var description: String { "•••" }
}

/// 직전조회추적정보, `befor_inquiry_trace_info`, AN(20): an opaque cursor; empty on a first page.
public struct TraceInfo: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9A-Za-z]{1,20}"
  public init?(_ text: String) {
    guard (1...20).contains(text.utf8.count), text.isAlphanumeric else { return nil }
    self.text = text
  }
}
