// The API that a bank offers to the hub: what the hub asks of a bank, as HTTP. Issue of the hub, not of the joint platform:
// no public specification of that side exists (section 10 of the wire contract), so field names follow the client side.

public import MaruDomain

/// One operation of the bank-side API: `POST` with a JSON body, idempotent, answered with HTTP 200 and a bank code.
public protocol BankSideOperation: Sendable {
  associatedtype Request: WireMessage
  associatedtype Answer: WireMessage
  /// Below the bank's base URL, with leading slash.
  static var path: String { get }
}

/// What a bank answers: its code and, where that is 000, the body.
public struct BankSideReply<Body: WireMessage>: Sendable {
  /// `bank_rsp_code`; 000 means done.
  public let code: BankResponseCode
  /// `bank_rsp_message`, empty on success.
  public let message: String
  /// Nil unless the code is 000.
  public let body: Body?

  /// The bank did it.
  public init(_ body: Body) {
    code = .accepted
    message = ""
    self.body = body
  }

  /// The bank refused; nothing moved.
  public init(refusedWith code: BankResponseCode, _ message: String) {
    self.code = code
    self.message = message
    body = nil
  }

  /// Reads an answer's JSON; throws A0004 naming the field that is wrong, or the JSON reader's failure.
  public init(json: [UInt8]) throws {
    guard case .object(let members) = try JSONReader.read(json) else {
      throw HubError.format("body", "Must be a JSON object.")
    }
    var fields = FieldReader(members)
    code = try fields.required(Wire.bankResponseCode)
    message = try fields.blankable(Wire.bankResponseMessage) ?? ""
    body = code == .accepted ? try Body(from: &fields) : nil
  }

  /// The answer's JSON.
  public var json: [UInt8] {
    FieldWriter.object { fields in
      fields.put(Wire.bankResponseCode, code)
      fields.put(Wire.bankResponseMessage, message)
      body?.write(to: &fields)
    }
  }
}

/// An answer that says nothing but the bank's code.
public struct BankSideNothing: WireMessage, Hashable {
  /// A message without fields.
  public init() {}
  public init(from fields: inout FieldReader) throws(HubError) {}
  public func write(to fields: inout FieldWriter) {}
}
