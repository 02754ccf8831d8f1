/// admi.002, MessageReject: the bank could not read the message, or it is not for this bank.
///
/// Of money it says nothing: an earlier copy of the same message may have been read well.
package struct MessageReject: ISOMessage {
  package static let identifier = "admi.002.001.01"
  package static let root = "admi.002.001.01"
  /// `Ref` where the message's own id could not be read.
  package static let unknownReference = "NOTPROVIDED"

  /// `MsgId` of what is refused.
  package let original: String
  /// Where and why.
  package let text: String
  package init(original: String?, text: String) {
    self.original = original ?? MessageReject.unknownReference
    self.text = text
  }

  package init(from fields: inout ElementReader) throws {
    original = try fields.group("RltdRef") { try $0.text("Ref", 35) }
    text = try fields.group("Rsn") {
      try $0.constant("RjctgPtyRsn", "FF01")
      return try $0.optionalText("RsnDesc", 350) ?? ""
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.group("RltdRef") { $0.put("Ref", original) }
    fields.group("Rsn") {
      // ExternalStatusReason1Code FF01: invalid file format.
      $0.put("RjctgPtyRsn", "FF01")
      $0.put("RsnDesc", text.isEmpty ? nil : String(text.unicodeScalars.prefix(350)))
    }
  }
}
