/// Which namespaces hold at a place of a document: one without prefix, as nearly all documents have it, and those with one.
struct XMLScope {
  private var unprefixed = ""
  private var prefixed: [(prefix: String, namespace: String)] = []

  /// What a prefix stands for; nil where nobody said so.
  func namespace(_ prefix: String) -> String? {
    prefix.isEmpty ? unprefixed : prefixed.last { $0.prefix == prefix }?.namespace
  }

  /// What is declared further in hides what was declared further out.
  mutating func declare(_ namespace: String, _ prefix: String = "") {
    if prefix.isEmpty {
      unprefixed = namespace
    } else {
      prefixed.append((prefix, namespace))
    }
  }
}
