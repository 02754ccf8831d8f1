import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/operator/limits`: caps, prefunded limits and fees; operations propose other ones, and somebody else approves them.
struct LimitsScreen: Sendable {
  static let path = "/operator/limits"
  /// So many lines of each table are on one page, and so many changes that wait: each is a form.
  private static let (lines, changes) = (50, 20)
  let desk: ConsoleDesk
  private var proposals: TermProposals { TermProposals(store: desk.hub.store, world: desk.hub.world) }

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .look, on: router) { visit in try await show(visit) }
    desk.post(Self.path, .proposeContracts, on: router) { visit in
      guard let person = visit.person else { return desk.notFound(visit) }
      guard let change = change(visit) else {
        return try await show(
          visit,
          visit.text(
            "코드는 은행 세 자리나 이용기관코드, 금액은 0 이상의 원 단위 숫자나 none이어야 합니다.",
            "A code is a bank's three digits or an organisation's code, an amount whole won or none."))
      }
      let participants = Set(desk.hub.banks.links.map(\.bank.code))
      return try await step(visit) {
        _ = try await proposals.propose(change, by: person, from: visit.address, participants: participants)
      }
    }
    desk.post("\(Self.path)/:number", .approveAsSecond, on: router) { visit in
      guard let id = Int64(visit.parameters["number"] ?? ""), let person = visit.person else {
        return desk.notFound(visit)
      }
      return try await step(visit) {
        switch visit.field("step") {
        case "approve": try await proposals.approve(id, by: person, from: visit.address)
        case "refuse": try await proposals.refuse(id, by: person, from: visit.address)
        default: throw TermProposals.Refused.gone
        }
      }
    }
  }

  private func step(_ visit: ConsoleVisit, _ work: () async throws -> Void) async throws -> ConsoleDesk.Answer {
    do {
      try await work()
      return desk.redirect("\(Self.path)?done=1")
    } catch let refused as TermProposals.Refused {
      return try await show(visit, words(visit, refused))
    } catch let refused as SettlementTerms.Refused {
      return try await show(visit, words(visit, refused))
    }
  }

  /// What a form wishes for; nil where it cannot be read.
  private func change(_ visit: ConsoleVisit) -> TermChange? {
    let kind = visit.field("kind")
    let (code, text) = (visit.field("\(kind)_code"), visit.field("\(kind)_won").filter { $0 != "," })
    let won = Int64(text).flatMap { Won($0) }
    guard won != nil || text == "none" else { return nil }
    switch kind {
    case "cap": return BankCode(code).map { .cap($0, won) }
    case "prefund": return OrganisationCode(code).map { .prefund($0, won) }
    case "fee":
      guard !code.isEmpty else { return .fee(api: visit.field("fee_api"), nil, won) }
      return OrganisationCode(code).map { .fee(api: visit.field("fee_api"), $0, won) }
    default: return nil
    }
  }

  // MARK: The page

  private func show(_ visit: ConsoleVisit, _ error: String? = nil) async throws -> ConsoleDesk.Answer {
    let sheet = try await SettlementTerms(store: desk.hub.store).sheet()
    let (waiting, decided) = try await proposals.all()
    let page = min(max(Int(visit.parameter("page")) ?? 1, 1), 10_000)
    func part<One>(_ all: [One], _ length: Int = Self.lines) -> [One] {
      Array(all.dropFirst((page - 1) * length).prefix(length))
    }
    var blocks: [Sheet.Block] = [.heading(visit.text("승인을 기다리는 변경", "Changes that wait for approval"))]
    if waiting.isEmpty { blocks.append(.words(visit.text("없습니다.", "There is none."))) }
    for one in part(waiting, Self.changes) { blocks += self.waiting(visit, one) }
    blocks += [
      .table(
        bounds(visit, visit.text("순채무한도", "Net debit caps"), part(sheet.caps)) {
          "\(desk.hub.banks.name(of: $0)) \($0)"
        }),
      .table(bounds(visit, visit.text("선불한도", "Prefunded limits"), part(sheet.prefunds)) { $0.text }),
      .table(fees(visit, part(sheet.fees))), .table(trail(visit, part(decided))),
    ]
    let longest = max(sheet.caps.count, sheet.prefunds.count, sheet.fees.count)
    let links = [
      page > 1 ? (text: visit.text("앞 쪽", "Page before"), href: "\(Self.path)?page=\(page - 1)") : nil,
      longest > page * Self.lines || waiting.count > page * Self.changes
        ? (text: visit.text("다음 쪽", "Next page"), href: "\(Self.path)?page=\(page + 1)") : nil,
    ].compactMap { $0 }
    if !links.isEmpty { blocks.append(.links(links)) }
    if visit.person?.role.may(.proposeContracts) == true { blocks += forms(visit) }
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("한도와 수수료", "Limits and fees"),
        lead: visit.text(
          "운영 담당자가 제안하고 다른 운영 담당자나 관리자가 승인합니다. 한도는 다음 주문부터, 수수료는 그 뒤로 마감하는 날부터 적용됩니다.",
          "Operations propose, and another one of operations or an admin approves. Limits hold from the next order on, fees for every "
            + "day that is closed from then on."),
        done: visit.parameter("done") == "1" && error == nil ? visit.text("기록했습니다.", "It is on record.") : nil,
        error: error, blocks: blocks))
  }

  private func waiting(_ visit: ConsoleVisit, _ one: TermProposal) -> [Sheet.Block] {
    var blocks: [Sheet.Block] = [
      .facts([
        (visit.text("번호", "Number"), .text("\(one.id)")), (visit.text("대상", "What"), .text(place(visit, one.change))),
        (visit.text("지금", "Now"), .text(amount(visit, one.former))),
        (visit.text("바꿀 값", "From then on"), .text(amount(visit, one.change))),
        (visit.text("제안", "Proposed by"), .text("\(one.proposedBy), \(visit.moment(one.proposedAt))")),
      ])
    ]
    guard let person = visit.person, person.role.may(.approveAsSecond) else { return blocks }
    var form = Sheet.Form(action: "\(Self.path)/\(one.id)", submit: "")
    let refuse = Sheet.Form.Choice(
      name: "step", value: "refuse",
      label: person.name == one.proposedBy
        ? visit.text("\(one.id)번 거두기", "Take \(one.id) back") : visit.text("\(one.id)번 거절", "Refuse \(one.id)"))
    let approve = Sheet.Form.Choice(
      name: "step", value: "approve", label: visit.text("\(one.id)번 승인", "Approve \(one.id)"))
    form.choices = person.name == one.proposedBy ? [refuse] : [approve, refuse]
    blocks.append(.form(form))
    return blocks
  }

  private func amount(_ visit: ConsoleVisit, _ change: TermChange) -> String {
    amount(visit, change.won.map { "\($0)" } ?? "none")
  }

  /// What was or will be in force, as people read it.
  private func amount(_ visit: ConsoleVisit, _ text: String) -> String {
    guard text != "none" else { return visit.text("없음", "none") }
    return Int64(text).map { visit.text("\($0.grouped)원", "\($0.grouped) won") } ?? text
  }

  private func place(_ visit: ConsoleVisit, _ change: TermChange) -> String {
    switch change {
    case .cap(let bank, _):
      visit.text("순채무한도", "Net debit cap") + " · \(desk.hub.banks.name(of: bank)) \(bank)"
    case .prefund(let organisation, _): visit.text("선불한도", "Prefunded limit") + " · \(organisation)"
    case .fee(let api, let organisation, _):
      visit.text("수수료", "Fee") + " · \(api)" + (organisation.map { " · \($0)" } ?? "")
    }
  }

  private func bounds<Party: Sendable & Hashable>(
    _ visit: ConsoleVisit, _ caption: String, _ all: [SettlementTerms.Bound<Party>], _ name: (Party) -> String
  ) -> Sheet.Table {
    Sheet.Table(
      caption: caption,
      columns: [visit.text("누구", "Whose"), visit.text("한도 (원)", "Bound, won"), visit.text("사용 (원)", "Used, won")],
      rows: all.map { [.text(name($0.party)), .number($0.limit.amount), .number($0.used)] },
      empty: visit.text("정하지 않았습니다.", "None is set."), numbers: [1, 2])
  }

  private func fees(_ visit: ConsoleVisit, _ all: [FeeTable.Rate]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("수수료", "Fees"),
      columns: [
        "API", visit.text("이용기관", "Organisation"), visit.text("적용일", "From"), visit.text("1건 (원)", "One use, won"),
      ],
      rows: all.map { rate in
        [
          .code(rate.api), .text(rate.organisation?.text ?? visit.text("모두", "all")),
          .text(rate.since.map { visit.day($0) } ?? "–"), .number(rate.won.amount),
        ]
      }, empty: visit.text("없습니다.", "There is none."), numbers: [3])
  }

  private func trail(_ visit: ConsoleVisit, _ decided: [TermProposal]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("결정한 변경", "Changes that were decided"),
      columns: [
        visit.text("번호", "Number"), visit.text("대상", "What"), visit.text("전 → 후", "From, to"),
        visit.text("제안", "Proposed by"), visit.text("결정", "Decided"), visit.text("때", "When"),
      ],
      rows: decided.map { one in
        [
          .text("\(one.id)"), .text(place(visit, one.change)),
          .text("\(amount(visit, one.former)) → \(amount(visit, one.change))"), .text(one.proposedBy),
          one.state == .approved
            ? .text(visit.text("승인", "approved") + " · \(one.decidedBy ?? "")", .good)
            : .text(visit.text("거절", "refused") + " · \(one.decidedBy ?? "")"),
          .text(one.decidedAt.map { visit.moment($0) } ?? ""),
        ]
      }, empty: visit.text("아직 없습니다.", "None yet."))
  }

  private func forms(_ visit: ConsoleVisit) -> [Sheet.Block] {
    // Each form's fields have names of their own: names are what labels are tied to.
    func field(_ name: String, _ label: String, hint: String? = nil, longest: Int) -> Sheet.Form.Field {
      .init(name: name, label: label, value: visit.field(name), hint: hint, longest: longest)
    }
    func form(_ kind: String, _ heading: String, _ fields: [Sheet.Form.Field]) -> [Sheet.Block] {
      var form = Sheet.Form(action: Self.path, submit: visit.text("제안하기", "Propose it"))
      form.hidden = [("kind", kind)]
      form.fields =
        fields + [
          field(
            "\(kind)_won", visit.text("금액 (원)", "Amount, won"), hint: visit.text("없애려면 none", "none takes it away"),
            longest: 20)
        ]
      return [.heading(heading), .form(form)]
    }
    let organisation = visit.text("이용기관코드", "The organisation's code")
    return form(
      "cap", visit.text("순채무한도 제안", "Propose a net debit cap"),
      [field("cap_code", visit.text("은행 코드", "The bank's code"), longest: 3)])
      + form(
        "prefund", visit.text("선불한도 제안", "Propose a prefunded limit"),
        [field("prefund_code", organisation, longest: 10)])
      + form(
        "fee", visit.text("수수료 제안", "Propose a fee"),
        [
          field("fee_api", "API", hint: "transfer/withdraw", longest: 40),
          field(
            "fee_code", organisation,
            hint: visit.text("비우면 요율이 따로 없는 모두", "Empty: all without a rate of their own"), longest: 10),
        ])
  }

  // MARK: Words

  private func words(_ visit: ConsoleVisit, _ refused: TermProposals.Refused) -> String {
    switch refused {
    case .waiting(let id):
      visit.text("같은 대상의 제안 \(id)번이 아직 결정되지 않았습니다.", "Proposal \(id) for the same is not decided yet.")
    case .gone: visit.text("그런 제안은 없거나 이미 결정되었습니다.", "There is no such proposal that waits.")
    case .own: visit.text("제안한 사람은 승인할 수 없습니다.", "Whoever proposed it does not approve it.")
    case .changed:
      visit.text(
        "제안한 뒤로 적용 중인 값이 바뀌었습니다. 거절하고 다시 제안해 주십시오.",
        "What is in force has changed since it was proposed. Refuse it, and propose it anew.")
    case .mayNot:
      visit.text(
        "이 계정의 역할로는 할 수 없습니다. 운영 담당자에게 부탁하십시오.", "Your role may not do this: ask somebody of operations.")
    // Those of the command line.
    case .proposerMissing, .unknown, .notSetUp: refused.description
    }
  }

  private func words(_ visit: ConsoleVisit, _ refused: SettlementTerms.Refused) -> String {
    switch refused {
    case .noSuchOrganisation(let code): visit.text("이용기관 \(code)이(가) 없습니다.", "There is no organisation \(code).")
    case .noSuchBank(let code): visit.text("참가은행 \(code)이(가) 없습니다.", "No bank \(code) takes part.")
    case .noSuchAPI:
      visit.text("그런 API가 없습니다. 있는 것: ", "There is no such API. There are: ")
        + SettlementTerms.apis.joined(separator: ", ")
    }
  }
}
