import MaruDomain

/// `StsRsnInf`: why a bank refuses. Written twice, as the ISO code for whoever knows only those and as the hub's own code
/// (`Prtry`), so that nothing is lost.
struct StatusReason: Sendable, Hashable {
  /// `Rsn/Cd`, ExternalStatusReason1Code.
  let code: String?
  /// `Rsn/Prtry`.
  let proprietary: String?
  /// `AddtlInf`, at most 105 characters.
  let text: String?

  /// Maru's code and the ISO code; where several share an ISO code, the first one is what the ISO code alone means.
  static let table: [(code: BankResponseCode, iso: String)] = [
    (.noSuchAccount, "AC01"), (.accountClosed, "AC04"), (.accountSuspended, "AC06"), (.accidentReported, "AC06"),
    (.legalHold, "AC06"), (.longUnused, "AC06"), (.miscellaneousAccount, "AC14"), (.notOpenToOthers, "AG01"),
    (.protectedAccount, "AG01"), (.cannotDebit, "AG01"), (.balanceTooLow, "AM04"), (.availableTooLow, "AM04"),
    (.overTransactionLimit, "AM14"), (.overDailyLimit, "AM21"), (.overNetLimit, "AM13"),
    (.transactionIDReused, "AM05"), (.holderNameDiffers, "BE01"), (.requesterNameWrong, "BE05"),
    (.realNameNumberDiffers, "BE16"), (.cannotProcess, "MS03"), (.simulatorWithoutAnswer, "MS03"),
    (.originalNotFound, "NOOR"), (.originalNotFoundAtHub, "NOOR"), (.systemDown, "AB07"), (.outsideHours, "TM01"),
  ]

  /// The ISO code of one of Maru's; nil for codes that say that nothing is known yet. Any other unlisted code is `MS03`.
  static func iso(_ code: BankResponseCode) -> String? {
    code.isNotKnownYet ? nil : table.first { $0.code == code }?.iso ?? "MS03"
  }

  /// Maru's code: the bank's own word for it, else what the ISO code means; nil where neither is known.
  static func code(of reasons: [StatusReason]) -> BankResponseCode? {
    if let own = reasons.compactMap({ $0.proprietary.flatMap { BankResponseCode($0) } }).first { return own }
    return reasons.compactMap { reason in table.first { $0.iso == reason.code }?.code }.first
  }

  static func write(_ code: BankResponseCode, _ message: String, to fields: inout ElementWriter) {
    if let iso = iso(code) {
      fields.group("StsRsnInf") { $0.group("Rsn") { $0.put("Cd", iso) } }
    }
    fields.group("StsRsnInf") {
      $0.group("Rsn") { $0.put("Prtry", code.text) }
      $0.put("AddtlInf", message.isEmpty ? nil : message)
    }
  }

  /// `Rsn`: one of the two codes.
  static func codes(from fields: inout ElementReader) throws -> (code: String?, proprietary: String?) {
    try fields.group("Rsn") { fields in
      let code = try fields.optionalText("Cd", 4)
      return (code, code == nil ? try fields.text("Prtry", 35) : nil)
    }
  }

  static func read(from fields: inout ElementReader) throws -> [StatusReason] {
    try fields.groups("StsRsnInf", atMost: 10) { fields in
      let (code, proprietary) = try codes(from: &fields)
      return StatusReason(code: code, proprietary: proprietary, text: try fields.optionalText("AddtlInf", 105))
    }
  }
}

extension BankResponseCode {
  /// Whether the bank itself does not know yet. 822 is no such code: the bank knows, the hub must ask again.
  var isNotKnownYet: Bool { isUnknownOutcome && self != .transactionIDReused }
}
