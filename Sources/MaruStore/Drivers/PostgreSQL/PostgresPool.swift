#if Postgres
  import CPQ
  import Dispatch
  import Synchronization

  /// The connections of a store that read, each with a thread of its own: waiting for the server never holds up a caller's.
  final class PostgresPool: Sendable {
    /// A read that waits for a connection.
    private struct Waiting: Sendable {
      let since: ContinuousClock.Instant
      let work: @Sendable (PostgresLine) -> Void
      let fail: @Sendable (StoreError) -> Void
    }

    private enum Turn {
      case now(PostgresLine)
      case later
      case refused(StoreError)
    }

    private struct State {
      var idle: [PostgresLine]
      var busy = 0
      var waiting: [Waiting] = []
      /// Where the next one in `waiting` stands: what is before it is done.
      var next = 0
      var closed = false
      var whenIdle: [@Sendable () -> Void] = []
    }

    private let settings: PostgresSettings
    private let state: Mutex<State>

    init(_ address: PostgresAddress, settings: PostgresSettings) {
      self.settings = settings
      let lines = (0..<max(1, settings.readers)).map { PostgresLine(address, settings: settings, number: $0) }
      state = Mutex(State(idle: lines))
    }

    func read<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      try await withCheckedThrowingContinuation { continuation in
        let waiting = Waiting(
          since: .now, work: { line in continuation.resume(with: Result { try line.run(unit) }) },
          fail: { continuation.resume(throwing: $0) })
        let turn = state.withLock { state -> Turn in
          guard !state.closed else { return .refused(.closed) }
          if let line = state.idle.popLast() {
            state.busy += 1
            return .now(line)
          }
          guard state.waiting.count - state.next < settings.longestQueue else {
            return .refused(.unreachable("too many reads wait for a connection"))
          }
          state.waiting.append(waiting)
          return .later
        }
        switch turn {
        case .now(let line): line.queue.async { self.drain(line, first: waiting) }
        case .later: break
        case .refused(let error): waiting.fail(error)
        }
      }
    }

    /// Works on a line until nobody waits.
    private func drain(_ line: PostgresLine, first: Waiting) {
      var current = first
      while true {
        if ContinuousClock.now - current.since > settings.patience {
          current.fail(.unreachable("no connection became free in time"))
        } else {
          current.work(line)
        }
        let (next, idle) = state.withLock { state -> (Waiting?, [@Sendable () -> Void]) in
          if state.next < state.waiting.count {
            let next = state.waiting[state.next]
            state.next += 1
            if state.next == state.waiting.count {
              state.waiting.removeAll(keepingCapacity: true)
              state.next = 0
            }
            return (next, [])
          }
          state.idle.append(line)
          state.busy -= 1
          guard state.busy == 0 else { return (nil, []) }
          defer { state.whenIdle = [] }
          return (nil, state.whenIdle)
        }
        guard let next else { return idle.forEach { $0() } }
        current = next
      }
    }

    /// Refuses new reads, returns when the last one is done, and ends the connections.
    func close() async {
      await withCheckedContinuation { continuation in
        let isIdle = state.withLock { state in
          state.closed = true
          if state.busy > 0 { state.whenIdle.append { continuation.resume() } }
          return state.busy == 0
        }
        if isIdle { continuation.resume() }
      }
      for line in state.withLock({ $0.idle }) { line.close() }
    }
  }

  /// One connection with its thread; made at the first read, and made anew when it was lost.
  final class PostgresLine: Sendable {
    let queue: DispatchQueue
    private let address: PostgresAddress
    private let settings: PostgresSettings
    private let connection = Mutex<PostgresConnection?>(nil)

    init(_ address: PostgresAddress, settings: PostgresSettings, number: Int) {
      self.address = address
      self.settings = settings
      queue = DispatchQueue(label: "maru.store.reader.\(number)", qos: .userInitiated)
    }

    /// Reading again harms nobody: a unit is run until the database answers or patience ends.
    func run<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
      let end = ContinuousClock.now + settings.patience
      while true {
        do {
          let connection = try connection.withLock { $0 } ?? connect()
          do {
            return try unit(PostgresSession(connection: connection))
          } catch {
            if !connection.isAlive { self.connection.withLock { $0 = nil } }
            throw error
          }
        } catch let error as StoreError where error.mayPass {
          guard ContinuousClock.now < end else { throw error }
          _ = maru_wait_for_socket(-1, 0, 50)
        }
      }
    }

    private func connect() throws -> PostgresConnection {
      let made = try PostgresConnection(address, settings: settings.reading(address), patience: settings.patience)
      connection.withLock { $0 = made }
      return made
    }

    func close() { connection.withLock { $0 = nil } }
  }
#endif
