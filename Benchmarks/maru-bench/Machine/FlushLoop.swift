import Foundation

/// What one durable write costs on this disk: 4 KiB of a preallocated file written and flushed, again and again.
enum FlushLoop {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Latencies of the writes within `length`, in a file of `directory` that is removed afterwards.
  static func run(in directory: String, for length: Duration) throws -> LatencyHistogram {
    let path = directory + "/flush-loop"
    let file = open(path, O_CREAT | O_RDWR | O_TRUNC, 0o600)
    guard file >= 0 else { throw Failure(description: "cannot write \(path)") }
    defer {
      close(file)
      unlink(path)
    }
    let block = [UInt8](repeating: 0x5A, count: 4096)
    let blocks = 256
    for index in 0..<blocks { try write(block, to: file, at: index) }
    try flush(file)
    var latencies = LatencyHistogram()
    let end = Clock.now + length.nanoseconds
    var index = 0
    while true {
      let start = Clock.now
      guard start < end else { return latencies }
      try write(block, to: file, at: index % blocks)
      try flush(file)
      latencies.record(nanoseconds: Clock.now - start)
      index += 1
    }
  }

  private static func write(_ block: [UInt8], to file: Int32, at index: Int) throws {
    guard pwrite(file, block, block.count, off_t(index * block.count)) == block.count else {
      throw Failure(description: "a write of the flush loop failed: \(String(cString: strerror(errno)))")
    }
  }

  private static func flush(_ file: Int32) throws {
    #if os(Linux)
      let done = fdatasync(file) == 0
    #else
      // Darwin's fsync leaves the data in the disk's own memory.
      let done = fcntl(file, F_FULLFSYNC) == 0
    #endif
    guard done else { throw Failure(description: "a flush failed: \(String(cString: strerror(errno)))") }
  }
}
