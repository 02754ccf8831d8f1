import Foundation

/// The directory of the databases. What `lock` stands for is held by one process at a time: the hub, or one bank.
struct DataDirectory: Sendable {
  private let directory: String

  /// Makes the directory where it is missing and takes hold of it until the process ends.
  init(_ directory: String, lock: String = "lock") throws {
    self.directory = directory
    // The databases hold personal data: whatever the directory allows, their files are the owner's alone.
    umask(0o077)
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure("the data directory \(directory) cannot be made: \(error.localizedDescription)")
    }
    // Held open on purpose: the lock goes with the process, also when it is killed.
    let file = open(path(lock), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure("the data directory \(directory) cannot be written") }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure("another maru uses \(path(lock)): stop it, or give another --data directory")
    }
  }

  /// Takes hold of the directory that a file is in as well, where it is another one: one process at a time writes into the file.
  func holdDirectory(of file: String) throws {
    let other = URL(fileURLWithPath: file).deletingLastPathComponent()
    let own = URL(fileURLWithPath: directory)
    guard other.resolvingSymlinksInPath().path != own.resolvingSymlinksInPath().path else { return }
    _ = try DataDirectory(other.path)
  }

  func path(_ name: String) -> String { directory + "/" + name }
}
