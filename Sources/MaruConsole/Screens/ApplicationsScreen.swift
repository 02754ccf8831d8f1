import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/applications`: who wants to go live, and where each stands; one of them with all that is known, and the steps that the
/// operator's role may take.
struct ApplicationsScreen: Sendable {
  static let path = "/operator/applications"
  /// The field that ties a form to what was looked at.
  static let revisionField = "revision"
  private static let pageLength = 50
  let desk: ConsoleDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in try await list(visit) }
    addDocuments(to: router)
    desk.get("\(Self.path)/:id", .look, on: router) { visit in
      guard let file = try await file(visit) else { return desk.notFound(visit) }
      if visit.person?.role.may(.lookAtPeople) == true {
        try await desk.note(visit, "application.look", "\(file.application.id)")
      }
      return try await page(visit, file)
    }
    desk.post("\(Self.path)/:id", .look, on: router) { visit in
      guard let person = visit.person, let file = try await file(visit),
        let step = LiveStep(rawValue: visit.field("step"))
      else { return desk.notFound(visit) }
      guard let act = step.act else { return desk.notFound(visit) }
      guard person.role.may(act) else { return try await desk.refused(visit, person, act) }
      do {
        try await take(step, visit, file, person)
      } catch LiveRefusal.changed {
        // What was typed and ticked was about what stood there before: it is looked at anew.
        var anew = visit
        anew.form = []
        return try await page(anew, try await self.file(visit) ?? file, visit.live.words(for: .changed))
      } catch let refusal as LiveRefusal {
        return try await page(visit, file, visit.live.words(for: refusal))
      } catch let trouble as ContractForm.Trouble {
        return try await page(visit, file, trouble.words(visit))
      } catch Onboarding.Trouble.noSuchBank(let bank) {
        return try await page(visit, file, visit.text("참가하지 않는 은행입니다: \(bank)", "No such bank takes part: \(bank)"))
      }
      return desk.redirect("\(Self.path)/\(file.application.id)?done=1")
    }
  }

  private func file(_ visit: ConsoleVisit) async throws -> Onboarding.File? {
    guard let id = Int64(visit.parameters["id"] ?? "") else { return nil }
    return try await desk.onboarding.file(id)
  }

  private func take(
    _ step: LiveStep, _ visit: ConsoleVisit, _ file: Onboarding.File, _ person: Operator
  ) async throws {
    let party = Onboarding.Party.operator(person, from: visit.address)
    let (id, seen) = (file.application.id, Int64(visit.field(Self.revisionField)) ?? -1)
    // Before anything else: where something is wrong, the page comes back with what is there now.
    guard file.application.revision == seen else { throw LiveRefusal.changed }
    if step == .drawUp || step == .amend {
      return try await desk.onboarding.drawUp(
        try ContractForm(visit).terms, id, step, seen: seen, by: party)
    }
    // Each item is looked at by itself: a security check that is confirmed with one press was not made.
    if step == .clear, !SecurityItem.allCases.allSatisfy({ visit.field("item-\($0.rawValue)") == "yes" }) {
      throw ContractForm.Trouble.itemsOpen
    }
    let words = visit.field("words").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    try await desk.onboarding.take(
      step, id, seen: seen, by: party, words: String(words.prefix(LiveStep.reasonLengths.upperBound)))
  }

  // MARK: The list

  private func list(_ visit: ConsoleVisit) async throws -> ConsoleDesk.Answer {
    let stage = LiveStage(rawValue: visit.parameter("stage"))
    let before = Int64(visit.parameter("before")) ?? .max
    let (found, counts) = try await desk.hub.store.read { session in
      (
        try LiveApplicationTable.page(stage, before: before, atMost: Self.pageLength + 1, in: session),
        try LiveApplicationTable.counts(in: session)
      )
    }
    let shown = found.prefix(Self.pageLength)
    var links = [(text: visit.text("모두", "All"), href: Self.path)]
    links += LiveStage.allCases.compactMap { stage in
      counts[stage].map { ("\(visit.live.name(of: stage)) \($0.grouped)", "\(Self.path)?stage=\(stage.rawValue)") }
    }
    var blocks: [Sheet.Block] = [
      .links(links),
      .table(
        Sheet.Table(
          caption: stage.map { visit.live.name(of: $0) } ?? visit.text("이용 신청", "Applications"),
          columns: [
            visit.text("번호", "Number"), visit.text("회사", "Company"), visit.text("단계", "Stage"), "scope",
            visit.text("신청", "Applied"), visit.text("바뀜", "Changed"),
          ],
          rows: shown.map { one in
            [
              .link("\(one.id)", "\(Self.path)/\(one.id)"), .text(one.request.company),
              .text(visit.live.name(of: one.stage), one.stage.tone), .text(one.request.scopes.wire),
              .text(visit.moment(one.appliedAt)), .text(visit.moment(one.changedAt)),
            ]
          }, empty: visit.text("이용 신청이 없습니다.", "There is none."))),
    ]
    if found.count > shown.count, let last = shown.last {
      let filter = stage.map { "stage=\($0.rawValue)&" } ?? ""
      blocks.append(.links([(visit.text("더 오래된 것", "Older"), "\(Self.path)?\(filter)before=\(last.id)")]))
    }
    return desk.page(visit, Sheet(heading: visit.text("이용 신청", "Applications"), blocks: blocks))
  }

  // MARK: One application

  private func page(_ visit: ConsoleVisit, _ file: Onboarding.File, _ error: String? = nil) async throws
    -> ConsoleDesk.Answer
  {
    let one = file.application
    var blocks: [Sheet.Block] = [.facts(facts(visit, file)), .facts(request(visit, file))]
    if let documents = documents(visit, try await desk.onboarding.documents(of: one.id), of: one.id) {
      blocks.append(documents)
    }
    if !file.answers.isEmpty { blocks.append(.table(answers(visit, file))) }
    // The applicant reads the newest that was approved before the first one is agreed to, and other terms beside what holds.
    if let contract = file.agreed ?? file.approved {
      blocks.append(self.contract(visit, visit.text("계약", "Contract"), contract, one))
    }
    if one.offersTerms, let offered = file.approved {
      blocks.append(
        contract(
          visit, visit.text("신청자의 동의를 기다리는 계약", "Terms that wait for the applicant's agreement"), offered, one,
          file.inForce))
    }
    // Terms that were sent back for a live service are in the trail; before that they are what the next contract begins with.
    if let proposed = file.contract, proposed.approvedBy == nil, one.proposer != nil || one.liveOrganisation == nil {
      blocks.append(contract(visit, visit.text("결재되지 않은 계약", "Contract not approved"), proposed, one, file.inForce))
    }
    blocks += forms(visit, file)
    blocks.append(.table(trail(visit, file)))
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("이용 신청 \(one.id): \(one.request.company)", "Application \(one.id): \(one.request.company)"),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("기록했습니다.", "It is on record.") : nil,
        error: error,
        blocks: blocks))
  }

  private func facts(_ visit: ConsoleVisit, _ file: Onboarding.File) -> [(name: String, cell: Sheet.Cell)] {
    let one = file.application
    var facts: [(name: String, cell: Sheet.Cell)] = [
      (visit.text("단계", "Stage"), .text(visit.live.name(of: one.stage), one.stage.tone)),
      (visit.text("시험 client_id", "client_id in test"), .code(one.client.text)),
    ]
    if let proposer = one.proposer { facts.append((visit.text("올린 사람", "Proposed by"), .text(proposer))) }
    if let client = one.liveClient { facts.append((visit.text("운영 client_id", "Live client_id"), .code(client.text))) }
    if let code = one.liveOrganisation {
      facts.append(
        (visit.text("운영 이용기관", "Live organisation"), .link(code.text, "/operator/organisations/\(code)")))
    }
    return facts
  }

  private func request(_ visit: ConsoleVisit, _ file: Onboarding.File) -> [(name: String, cell: Sheet.Cell)] {
    let request = file.application.request
    var facts: [(name: String, cell: Sheet.Cell)] = [
      (visit.text("회사", "Company"), .text(request.company)),
      (visit.text("사업자등록번호", "Registration number"), .code(request.registrationNumber.printed)),
    ]
    // A contact is a person.
    if visit.person?.role.may(.lookAtPeople) == true {
      facts.append((visit.text("담당자", "Contact"), .text(request.contact)))
    }
    let documents: [(name: String, cell: Sheet.Cell)] =
      request.documents.isEmpty ? [] : [(visit.text("서류", "Documents"), .text(request.documents))]
    return facts + [
      (visit.text("서비스 이름", "Service name"), .text(request.service.text)),
      (visit.text("서비스", "Service"), .text(request.purpose)), ("scope", .code(request.scopes.wire)),
      (visit.text("콜백", "Callbacks"), .code(request.callbacks.joined(separator: " "))),
      (visit.text("허용 IP", "Addresses"), .code(request.addresses.joined(separator: " "))),
    ] + documents
  }

  private func answers(_ visit: ConsoleVisit, _ file: Onboarding.File) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("보안점검표", "Security check-list"),
      columns: [visit.text("항목", "Item"), visit.text("신청자의 말", "Declared")],
      rows: SecurityItem.allCases.map { [.text(visit.live.name(of: $0)), .text(file.answers[$0] ?? "")] }, empty: "")
  }

  /// A contract; beside what is in force, where there is any, for each term that would become another one.
  private func contract(
    _ visit: ConsoleVisit, _ caption: String, _ contract: LiveContract, _ one: LiveApplication,
    _ inForce: ContractTerms? = nil
  ) -> Sheet.Block {
    func rows(_ terms: ContractTerms) -> [(name: String, value: String)] {
      visit.live.terms(terms) { desk.hub.banks.name(of: $0) }.map { ($0.name, $0.values.joined(separator: " · ")) }
    }
    let known = inForce.map(rows)
    func line(_ name: String, _ value: String, _ before: String?) -> [Sheet.Cell] {
      let cells = [Sheet.Cell.text(name), .text(value)]
      return known == nil
        ? cells : cells + [.text(before.flatMap { $0 == value ? nil : $0 } ?? visit.text("같음", "same"))]
    }
    var lines = [line(visit.text("서비스 이름", "Service name"), one.request.service.text, nil)]
    lines += rows(contract.terms).enumerated().map { line($1.name, $1.value, known?[$0].value) }
    for (name, value) in [
      (visit.text("작성", "Drawn up by"), contract.drawnBy),
      (visit.text("결재", "Approved by"), contract.approvedBy ?? "–"),
    ] {
      lines.append([.text(name), .text(value)] + (known == nil ? [] : [.text("")]))
    }
    return .table(
      Sheet.Table(
        caption: caption,
        columns: [visit.text("조건", "Term"), visit.text("값", "Value")]
          + (known == nil ? [] : [visit.text("지금", "In force")]), rows: lines, empty: ""))
  }

  private func trail(_ visit: ConsoleVisit, _ file: Onboarding.File) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("경과", "Trail"),
      columns: [
        visit.text("때", "When"), visit.text("누가", "Who"), visit.text("일", "Step"), visit.text("단계", "Stage"),
        visit.text("말", "Words"),
      ],
      rows: file.trail.reversed().map { step in
        [
          .text(visit.moment(step.at)), .text(step.who.isEmpty ? visit.text("신청자", "applicant") : step.who),
          .text(visit.live.name(of: step.step)),
          .text("\(visit.live.name(of: step.from)) → \(visit.live.name(of: step.to))"), .text(step.words),
        ]
      }, empty: "")
  }
}

extension LiveStage {
  fileprivate var tone: Sheet.Cell.Tone {
    switch self {
    case .live: .good
    case .suspended, .refused, .ended: .bad
    default: .plain
    }
  }
}

extension ConsoleVisit {
  /// The words for stages and steps in the visit's language.
  var live: LiveWords { LiveWords(language) }
}
