import ArgumentParser

/// The measurements of `make bench`, and the small programs that they start.
@main
struct MaruBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maru-bench", abstract: "Measures the hub beside its yardsticks.",
    subcommands: [RunCommand.self, FillCommand.self, HelloCommand.self], defaultSubcommand: RunCommand.self)
}
