/// What PostgreSQL says of a statement, by its SQLSTATE (PostgreSQL manual, appendix A), as the platform understands it.
enum PostgresError {
  /// The server's own words are told only where they cannot hold a stored value: those of class 22 quote what was given.
  static func storeError(state: String, message: String) -> StoreError {
    switch state {
    case "53100": .full
    case "25006": .readOnly
    case "XX001", "XX002": .corrupt("PostgreSQL \(state)")
    // Class 58: an error of the system below the server, such as a disk that fails.
    case "58000", "58030": .disk("PostgreSQL \(state)")
    // The connection is gone or will be; the server starts, stops, or is full.
    case "57P01", "57P02", "57P03", "57P05", "25P03", "53300": .unreachable("PostgreSQL \(state)")
    // Two transactions were in each other's way, or one waited too long: nothing was kept.
    case "40001", "40P01", "55P03", "57014": .unreachable("PostgreSQL \(state)")
    case _ where state.hasPrefix("08"): .unreachable("PostgreSQL \(state)")
    case _ where state.hasPrefix("22"): .engine("PostgreSQL \(state)")
    default: .engine("PostgreSQL \(state): \(message)")
    }
  }
}

extension StoreError {
  /// Whether the same unit may succeed a moment later, with nothing kept of this time.
  var mayPass: Bool {
    switch self {
    case .unreachable: true
    case .full, .readOnly, .damaged, .corrupt, .disk, .newerSchema, .closed, .outcomeUnknown, .engine: false
    }
  }
}
