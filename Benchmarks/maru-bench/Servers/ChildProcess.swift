import Foundation
import Synchronization

/// A trouble that ends the run, in a sentence for whoever started it.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A program that this one started, in the foreground, so that it belongs to this one's tree of processes.
final class ChildProcess: Sendable {
  let name: String
  private let process: Process
  private let logPath: String

  /// Starts `program`, kept on `cores` where they are given. What it prints goes to `log`.
  init(
    _ name: String, _ program: String, _ arguments: [String], log: String, cores: [Int]? = nil,
    environment: [String: String] = [:]
  ) throws {
    self.name = name
    logPath = log
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // Nobody's own settings may change what is measured.
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MARU_") }
      .merging(environment) { $1 }
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    // A child inherits the cores of the thread that starts it.
    Cores.pinThisThread(to: cores)
    defer { Cores.pinThisThread(to: nil) }
    do {
      // Within the lock: whoever ends everything meanwhile must not miss this one.
      try Self.started.withLock { started in
        try SignalMask.open { try process.run() }
        started.append(self)
      }
    } catch {
      throw BenchFailure("\(name) (\(program)) cannot be started: \(error.localizedDescription)")
    }
  }

  /// Everything that was started and not yet stopped by ``stopAll()``.
  private static let started = Mutex<[ChildProcess]>([])

  /// Stops what a goal left running, as one that failed does.
  static func stopAll() async {
    let left = started.withLock { started in
      defer { started = [] }
      return started
    }
    for child in left { await child.stop() }
  }

  /// Ends everything at once, whatever state it is in; nothing else is started until `body`, which ends this program, has run.
  static func killAll(then body: () -> Void) {
    started.withLock { started in
      for child in started where child.isRunning {
        for process in ProcessTable().tree(of: child.identifier) { Foundation.kill(process, SIGKILL) }
      }
      body()
    }
  }

  var identifier: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }

  /// The end of what it printed.
  var log: String {
    String((try? String(contentsOfFile: logPath, encoding: .utf8))?.suffix(2_000) ?? "")
  }

  /// Processor seconds of it and everything that it started.
  var processorSeconds: Double { ProcessTable().seconds(of: identifier) }

  /// Asks it to end with `signal`, waits, and kills it where it does not end within ten seconds.
  func stop(_ signal: Int32 = SIGTERM) async {
    guard process.isRunning else { return }
    Foundation.kill(identifier, signal)
    for _ in 0..<1_000 where process.isRunning { try? await Task.sleep(for: .milliseconds(10)) }
    if process.isRunning { Foundation.kill(identifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// SIGKILL: nothing of it gets to run any more.
  func kill() {
    Foundation.kill(identifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits until `condition` holds; throws when the program ended first or `limit` has passed.
  func wait(upTo limit: Duration = .seconds(60), until condition: () async -> Bool) async throws {
    let end = Clock.now + limit.nanoseconds
    while !(await condition()) {
      guard process.isRunning else { throw BenchFailure("\(name) ended at once:\n\(log)") }
      guard Clock.now < end else { throw BenchFailure("\(name) was not ready after \(limit):\n\(log)") }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Runs a program to its end and returns what it printed; throws when it does not end with status 0.
  static func output(of program: String, _ arguments: [String], accepting accepted: Set<Int32> = [0]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    do {
      try SignalMask.open { try process.run() }
    } catch {
      throw BenchFailure("\(program) cannot be started: \(error.localizedDescription)")
    }
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard accepted.contains(process.terminationStatus) else {
      throw BenchFailure("\(program) \(arguments.joined(separator: " ")) failed:\n\(text.suffix(2_000))")
    }
    return text
  }

  /// Where a program of the PATH lies, or nil.
  static func path(of program: String, alsoIn folders: [String] = []) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (path.split(separator: ":").map(String.init) + folders + ["/usr/sbin", "/sbin"])
      .map { $0 + "/" + program }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// The threads of a Swift program block signals, and a child inherits that: pgbench would never hear its own alarm clock.
private enum SignalMask {
  /// Runs `start` with no signal blocked.
  static func open(_ start: () throws -> Void) rethrows {
    var nothing = sigset_t()
    var before = sigset_t()
    sigemptyset(&nothing)
    pthread_sigmask(SIG_SETMASK, &nothing, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }
}
