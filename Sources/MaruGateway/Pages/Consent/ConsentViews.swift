import MaruContract
import MaruDomain
import MaruHub
import MaruStore

/// What the templates of the consent pages show.
struct ConsentViews {
  let open: OpenConsent
  let texts: ConsentTexts
  let csrf: String
  var session: ConsentSession { open.session }
  var path: String { "/consent/\(open.id)" }

  init(_ open: OpenConsent, csrf: String) {
    self.open = open
    self.csrf = csrf
    texts = ConsentTexts(language: open.session.language)
  }

  private func base(title: String, step: Int, error: String?) -> [String: Any] {
    let other: PageLanguage = session.language == .korean ? .english : .korean
    var view: [String: Any] = [
      "language": texts.tag, "title": title, "path": path, "csrf": csrf, "footer": texts.footer,
      "otherLanguage": [
        "code": other.rawValue, "tag": other == .korean ? "ko" : "en", "name": other == .korean ? "한국어" : "English",
      ],
      "steps": [
        "label": texts.stepsLabel,
        "items": zip(1..., [texts.identityTitle, texts.number, texts.accountsTitle]).map { index, name in
          ["on": index <= step, "current": index == step, "name": name] as [String: Any]
        },
      ] as [String: Any],
      "cancel": texts.cancel, "next": texts.next,
    ]
    if let error { view["error"] = error }
    return view
  }

  func identity(_ typed: IdentityPrefill? = nil, testBed: Bool, error: String? = nil) -> [String: Any] {
    let shown = typed ?? session.prefill
    var view = base(title: texts.identityTitle, step: 1, error: error)
    view["heading"] = texts.identityHeading(session.request.clientName, adding: session.addsAccounts)
    view["lead"] = texts.identityLead
    view["locked"] = session.prefill.isLocked
    view["purpose"] = texts.identityPurpose
    return view.merging(texts.identityForm(shown, testBed: testBed)) { _, new in new }
  }

  func number(error: String? = nil) -> [String: Any] {
    base(title: texts.numberTitle, step: 2, error: error).merging(
      texts.numberForm(phone: session.person?.phone ?? "", shown: session.shownNumber)
    ) { _, new in new }
  }

  func accounts(
    agreed: [BankAccount: RegisteredAccount], consentDays: Int64, now: Instant, chosen: ChosenAccounts? = nil,
    error: String? = nil
  ) -> [String: Any] {
    let client = session.request.clientName
    let scopes = session.request.scopes
    var view = base(title: texts.accountsTitle, step: 3, error: error)
    // Who only identifies a user gets no account, so none is shown.
    let asksForAccounts = scopes != .login
    view["heading"] = asksForAccounts ? texts.accountsHeading : texts.loginHeading(client)
    view["lead"] = asksForAccounts ? texts.accountsLead : texts.loginLead
    view["summaryHeading"] = texts.summaryHeading
    view["whoLabel"] = texts.who
    view["whatLabel"] = texts.what
    view["untilLabel"] = texts.until
    view["client"] = client
    view["services"] = [
      scopes.contains(.login) ? texts.loginService : nil, scopes.contains(.inquiry) ? texts.inquiryService : nil,
      scopes.contains(.transfer) ? texts.transferService : nil,
    ].compactMap { $0.map { ["name": $0] } }
    let parts = now.businessDate.adding(days: consentDays).parts
    view["until"] = texts.untilValue(consentDays, parts.year, parts.month, parts.day)
    view["withdrawHint"] = texts.withdrawHint
    view["deny"] = texts.deny
    view["allow"] = texts.allow
    guard asksForAccounts else { return view }
    if !session.silentBanks.isEmpty {
      view["silent"] = [
        "text": texts.silentBanks(session.silentBanks.joined(separator: ", ")), "again": texts.listAgain,
        "path": path,
      ]
    }
    if session.offered.isEmpty { view["empty"] = texts.noAccounts }
    view["accounts"] = session.offered.enumerated().map { index, offered in
      row(index, offered, client, scopes, agreed[offered.account], chosen)
    }
    return view
  }

  private func row(
    _ index: Int, _ offered: OfferedAccount, _ client: String, _ scopes: Scope, _ known: RegisteredAccount?,
    _ chosen: ChosenAccounts?
  ) -> [String: Any] {
    var row: [String: Any] = [
      "index": index, "bank": offered.bankName, "initial": String(offered.bankName.prefix(1)),
      "product": offered.productName, "number": offered.account.number.masked, "aliasSummary": texts.aliasSummary,
      "aliasLabel": texts.alias,
      "alias": chosen?.aliases[index] ?? known?.alias.text ?? "",
    ]
    if scopes.contains(.inquiry) {
      row["inquiry"] =
        [
          "index": index, "name": texts.inquiry, "explanation": texts.inquiryExplanation(client),
          "checked": chosen?.inquiry.contains(index) == true,
        ] as [String: Any]
    }
    if scopes.contains(.transfer) {
      row["transfer"] =
        [
          "index": index, "name": texts.transfer, "explanation": texts.transferExplanation(client),
          "checked": chosen?.transfer.contains(index) == true,
        ] as [String: Any]
    }
    if let known, known.state == .inUse {
      row["known"] = texts.alreadyAgreed(
        inquiry: known.inquiryAgreedAt != nil, transfer: known.transferAgreedAt != nil)
    }
    return row
  }

  /// The last page of a visit that cannot go on.
  static func ended(_ language: PageLanguage, _ trouble: ConsentTrouble) -> [String: Any] {
    let texts = ConsentTexts(language: language)
    let tooMany = trouble == .tooManyTries
    return [
      "language": texts.tag, "title": tooMany ? texts.tooManyTitle : texts.goneTitle, "footer": texts.footer,
      "heading": tooMany ? texts.tooManyTitle : texts.goneTitle, "lead": tooMany ? texts.tooManyLead : texts.goneLead,
    ]
  }
}

/// The boxes and names of the last form, to show them again beside an error.
struct ChosenAccounts {
  let inquiry: Set<Int>
  let transfer: Set<Int>
  let aliases: [Int: String]

  init(_ members: [WireValue.Member]) {
    func indices(_ name: String) -> Set<Int> {
      Set(members.filter { $0.name == name }.compactMap { $0.value.flatText.flatMap { Int($0) } })
    }
    inquiry = indices("inquiry")
    transfer = indices("transfer")
    aliases = Dictionary(
      members.compactMap { member in
        guard member.name.hasPrefix("alias"), let index = Int(member.name.dropFirst(5)),
          let text = member.value.flatText
        else { return nil }
        return (index, text)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What was chosen of what was offered.
  func choices(of offered: [OfferedAccount]) -> [ConsentChoice] {
    offered.enumerated().map { index, account in
      ConsentChoice(
        account: account, inquiry: inquiry.contains(index), transfer: transfer.contains(index),
        alias: aliases[index].flatMap { AccountAlias($0.trimmingPrefix { $0 == " " }.description) })
    }
  }
}
