package import MaruStore

/// A disk as one life of its party sees it; closed when that life ends.
package struct SimulatedStore: Store {
  package let disk: SimulatedDisk
  package let life: PartyLife
  private let bug: PlantedBug?

  package init(disk: SimulatedDisk, life: PartyLife, bug: PlantedBug? = nil) {
    self.disk = disk
    self.life = life
    self.bug = bug
  }

  package func write<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await write(asking: [], unit)
  }

  package func write<Value: Sendable>(
    asking questions: @autoclosure () -> [SQLQuestion], _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    let bug = self.bug
    let asked = disk.database.isServer ? questions() : []
    do {
      return try await life.wait { waiting in
        disk.add(
          SimulatedDisk.Unit(
            questions: asked,
            attempt: { session in
              let value = try unit(bug.map { PlantedSession(session: session, bug: $0) } ?? session)
              return { waiting.end(with: .success(value)) }
            },
            fail: { waiting.end(with: .failure($0)) }))
        if bug == .acknowledgeBeforeCommit, let value = try? disk.database.rehearse(unit) {
          waiting.end(with: .success(value))
        }
      }
    } catch is PartyCrashed {
      throw StoreError.closed
    }
  }

  package func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value
  {
    if let delay = disk.readDelay() {
      do {
        try await life.sleep(.microseconds(delay))
      } catch is PartyCrashed {
        throw StoreError.closed
      }
    }
    guard life.isAlive else { throw StoreError.closed }
    return try readNow(unit)
  }

  private func readNow<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try disk.database.read(cutBefore: disk.readCut()) { session in
      switch bug {
      case .settleWrongBank?, .settleShort?: try unit(bug.map { PlantedSession(session: session, bug: $0) } ?? session)
      // The others are mistakes of writing.
      default: try unit(session)
      }
    }
  }

  package func close() async {}
}

/// A disk without time and without trouble: for what happens before a simulation, and for the checks after it.
package struct DirectStore: Store {
  private let database: any SimulationDatabase

  package init(_ disk: SimulatedDisk) { database = disk.database }

  package func write<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try writeNow(unit)
  }

  /// Runs `unit` in a transaction of its own.
  package func writeNow<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try database.write(unit)
  }

  package func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value
  {
    try readNow(unit)
  }

  /// Runs `unit` on what is committed.
  package func readNow<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try database.read(unit)
  }

  package func close() async {}
}
