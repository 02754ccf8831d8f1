package import MaruContract
package import MaruDomain
package import MaruOAuth

/// A person's visit to the consent pages: what was asked, who they are, what they may choose from.
package struct ConsentSession: Sendable, Codable {
  /// Which page is next.
  package enum Phase: String, Sendable, Codable {
    case identity
    case number
    case accounts
  }

  package let request: AuthorizationRequest
  /// Whether a linked user adds accounts (`authorize_account2`) rather than links for the first time.
  package let addsAccounts: Bool
  package var language: PageLanguage
  package let look: PageLook
  /// What the organisation already told, to spare the person some typing.
  package let prefill: IdentityPrefill
  /// The account that the organisation asks for: shown first.
  package var wantedAccount: BankAccount?
  package var phase: Phase
  /// Who the identity agency says it is; confirmed once the one-time number was typed (or a login token proved it).
  package var person: VerifiedPerson?
  /// The one-time number, where the pages show it because the test bed's phones do not exist.
  package var shownNumber: String?
  package var offered: [OfferedAccount] = []
  package var silentBanks: [String] = []
  /// SHA-256 of the cookie of the browser that opened the session; nil until one did.
  package var browser: [UInt8]?
}

/// Colours that the organisation asked for, as `#RRGGBB`.
package struct PageLook: Sendable, Codable, Hashable {
  package var background: String?
  package var text: String?
  package var confirm: String?
  package var cancel: String?
  package init(background: String?, text: String?, confirm: String?, cancel: String?) {
    self.background = background
    self.text = text
    self.confirm = confirm
    self.cancel = cancel
  }
}

/// `Kftc-Bfop-User…` headers of re-authentication (section 3.1, case 1).
package struct IdentityPrefill: Sendable, Codable, Hashable {
  package var name: String
  package var birthDate: String
  package var phone: String
  /// Whether the person may change them (`edit_option`).
  package var mayEdit: Bool
  /// A person who may not edit can only go on when everything is there.
  package var isLocked: Bool { !mayEdit && !name.isEmpty && !birthDate.isEmpty && !phone.isEmpty }
  package init(name: String = "", birthDate: String = "", phone: String = "", mayEdit: Bool = true) {
    self.name = name
    self.birthDate = birthDate
    self.phone = phone
    self.mayEdit = mayEdit
  }
}

/// What the authorize request brings in headers (section 3.1).
package struct AuthorizeHeaders: Sendable {
  package var prefill = IdentityPrefill()
  /// `Kftc-Bfop-AccessToken`, of case 2.
  package var accessToken: String?
  /// `Kftc-Bfop-UserSeqNo`, of case 2.
  package var user: String?
  /// `Kftc-Bfop-UserCI`, of case 2.
  package var ci: String?
  /// `Kftc-Bfop-BankCodeStd` and `-AccountNum`: the account that the organisation asks for.
  package var account: BankAccount?
  package init() {}
}

/// Why a step of the pages did not go on; told to the person on the same page.
package enum ConsentTrouble: Error, Sendable, Equatable {
  /// Nobody matches; which of the three is wrong is not said (RTS article 4(3)(a)).
  case noSuchPerson
  case numberWrong(triesLeft: Int)
  case numberExpired
  /// No try is left: the visit is over.
  case tooManyTries
  /// The person got as many one-time numbers as anybody may within an hour.
  case tooManyNumbers
  case nothingChosen
  /// The form belongs to another step than the visit is at (a double click, the back button): the visit goes on where it is.
  case otherStep
  /// The visit expired, was finished, or belongs to another browser.
  case gone
}
