/// What a test waited for did not come.
package struct StoodStill: Error, CustomStringConvertible {
  package let description: String
}

/// Looks every millisecond until `condition` holds.
///
/// Throws when it does not for far longer than the busiest machine takes: a test that stands still would take all others with it
/// and never be named.
package func until(_ condition: () async throws -> Bool, file: String = #fileID, line: Int = #line) async throws {
  let end = ContinuousClock.now + .seconds(180)
  while try await !condition() {
    guard ContinuousClock.now < end else { throw StoodStill(description: "\(file):\(line) waited for three minutes") }
    try await Task.sleep(for: .milliseconds(1))
  }
}
