/// P9: tokens issued for client credentials, each row on disk before the answer.
struct TokenIssue: Measurement {
  let goal = Goal(
    id: "P9", what: "token issue, client_credentials, durable", yardstick: "Authlib + Flask", unit: "req/s",
    measure: "×", better: .higher, floor: 3, target: 6, stretch: 12, isDurable: true)

  func missing(_ bench: Bench) -> String? { AuthlibYardstick.missing(bench) }

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await AuthlibYardstick.beside(bench) { hub, authlib in
      let ours = hub.tokenRequests
      let other = RepeatedRequests([authlib.tokenRequest()])
      return try await bench.compare(goal) {
        try await bench.throughput(hub.server.process, port: hub.port, ours)
      } yardstick: {
        try await bench.throughput(authlib.process, port: authlib.port, other)
      }
    }
  }
}

/// P10: a resource that needs a bearer token.
struct ProtectedResource: Measurement {
  let goal = Goal(
    id: "P10", what: "bearer-protected resource (user/me)", yardstick: "Authlib + Flask", unit: "req/s", measure: "×",
    better: .higher, floor: 5, target: 8, stretch: 12)

  func missing(_ bench: Bench) -> String? { AuthlibYardstick.missing(bench) }

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await AuthlibYardstick.beside(bench) { hub, authlib in
      let token = try await HubDesk(generator: bench.generator, port: authlib.port)
        .token(AuthlibServer.tokenBody, path: "/oauth/token")
      let ours = hub.localRequests
      let other = RepeatedRequests([authlib.resourceRequest(token: token)])
      return try await bench.compare(goal) {
        try await bench.throughput(hub.server.process, port: hub.port, ours)
      } yardstick: {
        try await bench.throughput(authlib.process, port: authlib.port, other)
      }
    }
  }
}

/// What P9 and P10 share.
private enum AuthlibYardstick {
  static func missing(_ bench: Bench) -> String? {
    guard AuthlibServer.python(in: bench.root) == nil else { return nil }
    return "Authlib, Flask and gunicorn are missing: python3 -m venv .build/bench-venv && "
      + ".build/bench-venv/bin/pip install -r Benchmarks/requirements.txt"
  }

  /// Both on both cores, as the yardstick's two workers need them.
  static func beside(
    _ bench: Bench, _ measure: (PreparedHub, AuthlibServer) async throws -> GoalReport
  ) async throws -> GoalReport {
    guard let python = AuthlibServer.python(in: bench.root) else {
      throw BenchFailure("the yardstick's Python is gone")
    }
    try await bench.generator.pin(to: nil)
    let hub = try await bench.hub()
    let authlib = try await AuthlibServer.start(python, root: bench.root, directory: bench.freshPath("authlib"))
    let request = authlib.tokenRequest()
    try await authlib.process.wait {
      (try? await bench.generator.exchange(request, port: authlib.port))?.status == 200
    }
    let report = try await measure(hub, authlib)
    await authlib.process.stop()
    await hub.server.process.stop()
    return report
  }
}
