import ArgumentParser
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed

/// `maru operator`: who may work at the hub's console.
struct OperatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator",
    abstract: "Show and make operators of the console. 운영 화면의 운영자를 관리합니다.",
    subcommands: [
      OperatorListCommand.self, OperatorAddCommand.self, OperatorRenewCommand.self, OperatorEndCommand.self,
    ],
    defaultSubcommand: OperatorListCommand.self)
}

/// Where operators are kept, and how troubles end the command.
struct OperatorStore: ParsableArguments {
  @OptionGroup var stores: HubDatabase

  /// Runs `body` on the operators. Exit status 1: refused, and why; 2: the data cannot be read.
  func with<Value>(_ body: (OperatorRegistry) async throws -> Value) async throws -> Value {
    do {
      return try await stores.with("operator") { try await body(OperatorRegistry(store: $0, world: .live)) }
    } catch let refused as OperatorRegistry.Refused {
      Terminal.complain("maru operator: \(refused).")
      throw ExitCode(1)
    }
  }

  /// Reads a role. Throws where it is none.
  @Sendable static func role(_ text: String) throws -> OperatorRole {
    guard let role = OperatorRole(rawValue: text) else {
      throw ValidationError("'\(text)' is no role: viewer, screening, operations, security, admin or bank.")
    }
    return role
  }

  /// Reads a bank's code. Throws where it is none.
  @Sendable static func bank(_ text: String) throws -> BankCode {
    guard let bank = BankCode(text) else {
      throw ValidationError("'\(text)' is no bank code: three digits, such as 004.")
    }
    return bank
  }

  /// Where the console is: as given, else where the hub of the data directory said that it was when it started.
  func address(_ given: String?) -> String {
    given ?? ReadyFile.url(in: stores.data) ?? "http://localhost:8080"
  }

  /// What to open within a day to choose a password and set up an authenticator.
  static func sayLink(_ token: String, _ address: String, for name: String, isOfBank: Bool) {
    Terminal.say("\(name): open this once, within a day, to choose a password and set up an authenticator app:")
    Terminal.say("\(address)/\(isOfBank ? "bank" : "operator")/set-up?token=\(token)")
  }
}

/// `maru operator list`.
struct OperatorListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the operators. 운영자를 보여 줍니다.")

  @OptionGroup var store: OperatorStore

  func run() async throws {
    for one in try await store.with({ try await $0.all() }) {
      let state = one.endedAt != nil ? "ended" : one.isSetUp ? "in use" : "not set up yet"
      let role = one.role.rawValue + (one.bank.map { " \($0.text)" } ?? "")
      Terminal.say("\(Terminal.padded(one.name, to: 24))\(Terminal.padded(role, to: 14))\(state)")
    }
  }
}

/// `maru operator add minji --role operations`.
struct OperatorAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make an operator and print the set-up link. 운영자를 만듭니다.")

  @Argument(help: "What they log in with, such as minji.")
  var name: String
  @Option(help: "viewer, screening, operations, security, admin, or bank.", transform: OperatorStore.role)
  var role: OperatorRole
  @Option(help: "With the role bank: at which bank they work, such as 004.", transform: OperatorStore.bank)
  var bank: BankCode?
  @Option(
    help:
      "What the link begins with: where the hub is found from outside (default: where the one of the data directory is)."
  )
  var publicURL: String?
  @OptionGroup var store: OperatorStore

  func run() async throws {
    let token = try await store.with { try await $0.add(name, role: role, bank: bank) }
    OperatorStore.sayLink(token, store.address(publicURL), for: name, isOfBank: bank != nil)
  }
}

/// `maru operator renew minji`.
struct OperatorRenewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew",
    abstract: "Let an operator begin anew, in another role if wanted. 비밀번호와 인증 앱을 다시 설정하게 합니다.",
    discussion: "Password and authenticator go, every login ends, and a new set-up link is printed.")

  @Argument(help: "The operator's name.")
  var name: String
  @Option(help: "The role from now on; as it is without.", transform: OperatorStore.role)
  var role: OperatorRole?
  @Option(help: "With the role bank: at which bank they work from now on.", transform: OperatorStore.bank)
  var bank: BankCode?
  @Option(
    help:
      "What the link begins with: where the hub is found from outside (default: where the one of the data directory is)."
  )
  var publicURL: String?
  @OptionGroup var store: OperatorStore

  func run() async throws {
    let (token, isOfBank) = try await store.with { operators in
      let token = try await operators.renew(name, role: role, bank: bank)
      return (token, try await operators.all().contains { $0.name == name && $0.bank != nil })
    }
    OperatorStore.sayLink(token, store.address(publicURL), for: name, isOfBank: isOfBank)
  }
}

/// `maru operator end minji`.
struct OperatorEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End an operator with every login. 운영자를 끝냅니다.")

  @Argument(help: "The operator's name.")
  var name: String
  @OptionGroup var store: OperatorStore

  func run() async throws {
    try await store.with { try await $0.end(name) }
    Terminal.say("\(name) has ended.")
  }
}
