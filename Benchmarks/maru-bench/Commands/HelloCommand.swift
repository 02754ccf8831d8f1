import ArgumentParser

/// `maru-bench hello`: the Hummingbird yardstick; started by the measurements themselves.
struct HelloCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hello", abstract: "Serve the Hummingbird yardstick.", shouldDisplay: false)

  @Option(help: "Port to listen on.")
  var port: Int

  func run() async throws { try await HelloServer.serve(port: port) }
}
