import MaruDomain
import MaruHub
import MaruStore

extension LiveScreen {
  /// The whole page: where it stands, what is next, what was agreed, the trail.
  func show(_ visit: SiteVisit, _ app: DeveloperApp, _ refusal: LiveRefusal? = nil) async throws -> Site.Answer {
    let file = try await site.onboarding.file(of: app.client.id)
    let (words, stage) = (LiveWords(visit.language), file?.application.stage ?? .test)
    let offersTerms = file?.application.awaitsAgreement == true
    let link = "\(AppsScreen.path)/\(app.client.id)"
    var view: [String: Any] = [
      "heading": visit.text("실서비스로 가는 길", "The way to a live service"), "appName": app.client.name, "appLink": link,
      "stageName": visit.name(of: stage), "nextWords": next(visit, file, words),
      "phases": phases(visit, stage), "revision": "\(file?.application.revision ?? 0)",
    ]
    // The operator's words: the applicant knows the own ones, and finds them in the trail.
    if let last = file?.trail.last, last.step.needsReason, !last.who.isEmpty { view["reasonWords"] = last.words }
    let ways = ways(visit, stage, "\(link)/live", words)
    if !ways.isEmpty { view["ways"] = ["all": ways] }
    if Onboarding.mayChangeDocuments(at: stage) {
      view["documents"] = [
        "text": visit.text("서류 올리기", "Upload documents"), "href": DocumentsScreen.link(app.client.id),
      ]
    }
    view["buttons"] = buttons(visit, stage, offersTerms: offersTerms, "\(link)/live", words)
    var (cards, offer): ([[String: Any]], [[String: Any]]) = ([], [])
    if let file {
      cards.append(card(visit.text("신청", "Application"), request(visit, file)))
      let documents = try await site.onboarding.documents(of: app.client.id)
      if !documents.isEmpty {
        view["uploaded"] = [
          "uploadedTitle": visit.text("올린 서류", "Documents uploaded"),
          "uploadedRows": documents.map {
            ["documentText": $0.name.text, "documentLink": "\(DocumentsScreen.link(app.client.id))/\($0.id)"]
          },
        ]
      }
      // Whoever is asked to agree reads first what it is to. What is not approved yet, or was declined, is no offer.
      if let approved = file.approved, stage == .offered || offersTerms {
        offer.append(contract(visit, file, approved, words, before: stage == .offered ? nil : file.agreed))
      }
      if let agreed = file.agreed { cards.append(contract(visit, file, agreed, words)) }
      view["trail"] = trail(visit, file.trail, words)
      if let code = file.application.liveOrganisation {
        let sums = try await site.hub.store.read {
          try SettlementTable.invoices(to: code, atMost: InvoiceScreen.shownMonths, in: $0)
        }
        if !sums.isEmpty { view["invoices"] = invoices(visit, sums, "\(link)/live/invoices") }
      }
    }
    view["cards"] = cards
    view["offer"] = offer
    if let refusal {
      view["error"] = words.words(for: refusal)
    } else if visit.parameter("done") == "1" {
      view["done"] = visit.text("기록하고 메일로도 알렸습니다.", "It is on record, and a letter tells of it.")
    }
    return site.page(
      visit, "live", title: visit.text("실서비스", "Live service"), view,
      status: refusal == nil ? .ok : .unprocessableContent)
  }

  /// What comes next, told to the applicant.
  private func next(_ visit: SiteVisit, _ file: Onboarding.File?, _ words: LiveWords) -> String {
    guard file?.application.awaitsAgreement != true else { return "\(words.nextForOffer) \(words.sinceWhen)" }
    let stage = file?.application.stage ?? .test
    return stage == .test && !visit.hasTestBed
      ? visit.text("이용을 신청하십시오.", "Apply for use.") : words.next(at: stage)
  }

  /// What a contract says; where other terms are to come in the place of `before`, each that changes with what it was.
  private func contract(
    _ visit: SiteVisit, _ file: Onboarding.File, _ contract: LiveContract, _ words: LiveWords,
    before: LiveContract? = nil
  ) -> [String: Any] {
    func rows(_ terms: ContractTerms) -> [(name: String, values: [String])] {
      words.terms(terms) { site.hub.banks.name(of: $0) }
    }
    let (name, known) = (visit.text("서비스 이름", "Service name"), before.map { rows($0.terms) })
    let terms = rows(contract.terms).enumerated().map { index, row -> (String, [String]) in
      guard let old = known?[index].values, old != row.values else { return (row.name, row.values) }
      let was = visit.text("지금: ", "At present: ") + old.joined(separator: " · ")
      return (row.name, row.values + [was])
    }
    return card(
      before == nil ? visit.text("계약", "Contract") : visit.text("바뀐 계약 조건", "Other terms"),
      [(name, [file.application.request.service.text])] + terms)
  }

  /// Six parts of the way, and which of them is under way.
  private func phases(_ visit: SiteVisit, _ stage: LiveStage) -> [[String: Any]] {
    let reached: Int =
      switch stage {
      case .test, .returned: 0
      case .screening, .refused: 1
      case .approved, .declared: 2
      case .cleared, .drawn, .offered: 3
      case .contracted, .keysAsked, .keysGranted: 4
      case .keyed: 5
      case .live, .suspended, .ended: 6
      }
    let names = [
      visit.text("이용 신청", "Application"), visit.text("심사와 승인", "Screening"), visit.text("보안점검", "Security check"),
      visit.text("계약", "Contract"), visit.text("운영 키", "Production keys"), visit.text("개통", "Opening"),
    ]
    // Nothing is under way when it is over, and how far it had come stands in the trail.
    guard !stage.isOver else { return [] }
    return names.enumerated().map { index, name in
      var phase: [String: Any] = [
        "phase": name,
        "phaseState": index < reached
          ? visit.text("끝남", "Done") : index == reached ? visit.text("지금", "Now") : visit.text("나중", "Later"),
      ]
      if index < reached { phase["isDone"] = true }
      if index == reached { phase["isNow"] = true }
      return phase
    }
  }

