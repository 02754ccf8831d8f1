/// `bank_rsp_code`, AN(3): what a bank (or the hub in its place, `bank_code_tran` 098) said. Section 7 of the wire contract.
///
/// A separate type from ``ResponseCode``: a bank may answer a code that the manual does not list, and it is passed on.
public struct BankResponseCode: ValidatedText {
  public let text: String
  /// See ``ValidatedText/pattern``.
  public static let pattern = "[0-9]{3}"
  /// Nil unless three digits.
  public init?(_ text: String) {
    guard text.utf8.count == 3, text.isDigits else { return nil }
    self.text = text
  }
  private init(known text: String) { self.text = text }

  /// Done.
  public static let accepted = BankResponseCode(known: "000")
  /// The bank's system is down.
  public static let systemDown = BankResponseCode(known: "111")
  /// Outside the bank's service hours.
  public static let outsideHours = BankResponseCode(known: "114")
  /// In progress, not known yet.
  public static let inProgress = BankResponseCode(known: "400")
  /// No such account.
  public static let noSuchAccount = BankResponseCode(known: "412")
  /// Account closed.
  public static let accountClosed = BankResponseCode(known: "415")
  /// Miscellaneous ledger account.
  public static let miscellaneousAccount = BankResponseCode(known: "416")
  /// Accident reported.
  public static let accidentReported = BankResponseCode(known: "419")
  /// Account suspended.
  public static let accountSuspended = BankResponseCode(known: "420")
  /// Not open to other banks.
  public static let notOpenToOthers = BankResponseCode(known: "422")
  /// Legal hold.
  public static let legalHold = BankResponseCode(known: "425")
  /// Protected account, no deposit.
  public static let protectedAccount = BankResponseCode(known: "426")
  /// Cannot be debited.
  public static let cannotDebit = BankResponseCode(known: "427")
  /// Balance too low.
  public static let balanceTooLow = BankResponseCode(known: "453")
  /// Available balance too low.
  public static let availableTooLow = BankResponseCode(known: "454")
  /// Over the per-transaction limit.
  public static let overTransactionLimit = BankResponseCode(known: "455")
  /// Over the daily limit.
  public static let overDailyLimit = BankResponseCode(known: "456")
  /// Requester's name wrong.
  public static let requesterNameWrong = BankResponseCode(known: "461")
  /// Real-name number differs.
  public static let realNameNumberDiffers = BankResponseCode(known: "463")
  /// Long unused.
  public static let longUnused = BankResponseCode(known: "467")
  /// Cannot process, other.
  public static let cannotProcess = BankResponseCode(known: "499")
  /// Original transaction not found.
  public static let originalNotFound = BankResponseCode(known: "701")
  /// Internal fault of the hub, not known yet.
  public static let hubFault = BankResponseCode(known: "803")
  /// Time exceeded, not known yet.
  public static let hubTimeExceeded = BankResponseCode(known: "804")
  /// Original not found by the hub.
  public static let originalNotFoundAtHub = BankResponseCode(known: "813")
  /// Account holder's name differs.
  public static let holderNameDiffers = BankResponseCode(known: "815")
  /// The simulator has no answer.
  public static let simulatorWithoutAnswer = BankResponseCode(known: "818")
  /// The hub could not send, not known yet.
  public static let hubCouldNotSend = BankResponseCode(known: "819")
  /// Bank_tran_id used before.
  public static let transactionIDReused = BankResponseCode(known: "822")
  /// Over the bank's net transfer limit.
  public static let overNetLimit = BankResponseCode(known: "999")

  /// The codes that the hub knows, with their texts (code, Korean, English), in the manual's order.
  public static let catalogue: [(code: BankResponseCode, korean: String, english: String)] = [
    (.accepted, "정상", "done"),
    (.systemDown, "개설은행 시스템 장애", "the bank's system is down"),
    (.outsideHours, "개설은행 서비스 시간 아님", "outside the bank's service hours"),
    (.inProgress, "처리 중", "in progress, not known yet"),
    (.noSuchAccount, "해당 계좌 없음", "no such account"),
    (.accountClosed, "해지 계좌", "account closed"),
    (.miscellaneousAccount, "잡좌", "miscellaneous ledger account"),
    (.accidentReported, "사고신고 계좌", "accident reported"),
    (.accountSuspended, "거래중지 계좌", "account suspended"),
    (.notOpenToOthers, "타행 거래 불가 계좌", "not open to other banks"),
    (.legalHold, "법적제한 계좌", "legal hold"),
    (.protectedAccount, "입금 불가 계좌", "protected account, no deposit"),
    (.cannotDebit, "출금 불가 계좌", "cannot be debited"),
    (.balanceTooLow, "예금잔액 부족", "balance too low"),
    (.availableTooLow, "출금가능금액 부족", "available balance too low"),
    (.overTransactionLimit, "건별 이체한도 초과", "over the per-transaction limit"),
    (.overDailyLimit, "1일 이체한도 초과", "over the daily limit"),
    (.requesterNameWrong, "의뢰인 성명 상이", "requester's name wrong"),
    (.realNameNumberDiffers, "실명번호 상이", "real-name number differs"),
    (.longUnused, "장기 미사용 계좌", "long unused"),
    (.cannotProcess, "기타 처리 불가", "cannot process, other"),
    (.originalNotFound, "원거래 없음", "original transaction not found"),
    (.hubFault, "내부 처리 에러", "internal fault of the hub, not known yet"),
    (.hubTimeExceeded, "처리시간 초과", "time exceeded, not known yet"),
    (.originalNotFoundAtHub, "원거래 내역 없음", "original not found by the hub"),
    (.holderNameDiffers, "수취인성명 불일치", "account holder's name differs"),
    (.simulatorWithoutAnswer, "시뮬레이터 응답전문 존재하지 않음", "the simulator has no answer"),
    (.hubCouldNotSend, "송신 불가", "the hub could not send, not known yet"),
    (.transactionIDReused, "거래고유번호 중복", "bank_tran_id used before"),
    (.overNetLimit, "순이체한도 초과", "over the bank's net transfer limit"),
  ]

  /// The Korean text of a known code, else the code itself; empty for a success.
  public var korean: String {
    self == .accepted ? "" : BankResponseCode.catalogue.first { $0.code == self }?.korean ?? text
  }

  /// Whether the money's fate is open (section 9 of the wire contract); 822 too, because the first use may have moved it.
  public var isUnknownOutcome: Bool {
    [.inProgress, .hubFault, .hubTimeExceeded, .hubCouldNotSend, .transactionIDReused].contains(self)
  }
}

/// A bank's "no": who said it, the code and its words. `bank_code_tran`, `bank_rsp_code`, `bank_rsp_message`.
public struct BankRefusal: Error, Sendable, Hashable {
  /// The bank, or ``BankCode/hub`` where the hub refused in its place.
  public let by: BankCode
  /// `bank_rsp_code`.
  public let code: BankResponseCode
  /// `bank_rsp_message`, AH(100).
  public let message: String

  /// A refusal by `by`; without words of its own it takes those of the catalogue.
  public init(by: BankCode, code: BankResponseCode, message: String? = nil) {
    self.by = by
    self.code = code
    self.message = String((message ?? code.korean).prefix(100))
  }
}
