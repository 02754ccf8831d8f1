import MaruContract
import MaruDomain
import MaruHub
import MaruStore

/// What the templates of people's own pages show.
struct MeViews {
  let texts: MeTexts
  let csrf: String
  private var consentTexts: ConsentTexts { ConsentTexts(language: texts.language) }

  func base(_ title: String, error: String? = nil) -> [String: Any] {
    let isKorean = texts.language == .korean
    var view: [String: Any] = [
      "language": texts.tag, "title": title, "path": "/me", "csrf": csrf, "footer": texts.footer, "heading": title,
      "otherLanguage": [
        "code": isKorean ? "eng" : "kor", "tag": isKorean ? "en" : "ko", "name": isKorean ? "English" : "한국어",
      ],
      "next": consentTexts.next,
    ]
    if let error { view["error"] = error }
    return view
  }

  func identity(_ typed: IdentityPrefill, testBed: Bool, error: String? = nil) -> [String: Any] {
    var view = base(texts.identityTitle, error: error)
    view["heading"] = texts.identityHeading
    view["lead"] = texts.identityLead
    view["purpose"] = texts.identityPurpose
    return view.merging(consentTexts.identityForm(typed, testBed: testBed)) { _, new in new }
  }

  func number(_ visit: MeVisit, error: String? = nil) -> [String: Any] {
    base(consentTexts.numberTitle, error: error).merging(
      consentTexts.numberForm(phone: visit.person.phone, shown: visit.shownNumber)
    ) { _, new in new }
  }

  func consents(_ consents: MyConsents, name: String, done: String?) -> [String: Any] {
    var view = base(texts.title)
    view["lead"] = texts.lead(name)
    if let done { view["done"] = done }
    if consents.organisations.isEmpty { view["empty"] = texts.nothing }
    view["organisations"] = consents.organisations.map(organisation)
    if !consents.history.isEmpty {
      view["history"] =
        [
          "historyHeading": texts.historyHeading,
          "lines": consents.history.reversed().prefix(100).map { record in
            [
              "at": minute(record.at), "who": consents.names[record.organisation] ?? record.organisation.text,
              "what": texts.history(record.action.rawValue, texts.use(record.service)),
            ]
          },
        ] as [String: Any]
    }
    view["more"] = texts.more
    view["leave"] = texts.leave
    view["ways"] =
      [["href": "/me/accesses", "text": texts.accesses], ["href": "/me/data.json", "text": texts.download]]
      + (consents.organisations.isEmpty ? [] : [["href": "/me/end-everything", "text": texts.endEverything]])
      + (consents.person == nil ? [] : [["href": "/me/delete", "text": texts.erase]])
    return view
  }

  func accesses(_ accesses: MyAccesses) -> [String: Any] {
    var view = base(texts.accesses)
    view["lead"] = texts.accessesLead
    if accesses.uses.isEmpty { view["empty"] = texts.noAccess }
    let days = Dictionary(grouping: accesses.uses) { day($0.at) }.sorted { $0.key > $1.key }
    view["days"] = days.map { date, uses in
      [
        "day": date,
        "lines": uses.map { use in
          [
            "what": texts.uses(texts.use(use.key.service), use.count),
            "who": accesses.names[use.key.organisation] ?? use.key.organisation.text,
            "last": texts.lastAt(String(minute(use.at).suffix(5))),
          ]
        },
      ] as [String: Any]
    }
    view["looksHeading"] = texts.looksHeading
    view["looks"] = accesses.looks.isEmpty ? [["at": texts.noLook]] : accesses.looks.map { ["at": minute($0)] }
    view["back"] = texts.backToConsents
    return view
  }

  private func organisation(_ organisation: MyConsents.Organisation) -> [String: Any] {
    let uses = organisation.lastUses.sorted { $0.value > $1.value }.map { "\(texts.use($0.key)) \(minute($0.value))" }
    return [
      "code": organisation.code.text, "organisationName": organisation.name,
      "linked": organisation.linkedAt.map { texts.linked(day($0)) } ?? texts.notLinked,
      "used": uses.isEmpty ? texts.neverUsed : texts.lastUses(uses.joined(separator: ", ")),
      "endOrganisation": texts.endOrganisation(organisation.name),
      "accounts": organisation.accounts.map { account in
        let registered = account.registered
        let shown = "\(account.bankName) \(registered.account.number.masked)"
        return [
          "bank": account.bankName, "initial": String(account.bankName.prefix(1)), "product": registered.alias.text,
          "number": registered.account.number.masked,
          "services": account.services.map { service in
            let name = texts.service(service.service)
            return [
              "service": name, "serviceCode": service.service.rawValue, "useNumber": registered.fintechUseNumber.text,
              "since": texts.since(day(service.since), day(service.until), expired: service.hasExpired),
              "end": texts.end, "endLabel": texts.endOf(name, shown, organisation.name),
            ]
          },
        ] as [String: Any]
      },
    ]
  }

  /// A page that asks once more before something big is done.
  func question(
    _ heading: String, _ lead: String, lists: [(String, [String])], action: String, submit: String
  ) -> [String: Any] {
    var view = base(heading)
    view["lead"] = lead
    view["lists"] = lists.map { heading, lines in
      ["listHeading": heading, "items": lines.map { ["words": $0] }] as [String: Any]
    }
    view["action"] = action
    view["submit"] = submit
    view["back"] = texts.back
    return view
  }

  /// A last page, with a way back to the start.
  func ended(_ heading: String, _ lead: String) -> [String: Any] {
    var view = base(heading)
    view["lead"] = lead
    view["start"] = ["text": texts.toStart, "href": "/me"]
    return view
  }

  /// `2026-11-26`, KST.
  private func day(_ at: Instant) -> String {
    let parts = at.businessDate.parts
    return "\(parts.year)-\(padded(parts.month))-\(padded(parts.day))"
  }

  /// `2026-11-26 09:30`, KST.
  private func minute(_ at: Instant) -> String {
    let minutes = at.millisecondOfDay / 60_000
    return "\(day(at)) \(padded(minutes / 60)):\(padded(minutes % 60))"
  }

  private func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
