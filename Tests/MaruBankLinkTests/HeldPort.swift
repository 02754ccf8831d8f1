import Foundation

/// A port on which nobody listens and nobody else can: a port that was only let go may be another test's by now.
struct HeldPort {
  struct Unavailable: Error {}

  let port: Int
  private let descriptor: Int32

  init() throws {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let file = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(file, generic, length) == 0 && getsockname(file, generic, &length) == 0
      }
    }
    guard file >= 0, isBound else { throw Unavailable() }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  func release() { close(descriptor) }
}
