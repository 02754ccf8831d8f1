import Foundation

/// P17, the headline: the Korean mix as fast as it goes.
struct MixThroughput: Measurement {
  let goal = Goal(
    id: "P17", what: "the Korean mix, closed loop, 64 connections, two cores", yardstick: nil, unit: "req/s",
    measure: "req/s", better: .higher, floor: 6_000, target: 10_000, stretch: 15_000, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let hub = try await bench.hub()
    let mix = try KoreanMix(hub)
    let report = try await bench.compare(goal) {
      try await bench.throughput(hub.server.process, port: hub.port, mix)
    }
    await hub.server.process.stop()
    return report
  }
}

/// P16: how many times the country's mean (231 calls a second) the hub carries for a minute at a constant rate, the load
/// generator on the same machine, without an error and with a p99 of 20 ms at most.
struct MixConstantRate: Measurement {
  private static let countrysMean = 231.0
  private static let slowest = 20.0
  private static let steps: [Double] = [40, 30, 25, 20, 15, 12, 8, 6, 4, 2, 1]
  let goal = Goal(
    id: "P16", what: "the Korean mix at a constant rate, p99 ≤ 20 ms", yardstick: "231/s, the country's mean",
    unit: "req/s", measure: "×", better: .higher, floor: 4, target: 8, stretch: 15, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let hub = try await bench.hub()
    let mix = try KoreanMix(hub)
    bench.progress.show("finding the maximum")
    let most = try await bench.throughput(hub.server.process, port: hub.port, mix).value
    let length: Duration = bench.isShort ? bench.length : .seconds(60)
    var report = GoalReport(goal: goal)
    // Above two thirds of the closed loop's rate a queue only waits for a bad moment.
    for step in Self.steps where step * Self.countrysMean <= most * 2 / 3 || step == 1 {
      let rate = step * Self.countrysMean
      let (before, began) = (ProcessTable(), Clock.now)
      bench.progress.show("\(Figure.text(step)) × 231/s for \(Figure.text(length.seconds)) s")
      let sample = try await bench.load(
        hub.server.process, LoadPlan(port: hub.port, pace: .constant(perSecond: rate), length: length), mix)
      let others = 100 * ProcessTable().secondsOfOthers(since: before) / (Double(Clock.now - began) / 1e9)
      let flush = try FlushLoop.run(in: bench.directory, for: .milliseconds(500)).quantile(0.5) / 1000
      let p99 = sample.result.latencies.quantile(0.99) / 1e6
      if others > Bench.tolerated { report.isNoisy = true }
      guard p99 <= Self.slowest, sample.result.unsent == 0 else {
        report.notes.append("\(Figure.text(step))× did not hold: p99 \(Figure.text(p99)) ms")
        continue
      }
      var ours = sample.throughput
      ours.value = rate
      report.rounds = [
        Round(
          ours: ours, yardstick: Sample(Self.countrysMean), othersPercent: others, flushMicroseconds: flush,
          pace: bench.pace.look())
      ]
      report.notes.append("p99 \(Figure.text(p99)) ms for \(Figure.text(length.seconds)) s, one run")
      break
    }
    if report.rounds.isEmpty {
      // Not even once the country's mean: the figure is nothing, not absent.
      report.rounds = [
        Round(
          ours: Sample(0), yardstick: Sample(Self.countrysMean), othersPercent: 0, flushMicroseconds: nil,
          pace: bench.pace.look())
      ]
    }
    await hub.server.process.stop()
    return report
  }
}

/// P12: the tail of balance inquiries while password hashes run without pause, beside the same without them. Hub on one core,
/// load on the other, at 30 % of what the hub can do.
struct HashingNeighbour: Measurement {
  let goal = Goal(
    id: "P12", what: "balance p99 while two password hashes run", yardstick: "same without hashes", unit: "ms",
    measure: "×", better: .lower, floor: 4, target: 2.5, stretch: 2)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await bench.generator.pin(to: Bench.loadCore)
    let hub = try await bench.hub(cores: [Bench.serverCore])
    let balances = hub.balances
    let hashes = RepeatedRequests(try await visits(bench, hub, count: 2))
    let hasher = LoadGenerator()
    try await hasher.pin(to: Bench.loadCore)
    bench.progress.show("finding the maximum")
    let most = try await bench.throughput(hub.server.process, port: hub.port, balances).value
    let plan = LoadPlan(port: hub.port, pace: .constant(perSecond: most * 0.3), length: bench.length)
    let hashing = Turn()
    var report = try await bench.compare(goal) {
      let length = bench.warmUp + bench.length + .seconds(1)
      async let beside = hasher.run(LoadPlan(port: hub.port, connections: 2, warmUp: .zero, length: length), hashes)
      let sample = try await bench.load(hub.server.process, plan, balances).tail
      let seen = try await beside
      guard seen.failed == 0 else { throw BenchFailure("a consent page failed: \(seen.firstFailure ?? "")") }
      guard seen.answeredInAll > 0 else { throw BenchFailure("no password hash ended beside the inquiries") }
      for _ in 0..<seen.answeredInAll { _ = hashing.take() }
      return sample
    } yardstick: {
      try await bench.load(hub.server.process, plan, balances).tail
    }
    report.notes.append("at \(Figure.text(most * 0.3)) inquiries/s; \(hashing.take()) hashes in all")
    await hub.server.process.stop()
    return report
  }

  /// Visits to the consent pages at the step where each "send again" costs one slow hash.
  private func visits(_ bench: Bench, _ hub: PreparedHub, count: Int) async throws -> [LoadRequest] {
    let form = [("Content-Type", "application/x-www-form-urlencoded")]
    let ready = hub.server.ready
    guard let person = ready["users"]?.elements.first else { throw BenchFailure("the ready file names no user") }
    var requests: [LoadRequest] = []
    for _ in 0..<count {
      let start = LoadRequest.make(
        "GET",
        "/oauth/2.0/authorize2?response_type=code&auth_type=0&scope=login&client_id=\(try ready.text("client_id"))"
          + "&redirect_uri=\(try ready.text("redirect_uri"))", host: hub.host)
      let started = try await bench.generator.exchange(start, port: hub.port)
      let path = try header("location", in: started.head)
      let page = try await bench.generator.exchange(.make("GET", path, host: hub.host), port: hub.port)
      let cookie = try header("set-cookie", in: page.head).prefix { $0 != ";" }
      guard let mark = String(decoding: page.body, as: UTF8.self).range(of: #"name="csrf" value=""#) else {
        throw BenchFailure("the consent page holds no form")
      }
      let token = String(decoding: page.body, as: UTF8.self)[mark.upperBound...].prefix { $0 != "\"" }
      let identity =
        "csrf=\(token)&name=\(encoded(try person.text("name")))&birth_date=\(try person.text("birth_date"))"
        + "&phone=\(try person.text("phone"))"
      let headers = form + [("Cookie", String(cookie))]
      let identified = try await bench.generator.exchange(
        .make("POST", path + "/identity", host: hub.host, headers: headers, body: identity), port: hub.port)
      guard identified.status == 303 else {
        throw BenchFailure("the consent pages did not know \(try person.text("user_seq_no")): \(identified.status)")
      }
      requests.append(
        .make("POST", path + "/number/again", host: hub.host, headers: headers, body: "csrf=\(token)", status: 303))
    }
    return requests
  }

  private func header(_ name: String, in head: String) throws -> String {
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name + ":") {
      return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
    }
    throw BenchFailure("an answer has no \(name) header")
  }

  private func encoded(_ text: String) -> String {
    text.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
