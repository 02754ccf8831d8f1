import ArgumentParser

/// The command line: the one place that reads configuration and wires the parts together.
@main
struct Maru: AsyncParsableCommand {
  static let version = "0.1.0"
  static let configuration = CommandConfiguration(
    commandName: "maru",
    abstract: "마루: an open-banking hub. 오픈뱅킹 통합 중계센터.",
    version: version,
    subcommands: [
      ServeCommand.self, BankCommand.self, CertsCommand.self, DemoCommand.self, VerifyCommand.self, BackupCommand.self,
      CopyCommand.self, MigrateCommand.self, JournalCommand.self, StatusCommand.self, AccessesCommand.self,
      SettleCommand.self, LimitsCommand.self, OperatorCommand.self,
      SimulateCommand.self,
      OpenAPICommand.self,
    ])
}
