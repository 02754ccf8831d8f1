import ArgumentParser
import Foundation
import MaruClient

/// `maru demo`: a fintech's program that walks through all eighteen APIs of a running hub, over HTTP, and checks each answer.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Walk through all eighteen APIs of a running hub. 모든 API를 순서대로 호출합니다.",
    discussion: """
      Needs a hub with its test bed: start it with 'make run'. Client and users are taken from the ready file. Moves a few
      thousand won of a test user and checks that they arrive. Exit status 0: everything was as expected; 1: something
      differed, and is named; 2: there is no hub to talk to.
      """)

  @Option(help: "URL of the hub, when it differs from that of the ready file.")
  var url: String?
  @Option(help: "Ready file of 'maru serve' (default: ready.json in the data directory).")
  var readyFile: String?
  @Option(help: "Data directory of 'maru serve'.")
  var data = "data"
  @Flag(help: "Let banks fail in the middle of transfers and show, step by step, where the money is. 장애 시연.")
  var faults = false

  func run() async throws {
    let path = readyFile ?? data + "/ready.json"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw stop("there is no \(path). Start the hub first, in another terminal:  make run")
    }
    guard let ready = DemoReadyFile(json: [UInt8](bytes)) else {
      throw stop("\(path) is no ready file of a hub with a test bed. Start it anew:  make run")
    }
    do {
      let isGood = try await faults ? walkFaults(ready) : walk(ready)
      guard isGood else { throw ExitCode(1) }
    } catch let error as MaruError {
      if case .notConnected(let text) = error.failure.reason {
        throw stop("no hub answers at \(url ?? ready.url) (\(text)). Start it, in another terminal:  make run")
      }
      throw stop("\(error.failure)")
    }
  }

  private func walk(_ ready: DemoReadyFile) async throws -> Bool {
    var run = try DemoRun(ready: ready, url: url ?? ready.url)
    let isGood = try await run.walk()
    Terminal.say(
      "  Developer site, logged in (once, within an hour):  \(try await run.maru.testBedDeveloperLink())\n")
    return isGood
  }

  private func walkFaults(_ ready: DemoReadyFile) async throws -> Bool {
    var run = try FaultRun(ready: ready, url: url ?? ready.url)
    return try await run.walk()
  }

  private func stop(_ text: String) -> ExitCode {
    Terminal.complain("maru demo: \(text)")
    return ExitCode(2)
  }
}
