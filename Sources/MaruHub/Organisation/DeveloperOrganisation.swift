package import MaruDomain
package import MaruStore

extension OrganisationCode {
  private static let siteLetter = "D"

  /// The code of an app of the developer site; nil unless `digits` are nine digits.
  package init?(developerSite digits: String) { self.init(OrganisationCode.siteLetter + digits) }

  /// The code of an organisation whose developer went live; nil unless `digits` are nine digits.
  package init?(liveService digits: String) { self.init("L" + digits) }

  /// The first of several numbers of nine digits that is nobody's, in test or live: of two organisations with the same digits users'
  /// numbers would be the same, whichever letter is before them.
  package static func freeNumber(of numbers: [String], in session: any SQLSession) throws -> String? {
    try numbers.first { number in
      guard let test = OrganisationCode(developerSite: number), let live = OrganisationCode(liveService: number) else {
        return false
      }
      return try [test, live].allSatisfy { try OrganisationTable.find($0, in: session) == nil }
    }
  }

  /// Whether an app of the developer site stands behind it: those of the test bed and of real organisations begin otherwise.
  package var isOfDeveloperSite: Bool { text.utf8.first == UInt8(ascii: "D") }
}
