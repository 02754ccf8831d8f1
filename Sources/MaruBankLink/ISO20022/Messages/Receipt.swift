package import MaruDomain

/// camt.025, Receipt: a bank's refusal of a camt.060, with its code.
package struct Receipt: ISOMessage {
  package static let identifier = "camt.025.001.05"
  package static let root = "Rct"

  package let stamp: MessageStamp
  /// `MsgId` of what is refused.
  package let original: String
  package let code: BankResponseCode
  package let text: String
  package init(stamp: MessageStamp, original: String, code: BankResponseCode, text: String) {
    self.stamp = stamp
    self.original = original
    self.code = code
    self.text = text
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.group("MsgHdr") { try MessageStamp(from: &$0) }
    (original, code, text) = try fields.group("RctDtls") {
      let original = try $0.group("OrgnlMsgId") { try $0.text("MsgId", 35) }
      let (code, text) = try $0.group("ReqHdlg") {
        (
          try $0.value("StsCd") { BankResponseCode($0).flatMap { $0 == .accepted ? nil : $0 } },
          try $0.optionalText("Desc", 140)
        )
      }
      return (original, code, text ?? code.korean)
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.group("MsgHdr") { stamp.write(to: &$0) }
    fields.group("RctDtls") {
      $0.group("OrgnlMsgId") { $0.put("MsgId", original) }
      $0.group("ReqHdlg") {
        $0.put("StsCd", code.text)
        $0.put("Desc", text.isEmpty ? nil : text)
      }
    }
  }
}
