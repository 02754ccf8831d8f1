package import MaruDomain

extension OrganisationCode {
  private static let siteLetter = "D"

  /// The code of an app of the developer site; nil unless `digits` are nine digits.
  package init?(developerSite digits: String) { self.init(OrganisationCode.siteLetter + digits) }

  /// The code of an organisation whose developer went live; nil unless `digits` are nine digits.
  package init?(liveService digits: String) { self.init("L" + digits) }

  /// Whether an app of the developer site stands behind it: those of the test bed and of real organisations begin otherwise.
  package var isOfDeveloperSite: Bool { text.utf8.first == UInt8(ascii: "D") }
}
