import Foundation

/// Which cores a thread, and what it starts, may run on. Where the system does not let one choose (macOS), nothing happens
/// and the report says "not pinned".
enum Cores {
  static let count = ProcessInfo.processInfo.processorCount

  #if os(Linux)
    private typealias SetAffinity = @convention(c) (pid_t, Int, UnsafeRawPointer) -> Int32
    // The C library shows sched_setaffinity only to sources that ask for GNU's extensions, and Swift's import does not.
    private static let setAffinity = dlsym(nil, "sched_setaffinity").map { unsafeBitCast($0, to: SetAffinity.self) }
    static var canPin: Bool { setAffinity != nil }

    /// Keeps the calling thread, and processes started from it, on `cores`; nil lets it run anywhere.
    static func pinThisThread(to cores: [Int]?) {
      // 1,024 bits, as the C library's own cpu_set_t.
      var set = [UInt8](repeating: 0, count: 128)
      for core in cores ?? Array(0..<count) where core / 8 < set.count { set[core / 8] |= 1 << UInt8(core % 8) }
      _ = setAffinity?(0, set.count, set)
    }
  #else
    static let canPin = false
    static func pinThisThread(to cores: [Int]?) {}
  #endif
}
