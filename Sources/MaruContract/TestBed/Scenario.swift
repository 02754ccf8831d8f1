public import MaruDomain

/// A script with a name: what the site saves and exports, `maru serve --scenario` and the client library load.
public struct Scenario: WireMessage, Hashable {
  /// The most rules of one app.
  public static let mostRules = 50

  /// `name`.
  public var name: String
  /// `rules`: the first one that applies is played.
  public var rules: [ScriptRule]

  /// A scenario of `rules`.
  public init(name: String, rules: [ScriptRule]) {
    self.name = name
    self.rules = rules
  }

  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {
    name = try fields.required(ScriptWire.name)
    rules = try fields.list(
      "rules", of: ScriptRule.self, atMost: Scenario.mostRules, orNone: true, "규칙. 이 시나리오의 규칙: its rules")
  }

  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.put(ScriptWire.name, name)
    fields.put(list: "rules", rules)
  }

  /// Reads a file. Throws A0004 with what is wrong in it.
  public init(json: [UInt8]) throws(HubError) {
    let value: WireValue
    do {
      value = try JSONReader.read(json)
    } catch {
      throw .format("scenario", "JSON이 아닙니다. Not JSON.")
    }
    guard case .object(let members) = value else {
      throw .format("scenario", "JSON 객체여야 합니다. Must be a JSON object.")
    }
    var fields = FieldReader(members)
    try self.init(from: &fields)
  }

  /// The file's contents.
  public var json: [UInt8] { FieldWriter.object { write(to: &$0) } }
}

/// `POST /testbed/scenarios`: what is answered to one app from now on, in place of what was set before; no rules end it.
public struct TestBedScenario: WireMessage, Hashable {
  /// `client_id`: whose calls.
  public var client: ClientID
  /// `client_secret`: only the app itself may script its answers.
  public var clientSecret: String
  /// `rules`; none ends the script.
  public var rules: [ScriptRule]

  /// Sets `rules` for the calls of `client`.
  public init(client: ClientID, clientSecret: String, rules: [ScriptRule]) {
    self.client = client
    self.clientSecret = clientSecret
    self.rules = rules
  }

  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {
    client = try fields.required(Wire.clientID)
    clientSecret = try fields.required(Wire.clientSecret)
    rules = try fields.list(
      "rules", of: ScriptRule.self, atMost: Scenario.mostRules, orNone: true,
      "규칙. 하나도 없으면 정한 응답을 끝냄: the rules; none ends the script")
  }

  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.clientID, client)
    fields.put(Wire.clientSecret, clientSecret)
    fields.put(list: "rules", rules)
  }

  /// What it gives.
  public struct Answer: WireMessage, Hashable {
    /// `rules`: how many are in force now.
    public var count: Int
    /// An answer with that number.
    public init(count: Int) { self.count = count }
    /// See ``WireMessage``.
    public init(from fields: inout FieldReader) throws(HubError) { count = try fields.required(ScriptWire.count) }
    /// See ``WireMessage``.
    public func write(to fields: inout FieldWriter) { fields.put(ScriptWire.count, count) }
  }
}
