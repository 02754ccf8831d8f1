import Foundation
import NIOCore
import NIOPosix

/// One load under way. Lives on one event loop and is touched nowhere else.
final class LoadRun {
  private let plan: LoadPlan
  private let source: any RequestSource
  private let loop: any EventLoop
  private let done: EventLoopPromise<LoadResult>
  private let expectsLoss: Bool

  private var result = LoadResult()
  private var free: [LoadConnection] = []
  /// Connections that were begun so far.
  private var made = 0
  private var open = 0
  private var hasBegun = false
  private var isStopping = false
  private var countFrom: Int64 = 0
  private var countUntil: Int64 = 0
  private var began: Int64 = 0
  private var sent: Int64 = 0
  private var tick: Scheduled<Void>?

  /// `expectsLoss`: the server is killed in mid-run, so a lost connection is no failure.
  init(_ plan: LoadPlan, _ source: any RequestSource, loop: any EventLoop, expectsLoss: Bool) {
    self.plan = plan
    self.source = source
    self.loop = loop
    self.expectsLoss = expectsLoss
    done = loop.makePromise(of: LoadResult.self)
  }

  /// Opens the connections, drives the load and tells what it saw.
  func start() -> EventLoopFuture<LoadResult> {
    for _ in 0..<plan.connections { connect() }
    return done.futureResult
  }

  private func connect() {
    let ports = [plan.port] + plan.otherPorts
    let port = ports[made % ports.count]
    made += 1
    let bound = NIOLoopBound(self, eventLoop: loop)
    ClientBootstrap(group: loop)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(LoadConnection(run: bound.value))
        }
      }
      .connect(host: plan.host, port: port)
      .assumeIsolated()
      .whenFailure { error in
        guard !self.isStopping else { return }
        if self.expectsLoss { return self.finish() }
        self.failed("cannot connect: \(error)")
        self.finish()
      }
  }

  // MARK: What the connections tell

  func opened(_ connection: LoadConnection) {
    open += 1
    if hasBegun {
      isFree(connection)
    } else {
      free.append(connection)
      if open == plan.connections { begin() }
    }
  }

  func isFree(_ connection: LoadConnection) {
    guard !isStopping else { return connection.close() }
    switch plan.pace {
    case .closed:
      let now = Clock.now
      if now >= countUntil { return stop() }
      connection.send(source.next(), intended: now)
    case .constant:
      free.append(connection)
      pump()
    }
  }

  func answered(from intended: Int64) {
    result.answeredInAll += 1
    let now = Clock.now
    guard now >= countFrom, now < countUntil else { return }
    result.answered += 1
    result.latencies.record(nanoseconds: now - intended)
  }

  func keep(_ body: [UInt8]) { result.answers.append(body) }

  func failed(_ what: String) {
    result.failed += 1
    if result.firstFailure == nil { result.firstFailure = what }
  }

  func closed(_ connection: LoadConnection, underWay: LoadRequest?) {
    open -= 1
    free.removeAll { $0 === connection }
    if let underWay {
      result.unanswered.append(underWay)
      if !expectsLoss, !isStopping { failed("the connection was closed before the answer") }
    }
    if isStopping || expectsLoss {
      if open == 0 { finish() }
    } else {
      // A server that closes after each answer: the next request needs a new connection.
      connect()
    }
  }

  // MARK: The course of a run

  private func begin() {
    hasBegun = true
    began = Clock.now
    result.generatorSeconds = -Clock.threadSeconds
    countFrom = began + plan.warmUp.nanoseconds
    countUntil = countFrom + plan.length.nanoseconds
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(countUntil)) + .milliseconds(1)) { bound.value.stop() }
    let ready = free
    free = []
    for connection in ready { isFree(connection) }
  }

  /// Sends what is due, as far as connections are free, and comes back when the next request is due.
  private func pump() {
    guard case .constant(let perSecond) = plan.pace, !isStopping else { return }
    let now = Clock.now
    while true {
      let due = began + Int64(Double(sent) * 1e9 / perSecond)
      guard due < countUntil else { return }
      guard due <= now else {
        tick?.cancel()
        let bound = NIOLoopBound(self, eventLoop: loop)
        tick = loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(due))) { bound.value.pump() }
        return
      }
      guard let connection = free.popLast() else { return }
      sent += 1
      connection.send(source.next(), intended: due)
    }
  }

  private func stop() {
    guard !isStopping else { return }
    isStopping = true
    tick?.cancel()
    result.generatorSeconds += Clock.threadSeconds
    result.seconds = Double(plan.length.nanoseconds) / 1e9
    if case .constant(let perSecond) = plan.pace {
      let due = Int64(Double(Clock.now - began) / 1e9 * perSecond)
      result.unsent = UInt64(max(0, min(due, Int64(Double(countUntil - began) / 1e9 * perSecond)) - sent - 1))
    }
    for connection in free { connection.close() }
    if open == 0 { finish() }
    // A request under way may end; one that never does must not hold the run.
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: .seconds(10)) { bound.value.finish() }
  }

  private func finish() {
    isStopping = true
    tick?.cancel()
    done.succeed(result)
  }
}

extension Duration {
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
  var seconds: Double { Double(nanoseconds) / 1e9 }
}
