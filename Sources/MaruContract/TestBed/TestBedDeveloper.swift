public import MaruDomain

/// `POST /testbed/developers`: a link that logs its browser in as the test bed's own developer, once.
public struct TestBedDeveloper: WireMessage, Hashable {
  /// There is nothing to say.
  public init() {}
  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {}
  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {}

  /// What it gives.
  public struct Answer: WireMessage, Hashable {
    /// `login_link`: to be opened in a browser within an hour.
    public var loginLink: String
    /// An answer with that link.
    public init(loginLink: String) { self.loginLink = loginLink }
    /// See ``WireMessage``.
    public init(from fields: inout FieldReader) throws(HubError) {
      loginLink = try fields.required(TestBedWire.loginLink)
    }
    /// See ``WireMessage``.
    public func write(to fields: inout FieldWriter) { fields.put(TestBedWire.loginLink, loginLink) }
  }
}
