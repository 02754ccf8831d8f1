import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruPortal
import MaruStore

/// `/operator/support`: what developers ask for, by state and kind; one request with its thread, to answer, close and reopen.
struct SupportScreen: Sendable {
  static let path = "/operator/support"
  private static let pageLength = 50
  private static let longestAnswer = 8_000
  let desk: ConsoleDesk
  let support: SupportDesk

  func add(to router: Router<GatewayContext>) {
    desk.get(Self.path, .lookAtPeople, on: router) { visit in try await list(visit) }
    desk.get("\(Self.path)/:id", .lookAtPeople, on: router) { visit in
      guard let file = try await file(visit) else { return desk.notFound(visit) }
      try await desk.note(visit, "support.look", "\(file.request.id)")
      return page(visit, file)
    }
    desk.post("\(Self.path)/:id", .answerSupport, on: router) { visit in try await take(visit) }
    desk.get("\(Self.path)/:id/calls/:call", .lookAtPeople, on: router) { visit in
      // A call is seen here because its developer showed it, in this very thread.
      let name = visit.parameters["call"] ?? ""
      guard let file = try await file(visit),
        let shown = try await desk.hub.store.read({
          try SupportTable.call(name, shownIn: file.request.id, in: $0)
        })
      else { return desk.notFound(visit) }
      try await desk.note(visit, "support.call", shown.id, "\(file.request.id)")
      let call = try await desk.hub.store.read { try KeptCallTable.find(shown.id, of: shown.client, in: $0) }
      return self.call(visit, file, shown, call)
    }
  }

  private func file(_ visit: ConsoleVisit) async throws -> SupportDesk.File? {
    guard let id = Int64(visit.parameters["id"] ?? "") else { return nil }
    return try await support.file(id, before: Int64(visit.parameter("before")) ?? .max)
  }

  private func take(_ visit: ConsoleVisit) async throws -> ConsoleDesk.Answer {
    guard let person = visit.person, let file = try await file(visit),
      let act = SupportAct(rawValue: visit.field("act"))
    else { return desk.notFound(visit) }
    let words = visit.field("words")
    guard words.count <= Self.longestAnswer, !words.contains("\0") else {
      return page(visit, file, visit.text("8000자까지입니다.", "8000 characters are the most."))
    }
    do {
      try await support.take(
        act, on: file.request.id, words.allSatisfy(\.isWhitespace) ? "" : words,
        seen: Int64(visit.field(ApplicationsScreen.revisionField)) ?? -1, by: person, from: visit.address)
    } catch let trouble as SupportDesk.Trouble {
      return page(visit, try await self.file(visit) ?? file, SupportWords(visit.language).words(for: trouble))
    }
    return desk.redirect("\(Self.path)/\(file.request.id)?done=1")
  }

  // MARK: The list

  private func list(_ visit: ConsoleVisit) async throws -> ConsoleDesk.Answer {
    let (state, kind) = (
      SupportState(rawValue: visit.parameter("state")), SupportKind(rawValue: visit.parameter("kind"))
    )
    let before = Int64(visit.parameter("before")) ?? .max
    let (found, counts) = try await desk.hub.store.read { session in
      (
        try SupportTable.page(state, kind, before: before, atMost: Self.pageLength + 1, in: session),
        try SupportTable.counts(in: session)
      )
    }
    let (shown, words) = (found.prefix(Self.pageLength), SupportWords(visit.language))
    func address(_ state: SupportState?, _ kind: SupportKind?, before: Int64? = nil) -> String {
      let query = [
        state.map { "state=\($0.rawValue)" }, kind.map { "kind=\($0.rawValue)" }, before.map { "before=\($0)" },
      ].compactMap(\.self)
      return query.isEmpty ? Self.path : "\(Self.path)?\(query.joined(separator: "&"))"
    }
    let states = SupportState.allCases.map { ("\(words.name(of: $0)) \((counts[$0] ?? 0).grouped)", address($0, kind)) }
    let kinds = SupportKind.allCases.map { (words.name(of: $0), address(state, $0)) }
    var blocks: [Sheet.Block] = [
      .links([(visit.text("모든 상태", "Every state"), address(nil, kind))] + states),
      .links([(visit.text("모든 종류", "Every kind"), address(state, nil))] + kinds),
      .table(
        Sheet.Table(
          caption: [state.map { words.name(of: $0) }, kind.map { words.name(of: $0) }].compactMap(\.self)
            .joined(separator: " · ").nonEmpty ?? visit.text("지원 요청", "Support requests"),
          columns: [
            visit.text("번호", "Number"), visit.text("제목", "Subject"), visit.text("종류", "Kind"),
            visit.text("상태", "State"), visit.text("희망일", "Wished day"), visit.text("연 때", "Opened"),
            visit.text("바뀜", "Changed"),
          ],
          rows: shown.map { one in
            [
              .link("\(one.id)", "\(Self.path)/\(one.id)"), .text(one.subject), .text(words.name(of: one.kind)),
              .text(words.name(of: one.state), one.state.tone), .text(one.wishedDay.map(visit.day) ?? ""),
              .text(visit.moment(one.openedAt)), .text(visit.moment(one.changedAt)),
            ]
          }, empty: visit.text("그런 요청이 없습니다.", "There is none."))),
    ]
    if found.count > shown.count, let last = shown.last {
      blocks.append(.links([(visit.text("더 오래된 것", "Older"), address(state, kind, before: last.id))]))
    }
    return desk.page(visit, Sheet(heading: visit.text("지원 요청", "Support requests"), blocks: blocks, isLive: true))
  }

