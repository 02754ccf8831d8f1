import Synchronization

/// Where the site is found from outside: `http://localhost:8080`. Known once the server listens; never taken from a request,
/// whose `Host` anybody can write.
package final class SiteAddress: Sendable {
  private let text: Mutex<String>

  package init(_ text: String = "") { self.text = Mutex(text) }

  /// Tells the address.
  package func set(_ address: String) { text.withLock { $0 = address } }

  /// The whole of a link to `path`; the path alone while the address is not known.
  package func link(_ path: String) -> String { text.withLock { $0 } + path }
}
