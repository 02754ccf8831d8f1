package import MaruDomain

/// 본인확인기관: the outside party that tells whether a person is who they say, and carries one-time numbers to their phone.
package protocol IdentityAgency: Sendable {
  /// The person who matches the claim, or nil.
  func person(matching claim: IdentityClaim) async throws(HubError) -> VerifiedPerson?
  /// Sends a text message with a one-time number.
  func send(oneTimeNumber: String, to phone: String) async throws(HubError)
  /// Whether the consent pages show the one-time number themselves: the test bed's phones do not exist.
  var showsOneTimeNumbers: Bool { get }
}

/// What a person types: name, birth date, phone (digits only).
package struct IdentityClaim: Sendable, Hashable {
  package let name: HolderName
  package let birthDate: BusinessDate
  package let phone: String
  package init(name: HolderName, birthDate: BusinessDate, phone: String) {
    self.name = name
    self.birthDate = birthDate
    self.phone = phone
  }
}

/// What an identity agency knows of a person.
package struct VerifiedPerson: Sendable, Hashable, Codable {
  /// 연계정보, `user_ci`: 88 characters of base64 of 64 bytes.
  package let ci: String
  package let name: HolderName
  package let birthDate: BusinessDate
  /// Digits only.
  package let phone: String
  /// `M` or `F`.
  package let gender: String
  package let email: String
  package init(ci: String, name: HolderName, birthDate: BusinessDate, phone: String, gender: String, email: String) {
    self.ci = ci
    self.name = name
    self.birthDate = birthDate
    self.phone = phone
    self.gender = gender
    self.email = email
  }
}
