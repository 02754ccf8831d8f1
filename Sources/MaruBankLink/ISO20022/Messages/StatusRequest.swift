import MaruDomain

/// pacs.028, FIToFIPaymentStatusRequest: asks what became of a leg.
package struct StatusRequest: ISOMessage {
  package static let identifier = "pacs.028.001.03"
  package static let root = "FIToFIPmtStsReq"

  package let stamp: MessageStamp
  package let leg: LegID
  package init(stamp: MessageStamp, leg: LegID) {
    self.stamp = stamp
    self.leg = leg
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.group("GrpHdr") { try MessageStamp(from: &$0) }
    leg = try fields.group("TxInf") {
      let original = try $0.originalMessage()
      let leg = try $0.originalLeg()
      guard original == (leg.description, leg.messageIdentifier) else {
        throw $0.problem("OrgnlGrpInf", "names another message than the leg's")
      }
      return leg
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.group("GrpHdr") { stamp.write(to: &$0) }
    fields.group("TxInf") {
      $0.originalMessage(leg.description, leg.messageIdentifier)
      $0.originalLeg(leg)
    }
  }
}

extension ElementWriter {
  mutating func originalMessage(_ id: String, _ name: String) {
    group("OrgnlGrpInf") {
      $0.put("OrgnlMsgId", id)
      $0.put("OrgnlMsgNmId", name)
    }
  }

  /// A leg by the ids of its own message: of a reversal that is its `RvslId`.
  mutating func originalLeg(_ id: LegID) {
    let text = id.description
    put("OrgnlInstrId", text)
    put("OrgnlEndToEndId", id.endToEnd)
    put("OrgnlTxId", text)
  }
}

extension ElementReader {
  mutating func originalMessage() throws -> (id: String, name: String) {
    try group("OrgnlGrpInf") { (try $0.text("OrgnlMsgId", 35), try $0.text("OrgnlMsgNmId", 35)) }
  }

  mutating func originalLeg() throws -> LegID {
    let id = try value("OrgnlInstrId") { LegID($0) }
    try constant("OrgnlEndToEndId", id.endToEnd)
    try constant("OrgnlTxId", id.description)
    return id
  }
}
