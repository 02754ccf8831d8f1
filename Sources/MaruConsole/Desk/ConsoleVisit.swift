import Crypto
import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore

/// One request of a browser to the console: in which language, whose, with which form.
struct ConsoleVisit: Sendable {
  let realm: ConsoleRealm
  let language: PageLanguage
  /// What the browser sent as its secret, or will be given with the answer.
  let cookie: String
  let hasNewCookie: Bool
  /// Who is logged in.
  let person: Operator?
  let path: String
  let query: [WireValue.Member]
  var form: [WireValue.Member]
  let address: String
  let isSecure: Bool
  /// Parts of the path that the route names.
  let parameters: [String: String]

  /// The sentence in the visit's language.
  func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }
  /// A field of the form; empty where there is none.
  func field(_ name: String) -> String { form.first { $0.name == name }?.value.flatText ?? "" }
  /// A parameter of the query.
  func parameter(_ name: String) -> String { query.first { $0.name == name }?.value.flatText ?? "" }

  /// The hidden field that ties a form to the browser it was shown to.
  var csrf: String {
    hexText(HMAC<SHA256>.authenticationCode(for: Array("console".utf8), using: SymmetricKey(data: Array(cookie.utf8))))
  }

  /// The key of the authenticator that is being set up with a link: known to this browser only, and not from the link.
  func newAuthenticatorKey(_ token: String) -> [UInt8] {
    Array(
      Array(
        HMAC<SHA256>.authenticationCode(
          for: Array("authenticator/\(token)".utf8), using: SymmetricKey(data: Array(cookie.utf8)))
      ).prefix(20))
  }

  /// A record for the audit log of what is done here.
  func record(_ act: String, _ subject: String, _ words: String = "", at: Instant) -> AuditRecord {
    AuditRecord(
      at: at, who: person?.name ?? "", act: act, subject: String(subject.prefix(200)), words: String(words.prefix(500)),
      address: address)
  }

  /// What head and foot of every page show.
  var frame: [String: Any] {
    var view: [String: Any] = [
      "language": text("ko", "en"), "csrf": csrf, "menuLabel": text("메뉴", "Menu"),
      "skip": text("본문으로 건너뛰기", "Skip to content"), "brandName": brandName, "brandLink": realm.root,
      "otherLanguage": ["href": otherLanguageLink, "tag": text("en", "ko"), "name": text("English", "한국어")],
      "pause": text("멈추기", "Pause"), "goOn": text("계속", "Go on"), "navigation": navigation,
    ]
    if let person {
      view["logout"] = text("로그아웃", "Log out")
      view["logoutPath"] = "\(realm.root)/logout"
      let place = person.bank.map { " \($0.text)" } ?? ""
      view["footer"] = "\(person.name) · \(text(person.role.korean, person.role.english))\(place)"
    } else {
      view["footer"] =
        realm == .bank
        ? text("마루 통합 중계센터 참가은행 화면", "The Maru hub, for its banks")
        : text("마루 통합 중계센터 운영 화면", "Operations of the Maru hub")
    }
    return view
  }

  private var otherLanguageLink: String {
    let rest = query.filter { $0.name != "lang" }.compactMap { member in
      member.value.flatText.map { "\(percentEncoded(member.name))=\(percentEncoded($0))&" }
    }
    return "\(path)?\(rest.joined())lang=\(text("en", "ko"))"
  }

  private var brandName: String {
    realm == .bank ? text("마루 참가은행", "Maru for banks") : text("마루 운영", "Maru operations")
  }

  private var navigation: [[String: Any]] {
    guard let person else { return [] }
    if let bank = person.bank {
      return [
        (text("현황", "Picture"), BankScreen.path(bank)), (text("전문", "Messages"), BankMessagesScreen.path(bank)),
        (text("정산", "Settlement"), BankSettlementScreen.path(bank)),
        (text("대사 차이", "Differences"), BankBreaksScreen.path(bank)),
      ].map { name, href in entry(name, href, isRoot: href == BankScreen.path(bank)) }
    }
    let entries: [(OperatorAct, String, String)] = [
      (.look, text("현황", "Picture"), "/operator"), (.look, text("찾기", "Search"), "/operator/search"),
      (.look, text("호출", "Calls"), "/operator/calls"),
      (.look, text("이용기관", "Organisations"), "/operator/organisations"),
      (.look, text("이용 신청", "Applications"), ApplicationsScreen.path),
      (.lookAtPeople, text("지원", "Support"), SupportScreen.path),
      (.lookAtPeople, text("동의", "Consents"), "/operator/consents"),
      (.look, text("정산", "Settlement"), "/operator/settlement"),
      (.look, text("한도", "Limits"), LimitsScreen.path), (.look, text("청구서", "Invoices"), InvoicesScreen.path),
      (.look, text("공지", "Notices"), NoticesScreen.path), (.look, text("포럼", "Forum"), ForumModerationScreen.path),
      (.readAudit, text("감사", "Audit"), "/operator/audit"),
      (.manageOperators, text("운영자", "Operators"), "/operator/operators"),
    ]
    return entries.filter { person.role.may($0.0) }.map { _, name, href in
      entry(name, href, isRoot: href == realm.root)
    }
  }

  /// An entry of the menu; pages below it belong to it too, but where it is the root of them all.
  private func entry(_ name: String, _ href: String, isRoot: Bool) -> [String: Any] {
    var entry: [String: Any] = ["name": name, "href": href]
    if path == href || (!isRoot && path.hasPrefix(href + "/")) { entry["current"] = true }
    return entry
  }
}

extension OperatorRole {
  var korean: String {
    switch self {
    case .viewer: "조회"
    case .screening: "심사"
    case .operations: "운영"
    case .security: "보안"
    case .admin: "관리"
    case .bank: "은행"
    }
  }
  var english: String { rawValue }
}
