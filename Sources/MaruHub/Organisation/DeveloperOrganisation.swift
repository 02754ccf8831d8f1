package import MaruDomain
package import MaruStore

extension OrganisationCode {
  private static let siteLetter = "D"
  private static let liveLetter = "L"
  private static let noNumber = "000000000"

  /// What an app's client has in place of an organisation on a production hub; never given to one.
  package static var ofNoOrganisation: OrganisationCode? { OrganisationCode(developerSite: noNumber) }

  /// The code of an app of the developer site; nil unless `digits` are nine digits.
  package init?(developerSite digits: String) { self.init(OrganisationCode.siteLetter + digits) }

  /// The code of an organisation whose developer went live; nil unless `digits` are nine digits.
  package init?(liveService digits: String) { self.init(OrganisationCode.liveLetter + digits) }

  /// The first of several numbers of nine digits that is nobody's, in test or live: of two organisations with the same digits users'
  /// numbers would be the same, whichever letter is before them.
  package static func freeNumber(of numbers: [String], in session: any SQLSession) throws -> String? {
    try numbers.first { number in
      guard let test = OrganisationCode(developerSite: number), let live = OrganisationCode(liveService: number) else {
        return false
      }
      guard number != noNumber else { return false }
      return try [test, live].allSatisfy { try OrganisationTable.find($0, in: session) == nil }
    }
  }

  /// Whether an app of the developer site stands behind it: those of the test bed and of real organisations begin otherwise.
  package var isOfDeveloperSite: Bool { text.utf8.first == UInt8(ascii: "D") }

  /// Whether it is that of a service whose developer went live.
  package var isOfLiveService: Bool { text.utf8.first == UInt8(ascii: "L") }
}