  /// Pages on which the applicant does what is next.
  private func ways(_ visit: SiteVisit, _ stage: LiveStage, _ link: String, _ words: LiveWords) -> [[String: Any]] {
    var ways: [(String, String)] = []
    if stage.isOver || LiveStep.apply.from.contains(stage) {
      ways.append(
        (stage == .returned ? visit.text("고쳐 신청하기", "Mend and apply again") : words.button(for: .apply), "apply"))
    }
    if stage == .approved { ways.append((visit.text("보안점검표 작성하기", "Fill in the check-list"), "security")) }
    return ways.map { ["wayText": $0.0, "wayLink": "\(link)/\($0.1)"] }
  }

  /// Steps that are one press, and, smaller, the ways out.
  private func buttons(
    _ visit: SiteVisit, _ stage: LiveStage, offersTerms: Bool, _ link: String, _ words: LiveWords
  ) -> [String: Any] {
    var (presses, outs): ([(String, String)], [(String, String)]) = ([], [])
    if stage == .offered {
      presses.append((words.button(for: .agree), "agree"))
      outs.append((words.button(for: .decline), "decline"))
    }
    if offersTerms {
      presses.append((words.button(for: .agreeAmendment), LiveStep.agreeAmendment.rawValue))
      outs.append((words.button(for: .declineAmendment), LiveStep.declineAmendment.rawValue))
    }
    if stage == .keysGranted { presses.append((words.button(for: .takeKeys), "keys")) }
    if [.keyed, .live].contains(stage) {
      for key in LiveKey.allCases {
        presses.append((visit.text("\(key.wireName) 새로 받기", "Get a new \(key.wireName)"), key.path))
      }
    }
    if LiveStep.withdraw.from.contains(stage) { outs.append((words.button(for: .withdraw), "withdraw")) }
    return [
      "presses": presses.map { ["pressText": $0.0, "pressAction": "\(link)/\($0.1)"] },
      "outs": outs.map { ["outText": $0.0, "outLink": "\(link)/\($0.1)"] },
    ]
  }

  private func request(_ visit: SiteVisit, _ file: Onboarding.File) -> [(String, [String])] {
    let request = file.application.request
    var rows = [
      (visit.text("회사", "Company"), [request.company]),
      (visit.text("사업자등록번호", "Registration number"), [request.registrationNumber.printed]),
      (visit.text("서비스 이름", "Service name"), [request.service.text]),
      (visit.text("담당자", "Contact"), [request.contact]), (visit.text("서비스", "Service"), request.purpose.lines),
      ("scope", [request.scopes.wire]), (visit.text("콜백 URL", "Callback URLs"), request.callbacks),
    ]
    if !request.addresses.isEmpty { rows.append((visit.text("허용 IP", "Allowed IP addresses"), request.addresses)) }
    if !request.documents.isEmpty { rows.append((visit.text("서류", "Documents"), request.documents.lines)) }
    if let client = file.application.liveClient {
      rows.append((visit.text("운영 client_id", "Live client_id"), [client.text]))
    }
    if let code = file.application.liveOrganisation {
      rows.append((visit.text("운영 이용기관코드", "Live client_use_code"), [code.text]))
    }
    return rows
  }

  private func invoices(_ visit: SiteVisit, _ sums: [InvoiceSum], _ link: String) -> [String: Any] {
    [
      "invoicesTitle": visit.text("청구서", "Invoices"),
      "invoiceRows": sums.map { one in
        [
          "invoiceText": visit.text("\(one.month): \(one.amount.grouped)원", "\(one.month): \(one.amount.grouped) won"),
          "invoiceLink": "\(link)/\(one.month.wire)",
        ]
      },
    ]
  }

  private func card(_ title: String, _ rows: [(String, [String])]) -> [String: Any] {
    [
      "cardTitle": title,
      "cardRows": rows.map { name, values in
        ["rowName": name, "rowValues": values.map { ["rowValue": $0] }] as [String: Any]
      },
    ]
  }

  private func trail(_ visit: SiteVisit, _ trail: [LiveTrailStep], _ words: LiveWords) -> [String: Any] {
    [
      "trailTitle": visit.text("지나온 단계", "The trail"),
      "trailColumns": [
        visit.text("때", "When"), visit.text("누가", "Who"), visit.text("일", "Step"), visit.text("말", "Words"),
      ]
      .map { ["column": $0] },
      "trailRows": trail.reversed().map { step in
        [
          "stepAt": visit.moment(step.at),
          // Operators are known to the hub by their names, to applicants by their office.
          "stepWho": step.who.isEmpty ? visit.text("신청자", "Applicant") : visit.text("운영 기관", "Operator"),
          "stepName": words.name(of: step.step), "stepWords": step.words,
        ]
      },
    ]
  }
}

extension String {
  fileprivate var lines: [String] { split(whereSeparator: \.isNewline).map(String.init) }
}
