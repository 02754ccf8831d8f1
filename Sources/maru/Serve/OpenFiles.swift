import Foundation

/// How many files and connections the process may have open.
enum OpenFiles {
  /// Kept free for the databases, the banks and the log.
  private static let reserve = 512

  /// Raises the process's own limit as far as the system lets it, and returns how many client connections fit: more of them
  /// would leave none for a bank.
  static func connectionsThatFit() -> Int {
    #if os(Linux)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return reserve }
    limit.rlim_cur = limit.rlim_max
    if setrlimit(files, &limit) != 0 { _ = getrlimit(files, &limit) }
    let most = Int(min(limit.rlim_cur, 100_000))
    return max(most / 2, most - reserve)
  }
}
