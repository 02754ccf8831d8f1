import MaruContract

extension WireValue {
  /// A member of an object.
  subscript(_ name: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
  /// The elements of a list.
  var elements: [WireValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }
}
