#if Postgres
  import Foundation
  import Synchronization

  /// Stands between a store and its server and cuts the connection at a commit, before or behind it.
  final class CuttingProxy: Sendable {
    enum Cut: Sendable {
      /// The server never sees the commit.
      case beforeCommit
      /// The server commits; its answer is lost.
      case behindCommit
    }
    private struct State {
      var cut: Cut?
      var isRefusing = false
      var refusesAfterCut = false
      var cuts = 0
      var refusals = 0
    }
    private let listener: Int32
    private let server: UInt16
    private let state = Mutex(State())
    let port: UInt16

    init(server: UInt16) throws {
      self.server = server
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = CuttingProxy.local(0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let listener = listener
      let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          bind(listener, pointer, length) == 0 && listen(listener, 16) == 0
            && getsockname(listener, pointer, &length) == 0
        }
      }
      guard bound else { throw Refusal("no port for the proxy") }
      port = UInt16(bigEndian: address.sin_port)
      Thread.detachNewThread { [self] in accept() }
    }

    /// The next commit is cut; afterwards nobody is let through where `refusing`.
    func cut(_ cut: Cut, refusing: Bool = false) {
      state.withLock { state in
        state.cut = cut
        state.refusesAfterCut = refusing
      }
    }
    func letThrough() { state.withLock { $0.isRefusing = false } }
    var cuts: Int { state.withLock { $0.cuts } }
    /// Connections that were not let through.
    var refusals: Int { state.withLock { $0.refusals } }
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func local(_ port: UInt16) -> sockaddr_in {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return address
    }

    private func accept() {
      while true {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else {
          Glibc.close(listener)
          return
        }
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = CuttingProxy.local(server)
        let connected = withUnsafePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
          }
        }
        guard connected, !state.withLock({ $0.isRefusing }) else {
          state.withLock { $0.refusals += 1 }
          Glibc.close(client)
          Glibc.close(upstream)
          continue
        }
        Thread.detachNewThread { [self] in forward(client, to: upstream, isRequest: true) }
        Thread.detachNewThread { [self] in forward(upstream, to: client, isRequest: false) }
      }
    }

    private func forward(_ source: Int32, to target: Int32, isRequest: Bool) {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      // Under which name this connection's commit is prepared.
      var commit: [UInt8]?
      while true {
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { break }
        if isRequest { commit = preparedCommit(buffer[..<count]) ?? commit }
        if isRequest, let commit, let cut = takeCut(buffer[..<count], commit) {
          if cut == .behindCommit {
            // What comes back is taken here: the other direction no longer has anybody to hand it to.
            shutdown(source, Int32(SHUT_RDWR))
            _ = send(target, buffer, count, Int32(MSG_NOSIGNAL))
            // The server answers when it has committed.
            Thread.sleep(forTimeInterval: 0.05)
          }
          break
        }
        guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
      }
      shutdown(source, Int32(SHUT_RDWR))
      shutdown(target, Int32(SHUT_RDWR))
    }

    /// The name in a message that prepares `COMMIT` (PostgreSQL's Parse: `P`, four bytes of length, name, text).
    private func preparedCommit(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
      guard bytes.first == UInt8(ascii: "P"), let text = bytes.firstRange(of: [0] + Array("COMMIT".utf8) + [0]) else {
        return nil
      }
      return Array(bytes[5..<text.lowerBound])
    }

    /// What happens at messages that run it (Bind: an empty portal's name, then the statement's).
    private func takeCut(_ bytes: ArraySlice<UInt8>, _ commit: [UInt8]) -> Cut? {
      guard bytes.firstRange(of: [0] + commit + [0]) != nil else { return nil }
      return state.withLock { state in
        guard let cut = state.cut else { return nil }
        state.cut = nil
        state.cuts += 1
        state.isRefusing = state.refusesAfterCut
        return cut
      }
    }
  }
#endif
