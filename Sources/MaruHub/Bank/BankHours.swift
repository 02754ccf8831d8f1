import MaruBankLink
package import MaruDomain
package import MaruStore

/// When banks are closed every day, as their own people say: kept in the store, and soon known to every hub of it. What a bank
/// has never said stands in the hub's settings (`--bank-maintenance`).
package struct BankHours: Sendable {
  /// Windows of one bank.
  private static let most = 8
  /// A bank that is closed for longer each day is taken out by the operator, not by a window.
  private static let longest: Int64 = 12 * 3_600

  /// Why windows were not taken.
  package enum Trouble: Error, Sendable, Equatable {
    /// This is no window.
    case malformed(String)
    /// There are too many of them, or they are too long together.
    case tooMuch
  }

  private let hub: Hub

  package init(hub: Hub) { self.hub = hub }

  /// The windows of a bank, as `2330-0030`; empty where it is always open, and where there is no such bank.
  package func windows(of bank: BankCode) -> [String] { gate(bank)?.hours.windows.map(\.text) ?? [] }

  /// Sets a bank's windows, given as `2330-0030 0200-0300`, and writes down who did. Throws ``Trouble``.
  package func set(_ text: String, of bank: BankCode, _ record: AuditRecord) async throws {
    let hours = try Self.read(text)
    let stored = hours.windows.map(\.text).joined(separator: " ")
    try await hub.store.write { session in
      try SettingTable.save(Self.name(bank), stored, in: session)
      try AuditTable.append(record, in: session)
    }
    gate(bank)?.setHours(hours)
  }

  /// Takes over what is stored.
  package func apply() async throws {
    let codes = hub.banks.links.map(\.bank.code)
    let stored = try await hub.store.read { session in
      try codes.map { ($0, try SettingTable.find(Self.name($0), in: session)) }
    }
    for (bank, text) in stored {
      guard let text, let gate = gate(bank) else { continue }
      let hours = try Self.read(text)
      if gate.hours != hours { gate.setHours(hours) }
    }
  }

  /// Takes over every few seconds what another hub may have stored, until cancelled.
  package func run() async throws {
    while !Task.isCancelled {
      do {
        try await apply()
      } catch is CancellationError {
        return
      } catch {
        hub.logger.error("the banks' hours could not be read", metadata: ["error": "\(error)"])
      }
      try await hub.world.sleep(.seconds(5))
    }
  }

  static func read(_ text: String) throws -> ServiceHours {
    let windows = try text.split { $0.isWhitespace || $0 == "," }.map { part in
      guard let window = ServiceHours.Window(String(part)) else { throw Trouble.malformed(String(part.prefix(20))) }
      return window
    }
    guard windows.count <= most, windows.reduce(0, { $0 + $1.length }) <= longest else { throw Trouble.tooMuch }
    return ServiceHours(windows)
  }

  private func gate(_ bank: BankCode) -> BankGate? { (hub.banks[bank] as? GuardedBankLink)?.gate }
  private static func name(_ bank: BankCode) -> String { "bank-hours/\(bank.text)" }
}
