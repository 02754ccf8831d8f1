public import MaruDomain

/// One of the platform's APIs as a value that server, client library and documents share.
///
/// The type's name is the path: `account/transaction_list` is `AccountTransactionList`.
public protocol Endpoint: Sendable {
  associatedtype Request: WireMessage
  associatedtype Response: WireMessage
  static var route: Route { get }
}

/// Where an API is found and what opens it.
public struct Route: Sendable, Hashable {
  /// The methods that the platform uses.
  public enum Method: String, Sendable, CaseIterable {
    /// Parameters in the query.
    case get = "GET"
    /// Parameters in a JSON body.
    case post = "POST"
  }

  /// Which token opens the API.
  public enum Access: Sendable, Hashable {
    /// A token that carries at least one of these scopes.
    case anyOf(Scope)
    /// Every valid token.
    case anyToken
  }

  /// The only method that the path takes; another is O0010.
  public let method: Method
  /// Without version and leading slash: `account/balance`.
  public let path: String
  /// What opens it.
  public let access: Access
  /// The API's name, Korean.
  public let korean: String
  /// What it does, Korean.
  public let koreanPurpose: String
  /// What it does, English.
  public let english: String

  /// A route; `path` without version and leading slash.
  public init(
    _ method: Method, _ path: String, _ access: Access, _ korean: String, _ koreanPurpose: String, _ english: String
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.korean = korean
    self.koreanPurpose = koreanPurpose
    self.english = english
  }

  /// `/v1.0/account/balance`.
  public var versionedPath: String { "/v1.0/\(path)" }
}

/// What a use case answers: the hub's result and the body that goes with it.
public struct Reply<Response: WireMessage>: Sendable {
  /// `rsp_code`.
  public let code: ResponseCode
  /// `rsp_message`.
  public let message: String
  /// The API's own fields.
  public let body: Response
  /// Set when an earlier call's answer is given again: its id and time, so that both answers are equal.
  public let original: CallStamp?

  /// A reply; without a message of its own it takes the code's.
  public init(_ code: ResponseCode, message: String? = nil, _ body: Response, original: CallStamp? = nil) {
    self.code = code
    self.message = message ?? code.message
    self.body = body
    self.original = original
  }
}

/// Which API call, and when the hub took it: `api_tran_id`, `api_tran_dtm`.
public struct CallStamp: Sendable, Hashable {
  /// `api_tran_id`.
  public let id: APITransactionID
  /// `api_tran_dtm`: when the hub took it.
  public let at: Instant
  /// The stamp of the call `id`.
  public init(id: APITransactionID, at: Instant) {
    self.id = id
    self.at = at
  }
}
