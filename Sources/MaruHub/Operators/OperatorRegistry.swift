import Crypto
package import MaruDomain
package import MaruStore

/// Who works at the hub: made on its own machine (`maru operator`), with a link for the set-up that counts once.
package struct OperatorRegistry: Sendable {
  /// How long a set-up link counts, in seconds.
  package static let setUpSeconds: Int64 = 86_400
  /// What the audit log names where the command line did it.
  package static let commandLine = "maru"

  /// Why a wish was not done.
  package enum Refused: Error, Sendable, Equatable, CustomStringConvertible {
    case malformed
    case taken(String)
    case unknown(String)
    /// A bank's people work at a bank, the hub's own at none.
    case bankAmiss

    package var description: String {
      switch self {
      case .malformed: "a name has 2 to 40 of the letters a-z, the digits and . - _, and begins with a letter"
      case .taken(let name): "there is an operator '\(name)' already; 'maru operator renew' lets them begin anew"
      case .unknown(let name): "there is no operator '\(name)'"
      case .bankAmiss: "the role 'bank' goes with --bank CODE (three digits), and no other role does"
      }
    }
  }

  private let store: any Store
  private let world: World

  package init(store: any Store, world: World) {
    self.store = store
    self.world = world
  }

  package func all() async throws -> [Operator] { try await store.read { try OperatorTable.all(in: $0) } }

  /// Makes an operator, `bank` is where they work if it is not the hub; returns the token of the set-up link. Throws ``Refused``.
  package func add(_ name: String, role: OperatorRole, bank: BankCode? = nil) async throws -> String {
    guard Self.isName(name) else { throw Refused.malformed }
    guard (role == .bank) == (bank != nil) else { throw Refused.bankAmiss }
    let (token, now) = (world.randomHex(bytes: 32), world.now())
    try await store.write { session in
      guard try OperatorTable.find(name: name, in: session) == nil else { throw Refused.taken(name) }
      let id = try SerialTable.next("operator", in: session)
      try OperatorTable.insert(
        Operator(id: id, name: name, role: role, bank: bank, createdAt: now), setUp: digest(token),
        until: now.adding(seconds: Self.setUpSeconds), in: session)
      try AuditTable.append(
        AuditRecord(
          at: now, who: Self.commandLine, act: "operator.add", subject: name, words: Self.words(role, bank)),
        in: session)
    }
    return token
  }

  /// Lets an operator begin anew, with this role and bank or those that they have: password and authenticator go, and every login ends.
  package func renew(_ name: String, role: OperatorRole?, bank: BankCode? = nil) async throws -> String {
    let (token, now) = (world.randomHex(bytes: 32), world.now())
    try await store.write { session in
      guard let found = try OperatorTable.find(name: name, in: session) else { throw Refused.unknown(name) }
      let role = role ?? found.role
      let bank = bank ?? (role == .bank ? found.bank : nil)
      guard (role == .bank) == (bank != nil) else { throw Refused.bankAmiss }
      try OperatorTable.beginAnew(
        found.id, role: role, bank: bank, setUp: digest(token), until: now.adding(seconds: Self.setUpSeconds),
        in: session)
      try OperatorSessionTable.removeAll(of: found.id, in: session)
      try SiteAttemptTable.forget(Self.attempts(name), in: session)
      try AuditTable.append(
        AuditRecord(
          at: now, who: Self.commandLine, act: "operator.renew", subject: name, words: Self.words(role, bank)),
        in: session)
    }
    return token
  }

  /// Ends an operator with every login of theirs; what they did stays in the log. `who` did it, from `address`.
  package func end(_ name: String, by who: String = commandLine, from address: String = "") async throws {
    let now = world.now()
    try await store.write { session in
      guard let found = try OperatorTable.find(name: name, in: session), found.endedAt == nil else {
        throw Refused.unknown(name)
      }
      try OperatorTable.end(found.id, at: now, in: session)
      try OperatorSessionTable.removeAll(of: found.id, in: session)
      try AuditTable.append(
        AuditRecord(at: now, who: who, act: "operator.end", subject: name, address: address), in: session)
    }
  }

  /// Under what the tries to log in as somebody are counted.
  package static func attempts(_ name: String) -> [UInt8] {
    Array(SHA256.hash(data: Array("operator/name/\(name)".utf8)))
  }

  private static func words(_ role: OperatorRole, _ bank: BankCode?) -> String {
    bank.map { "\(role.rawValue) \($0.text)" } ?? role.rawValue
  }

  private static func isName(_ text: String) -> Bool {
    (2...40).contains(text.utf8.count) && text.first.map { $0.isASCII && $0.isLowercase } == true
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F
      }
  }
}