  // MARK: One request

  private func page(_ visit: ConsoleVisit, _ file: SupportDesk.File, _ error: String? = nil) -> ConsoleDesk.Answer {
    let (request, words) = (file.request, SupportWords(visit.language))
    var facts: [(name: String, cell: Sheet.Cell)] = [
      (visit.text("상태", "State"), .text(words.name(of: request.state), request.state.tone)),
      (visit.text("종류", "Kind"), .text(words.name(of: request.kind))),
      (visit.text("개발자", "Developer"), .text(file.developer?.email ?? "\(request.developer)")),
    ]
    if let client = request.client {
      facts.append((visit.text("앱", "App"), .text(file.app ?? client.text)))
      facts.append(("client_id", .code(client.text)))
    }
    if let day = request.wishedDay { facts.append((visit.text("희망일", "Wished day"), .text(visit.day(day)))) }
    var blocks: [Sheet.Block] = [.facts(facts)]
    let shown = PageLoad.fitting(file.messages.reversed()) { Markdown($0.body).html }
    var ways: [(text: String, href: String)] = []
    if shown.count < file.messages.count, let oldest = shown.last?.post.id {
      ways.append((visit.text("더 오래된 글", "Older messages"), "\(Self.path)/\(request.id)?before=\(oldest)"))
    }
    if !visit.parameter("before").isEmpty {
      ways.append((visit.text("가장 새 글", "Newest messages"), "\(Self.path)/\(request.id)"))
    }
    if !ways.isEmpty { blocks.append(.links(ways)) }
    blocks += shown.reversed().map { message, html in
      let who = message.who.isEmpty ? visit.text("개발자", "Developer") : message.who
      return .message(
        Sheet.Message(
          about: "\(who) · \(visit.moment(message.at))", html: html,
          link: message.call.map {
            (visit.text("호출 \($0.id)", "Call \($0.id)"), "\(Self.path)/\(request.id)/calls/\($0.id)")
          }))
    }
    if visit.person?.role.may(.answerSupport) == true { blocks.append(.form(form(visit, request))) }
    return desk.page(
      visit,
      Sheet(
        heading: "\(request.id): \(request.subject)",
        done: visit.parameter("done") == "1" && error == nil
          ? visit.text("기록하고 개발자에게 알렸습니다.", "It is on record, and a letter tells the developer.") : nil,
        error: error, blocks: blocks))
  }

  private func form(_ visit: ConsoleVisit, _ request: SupportRequest) -> Sheet.Form {
    var form = Sheet.Form(action: "\(Self.path)/\(request.id)", submit: "")
    form.hidden = [(ApplicationsScreen.revisionField, "\(request.revision)")]
    form.fields = [
      .init(
        name: "words", label: visit.text("답", "Answer"), value: visit.field("words"),
        hint: visit.text(
          "**굵게**, `코드`, - 목록, [이름](https://…)을 쓸 수 있습니다. 이름 대신 '운영 기관'으로 보입니다.",
          "**bold**, `code`, - lists and [links](https://…) can be used. Developers read 'Operator', not your name."),
        isLong: true, longest: Self.longestAnswer)
    ]
    form.choices =
      request.state == .closed
      ? [.init(name: "act", value: SupportAct.reopen.rawValue, label: visit.text("다시 열기", "Open it again"))]
      : [
        .init(name: "act", value: SupportAct.answer.rawValue, label: visit.text("답하기", "Answer")),
        .init(name: "act", value: SupportAct.close.rawValue, label: visit.text("끝내기", "Close it")),
      ]
    return form
  }

  private func call(
    _ visit: ConsoleVisit, _ file: SupportDesk.File, _ shown: AttachedCall, _ call: KeptCall?
  ) -> ConsoleDesk.Answer {
    var blocks: [Sheet.Block] = [.links([("← \(file.request.subject)", "\(Self.path)/\(file.request.id)")])]
    if let call {
      blocks += [
        .facts([
          ("API", .code(call.api)), ("rsp_code", .code(call.code)), ("client_id", .code(call.client.text)),
          (visit.text("시각", "Time"), .text(visit.moment(call.at))), ("HTTP", .text("\(call.method) → \(call.status)")),
        ]), .code(visit.text("요청", "Request"), call.readableRequest),
        .code(visit.text("응답", "Answer"), call.readableAnswer),
      ]
    } else {
      blocks.append(.words(visit.text("이 호출은 이제 보관되어 있지 않습니다.", "This call is no longer kept.")))
    }
    return desk.page(visit, Sheet(heading: visit.text("호출 \(shown.id)", "Call \(shown.id)"), blocks: blocks))
  }
}

extension SupportState {
  fileprivate var tone: Sheet.Cell.Tone {
    switch self {
    case .open: .bad
    case .answered: .good
    case .closed: .plain
    }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
