@testable import MaruBankLink

/// A document with one thing changed.
struct TreeChange {
  let what: String
  /// The element that was changed.
  let name: String
  let tree: XMLTree
}

extension XMLTree {
  private func with(_ children: [XMLTree]) -> XMLTree {
    XMLTree(
      name: name, namespace: namespace, attributes: attributes, children: children, text: children.isEmpty ? text : "")
  }

  /// Each element left out, put twice, renamed, moved behind the next one, put into another namespace and given an attribute.
  func changes() -> [TreeChange] {
    var found: [TreeChange] = []
    for (index, child) in children.enumerated() {
      func put(_ what: String, _ change: (inout [XMLTree]) -> Void) {
        var list = children
        change(&list)
        found.append(TreeChange(what: what, name: child.name, tree: with(list)))
      }
      put("without") { $0.remove(at: index) }
      put("twice") { $0.insert(child, at: index) }
      put("renamed") {
        $0[index] = XMLTree(
          name: "Other", namespace: child.namespace, attributes: child.attributes, children: child.children,
          text: child.text)
      }
      put("of another namespace") {
        $0[index] = XMLTree(
          name: child.name, namespace: "urn:other", attributes: child.attributes, children: child.children,
          text: child.text)
      }
      put("with an attribute") {
        $0[index] = XMLTree(
          name: child.name, namespace: child.namespace, attributes: child.attributes + [.init(name: "x", value: "1")],
          children: child.children, text: child.text)
      }
      if index + 1 < children.count, children[index + 1] != child { put("moved") { $0.swapAt(index, index + 1) } }
      for change in child.changes() {
        found.append(within(index, change))
      }
    }
    return found
  }

  /// Each text replaced.
  func texts(replacedBy value: String) -> [TreeChange] {
    if children.isEmpty, !text.isEmpty {
      return [
        TreeChange(
          what: "text", name: name,
          tree: XMLTree(name: name, namespace: namespace, attributes: attributes, children: [], text: value))
      ]
    }
    return children.enumerated().flatMap { index, child in
      child.texts(replacedBy: value).map { within(index, $0) }
    }
  }

  private func within(_ index: Int, _ change: TreeChange) -> TreeChange {
    var list = children
    list[index] = change.tree
    return TreeChange(what: change.what, name: change.name, tree: with(list))
  }
}
