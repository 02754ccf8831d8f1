package import MaruDomain

/// One kind of ISO 20022 message as this hub uses it: the elements of `docs/ISO20022.md`, no others.
package protocol ISOMessage: Sendable, Hashable {
  /// Name, variant and version, as `pacs.008.001.08`.
  static var identifier: String { get }
  /// The element below `Document`.
  static var root: String { get }
  /// Its definition: which elements, in which order, how often, and of which type.
  static var schema: MessageSchema { get }
  /// Throws ``MessageProblem``.
  init(from fields: inout ElementReader) throws
  func write(to fields: inout ElementWriter)
}

/// A message that orders a leg.
package protocol ISOMovement: ISOMessage {
  var stamp: MessageStamp { get }
  /// The bank that is asked.
  var bank: BankCode { get }
  var order: LegOrder { get }
  init(stamp: MessageStamp, bank: BankCode, order: LegOrder)
}

extension ISOMessage {
  package static var namespace: String { schema.namespace }

  /// Reads a whole document. Throws ``XMLReader/Problem`` or ``MessageProblem``.
  package init(xml: [UInt8]) throws { try self.init(document: try XMLReader.read(xml)) }

  /// Takes a document that was read. Throws ``MessageProblem``.
  package init(document: XMLTree) throws {
    try Self.schema.check(document)
    var fields = ElementReader(document)
    self = try fields.group(Self.root) { try Self(from: &$0) }
    try fields.finish()
  }

  /// The whole document as whoever gets it will read it.
  var document: XMLTree {
    ElementWriter.document(namespace: Self.namespace) { $0.group(Self.root) { write(to: &$0) } }
  }

  /// The whole document in bytes.
  package var xml: [UInt8] { XMLWriter.write(document) }

  /// The whole document, held against its definition before anybody gets it. Throws ``MessageProblem``, and
  /// ``XMLReader/Problem`` for what is larger than a reader takes; depth and number of elements are within its bounds in every
  /// message that keeps its definition.
  package func validated() throws -> [UInt8] {
    let document = self.document
    try Self.schema.check(document)
    let xml = XMLWriter.write(document)
    guard xml.count <= XMLReader.largest else { throw XMLReader.Problem(position: 0, reason: "larger than 4 MiB") }
    return xml
  }
}

/// Which message it is and when it was made: `MsgId`, Max35Text, and `CreDtTm`.
package struct MessageStamp: Sendable, Hashable {
  package let id: String
  package let at: DateTime

  init(_ id: String, at: DateTime) {
    self.id = id
    self.at = at
  }

  /// A movement's message has the leg's own id, so that a repeat is seen to be one.
  package init(of leg: LegID, world: World) {
    self.init(leg.description, at: DateTime(world.now()))
  }

  /// Any other message has one that nobody had before.
  package init(world: World) {
    self.init(world.randomHex(bytes: 16), at: DateTime(world.now()))
  }

  init(from fields: inout ElementReader) throws {
    id = try fields.text("MsgId", 35)
    at = try fields.value("CreDtTm") { ISOTime.parse($0) }
  }

  func write(to fields: inout ElementWriter) {
    fields.put("MsgId", id)
    fields.put("CreDtTm", ISOTime.text(at))
  }
}

extension LegID {
  /// `EndToEndId`: the same for every leg of an order. 29 characters.
  package var endToEnd: String { date.wire + "-" + bankTransactionID.text }

  /// The message that orders the leg.
  package var messageIdentifier: String {
    switch leg {
    case .debit: DirectDebit.identifier
    case .credit: CreditTransfer.identifier
    case .reversal: PaymentReversal.identifier
    }
  }
}
