/// Where a store is kept on PostgreSQL: a database, and the schema in it that holds the store's tables.
package struct PostgresAddress: Sendable, Hashable {
  /// `postgres://user@host:port/database?…`, as libpq reads it (PostgreSQL manual, section 34.1.1); several hosts are tried in
  /// turn.
  package let url: String
  /// Lower-case letters, digits and `_`.
  package let schema: String

  /// Nil where `url` is no such URL, or the schema's name has other characters.
  package init?(url: String, schema: String) {
    guard PostgresAddress.isURL(url), !url.utf8.contains(0), (1...63).contains(schema.utf8.count),
      schema.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
    else { return nil }
    self.url = url
    self.schema = schema
  }

  /// Whether a setting names a PostgreSQL database.
  package static func isURL(_ text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// The URL for a log or a person: without a password.
  package var shown: String {
    guard let scheme = url.firstRange(of: "://") else { return "" }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    // Parameters can hold a password too.
    let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
    guard let at = authority.lastIndex(of: "@") else { return String(url[..<scheme.upperBound] + authority + path) }
    let user = authority[..<at].prefix { $0 != ":" }
    return String(url[..<scheme.upperBound] + user + authority[at...] + path)
  }
}
