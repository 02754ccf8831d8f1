import Foundation
import MaruDomain

/// The key that seals what developers' accounts must keep secret: a file beside the database, the owner's alone.
struct SiteKey: Sendable {
  private static let length = 32
  let bytes: [UInt8]

  /// Reads the file, or makes it with a fresh key. Throws a sentence for the operator.
  init(_ path: String) throws {
    // Made whole or not at all, and never over one that is there: a key that changes opens nothing any more.
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    if file >= 0 {
      let fresh = World.live.randomBytes(Self.length)
      let written = fresh.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard written == Self.length, fsync(file) == 0, close(file) == 0 else {
        unlink(path)
        throw Failure("the key \(path) cannot be written")
      }
      bytes = fresh
      return
    }
    guard let found = FileManager.default.contents(atPath: path) else {
      throw Failure("the key \(path) can be neither read nor made")
    }
    guard found.count == Self.length else {
      throw Failure("\(path) is no key of the developer site: it must hold \(Self.length) bytes")
    }
    bytes = [UInt8](found)
  }
}
