import Foundation
import MaruDomain
import MaruPortal
import MaruStore

/// The key that seals what accounts of developers and operators must keep secret: a file beside the database, the owner's alone.
struct SiteKey: Sendable {
  private static let length = 32
  let bytes: [UInt8]

  /// Reads the file, or makes it with a fresh key. Throws a sentence for the operator.
  init(_ path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { try Self.make(path) }
    guard let found = FileManager.default.contents(atPath: path) else {
      throw Failure("the key \(path) cannot be read")
    }
    guard found.count == Self.length else {
      throw Failure("\(path) is no key that seals authenticators: it must hold \(Self.length) bytes")
    }
    bytes = [UInt8](found)
  }

  /// Whether this is the key that the database was first used with; notes it there when it is the first one.
  func isKnown(to store: any Store) async throws -> Bool {
    let digest = SecretSeal(key: bytes).fingerprint
    return try await store.write { session in
      if let known = try SettingTable.find("site-key", in: session) { return known == digest }
      try SettingTable.save("site-key", digest, in: session)
      return true
    }
  }

  /// Made whole or not at all, and never over one that is there: a key that changes opens nothing any more.
  private static func make(_ path: String) throws {
    let draft = "\(path).\(World.live.randomHex(bytes: 8))"
    let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Failure(
        "the key \(path) is not there and cannot be made here; make it once: head -c 32 /dev/urandom > \(path), "
          + "readable for the hub's user alone")
    }
    defer { unlink(draft) }
    let written = World.live.randomBytes(length).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    let isFlushed = fsync(file) == 0
    guard close(file) == 0, isFlushed, written == length, link(draft, path) == 0 || errno == EEXIST else {
      throw Failure("the key \(path) cannot be written")
    }
  }
}
